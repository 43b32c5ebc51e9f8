"""Answers whose own samples hold null where their schemas forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import arr, obj, operations
from scripts.specs.schemas import map_children, nullable

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject


def own_examples(schema: JsonObject) -> JsonObject:
    """Null allowed where a property's own example is null, at every depth."""
    result = map_children(schema, own_examples)
    return nullable(result) if None in arr(result.get("examples")) else result


def allow_shown(document: JsonObject) -> None:
    """Make nullable whatever the answers' examples show as null, in place."""
    for _, _, operation in operations(document):
        for response in obj(operation.get("responses")).values():
            for media in obj(obj(response).get("content")).values():
                given = obj(media)
                schema = given.get("schema")
                if isinstance(schema, dict):
                    schema = given["schema"] = own_examples(schema)
                for example in obj(given.get("examples")).values():
                    if isinstance(schema, dict):
                        schema = widened(schema, obj(example).get("value", {}))
                        given["schema"] = schema


def widened(schema: JsonObject, sample: Json) -> JsonObject:
    """The schema with null allowed where the sample has it. A sample of another shape says nothing.

    What stands behind a `$ref` is left alone: one sample does not speak for all who share it.
    """
    if sample is None:
        return nullable(schema)
    if isinstance(sample, dict) and isinstance(properties := schema.get("properties"), dict):
        return {
            **schema,
            "properties": {
                name: widened(item, sample[name])
                if isinstance(item, dict) and name in sample
                else item
                for name, item in properties.items()
            },
        }
    if isinstance(sample, list) and isinstance(items := schema.get("items"), dict):
        for item in arr(sample):
            items = widened(items, item)
        return {**schema, "items": items}
    return schema
