"""Where constraints are lifted from prose: request bodies and parameters, never responses.

A response is what the provider sends; refusing one because a sentence about it was read too narrowly
would break a client for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.errors import Note
from scripts.specs.json_types import SCHEMAS, arr, obj, operations, pointer, text
from scripts.specs.normalize.prose.keywords import disagreements, has_fractions, lift
from scripts.specs.schemas import children, map_children

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place


def lift_all(document: JsonObject) -> list[Note]:
    """Lift the constraints of every operation's parameters and body, in place.

    Components that only requests refer to are part of them. The notes report where a keyword and
    its description disagree: the keyword stands.
    """
    notes: list[Note] = []
    for path, method, operation in operations(document):
        at: Place = ("paths", path, method)
        parameters = arr(operation.get("parameters"))
        names = [text(obj(given).get("name")) for given in parameters]
        for index, given in enumerate(parameters):
            _lift_parameter(obj(given), names, (*at, "parameters", index), notes)
        for media_type, media in obj(obj(operation.get("requestBody")).get("content")).items():
            if isinstance(schema := obj(media).get("schema"), dict):
                here: Place = (*at, "requestBody", "content", media_type, "schema")
                notes += contradictions(schema, here)
                obj(media)["schema"] = lift_body(schema)
    schemas = obj(obj(document.get("components")).get("schemas"))
    for name in _of_requests_only(document):
        notes += contradictions(obj(schemas[name]), ("components", "schemas", name))
        schemas[name] = lift_body(obj(schemas[name]))
    return notes


def _lift_parameter(parameter: JsonObject, names: list[str], at: Place, notes: list[Note]) -> None:
    schema = parameter.get("schema")
    if not isinstance(schema, dict):
        return
    name = text(parameter.get("name"))
    stated = text(parameter.get("description")) or text(schema.get("description"))
    notes += _notes(name, schema, stated, names, (*at, "schema"))
    parameter["schema"] = lift(name, schema, stated, names)


def lift_body(schema: JsonObject) -> JsonObject:
    """Return the constraints of an object's properties, at every depth."""
    result = map_children(schema, lift_body)
    properties = obj(result.get("properties"))
    if properties:
        result["properties"] = {
            name: lift(name, value, text(value.get("description")), properties)
            if isinstance(value, dict)
            else value
            for name, value in properties.items()
        }
    return result


def contradictions(schema: JsonObject, at: Place) -> list[Note]:
    """Notes on each keyword of a property, at every depth, that its description contradicts."""
    notes: list[Note] = []
    properties = obj(schema.get("properties"))
    for name, value in properties.items():
        given, here = obj(value), (*at, "properties", name)
        notes += _notes(name, given, text(given.get("description")), properties, here)
    for way, inner in children(schema):
        notes += contradictions(inner, (*at, *way))
    return notes


def _notes(
    name: str, schema: JsonObject, description: str, beside: Collection[str], at: Place
) -> list[Note]:
    notes = [
        Note(
            "left out",
            f"`{key}` that the description states at {pointer(*at)}: the keyword differs",
        )
        for key in disagreements(name, schema, description, beside)
    ]
    if has_fractions(name, schema, description, beside):
        words = f"the integer at {pointer(*at)} is a number: its description has fractions"
        notes.append(Note("repaired", words))
    return notes


def _of_requests_only(document: JsonObject) -> list[str]:
    """Return the names of components that requests refer to and nothing else does, in order."""
    schemas = obj(obj(document.get("components")).get("schemas"))
    sent: set[str] = set()
    received: set[str] = set()
    for _, _, operation in operations(document):
        for key, value in operation.items():
            (sent if key in {"parameters", "requestBody"} else received).update(_names(value))
    for key, value in obj(document.get("components")).items():
        if key != "schemas":
            received.update(_names(value))
    only = _reached(schemas, sent) - _reached(schemas, received)
    return [name for name, schema in schemas.items() if name in only and obj(schema)]


def _reached(schemas: JsonObject, names: set[str]) -> set[str]:
    """Return the names, and those that their schemas refer to in turn."""
    reached = set(names)
    waiting = list(names)
    while waiting:
        new = set(_names(schemas.get(waiting.pop()))) - reached
        reached |= new
        waiting += new
    return reached


def _names(value: Json) -> Iterator[str]:
    """Yield the names of the components that anything inside a value refers to."""
    if isinstance(value, list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, dict):
        reference = text(value.get("$ref"))
        if reference.startswith(SCHEMAS):
            yield reference.removeprefix(SCHEMAS)
        for item in value.values():
            yield from _names(item)
