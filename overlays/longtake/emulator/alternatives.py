"""The alternative of a `oneOf` that a `discriminator` chooses.

Validated as it stands, a `oneOf` reports what its first alternative has against a value, which was meant
for another one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final, TypeAlias, cast

Schema: TypeAlias = Mapping[str, Any]
Resolve: TypeAlias = Callable[[object], Any]

COMPONENTS: Final = "#/components/schemas/"
COMBINATIONS: Final = ("oneOf", "anyOf")


def discriminated(schema: Schema) -> bool:
    """Whether a schema has alternatives that a property tells apart."""
    return "discriminator" in schema and any(name in schema for name in COMBINATIONS)


def by_value(schema: Schema, resolve: Resolve) -> dict[Hashable, Schema]:
    """Return the alternatives of a discriminated schema by the values that choose them.

    An alternative that the discriminator's `mapping` leaves out is chosen by its constant, else by its
    component's name.
    """
    discriminator: Schema = schema["discriminator"]
    mapping: Mapping[str, str] = discriminator.get("mapping", {})
    mapped = {
        value: place if "/" in place else f"{COMPONENTS}{place}" for value, place in mapping.items()
    }
    found: dict[Hashable, Schema] = {value: {"$ref": place} for value, place in mapped.items()}
    for name in COMBINATIONS:
        for alternative in schema.get(name, ()):
            if alternative.get("$ref") not in mapped.values():
                for value in _values(alternative, discriminator["propertyName"], resolve):
                    found[value] = alternative
    return found


def decided(document: Schema, resolve: Resolve) -> dict[str, Any]:
    """Return a document whose discriminated alternatives are conditions: `if` the value, `then` it.

    A value that chooses none is then the mistake that a validator reports.
    """
    return cast("dict[str, Any]", _decided(document, resolve))


def _decided(value: Any, resolve: Resolve) -> Any:
    if isinstance(value, list):
        return [_decided(inner, resolve) for inner in cast("Iterable[Any]", value)]
    if not isinstance(value, dict):
        return value
    schema = cast("dict[str, Any]", value)
    inside = {name: _decided(inner, resolve) for name, inner in schema.items()}
    if not discriminated(schema):
        return inside
    name: str = schema["discriminator"]["propertyName"]
    alternatives = by_value(schema, resolve)
    known = {
        "type": "object",
        "required": [name],
        "properties": {name: {"enum": list(alternatives)}},
    }
    conditions = [
        {
            "if": {"type": "object", "required": [name], "properties": {name: {"const": value}}},
            "then": _decided(alternative, resolve),
        }
        for value, alternative in alternatives.items()
    ]
    kept = {key: inner for key, inner in inside.items() if key not in COMBINATIONS}
    return {**kept, "allOf": [*kept.get("allOf", ()), known, *conditions]}


def _values(alternative: Schema, name: str, resolve: Resolve) -> list[Hashable]:
    resolved: Schema = resolve(alternative)
    declared: Schema = resolve(resolved.get("properties", {}).get(name, {}))
    if "const" in declared:
        return [declared["const"]]
    if "enum" in declared:
        return list(declared["enum"])
    return [alternative["$ref"].rpartition("/")[2]] if "$ref" in alternative else []
