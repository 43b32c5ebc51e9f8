"""Whether values fit a function's parameters, as its signature has them."""

import inspect
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Final, Literal, NamedTuple, TypeAlias, Union, cast, get_args, get_origin

Parameters: TypeAlias = Mapping[str, inspect.Parameter]

_WANTED: Final[Mapping[object, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    Any: "something that JSON can hold",
}
# How much of a wrong value is shown.
_SHOWN: Final = 60


class Mistake(NamedTuple):
    """What is wrong with one value of a table, or with the table itself where `key` is ""."""

    key: str
    message: str


class MisfitError(ValueError):
    """A value that is not of the type that is wanted."""


def parameters_of(function: Callable[..., object]) -> Parameters:
    """Return the parameters of a function, or of a class's making, with their types resolved."""
    return inspect.signature(function, eval_str=True).parameters


def fit(
    given: Mapping[str, object],
    wanted: Parameters,
    mistakes: list[Mistake],
    also: Collection[str] = (),
) -> dict[str, Any]:
    """Return the values that fit, and enter what is wrong with the others in `mistakes`.

    `also` are names that may stand there and are not looked at.
    """
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in wanted:
            if key not in also:
                mistakes.append(Mistake(key, unknown(key, [*wanted, *also])))
            continue
        annotation: object = wanted[key].annotation
        try:
            values[key] = _fitted(value, annotation)
        except MisfitError:
            mistakes.append(
                Mistake(key, f"{key} must be {wanted_as(annotation)}{_not(value, annotation)}")
            )
    for key, parameter in wanted.items():
        if key not in given and parameter.default is parameter.empty:
            mistakes.append(Mistake("", f"{key} is missing: {wanted_as(parameter.annotation)}"))
    return values


def unknown(name: str, known: Iterable[str]) -> str:
    """Say that a name is none of those that are known, and which was probably meant."""
    names = list(known)
    return f"{name!r} is none of {', '.join(names)}{_meant(name, names)}"


def shown(value: object) -> str:
    """Write a value much as it stands in a script, cut off where it is long."""
    text = json.dumps(value, default=str, ensure_ascii=True)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _fitted(value: object, annotation: object) -> object:
    """Return the value as a function with this annotation takes it; `MisfitError` if it does not."""
    origin, choices = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        return _fitted_to_any(value, choices)
    if origin is Mapping:
        return _fitted_table(value, choices[1])
    if annotation is float:
        return _number(value)
    if not (value in choices if origin is Literal else _FITS[annotation](value)):
        raise MisfitError
    return value


def _fitted_to_any(value: object, choices: Iterable[object]) -> object:
    for choice in choices:
        try:
            return _fitted(value, choice)
        except MisfitError:
            pass
    raise MisfitError


def _fitted_table(value: object, annotation: object) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise MisfitError
    table = cast("Mapping[str, object]", value)
    return {key: _fitted(item, annotation) for key, item in table.items()}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MisfitError
    try:
        return float(value)
    except OverflowError as error:
        raise MisfitError from error


def _is_text(value: object) -> bool:
    """Whether a value is a text that can be sent: JSON can spell halves of characters."""
    return isinstance(value, str) and not any(
        "\ud800" <= character <= "\udfff" for character in value
    )


def _is_json(value: object) -> bool:
    """Whether JSON can hold a value, which TOML's dates, `inf` and `nan` it cannot."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def _is_whole(value: object) -> bool:
    # To Python True is the number 1; to somebody who writes a script it is not.
    return isinstance(value, int) and not isinstance(value, bool)


_FITS: Final[Mapping[object, Callable[[object], bool]]] = {
    NoneType: lambda value: value is None,
    bool: lambda value: isinstance(value, bool),
    int: _is_whole,
    str: _is_text,
    Any: _is_json,
}


def wanted_as(annotation: object) -> str:
    """Say what a type takes: `"next", "always" or a whole number`."""
    *others, last = _alternatives(annotation)
    return f"{', '.join(others)} or {last}" if others else last


def _alternatives(annotation: object) -> list[str]:
    origin, choices = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        return [
            one for choice in choices if choice is not NoneType for one in _alternatives(choice)
        ]
    if origin is Literal:
        return [shown(choice) for choice in choices]
    if origin is Mapping:
        return ["a table that JSON can hold" if choices[1] is Any else "a table of texts"]
    return [_WANTED[annotation]]


def _not(value: object, annotation: object) -> str:
    texts = [choice for choice in _leaves(annotation) if isinstance(choice, str)]
    meant = _meant(value, texts) if isinstance(value, str) else ""
    return f", not {shown(value)}{meant}"


def _leaves(annotation: object) -> list[object]:
    return [leaf for choice in get_args(annotation) for leaf in _leaves(choice)] or [annotation]


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f": did you mean {close[0]}?" if close else ""
