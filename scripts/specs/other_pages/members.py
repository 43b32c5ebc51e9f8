"""Properties whose names a generated class can carry.

One that would hide a method of the class, or that Python cannot tell from another, is described
under `patternProperties`: validators treat it as before, and a client finds it, untyped, among the
additional properties.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.errors import Note
from scripts.specs.json_types import obj
from scripts.specs.normalize.naming.python_names import MODEL_NAMES, attribute, clashing
from scripts.specs.normalize.schema_locations import change_schemas, shown_place
from scripts.specs.schemas import types

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject
    from scripts.specs.normalize.schema_locations import Place


def fix(document: JsonObject) -> list[Note]:
    """Move the properties that no class can carry, in place."""
    notes: list[Note] = []

    def change(schema: JsonObject, at: Place) -> JsonObject:
        properties = obj(schema.get("properties"))
        lost = clashing(list(properties), MODEL_NAMES | _loop_names(properties))
        opened = _open(schema, at)
        return _moved(opened, lost, at, notes) if lost else opened

    change_schemas(document, change)
    return notes


def _loop_names(properties: JsonObject) -> frozenset[str]:
    """Return what a class calls the items of its arrays while it reads and writes them."""
    items = [
        attribute(f"{name}_item")
        for name, schema in properties.items()
        if "array" in types(obj(schema)) or "anyOf" in obj(schema)
    ]
    return frozenset({*items, *(f"{item}_data" for item in items)})


def _moved(schema: JsonObject, lost: list[str], at: Place, notes: list[Note]) -> JsonObject:
    properties = obj(schema["properties"])
    kept = {name: item for name, item in properties.items() if name not in lost}
    patterns = dict(obj(schema.get("patternProperties")))
    for name in lost:
        patterns[f"^{re.escape(name)}$"] = properties[name]
        place = shown_place((*at, "properties", name))
        notes.append(Note("repaired", f"{place}: an additional property, no class can carry it"))
    return {
        **schema,
        "properties": kept,
        "patternProperties": patterns,
        "additionalProperties": True,
    }


def _open(schema: JsonObject, at: Place) -> JsonObject:
    """Properties that go by a pattern are additional ones to a generator."""
    patterns = obj(schema.get("patternProperties"))
    if not patterns or schema.get("additionalProperties", False) is not False:
        return schema
    if "requestBody" not in at:
        return {**schema, "additionalProperties": True}
    only = [item for item in patterns.values() if isinstance(item, dict)]
    return {**schema, "additionalProperties": only[0] if len(patterns) == len(only) == 1 else True}
