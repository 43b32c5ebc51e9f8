"""The commands by name. A command's module is imported when the command runs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Final

import typer

from longtake.cli._context import current
from longtake.cli._typer import CommandGroup, add_global_options, new_app, typer_command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typer._click import Command  # pyright: ignore[reportPrivateUsage]

# These lines repeat the first line of each command's help, so that `longtake --help` imports no command.
COMMANDS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "Videos": {
        "generate": ("longtake.cli._submit:generate", "Make a first video."),
        "extend": ("longtake.cli._submit:extend", "Extend a video."),
        "batch": (
            "longtake.cli._batch:batch",
            "Submit the jobs of a file, wait for them, and download their videos.",
        ),
        "call": ("longtake.cli._call:call", "Call any other operation of a provider."),
        "plan": (
            "longtake.cli._film:plan",
            "Print the hops that lengthen a video, and their prices.",
        ),
        "lengthen": ("longtake.cli._film:lengthen", "Lengthen a video hop by hop."),
    },
    "Tasks": {
        "tasks": ("longtake.cli._listing:tasks", "List the tasks of the journal."),
        "status": ("longtake.cli._status:status", "Poll tasks once, and print their states."),
        "wait": ("longtake.cli._tasks:wait", "Wait for tasks."),
        "download": ("longtake.cli._tasks:download", "Download the videos of tasks."),
        "cancel": ("longtake.cli._tasks:cancel", "Cancel tasks."),
        "resume": ("longtake.cli._tasks:resume", "Wait for all unfinished tasks."),
        "reconcile": (
            "longtake.cli._reconcile:reconcile",
            "Find out whether submissions with an unknown outcome created their tasks.",
        ),
    },
    "Account and models": {
        "models": ("longtake.cli._models:models", "List the models, or describe one."),
        "auth": (
            "longtake.cli._auth:auth",
            "Store, check, list and remove the keys of the providers.",
        ),
    },
}
"""The commands by section: the module and attribute of each, and a line of help."""

EPILOG: Final = (
    "A TASK is a token, or the short id that longtake tasks shows. Results go to standard output, "
    "and everything else goes to standard error.\n\n"
    "Exit statuses: 0 success, 1 another error, 2 wrong usage or refused input, 3 key, 4 credits, 5 rate "
    "limit, 6 failed task, 7 refused content, 8 timeout, 9 unknown outcome, 10 missing extra, 130 Ctrl-C, "
    "141 closed pipe."
)


class Root(CommandGroup):
    """The command `longtake`."""

    examples = (
        "longtake auth set kie",
        'longtake generate kie/veo --prompt "A dog runs" -o a.mp4',
        'longtake extend 3f2a --prompt "It swims" -o b.mp4',
        "longtake tasks",
    )

    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """Return the help lines of the commands by section and name."""
        return {
            section: {name: line for name, (_, line) in commands.items()}
            for section, commands in COMMANDS.items()
        }

    def load(self, name: str) -> Command | None:
        """Return a command, None if there is no such command."""
        for commands in COMMANDS.values():
            if name in commands:
                module, _, attribute = commands[name][0].partition(":")
                return typer_command(getattr(import_module(module), attribute))
        return None


app = new_app(
    cls=Root,
    add_completion=True,
    help="Make, extend and download AI-generated videos.",
    epilog=EPILOG,
)


def _print_version(is_given: bool) -> None:
    if is_given:
        from longtake import __version__  # noqa: PLC0415 - only this option needs it

        current().output.line(f"longtake {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Make, extend and download AI-generated videos."""
    del version


def root_command() -> Command:
    """Return the command `longtake`."""
    command = typer_command(app)
    add_global_options(command)
    return command
