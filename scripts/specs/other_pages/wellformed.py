"""Schemas that are schemas: what a page writes where no schema may have it is left out.

A validator stops at a keyword of the wrong kind, and a closed request that requires a member it
does not have could never be sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import Note
from scripts.specs.json_types import obj, pointer, strings
from scripts.specs.normalize.schema_locations import schema_holders
from scripts.specs.schemas import TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_step(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


def _is_discriminator(value: Json) -> bool:
    return isinstance(obj(value).get("propertyName"), str)


def _is_link(value: Json) -> bool:
    return isinstance(obj(value).get("url"), str)


def _is_type(value: Json) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name in TYPES for name in names)


def _is_pattern(value: Json) -> bool:
    try:
        return isinstance(value, str) and bool(re.compile(value))
    except re.error:
        return False


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_list(value: Json) -> bool:
    return isinstance(value, list)


def _is_filled_list(value: Json) -> bool:
    return isinstance(value, list) and bool(value)


def _is_schemas(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(i, dict) for i in value)


def _is_names(value: Json) -> bool:
    return isinstance(value, list) and len(strings(value)) == len(value)


def _is_schema(value: Json) -> bool:
    return isinstance(value, (dict, bool))


def _is_named_schemas(value: Json) -> bool:
    return isinstance(value, dict) and all(_is_schema(item) for item in value.values())


_KINDS: Final[dict[str, Callable[[Json], bool]]] = {
    "$ref": _is_text,
    "additionalProperties": _is_schema,
    "allOf": _is_schemas,
    "anyOf": _is_schemas,
    "deprecated": _is_flag,
    "description": _is_text,
    "discriminator": _is_discriminator,
    "enum": _is_filled_list,
    "examples": _is_list,
    "externalDocs": _is_link,
    "exclusiveMaximum": _is_number,
    "exclusiveMinimum": _is_number,
    "format": _is_text,
    "items": _is_schema,
    "maxItems": _is_count,
    "maxLength": _is_count,
    "maxProperties": _is_count,
    "maximum": _is_number,
    "minItems": _is_count,
    "minLength": _is_count,
    "minProperties": _is_count,
    "minimum": _is_number,
    "multipleOf": _is_step,
    "not": _is_schema,
    "oneOf": _is_schemas,
    "pattern": _is_pattern,
    "prefixItems": _is_schemas,
    "properties": _is_named_schemas,
    "required": _is_names,
    "title": _is_text,
    "type": _is_type,
    "uniqueItems": _is_flag,
    "x-name": _is_text,
    "xml": _is_object,
}


_DATA: Final = frozenset({"const", "default", "enum", "example", "examples"})
_RANGES: Final = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def fix(document: JsonObject) -> list[Note]:
    """Leave out what no schema may have, in place, and note where it stood."""
    notes: list[Note] = []
    for holder, key, at in schema_holders(document):
        holder[key] = _fixed(_trimmed(holder[key], at, notes), at, notes)
    if notes:
        _trim_examples(document)
    return notes


def _trimmed(given: Json, at: Place, notes: list[Note]) -> Json:
    """Return the schema with names of properties that no blank surrounds: a blank would be sent."""
    if isinstance(given, list):
        return [_trimmed(item, (*at, index), notes) for index, item in enumerate(given)]
    if not isinstance(given, dict):
        return given
    result: JsonObject = {}
    for key, value in given.items():
        if key == "properties" and isinstance(value, dict):
            result[key] = _trimmed_names(value, (*at, key), notes)
        elif key == "required" and isinstance(value, list):
            result[key] = [name.strip() if isinstance(name, str) else name for name in value]
        else:
            result[key] = value if key in _DATA else _trimmed(value, (*at, key), notes)
    return result


def _trimmed_names(properties: JsonObject, at: Place, notes: list[Note]) -> JsonObject:
    result: JsonObject = {}
    for name, schema in properties.items():
        trimmed = name.strip()
        if trimmed != name and (not trimmed or trimmed in properties):
            notes.append(Note("left out", f"{pointer(*at)}: a name that differs in a blank alone"))
            continue
        if trimmed != name:
            notes.append(
                Note("repaired", f"{pointer(*at, trimmed)}: its name had a blank around it")
            )
        result[trimmed] = _trimmed(schema, (*at, trimmed), notes)
    return result


def _trim_examples(value: Json) -> None:
    """Name the members in examples as the properties are named, in place."""
    if isinstance(value, list):
        for item in value:
            _trim_examples(item)
    if isinstance(value, dict):
        for key, item in value.items():
            if key in _DATA:
                value[key] = _without_blanks(item)
            else:
                _trim_examples(item)


def _without_blanks(value: Json) -> Json:
    if isinstance(value, list):
        return [_without_blanks(item) for item in value]
    if isinstance(value, dict):
        return {key.strip(): _without_blanks(item) for key, item in value.items()}
    return value


def _fixed(given: Json, at: Place, notes: list[Note]) -> JsonObject:
    if not isinstance(given, dict):
        if not isinstance(given, bool):
            notes.append(Note("left out", f"{pointer(*at)}: no schema"))
        return {}
    result: JsonObject = {}
    for key, value in given.items():
        if key in _KINDS and not _KINDS[key](value):
            notes.append(
                Note("left out", f"`{key}` at {pointer(*at)}: not what a schema has there")
            )
        else:
            result[key] = _inside(key, value, (*at, key), notes)
    _required_exists(result, at, notes)
    _ranges_hold_something(result, at, notes)
    return result


def _inside(key: str, value: Json, at: Place, notes: list[Note]) -> Json:
    """Return the value of a keyword, with the schemas in it fixed."""
    if key in {"properties", "patternProperties"} and isinstance(value, dict):
        return {name: _fixed(item, (*at, name), notes) for name, item in value.items()}
    if key in {"allOf", "anyOf", "oneOf", "prefixItems"} and isinstance(value, list):
        return [_fixed(item, (*at, index), notes) for index, item in enumerate(value)]
    if key in {"items", "not", "additionalProperties"} and isinstance(value, dict):
        return _fixed(value, at, notes)
    return value


def _ranges_hold_something(schema: JsonObject, at: Place, notes: list[Note]) -> None:
    """A range whose end lies before its beginning allows nothing: it says that the page is wrong."""
    for low, high in _RANGES:
        least, most = schema.get(low), schema.get(high)
        if isinstance(least, (int, float)) and isinstance(most, (int, float)) and least > most:
            del schema[low], schema[high]
            notes.append(
                Note("left out", f"`{low}` and `{high}` at {pointer(*at)}: {least} is over {most}")
            )


def _required_exists(schema: JsonObject, at: Place, notes: list[Note]) -> None:
    """Only members that are described can be required, where members are described at all."""
    properties = obj(schema.get("properties"))
    names = strings(schema.get("required"))
    if not properties or "allOf" in schema:
        return
    kept: list[Json] = [name for name in dict.fromkeys(names) if name in properties]
    notes += [
        Note("left out", f"`required: {name}` at {pointer(*at)}: no such property")
        for name in names
        if name not in properties
    ]
    if kept:
        schema["required"] = kept
    else:
        schema.pop("required", None)
