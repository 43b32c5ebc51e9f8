"""Validating values by the schemas of an OpenAPI document, with short messages.

Of a `oneOf` or `anyOf` with a `discriminator` only the chosen alternative counts. Validated as it stands, a
`oneOf` reports the errors of its first alternative, for a value that was meant for another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, Final, NamedTuple, TypeAlias, cast
from urllib.parse import quote

from jsonschema_rs import Draft202012Validator, Registry, ValidationError, ValidationErrorKind

Json: TypeAlias = Any
"""A value from JSON, or from a form: its readers know its type, or test it."""

Schema: TypeAlias = Mapping[str, Any]
Resolve: TypeAlias = Callable[[object], Any]

ADDRESS: Final = "urn:longtake:spec"
COMPONENTS: Final = "#/components/schemas/"
COMBINATIONS: Final = ("oneOf", "anyOf")
# Deeper than any schema of a request reaches, and less deep than the validator can go.
MAX_DEPTH: Final = 100
# JSON can contain half of a surrogate pair, and Python reads it; no UTF-8 can contain it.
SURROGATE: Final = re.compile("[\ud800-\udfff]")
# Python reads 1e999 as infinity, which is not JSON: it is validated as a number out of every range.
BEYOND: Final = Decimal("1" + "0" * 400 + ".5")

# By the keyword of the schema that a value does not meet; {} is the keyword's value.
MESSAGES: Final[Mapping[str, str]] = {
    "const": "must be {}",
    "type": "must be of type {}",
    "minimum": "must not be less than {}",
    "maximum": "must not be greater than {}",
    "exclusiveMinimum": "must be greater than {}",
    "exclusiveMaximum": "must be less than {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "enum": "must be one of {}",
}

# How many of the allowed values a message lists.
MAX_LISTED: Final = 20


class Problem(NamedTuple):
    """A problem of a request, and its field ("" for the whole)."""

    field: str
    message: str

    def __str__(self) -> str:
        """Return it as one part of a sentence."""
        return f"{self.field}: {self.message}" if self.field else self.message


class SchemaDocument:
    """An OpenAPI document, prepared for validators.

    Args:
        content: The document, with `with_conditions` applied.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.registry = Registry([(ADDRESS, dict(content))])

    def at(self, path: Sequence[str | int]) -> object:
        """Return the value at a path."""
        found: Any = self.content
        for part in path:
            found = found[part]
        return cast("object", found)


class Validator:
    """Validates values by the schema at one JSON pointer of a document."""

    def __init__(self, document: SchemaDocument, pointer: str) -> None:
        self._document = document
        self._validator = Draft202012Validator(
            {"$ref": f"{ADDRESS}#{quote(pointer)}"},
            registry=document.registry,
            validate_formats=False,
        )

    def problems(self, value: object) -> list[Problem]:
        """Return the problems that the schema has with a value from JSON or from a string."""
        value = acceptable(value)
        if self._validator.is_valid(value):
            return []
        errors = self._validator.iter_errors(value)
        return sorted({problem_of(error, self._document.at) for error in errors})


def acceptable(value: Json, depth: int = 0) -> Json:
    """Return a value as the validator accepts it, with nothing changed that a schema sees.

    A value from JSON or from a string has one of just these types, so no others are checked.
    """
    kind: object = type(value)  # pyright: ignore[reportUnknownVariableType] - it may be any
    if kind is str:
        return value if value.isascii() else SURROGATE.sub("\ufffd", value)
    if kind is float:
        return value if isfinite(value) else BEYOND.copy_sign(Decimal(value))
    if kind is dict:
        items = value.items() if depth < MAX_DEPTH else ()
        return {acceptable(key): acceptable(inner, depth + 1) for key, inner in items}
    if kind is list:
        return [acceptable(inner, depth + 1) for inner in value] if depth < MAX_DEPTH else []
    return value


def problem_of(
    error: ValidationError, expected_at: Callable[[Sequence[str | int]], object]
) -> Problem:
    """Describe an error of the validator without the value, which may be long or secret.

    Args:
        error: The error.
        expected_at: Returns the value of the schema at a path: the validator's own copy of the schema may
            be in another order.
    """
    error = _innermost(error, expected_at)
    field = ".".join(map(str, error.instance_path))
    keyword = str(error.schema_path[-1])
    expected = expected_at(error.schema_path)
    match error.kind:
        case ValidationErrorKind.Required():
            given = cast("dict[str, Any]", error.instance)
            missing = [name for name in cast("list[str]", expected) if name not in given]
            return Problem(field, f"{', '.join(missing)} must be given")
        case ValidationErrorKind.AdditionalProperties(unexpected):
            return Problem(field, f"{', '.join(sorted(unexpected))} is not known here")
        case _ if names := _exclusive(expected):
            how = "at least" if keyword == "anyOf" else "exactly"
            return Problem(field, f"{how} one of {', '.join(names)} must be given")
        case _:
            pass
    message = MESSAGES.get(keyword, f"does not meet {keyword} of its schema")
    if isinstance(expected, list):
        expected = _listed(cast("list[object]", expected))
    return Problem(field, message.format(expected))


