"""Validating the values of a table by the signature of a function."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Final, Literal, NamedTuple, TypeAlias, Union, cast, get_args, get_origin

from attrs import NOTHING, fields, has, resolve_types

Parameters: TypeAlias = Mapping[str, inspect.Parameter]

_DESCRIPTIONS: Final[Mapping[object, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a string",
    Any: "a JSON value",
}
# How many characters of a wrong value a message contains.
_MAX_SHOWN: Final = 60


class Mistake(NamedTuple):
    """A mistake in one value of a table, or in the table itself where `key` is ""."""

    key: str
    message: str


class WrongTypeError(ValueError):
    """A value that is not of the expected type."""


def parameters_of(function: Callable[..., object]) -> Parameters:
    """Return the parameters of a function, or the fields of an attrs class, with their types resolved."""
    if isinstance(function, type) and has(function):
        # The module's names are not those of the `__init__` that attrs writes.
        resolve_types(function)
        return {
            each.name: inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if each.default is NOTHING else each.default,
                annotation=each.type,
            )
            for each in fields(function)
        }
    return inspect.signature(function, eval_str=True).parameters


def fit(
    given: Mapping[str, object],
    expected: Parameters,
    mistakes: list[Mistake],
    also: Collection[str] = (),
) -> dict[str, Any]:
    """Return the values that fit, and add a mistake for each of the others.

    Args:
        given: The values by their names.
        expected: The parameters that they are for.
        mistakes: The list to which mistakes are added.
        also: Names that may be given and are ignored.
    """
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in expected:
            if key not in also:
                mistakes.append(Mistake(key, unknown(key, [*expected, *also])))
            continue
        annotation: object = expected[key].annotation
        try:
            values[key] = _fitted(value, annotation)
        except WrongTypeError:
            mistakes.append(
                Mistake(key, f"{key} must be {describe(annotation)}{_got(value, annotation)}")
            )
    for key, parameter in expected.items():
        if key not in given and parameter.default is parameter.empty:
            mistakes.append(
                Mistake("", f"{key} is missing; expected {describe(parameter.annotation)}")
            )
    return values


def unknown(name: str, known: Iterable[str]) -> str:
    """Return the message about an unknown name, with the one that was probably meant."""
    names = list(known)
    return f"unknown {name!r}; expected one of {', '.join(names)}{_suggestion(name, names)}"


def as_text(value: object) -> str:
    """Return a value much as a script has it, cut off where it is long."""
    text = json.dumps(value, default=str, ensure_ascii=True)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}..."


def _fitted(value: object, annotation: object) -> object:
    """Return the value as the annotation has it; raise `WrongTypeError` if it is of another type."""
    origin, choices = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        return _fitted_to_any(value, choices)
    if origin is Mapping:
        return _fitted_table(value, choices[1])
    if annotation is float:
        return _number(value)
    if not (value in choices if origin is Literal else _FITS[annotation](value)):
        raise WrongTypeError
    return value


def _fitted_to_any(value: object, choices: Iterable[object]) -> object:
    for choice in choices:
        try:
            return _fitted(value, choice)
        except WrongTypeError:
            pass
    raise WrongTypeError


def _fitted_table(value: object, annotation: object) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise WrongTypeError
    table = cast("Mapping[str, object]", value)
    return {key: _fitted(item, annotation) for key, item in table.items()}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongTypeError
    try:
        return float(value)
    except OverflowError as error:
        raise WrongTypeError from error


def _is_string(value: object) -> bool:
    """Return whether a value is a string that can be sent: JSON can spell halves of characters."""
    return isinstance(value, str) and not any(
        "\ud800" <= character <= "\udfff" for character in value
    )


def _is_json(value: object) -> bool:
    """Return whether JSON can contain a value, unlike TOML's dates, `inf` and `nan`."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def _is_whole(value: object) -> bool:
    # In Python True is the number 1; in a script it is not.
    return isinstance(value, int) and not isinstance(value, bool)


_FITS: Final[Mapping[object, Callable[[object], bool]]] = {
    NoneType: lambda value: value is None,
    bool: lambda value: isinstance(value, bool),
    int: _is_whole,
    str: _is_string,
    Any: _is_json,
}


def describe(annotation: object) -> str:
    """Describe the values of a type: `"next", "always" or a whole number`."""
    *others, last = _alternatives(annotation)
    return f"{', '.join(others)} or {last}" if others else last


def _alternatives(annotation: object) -> list[str]:
    origin, choices = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        return [
            one for choice in choices if choice is not NoneType for one in _alternatives(choice)
        ]
    if origin is Literal:
        return [as_text(choice) for choice in choices]
    if origin is Mapping:
        return ["a table of JSON values" if choices[1] is Any else "a table of strings"]
    return [_DESCRIPTIONS[annotation]]


def _got(value: object, annotation: object) -> str:
    choices = [choice for choice in _leaves(annotation) if isinstance(choice, str)]
    suggestion = _suggestion(value, choices) if isinstance(value, str) else ""
    return f", got {as_text(value)}{suggestion}"


def _leaves(annotation: object) -> list[object]:
    return [leaf for choice in get_args(annotation) for leaf in _leaves(choice)] or [annotation]


def _suggestion(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f": did you mean {close[0]}?" if close else ""
