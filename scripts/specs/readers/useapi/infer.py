"""Schemas from samples: what one example of an answer says about its shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import obj
from scripts.specs.schemas import kind_of, nullable, types

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_PLACEHOLDER_KEY = re.compile(r"<.+>")


def schema_of(sample: Json) -> JsonObject:
    """The narrowest schema that says no more than the sample shows. Null says nothing."""
    if isinstance(sample, dict):
        return _object(sample)
    if isinstance(sample, list):
        items: JsonObject = {}
        for item in sample:
            items = merged(items, schema_of(item)) if items else schema_of(item)
        return {"type": "array", "items": items}
    return {} if sample is None else {"type": kind_of(sample)}


def _object(sample: JsonObject) -> JsonObject:
    """An object; a key such as `<account email>` stands for any key."""
    properties: JsonObject = {}
    schema: JsonObject = {"type": "object"}
    for name, value in sample.items():
        if _PLACEHOLDER_KEY.fullmatch(name):
            schema["additionalProperties"] = schema_of(value)
        else:
            properties[name] = schema_of(value)
    if properties:
        schema["properties"] = properties
    return schema


def refined(model: JsonObject, sample: Json) -> JsonObject:
    """The model's schema, completed by what a sample shows beyond it.

    A null makes a field nullable, a field that only the sample has is added, and a value of
    another type becomes a second option.
    """
    if sample is None:
        return nullable(model)
    if not model:
        return model
    if isinstance(sample, dict) and model.get("type") == "object":
        return _refined_object(model, sample)
    if isinstance(sample, list) and model.get("type") == "array":
        items = obj(model.get("items"))
        for item in sample:
            items = refined(items, item)
        return {**model, "items": items}
    shown = kind_of(sample)
    fits = shown in types(model) or (shown == "integer" and "number" in types(model))
    return model if fits or not types(model) else {"anyOf": [model, schema_of(sample)]}


def _refined_object(model: JsonObject, sample: JsonObject) -> JsonObject:
    properties: JsonObject = dict(obj(model.get("properties")))
    extra = obj(schema_of(sample).get("properties"))
    for name, value in sample.items():
        if name in properties:
            properties[name] = refined(obj(properties[name]), value)
        elif name in extra:
            properties[name] = extra[name]
    return {**model, "properties": properties} if properties else model


def merged(left: JsonObject, right: JsonObject) -> JsonObject:
    """One schema for two samples of the same thing."""
    if left == right or not right:
        return left
    if not left:
        return right
    if left.get("type") == right.get("type") == "object":
        properties: JsonObject = dict(obj(left.get("properties")))
        for name, schema in obj(right.get("properties")).items():
            known = obj(properties.get(name))
            properties[name] = merged(known, obj(schema)) if name in properties else schema
        return {**left, "properties": properties}
    if sorted([*types(left), *types(right)]) == ["integer", "number"]:
        return {**left, "type": "number"}
    return {"anyOf": [left, right]}