def _innermost(
    error: ValidationError, expected_at: Callable[[Sequence[str | int]], object]
) -> ValidationError:
    """Follow alternatives to the one that was meant: not one of another type."""
    while isinstance(error.kind, ValidationErrorKind.AnyOf | ValidationErrorKind.OneOfNotValid):
        if _exclusive(expected_at(error.schema_path)):
            break
        inner = [found for alternative in error.kind.context for found in alternative]
        others = [found for found in inner if not isinstance(found.kind, ValidationErrorKind.Type)]
        error = (others or inner)[0]
    return error


def _exclusive(alternatives: object) -> list[str]:
    """Return the properties that alternatives require, one each; none if they require more."""
    if not isinstance(alternatives, list):
        return []
    names: list[str] = []
    for alternative in cast("list[object]", alternatives):
        match alternative:
            case {"required": [str(name)]} if alternative == {"required": [name]}:
                names.append(name)
            case _:
                return []
    return names


def _listed(values: list[object]) -> str:
    """Return values as they stand in a sentence, not all of them where there are many."""
    listed = ", ".join(map(str, values[:MAX_LISTED]))
    return listed if len(values) <= MAX_LISTED else f"{listed}, ... ({len(values)} in all)"


def is_discriminated(schema: Schema) -> bool:
    """Return whether a schema has alternatives that a property tells apart."""
    return "discriminator" in schema and any(name in schema for name in COMBINATIONS)


def alternatives_by_value(schema: Schema, resolve: Resolve) -> dict[Hashable, Schema]:
    """Return the alternatives of a discriminated schema by the values that choose them.

    An alternative that the discriminator's `mapping` leaves out is chosen by its constant, else by its
    component's name.
    """
    discriminator: Schema = schema["discriminator"]
    mapping: Mapping[str, str] = discriminator.get("mapping", {})
    others = alternative_for_others(schema, resolve)
    mapped = {
        value: place if "/" in place else f"{COMPONENTS}{place}" for value, place in mapping.items()
    }
    found: dict[Hashable, Schema] = {value: {"$ref": place} for value, place in mapped.items()}
    for name in COMBINATIONS:
        for alternative in schema.get(name, ()):
            if alternative.get("$ref") not in mapped.values() and alternative != others:
                for value in _choosing_values(alternative, discriminator["propertyName"], resolve):
                    found[value] = alternative
    return found


def alternative_for_others(schema: Schema, resolve: Resolve) -> Schema | None:
    """Return the alternative of a discriminated schema for all values that choose no other one.

    It is the one whose property says which values it must not have; None if there is none.
    """
    name: str = schema["discriminator"]["propertyName"]
    for combination in COMBINATIONS:
        for alternative in schema.get(combination, ()):
            if "not" in resolve(resolve(alternative).get("properties", {}).get(name, {})):
                return cast("Schema", alternative)
    return None


def with_conditions(document: Schema, resolve: Resolve) -> dict[str, Any]:
    """Return a document whose discriminated alternatives are conditions: `if` the value, `then` it.

    A value that chooses no alternative is then the error that a validator reports.
    """
    return cast("dict[str, Any]", _with_conditions(document, resolve))


def _with_conditions(value: object, resolve: Resolve) -> object:
    if isinstance(value, list):
        return [_with_conditions(inner, resolve) for inner in cast("Iterable[object]", value)]
    if not isinstance(value, dict):
        return value
    schema = cast("dict[str, Any]", value)
    inside: dict[str, Any] = {
        name: _with_conditions(inner, resolve) for name, inner in schema.items()
    }
    if not is_discriminated(schema):
        return inside
    name: str = schema["discriminator"]["propertyName"]
    alternatives = alternatives_by_value(schema, resolve)
    chosen = {
        "type": "object",
        "required": [name],
        "properties": {name: {"enum": list(alternatives)}},
    }
    others = alternative_for_others(schema, resolve)
    known: dict[str, Any] = chosen
    if others is not None:
        known = {"if": chosen, "else": _with_conditions(others, resolve)}
    conditions = [
        {
            "if": {"type": "object", "required": [name], "properties": {name: {"const": value}}},
            "then": _with_conditions(alternative, resolve),
        }
        for value, alternative in alternatives.items()
    ]
    kept = {key: inner for key, inner in inside.items() if key not in COMBINATIONS}
    return {**kept, "allOf": [*kept.get("allOf", ()), known, *conditions]}


def _choosing_values(alternative: Schema, name: str, resolve: Resolve) -> list[Hashable]:
    resolved: Schema = resolve(alternative)
    declared: Schema = resolve(resolved.get("properties", {}).get(name, {}))
    if "const" in declared:
        return [declared["const"]]
    if "enum" in declared:
        return list(declared["enum"])
    return [alternative["$ref"].rpartition("/")[2]] if "$ref" in alternative else []
