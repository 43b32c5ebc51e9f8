"""JSON Schema as OpenAPI 3.1 has it, made from what pages write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import arr, obj, same, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.specs.json_types import Json, JsonObject

# The keywords that carry over; others are noted by the reader.
KEYWORDS = frozenset({
    "$ref", "additionalProperties", "allOf", "anyOf", "const", "contentEncoding",
    "contentMediaType", "default", "deprecated", "description", "discriminator", "else", "enum",
    "example", "examples", "exclusiveMaximum", "exclusiveMinimum", "externalDocs", "format", "if",
    "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength",
    "minProperties", "minimum", "multipleOf", "not", "nullable", "oneOf", "pattern",
    "patternProperties", "prefixItems", "properties", "propertyNames", "readOnly", "required",
    "then", "title", "type", "uniqueItems", "writeOnly", "xml",
})  # fmt: skip

# Keywords for readers, which have no meaning for validators.
WORDING = frozenset({"deprecated", "description", "examples", "title", "x-name"})

TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})

_IN_ONE = ("additionalProperties", "items", "not", "propertyNames", "if", "then", "else")
_IN_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_IN_NAMED = ("properties", "patternProperties")


_NUMERIC = frozenset({
    "exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maxProperties", "maximum",
    "minItems", "minLength", "minProperties", "minimum", "multipleOf",
})  # fmt: skip
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,17})?")
_NO_LETTER = re.compile(r"[\W_]+")


def numbers_as_text(schema: JsonObject) -> JsonObject:
    """Return the keywords of this schema that take a number and have one as text, each with its number."""
    return {
        key: float(value) if "." in value else int(value)
        for key, value in schema.items()
        if key in _NUMERIC and isinstance(value, str) and _NUMBER.fullmatch(value)
    }


def exclusive_without_bound(schema: JsonObject) -> list[str]:
    """Return the flags of OpenAPI 3.0 that say nothing, since the bound that they are about is missing."""
    bounds = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
    return [key for key, bound in bounds.items() if schema.get(key) is True and bound not in schema]


def describe_by_title(schema: JsonObject, name: str) -> None:
    """Put a title before the description, in place: it is words too, and generators name by it.

    One that only repeats the schema's own name says nothing.
    """
    title, stated = text(schema.pop("title", None)).strip(), text(schema.get("description"))
    if title and not stated.startswith(title) and _letters(title) != _letters(name):
        schema["description"] = f"{title}\n\n{stated}" if stated else title


def _letters(name: str) -> str:
    return _NO_LETTER.sub("", name).casefold()


def map_children(schema: JsonObject, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
    """Return a copy of the schema in which `change` was applied to each schema directly inside it."""
    result: JsonObject = dict(schema)
    for key in _IN_ONE:
        if isinstance(inner := result.get(key), dict):
            result[key] = change(inner)
    for key in _IN_MANY:
        if isinstance(inner := result.get(key), list):
            result[key] = [change(item) if isinstance(item, dict) else item for item in inner]
    for key in _IN_NAMED:
        if isinstance(inner := result.get(key), dict):
            result[key] = {
                name: change(item) if isinstance(item, dict) else item
                for name, item in inner.items()
            }
    return result


def children(schema: JsonObject) -> list[tuple[tuple[str | int, ...], JsonObject]]:
    """Return the schemas directly inside a schema, each with the way to it."""
    found: list[tuple[tuple[str | int, ...], JsonObject]] = []
    for key in _IN_ONE:
        found += [((key,), inner)] if isinstance(inner := schema.get(key), dict) else []
    for key in _IN_MANY:
        for index, item in enumerate(arr(schema.get(key))):
            if isinstance(item, dict):
                found.append(((key, index), item))
    for key in _IN_NAMED:
        for name, item in obj(schema.get(key)).items():
            if isinstance(item, dict):
                found.append(((key, name), item))
    return found


def nullable(schema: JsonObject) -> JsonObject:
    """Return the schema, with null allowed too."""
    if schema.keys() <= WORDING or allows_null(schema):
        # A schema of words alone allows anything already.
        return schema
    schema = with_castless_items(schema)
    kind = schema.get("type")
    if isinstance(kind, str) and "enum" not in schema and "const" not in schema:
        return {**schema, "type": [kind, "null"]}
    if isinstance(kind, list) and "enum" not in schema:
        return {**schema, "type": [*kind, "null"]}
    if isinstance(options := schema.get("anyOf"), list):
        return {**schema, "anyOf": [*options, {"type": "null"}]}
    # Beside the options: a generator looks for a default there only.
    kept = ("default", "deprecated", "description")
    outer: JsonObject = {key: schema[key] for key in kept if key in schema}
    inner: JsonObject = {key: value for key, value in schema.items() if key not in outer}
    return {**outer, "anyOf": [inner, {"type": "null"}]}


def with_castless_items(schema: JsonObject) -> JsonObject:
    """Return an array of a union with items that may be null where they may be anything.

    Both mean the same, but mypy calls the cast to `list[Any]` needless where a client reads the union.
    """
    items = schema.get("items")
    if isinstance(items, dict) and items.keys() <= WORDING:
        return {**schema, "items": {**items, "anyOf": [{}, {"type": "null"}]}}
    return schema


def allows_null(schema: JsonObject) -> bool:
    """Return whether the schema says by itself that null is allowed."""
    if "null" in types(schema):
        return True
    options = [*arr(schema.get("anyOf")), *arr(schema.get("oneOf"))]
    return any(allows_null(obj(option)) for option in options)


def types(schema: JsonObject) -> list[str]:
    """Return the schema's types, whether it has one, several or none."""
    kind = schema.get("type")
    return (
        [kind] if isinstance(kind, str) else [item for item in arr(kind) if isinstance(item, str)]
    )


def kind_of(value: Json) -> str:
    """Return the JSON Schema type of a value."""
    if value is None:
        return "null"
    for kinds, name in (
        (bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"),
    ):  # fmt: skip
        if isinstance(value, kinds):
            return name
    return "object"


def from_openapi_30(schema: JsonObject) -> JsonObject:
    """Return an OpenAPI 3.0 schema (in whole) as OpenAPI 3.1 writes it."""
    result = map_children(schema, from_openapi_30)
    _list_examples(result)
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        flag = result.get(exclusive)
        if isinstance(flag, bool):
            del result[exclusive]
            if flag and bound in result:
                result[exclusive] = result.pop(bound)
    if result.pop("nullable", None) is True:
        if isinstance(values := result.get("enum"), list):
            result["enum"] = [value for value in values if value is not None]
        result = nullable(result)
    return result


def _list_examples(schema: JsonObject) -> None:
    """`example`, and `examples` in the shape that media types have, as one list; in place."""
    given = schema.pop("examples", None)
    if isinstance(given, dict):
        given = [obj(item).get("value", item) for item in given.values()]
    found: list[Json] = given if isinstance(given, list) else [] if given is None else [given]
    if "example" in schema:
        example = schema.pop("example")
        if not any(same(example, known) for known in found):
            found = [example, *found]
    if found:
        schema["examples"] = found
