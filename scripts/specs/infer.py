"""Schemas from samples: what examples of a response say about its shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import arr, obj
from scripts.specs.schemas import kind_of, nullable, types

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_PLACEHOLDER_KEY = re.compile(r"<.+>")
_SCALARS = ("boolean", "integer", "number", "string")


def schema_of(sample: Json) -> JsonObject:
    """Return the narrowest schema that says no more than the sample shows. Null says nothing."""
    return schema_of_all([sample])


def schema_of_all(samples: list[Json]) -> JsonObject:
    """Return one schema for several samples of the same thing."""
    options: list[JsonObject] = []
    objects = [sample for sample in samples if isinstance(sample, dict)]
    arrays = [sample for sample in samples if isinstance(sample, list)]
    if objects:
        options.append(_object(objects))
    if arrays:
        items = schema_of_all(_shown(arrays))
        options.append({"type": "array", "items": items})
    kinds = {kind_of(sample) for sample in samples}
    if "number" in kinds:
        kinds.discard("integer")
    scalars: list[JsonObject] = [{"type": kind} for kind in _SCALARS if kind in kinds]
    options += scalars
    if not options:
        return {}
    schema: JsonObject = options[0] if len(options) == 1 else {"anyOf": [*options]}
    return nullable(schema) if "null" in kinds else schema


def _shown(arrays: list[list[Json]]) -> list[Json]:
    """Return the items, without the quoted dots that stand for further ones."""
    items = [item for array in arrays for item in array]
    others = [item for item in items if item not in ("…", "...")]
    return others or items


def _object(samples: list[JsonObject]) -> JsonObject:
    """Return an object; a key such as `<account email>` stands for any key."""
    named, others = _members(samples)
    schema: JsonObject = {"type": "object"}
    if others:
        schema["additionalProperties"] = schema_of_all(others)
    if named:
        schema["properties"] = {name: schema_of_all(values) for name, values in named.items()}
    return schema


def _members(samples: list[JsonObject]) -> tuple[dict[str, list[Json]], list[Json]]:
    """Return the values of each name, and those of names that only stand for names."""
    named: dict[str, list[Json]] = {}
    others: list[Json] = []
    for sample in samples:
        for name, value in sample.items():
            if _PLACEHOLDER_KEY.fullmatch(name):
                others.append(value)
            else:
                named.setdefault(name, []).append(value)
    return named, others


def refined(model: JsonObject, samples: list[Json], other: list[str], at: str = "") -> JsonObject:
    """Return the model's schema, completed by what samples show beyond it.

    A null makes a field nullable, a field that only a sample has is added, and a value of another
    type becomes a second option, whose place is added to `other`.
    """
    if not model:
        return model
    given = [sample for sample in samples if sample is not None]
    rest: list[Json] = [sample for sample in given if not _fits(model, sample)]
    result: JsonObject = model
    if "object" in types(model):
        objects = [sample for sample in given if isinstance(sample, dict)]
        result = _refined_object(model, objects, other, at)
    elif "array" in types(model):
        items = _shown([sample for sample in given if isinstance(sample, list)])
        result = {**model, "items": refined(obj(model.get("items")), items, other, f"{at}[]")}
    if rest:
        other.append(at)
        options: list[Json] = [result, schema_of_all(rest)]
        result = {"anyOf": options}
    return nullable(result) if len(given) < len(samples) else result


def _fits(model: JsonObject, sample: Json) -> bool:
    options = [model, *map(obj, arr(model.get("anyOf")))]
    kinds = {kind for option in options for kind in types(option)}
    shown = kind_of(sample)
    return not kinds or shown in kinds or (shown == "integer" and "number" in kinds)


def _refined_object(
    model: JsonObject, samples: list[JsonObject], other: list[str], at: str
) -> JsonObject:
    properties: JsonObject = dict(obj(model.get("properties")))
    result: JsonObject = dict(model)
    named, others = _members(samples)
    for name, values in named.items():
        if name in properties:
            place = f"{at}.{name}" if at else name
            properties[name] = refined(obj(properties[name]), values, other, place)
        elif isinstance(model.get("additionalProperties"), dict):
            others += values
        else:
            properties[name] = schema_of_all(values)
    if others:
        known = model.get("additionalProperties")
        result["additionalProperties"] = (
            refined(obj(known), others, other, f"{at}.*")
            if isinstance(known, dict)
            else schema_of_all(others)
        )
    return {**result, "properties": properties} if properties else result
