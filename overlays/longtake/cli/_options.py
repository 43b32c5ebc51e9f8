"""Commands whose options come from the signatures of the library's methods."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

import typer
from attrs import fields
from typer.core import TyperCommand

from longtake.cli._errors import CommandError
from longtake.cli._typer import new_app, typer_command
from longtake.models._arguments import accepts, expected_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from typer._click import Command, Context, HelpFormatter  # pyright: ignore[reportPrivateUsage]

    from longtake.cli._signatures import OptionSpec

OwnT = TypeVar("OwnT")

_PREFIX: Final = "value_"
_LONGEST_METAVAR: Final = 32
_FEWEST_FOR_RANGE: Final = 5
_METAVARS: Final = {"image": "FILE|URL", "duration_s": "SECONDS"}
_NARROW: Final = 70
_FIRST_COLUMN: Final = 30
_NARROW_FIRST_COLUMN: Final = 18
_IMAGE: Final = "The image to begin with. For several images, use longtake call."
_TYPES: Final[Mapping[object, str]] = {str: "TEXT", int: "INTEGER", float: "NUMBER", Any: "VALUE"}


class SectionedCommand(TyperCommand):
    """A command whose help groups the options by their `rich_help_panel`."""

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the arguments and the options."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                default = "Arguments" if parameter.param_type_name == "argument" else "Options"
                section = getattr(parameter, "rich_help_panel", None) or default
                sections.setdefault(section, []).append(record)
        # In a narrow terminal, the second column must have room for a long choice.
        first = _FIRST_COLUMN if formatter.width > _NARROW else _NARROW_FIRST_COLUMN
        for section, records in sections.items():
            with formatter.section(section):
                formatter.write_dl(records, col_max=first)


def option_command(
    run: Callable[[dict[str, Any], OwnT], object],
    *,
    name: str,
    text: str,
    own: Callable[..., OwnT],
    options: Sequence[tuple[str, OptionSpec]] = (),
    arguments: Mapping[str, object] | None = None,
) -> Command:
    """Return a command with options for the parameters of a method.

    Args:
        run: The function behind the command. It takes the given values of `arguments` and `options` by name,
            and the result of `own`.
        name: The name of the command.
        text: The help.
        own: A class or function. Its parameters are the command's own options, annotated for Typer.
        options: The options, each with its section in the help.
        arguments: The arguments of the command by name, each with its annotation for Typer.
    """

    def command(**given: object) -> object:
        values = {
            key.removeprefix(_PREFIX): value
            for key, value in given.items()
            if key.startswith(_PREFIX) and value is not None and value != []
        }
        rest = {key: value for key, value in given.items() if not key.startswith(_PREFIX)}
        return run(values, own(**rest))

    declared = [
        *(_declared(name, annotation) for name, annotation in (arguments or {}).items()),
        *(_parameter(spec, section) for section, spec in options),
        *inspect.signature(own, eval_str=True).parameters.values(),
    ]
    # Typer reads these.
    command.__signature__ = inspect.Signature(declared)  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
    command.__annotations__ = {each.name: each.annotation for each in declared}
    app = new_app()
    app.command(name, cls=SectionedCommand, help=text)(command)
    return typer_command(app)


def check_required(
    specs: Sequence[OptionSpec], values: Mapping[str, object], call: str, help_command: str
) -> None:
    """Check that every required option is given.

    Args:
        specs: The options.
        values: The values that are given, by name.
        call: The model or operation, for the message.
        help_command: The command that prints the help.

    Raises:
        CommandError: If one is missing.
    """
    missing = [spec.flag for spec in specs if spec.is_required and spec.name not in values]
    if missing:
        raise CommandError(f"{call} requires {' and '.join(missing)}", f"Run: {help_command}")


def parsed(text: str, hints: Sequence[Any]) -> object:
    """Return the value of an option, converted for a parameter that has one of these annotations.

    Raises:
        ValueError: If it is not valid. The message states what was expected and what was given.
    """
    for value in _candidates(_decoded(text), hints):
        if any(accepts(value, hint) or _is_mapping(value, hint) for hint in hints):
            return value
    expected = " or ".join(dict.fromkeys(map(_expected, hints)))
    shown = text if len(text) <= _LONGEST_METAVAR else f"{text[:_LONGEST_METAVAR]}..."
    raise ValueError(f"must be {_plain(expected)}, got {shown}")


def _expected(hint: Any) -> str:  # noqa: ANN401 - any annotation
    """Return the values that a parameter takes, with a JSON object for a class."""
    kinds = _kinds(hint)
    if len(kinds) > 1:
        return " or ".join(map(_expected, kinds))
    if hasattr(kinds[0], "from_dict"):
        names = [each.name.rstrip("_") for each in fields(kinds[0]) if each.init]
        return f"a JSON object with {' and '.join(names)}"
    return expected_values(hint)


def choices(hints: Sequence[Any]) -> list[str]:
    """Return the allowed values of an option, empty if it takes any value."""
    kinds = [kind for hint in hints for kind in _kinds(hint)]
    if not kinds or any(get_origin(kind) is not Literal for kind in kinds):
        return []
    values = list(dict.fromkeys(value for kind in kinds for value in get_args(kind)))
    if all(str(value).isdecimal() for value in values):
        values.sort(key=lambda value: int(str(value)))
    return [str(value) for value in values]


def help_of(spec: OptionSpec) -> str:
    """Return the help of an option: its description, requirements, choices and default."""
    return _help(spec, choices(_items(spec)))


def metavar_of(spec: OptionSpec) -> str:
    """Return the placeholder for the value of an option, such as `720p|1080p` or `TEXT`; empty for a flag."""
    items = _items(spec)
    return "" if _is_flag(spec) else _metavar(spec, items, choices(items))


def _parameter(spec: OptionSpec, section: str) -> inspect.Parameter:
    """Return the declaration of an option for Typer."""
    if _is_flag(spec):
        declaration = typer.Option(
            f"{spec.flag}/--no-{spec.flag[2:]}",
            help=_help(spec),
            rich_help_panel=section,
            show_default=False,
        )
        return _declared(spec.name, Annotated[bool | None, declaration], default=None)
    items = _items(spec)
    allowed = choices(items)
    declaration = typer.Option(
        spec.flag,
        help=_help(spec, allowed),
        metavar=_metavar(spec, items, allowed),
        parser=_parser(items),
        autocompletion=_completion(allowed),
        rich_help_panel=section,
        show_default=False,
    )
    kind: Any = list[str] | None if _is_list(spec) else str | None
    return _declared(spec.name, Annotated[kind, declaration], default=None)


def _spec_kinds(spec: OptionSpec) -> list[Any]:
    return [kind for hint in spec.hints for kind in _kinds(hint)]


def _is_flag(spec: OptionSpec) -> bool:
    return all(kind is bool for kind in _spec_kinds(spec))


def _is_list(spec: OptionSpec) -> bool:
    """Return whether the option may be repeated."""
    # The library puts the single image into a list.
    is_image = spec.is_common and spec.name == "image"
    return not is_image and any(get_origin(kind) is list for kind in _spec_kinds(spec))


def _items(spec: OptionSpec) -> tuple[Any, ...]:
    """Return the annotations of a single value of an option."""
    kinds = _spec_kinds(spec)
    return tuple(get_args(kind)[0] if get_origin(kind) is list else kind for kind in kinds)


def _declared(
    name: str, annotation: object, default: object = inspect.Parameter.empty
) -> inspect.Parameter:
    return inspect.Parameter(
        f"{_PREFIX}{name}",
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=annotation,
    )


def _parser(hints: Sequence[Any]) -> Callable[[str], Any]:
    def parse(text: str) -> object:
        # Typer also passes a default, which is a parsed value already.
        try:
            return parsed(text, hints) if isinstance(text, str) else text  # pyright: ignore[reportUnnecessaryIsInstance]
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return parse


def _completion(allowed: list[str]) -> Callable[[str], list[str]] | None:
    if not allowed:
        return None
    return lambda incomplete: [each for each in allowed if each.startswith(incomplete)]


def _help(spec: OptionSpec, allowed: Sequence[str] = ()) -> str:
    notes: list[str] = []
    if spec.is_required:
        notes.append("required")
    if spec.note:
        notes.append(spec.note)
    if not _is_range(allowed) and len("|".join(allowed)) > _LONGEST_METAVAR:
        notes.append(f"one of {', '.join(allowed)}")
    is_required = spec.is_required or spec.note.startswith("required")
    if spec.default not in (None, "", []) and not is_required:
        words = "yes" if spec.default else "no"
        notes.append(f"default: {words if _is_flag(spec) else spec.default}")
    text = _IMAGE if spec.is_common and spec.name == "image" else spec.description
    if _is_list(spec):
        text += " Repeat the option for several values."
    return f"{text} [{'; '.join(notes)}]".strip() if notes else text


def _is_range(allowed: Sequence[str]) -> bool:
    """Return whether the values are consecutive numbers."""
    if len(allowed) < _FEWEST_FOR_RANGE or not all(each.isdecimal() for each in allowed):
        return False
    return int(allowed[-1]) - int(allowed[0]) == len(allowed) - 1


def _metavar(spec: OptionSpec, hints: Sequence[Any], allowed: Sequence[str]) -> str:
    joined = "|".join(allowed)
    if _is_range(allowed):
        return f"{allowed[0]}..{allowed[-1]}"
    if allowed:
        return joined if len(joined) <= _LONGEST_METAVAR else "CHOICE"
    if spec.metavar or spec.name in _METAVARS:
        return spec.metavar or _METAVARS[spec.name]
    if spec.name.endswith(("url", "urls")):
        return "URL"
    if any(hasattr(hint, "from_dict") or get_origin(hint) is not None for hint in hints):
        return "JSON"
    return next((_TYPES[hint] for hint in hints if hint in _TYPES), "VALUE")


def _candidates(text: str, hints: Sequence[Any]) -> Iterator[object]:
    """Yield the possible values of a string, the likeliest first."""
    kinds = {kind for hint in hints for kind in _kinds(hint)}
    if any(hasattr(kind, "from_dict") or get_origin(kind) not in {None, Literal} for kind in kinds):
        yield _json(text)
    for number in (int, float):
        try:
            yield number(text)
        except ValueError:
            continue
    if text.lower() in {"true", "false"}:
        yield text.lower() == "true"
    yield text


def _json(text: str) -> object:
    """Return the value of a JSON string, or of the JSON file after `@`.

    Raises:
        ValueError: If the JSON is not valid, or the file cannot be read.
    """
    source = text
    if text.startswith("@"):
        try:
            source = Path(text[1:]).read_text(encoding="utf-8")
        except OSError as error:
            raise ValueError(f"{text[1:]} cannot be read: {error.strerror or error}") from None
    try:
        return json.loads(source)
    except ValueError as error:
        raise ValueError(f"must be JSON, or @ and the path of a JSON file: {error}") from None


def _kinds(hint: Any) -> list[Any]:  # noqa: ANN401 - any annotation
    """Return the alternatives of an annotation, without None."""
    if get_origin(hint) not in {Union, UnionType}:
        return [hint]
    return [kind for each in get_args(hint) if each is not NoneType for kind in _kinds(each)]


def _decoded(text: str) -> str:
    """Return an argument decoded as UTF-8, even if Python decoded it in another encoding of the locale."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        return text


def _is_mapping(value: object, hint: Any) -> bool:  # noqa: ANN401 - any annotation
    """Return whether a parameter takes any JSON object and the value is one."""
    return isinstance(value, dict) and any(get_origin(kind) is Mapping for kind in _kinds(hint))


def _plain(text: str) -> str:
    """Return a string without its quotes."""
    return text.replace("'", "")
