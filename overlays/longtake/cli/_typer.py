"""Groups that create their commands only when they are used, and the global options, for Typer."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Protocol

import typer
from typer._click.exceptions import NoSuchOption  # pyright: ignore[reportPrivateUsage]
from typer._click.shell_completion import CompletionItem  # pyright: ignore[reportPrivateUsage]
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from longtake.cli._context import current

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    # Typer has no public name for these.
    from typer._click import Command, Context, HelpFormatter  # pyright: ignore[reportPrivateUsage]

    from longtake.cli._complete import Found

SETTINGS: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

GLOBAL_OPTIONS: Final[Mapping[str, tuple[str | None, str]]] = {
    "json": (
        None,
        "Print results as JSON, one object per line, and errors as JSON on standard error.",
    ),
    "journal": (
        "FILE|URL",
        "The journal of tasks. Default: LONGTAKE_JOURNAL or your state folder.",
    ),
    "profile": ("NAME", "The profile with the keys. Default: LONGTAKE_PROFILE."),
    "verbose": (None, "Print longtake's log."),
    "debug": (None, "Print the traceback of an error."),
}
"""The options that you can pass before and after a command: the metavar, None for a flag, and the help."""

_METAVARS: Final = {
    "str": "TEXT",
    "text": "TEXT",
    "int": "N",
    "integer": "N",
    "integer range": "N",
    "int range": "N",
    "float": "NUMBER",
    "float range": "NUMBER",
}
_LONGEST_LINE: Final = 200
_SHOWN_EVERYWHERE: Final = "json"


class Parameter(Protocol):
    """An option or argument."""

    @property
    def name(self) -> str | None:
        """Return the name of the attribute."""
        ...


class CommandGroup(TyperGroup):
    """A group that creates a command only when it is used, and lists commands without creating them.

    Attributes:
        examples: Command lines for the help.
        required: What a command line must name before its options, such as `MODEL`.
    """

    examples: tuple[str, ...] = ()
    required: str = ""

    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """Return a line of help for each command, by section and name."""
        return {
            "Commands": {
                name: command.get_short_help_str(_LONGEST_LINE)
                for name, command in self.commands.items()
            }
        }

    def load(self, name: str) -> Command | None:
        """Return a command, None if there is no such command."""
        return self.commands.get(name)

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return [name for commands in self.sections().values() for name in commands]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return a command with the global options, None if there is no such command."""
        del ctx
        command = self.load(cmd_name)
        if command is not None and not isinstance(command, TyperGroup):
            _set_metavars(command)
            _add_global_options(command, shown=(_SHOWN_EVERYWHERE,))
        return command

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the sections."""
        del ctx
        width = max((len(name) for each in self.sections().values() for name in each), default=0)
        for section, commands in self.sections().items():
            if commands:
                with formatter.section(section):
                    formatter.write_dl(
                        [(name.ljust(width), line) for name, line in commands.items()]
                    )

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the examples, one on each line, and the epilog."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
        super().format_epilog(ctx, formatter)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the arguments. Without arguments, print the help."""
        if not args and not ctx.resilient_parsing:
            args = ["--help"]
        try:
            return super().parse_args(ctx, args)
        except NoSuchOption as error:
            if not self.required:
                raise
            ctx.fail(f"{self.required} is missing: it must come before {error.option_name}")

    def complete(self) -> Found:
        """Return what the shell's completion offers as the command, with a line of help each."""
        return [item for commands in self.sections().values() for item in commands.items()]

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin with a word, without creating the commands."""
        items = [
            CompletionItem(value, help=line)
            for value, line in self.complete()
            if value.startswith(incomplete)
        ]
        return items + super(TyperGroup, self).shell_complete(ctx, incomplete)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Return the command for the first argument, and the other arguments."""
        name = args[0]
        command = self.get_command(ctx, name)
        current().path.append(name)
        if command is None:
            close = get_close_matches(name, self.list_commands(ctx), n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            ctx.fail(f"No such command {name!r}.{hint}")
        return name, command, args[1:]


def new_app(**options: Any) -> typer.Typer:  # noqa: ANN401 - those of Typer
    """Return a Typer application with the settings of the command. Its help is plain text.

    Args:
        **options: Further arguments of `typer.Typer`.
    """
    chosen: dict[str, Any] = {
        "cls": CommandGroup,
        "add_completion": False,
        "context_settings": SETTINGS,
        "rich_markup_mode": None,
        **options,
    }
    return typer.Typer(**chosen)


def typer_command(made: object) -> Command:
    """Return the command of a Typer application, or a command unchanged."""
    if isinstance(made, typer.Typer):
        return get_command(made)
    if isinstance(made, TyperCommand | TyperGroup):
        return made
    raise TypeError(f"expected a Typer application or a command, got {type(made).__name__}")


def add_global_options(group: Command) -> None:
    """Add the global options to the command `longtake` itself."""
    _add_global_options(group, shown=tuple(GLOBAL_OPTIONS))


def _set_metavars(command: Command) -> None:
    """Set a metavar in capitals for options without one. Typer's own would be `<str>`."""
    for parameter in command.params:
        if (
            isinstance(parameter, TyperOption)
            and parameter.metavar is None
            and not parameter.is_flag
        ):
            parameter.metavar = _METAVARS.get(parameter.type.name)


def _add_global_options(command: Command, shown: tuple[str, ...]) -> None:
    present = {parameter.name for parameter in command.params}
    command.params += [
        TyperOption(
            param_decls=[f"--{name}", name],
            is_flag=metavar is None,
            type=str if metavar else None,
            metavar=metavar,
            default=None if metavar else False,
            help=text,
            expose_value=False,
            hidden=name not in shown,
            callback=_setter(name),
            show_default=False,
        )
        for name, (metavar, text) in GLOBAL_OPTIONS.items()
        if name not in present
    ]


def _setter(name: str) -> Callable[[Context, Parameter, object], object]:
    def set_option(context: Context, parameter: Parameter, value: object) -> object:
        del context, parameter
        if value:
            current().set_option(name, value)
        return value

    return set_option
