"""Where constraints are lifted from prose: request bodies and parameters, never answers.

An answer is what the vendor sends; refusing one because a sentence about it was read too narrowly
would break a client for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import arr, obj, operations, text
from scripts.specs.normalize.prose import lift
from scripts.specs.schemas import map_children

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject


def lift_all(document: JsonObject) -> None:
    """Lift the constraints of every operation's parameters and body, in place."""
    for _, _, operation in operations(document):
        for given in arr(operation.get("parameters")):
            parameter = obj(given)
            if isinstance(schema := parameter.get("schema"), dict):
                parameter["schema"] = lift(
                    text(parameter.get("name")), schema, text(parameter.get("description"))
                )
        for media in obj(obj(operation.get("requestBody")).get("content")).values():
            if isinstance(schema := obj(media).get("schema"), dict):
                obj(media)["schema"] = lift_body(schema)


def lift_body(schema: JsonObject) -> JsonObject:
    """The constraints of an object's properties, at every depth."""
    result = map_children(schema, lift_body)
    properties = obj(result.get("properties"))
    if properties:
        result["properties"] = {
            name: lift(name, value, text(value.get("description")))
            if isinstance(value, dict)
            else value
            for name, value in properties.items()
        }
    return result
