"""Examples that give numbers as text, where the schema says that they are numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import SCHEMAS, obj, text
from scripts.specs.schemas import types

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})\.\d{1,17}")


def as_numbers(value: Json, schema: JsonObject, document: JsonObject) -> Json:
    """Return the example, with the numbers that its schema asks for where text stands for them."""
    name = text(schema.get("$ref")).removeprefix(SCHEMAS)
    if "$ref" in schema:
        schema = obj(obj(obj(document.get("components")).get("schemas")).get(name))
    if isinstance(value, dict):
        properties = obj(schema.get("properties"))
        return {
            key: as_numbers(item, obj(properties.get(key)), document) for key, item in value.items()
        }
    if isinstance(value, list):
        return [as_numbers(item, obj(schema.get("items")), document) for item in value]
    kinds = set(types(schema)) - {"null"}
    if not isinstance(value, str) or not kinds or kinds - {"integer", "number"}:
        return value
    if _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if "number" in kinds and _NUMBER.fullmatch(value) else value
