"""Schemas as providers write them: references, keywords of other standards, what a sample showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import arr, copied, obj, pointer, same, strings
from scripts.specs.readers.openapi import extensions
from scripts.specs.readers.openapi.numbers import as_numbers
from scripts.specs.readers.openapi.references import SCHEMAS, References
from scripts.specs.schemas import (
    KEYWORDS,
    describe_by_title,
    exclusive_without_bound,
    numbers_as_text,
)

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

# What other languages call the types of JSON.
_TYPES: Final[dict[str, str]] = {
    "bool": "boolean", "dict": "object", "double": "number", "float": "number", "int": "integer",
    "int32": "integer", "int64": "integer", "list": "array", "long": "integer", "map": "object",
    "str": "string", "text": "string",
}  # fmt: skip
_WORDING: Final = frozenset({
    "$ref", "default", "deprecated", "description", "example", "examples", "readOnly", "title",
    "writeOnly",
})  # fmt: skip
_MOST_COPIES: Final = 100_000


class SchemaConverter:
    """Sets schemas right. What a reference outside `components.schemas` stands for is copied."""

    def __init__(self, context: Context, references: References) -> None:
        self.context = context
        self.references = references
        self.open: list[Location] = []
        self.copies = 0

    def components(self) -> JsonObject:
        """Return the named schemas, those that stand elsewhere than the standard says among them."""
        result: JsonObject = {}
        for folder in (SCHEMAS, ("definitions",), ("$defs",), ("schemas",), ("models",)):
            found = self.references.value(folder)
            for name, given in obj(found[1]).items() if found else ():
                known = self.references.names[name]
                if known in result:
                    self.context.left_out(f"a second schema `{name}`", (*folder, name))
                    continue
                if folder != SCHEMAS:
                    self.context.repaired(f"`{folder[0]}` are component schemas", folder)
                if known != name:
                    self.context.repaired(f"schema `{name}` is called {known}", (*folder, name))
                result[known] = self.schema(given, (*folder, name))
                self.context.remember(f"components.schemas.{known}", (*folder, name))
        return result

    def schema(self, given: Json, at: Location) -> Json:
        """Return one schema, with everything inside it. What is no schema is for others to refuse."""
        if not isinstance(given, dict):
            return given
        if isinstance(given.get("$ref"), str):
            return self._reference(given, at)
        return self._plain(given, at)

    def _plain(self, given: JsonObject, at: Location) -> JsonObject:
        schema: JsonObject = {}
        for key, value in given.items():
            if key in KEYWORDS:
                schema[key] = value
            elif not key.startswith("x-"):
                self.context.left_out(f"schema keyword `{key}`", (*at, key))
            elif extensions.is_carried(key, self.context, (*at, key)):
                schema[key] = value
        self._type(schema, at)
        self._bounds(schema, at)
        self._examples(schema, at)
        self._items(schema, at)
        self._required(schema, at)
        self._options_of_references(schema, given, at)
        extensions.describe_values(schema, given, self.context, at)
        describe_by_title(schema, str(at[-1]) if at else "")
        return self._inside(schema, at)

    def _inside(self, schema: JsonObject, at: Location) -> JsonObject:
        """Return the schemas inside, each with its own place. `properties` are the ones with a name."""
        result = dict(schema)
        for key, value in result.items():
            here: Location = (*at, key)
            if key in {"properties", "patternProperties"} and isinstance(value, dict):
                result[key] = {n: self.schema(item, (*here, n)) for n, item in value.items()}
            elif key in {"allOf", "anyOf", "oneOf", "prefixItems"} and isinstance(value, list):
                result[key] = [self.schema(item, (*here, i)) for i, item in enumerate(value)]
            elif key in {
                "additionalProperties", "items", "not", "propertyNames", "if", "then", "else"
            }:  # fmt: skip
                result[key] = self.schema(value, here)
        return result

    def _reference(self, given: JsonObject, at: Location) -> Json:
        way = self.references.way(str(given["$ref"]), at)
        target: JsonObject = self._target(way, at)
        beside: JsonObject = {key: value for key, value in given.items() if key != "$ref"}
        null = beside.pop("nullable", None) is True
        rest = self._plain(beside, at)
        wording: JsonObject = {key: value for key, value in rest.items() if key in _WORDING}
        rules: JsonObject = {key: value for key, value in rest.items() if key not in _WORDING}
        found = self.references.value(way)
        if found is not None and rules.get("type") == obj(found[1]).get("type"):
            rules.pop("type", None)
        if rules:
            names = ", ".join(f"`{key}`" for key in rules)
            self.context.repaired(f"{names} beside a `$ref`: both hold", at)
            both: list[Json] = [target, rules]
            target = {"allOf": both}
        if null:
            either: list[Json] = [target, {"type": "null"}]
            target = {"anyOf": either}
        return {**target, **wording}

    def _target(self, way: Location, at: Location) -> JsonObject:
        name = self.references.schema_name(way)
        if name is not None:
            return {"$ref": pointer(*SCHEMAS, name)}
        found = self.references.value(way)
        if not way or found is None or not isinstance(found[1], dict):
            self.context.left_out("a reference to what the document does not have", at)
            return {}
        place, value = found
        self.copies += 1
        if place in self.open or self.copies > _MOST_COPIES:
            raise self.context.error("expected a reference that does not lead back to itself", at)
        self.open.append(place)
        try:
            return obj(self.schema(value, place))
        finally:
            self.open.pop()

    def _type(self, schema: JsonObject, at: Location) -> None:
        kind = schema.get("type")
        if kind == "null" and self.context.is_30 and at[-2:-1] not in {("anyOf",), ("oneOf",)}:
            # Version 3.0 has no such type: an exporter wrote it for a sample that showed null.
            del schema["type"]
            self.context.repaired("`type: 'null'` is what a sample showed: any value", at)
        elif kind == "file":
            schema["type"], schema["format"] = "string", "binary"
            self.context.repaired("`type: file` is binary text", at)
        elif kind == "any":
            del schema["type"]
            self.context.repaired("`type: any` is any value", at)
        elif isinstance(kind, str) and kind.lower() in _TYPES:
            schema["type"] = _TYPES[kind.lower()]
            self.context.repaired(f"`type: {kind}` is {schema['type']}", at)

    def _bounds(self, schema: JsonObject, at: Location) -> None:
        for key, number in numbers_as_text(schema).items():
            schema[key] = number
            self.context.repaired(f"`{key}` is a number, given as text", (*at, key))
        for key in exclusive_without_bound(schema):
            self.context.left_out(
                f"schema keyword `{key}`: there is no bound beside it", (*at, key)
            )

    def _examples(self, schema: JsonObject, at: Location) -> None:
        """Numbers as numbers. The examples of objects wait until everything in them is known."""
        for key in ("example", "default"):
            if key in schema and not same(
                number := as_numbers(schema[key], schema, {}), schema[key]
            ):
                schema[key] = number
                self.context.repaired(f"`{key}` is a number, given as text", (*at, key))

    def _items(self, schema: JsonObject, at: Location) -> None:
        items = schema.get("items")
        if isinstance(items, list):
            self.context.repaired("`items` is a list: each item is one of these", (*at, "items"))
            schema["items"] = copied(items[0]) if len(items) == 1 else {"anyOf": copied(items)}
            if not items:
                schema["items"] = {}

    def _required(self, schema: JsonObject, at: Location) -> None:
        """`required: true` on a property is a name in the list of the object around it."""
        if isinstance(schema.get("required"), bool):
            # Read by the object around this property. There is none around a whole body.
            del schema["required"]
        names: list[Json] = [*strings(schema.get("required"))]
        for name, item in obj(schema.get("properties")).items():
            if obj(item).get("required") is True and name not in names:
                names.append(name)
                self.context.repaired(
                    f"`required: true` inside property `{name}`", (*at, "properties", name)
                )
        if names:
            schema["required"] = names

    def _options_of_references(self, schema: JsonObject, given: JsonObject, at: Location) -> None:
        """An exporter's own list of included schemas, where it has not written out what they say."""
        for key, value in given.items():
            included: list[Json] = [
                {"$ref": item["$ref"]}
                for item in map(obj, obj(value).values())
                if isinstance(item.get("$ref"), str)
            ]
            is_theirs = extensions.is_exporters(key) and key.endswith("-refs")
            if is_theirs and included and not obj(schema.get("properties")):
                schema["allOf"] = [*arr(schema.get("allOf")), *included]
                self.context.repaired(f"`{key}` stands for the schemas it names", (*at, key))
