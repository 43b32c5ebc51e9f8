"""Schemas as what they allow: references resolved, `allOf` merged, unions as a set of options.

Two schemas that are written differently and allow the same have the same shape: `type: [x, null]`
and `anyOf: [x, null]`, a list of values beside the plain type (an open enum), in any order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field

from scripts.specs.json_types import SCHEMAS, arr, obj, same, strings, text
from scripts.specs.schemas import WORDING, kind_of, types

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_UNIONS: Final = ("anyOf", "oneOf")
# Read here in ways of their own, or of no meaning for what is allowed.
_OUTER: Final = frozenset({"$ref", "allOf", "anyOf", "oneOf", "default", *WORDING})
_NO_RULES: Final = frozenset({
    "type", "enum", "const", "properties", "required", "items", "additionalProperties", "example",
    "externalDocs", "xml", "discriminator", "readOnly", "writeOnly", *_OUTER,
})  # fmt: skip
_FOR_NUMBERS: Final = frozenset({
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
})  # fmt: skip
_FOR_STRINGS: Final = frozenset({
    "minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType",
})  # fmt: skip
_FOR_ARRAYS: Final = frozenset({"minItems", "maxItems", "uniqueItems", "prefixItems", "contains"})
_FOR_OBJECTS: Final = frozenset({
    "minProperties", "maxProperties", "patternProperties", "propertyNames",
})  # fmt: skip
_SCALARS: Final = frozenset({"boolean", "integer", "number", "string"})


@define
class Option:
    """One of the things that a schema allows, of one JSON type (or `any`)."""

    kind: str
    component: str = ""
    """The component that it stands in, if it was reached by a reference."""
    enum: list[Json] | None = None
    """The only values allowed."""
    known: list[Json] | None = None
    """Values that are listed beside the plain type: others are allowed too."""
    rules: JsonObject = field(factory=dict["str", "Json"])
    """Limits, format, pattern and whatever else narrows it."""
    properties: dict[str, JsonObject] = field(factory=dict["str", "JsonObject"])
    required: frozenset[str] = frozenset()
    additional: Json = True
    items: JsonObject | None = None


@define
class Shape:
    """The values that a schema allows."""

    options: list[Option]
    nullable: bool
    default: tuple[Json, ...]
    """The default, if there is one."""
    deprecated: bool

    def of_kind(self, kind: str) -> list[Option]:
        """Return the options of one JSON type."""
        return [option for option in self.options if option.kind == kind]


class DocumentSchemas:
    """The schemas of one document."""

    def __init__(self, document: JsonObject) -> None:
        self.components = obj(obj(document.get("components")).get("schemas"))
        self.used = self.reachable(document.get("paths"))
        """The components that operations lead to: nothing is generated from others."""

    def shape(self, schema: JsonObject) -> Shape:
        """Return what a schema allows."""
        options = self._options(schema, frozenset())
        found = _joined([option for option in options if option.kind != "null"])
        outer = self._flat(schema, frozenset())
        return Shape(
            options=found or ([] if options else [Option("any")]),
            nullable=len(found) < len(options) and any(item.kind == "null" for item in options),
            default=(outer["default"],) if "default" in outer else (),
            deprecated=outer.get("deprecated") is True,
        )

    def name(self, schema: JsonObject) -> str:
        """Return the component that a schema refers to, if it does."""
        return text(schema.get("$ref")).removeprefix(SCHEMAS)

    def listed_in(self, schema: JsonObject) -> frozenset[str]:
        """Return the components that a schema's values are listed in."""
        options = [schema, *map(obj, arr(schema.get("anyOf"))), *map(obj, arr(schema.get("oneOf")))]
        names = (self.name(option) for option in options)
        return frozenset(name for name in names if "enum" in obj(self.components.get(name)))

    def missing(self, value: Json) -> list[str]:
        """Return the names that a value refers to and no component has."""
        return sorted(self.reachable(value) - self.components.keys())

    def reachable(self, value: Json) -> set[str]:
        """Return the names of all components that a value refers to, directly or through others."""
        found: set[str] = set()
        waiting = [value]
        while waiting:
            item = waiting.pop()
            if isinstance(item, dict):
                name = self.name(item)
                if name and name not in found:
                    found.add(name)
                    waiting.append(self.components.get(name))
                waiting += item.values()
            elif isinstance(item, list):
                waiting += item
        return found

    def label(self, schema: JsonObject) -> str:
        """Return a schema's type in a few words: `string | array of integer`."""
        return _label(self, schema, 3)

    def _options(self, schema: JsonObject, seen: frozenset[str]) -> list[Option]:
        name = self.name(schema)
        if name and name in seen:
            # Only a union of itself comes here: it adds nothing to what it allows.
            return []
        seen = seen | {name} if name else seen
        flat = self._flat(schema, seen)
        key = next((key for key in _UNIONS if arr(flat.get(key))), None)
        if key is None:
            return _plain_options(flat, name)
        around: JsonObject = {k: v for k, v in flat.items() if k not in {key, "default", *WORDING}}
        found: list[Option] = []
        for item in arr(flat[key]):
            inner = obj(item)
            merged: JsonObject = {"allOf": [around, inner]} if around else inner
            found += self._options(merged, seen)
        return found

    def _flat(self, schema: JsonObject, seen: frozenset[str]) -> JsonObject:
        """Return the schema with its reference followed and its `allOf` merged into it."""
        result: JsonObject = {k: v for k, v in schema.items() if k not in {"$ref", "allOf"}}
        name = self.name(schema)
        parts = [obj(part) for part in arr(schema.get("allOf"))]
        if name:
            parts.append(obj(self.components.get(name)))
        for part in parts:
            inner = self.name(part)
            if not inner or inner not in seen:
                result = _merged(result, self._flat(part, seen | {inner}))
        return result


def _merged(first: JsonObject, second: JsonObject) -> JsonObject:
    """Return both at once. The first's own words win, as those beside a reference do."""
    result: JsonObject = {**second, **first}
    if "properties" in first and "properties" in second:
        left, right = obj(first["properties"]), obj(second["properties"])
        result["properties"] = {
            name: {"allOf": [left[name], right[name]]}
            if name in left and name in right
            else {**right, **left}[name]
            for name in {**left, **right}
        }
    if "required" in first and "required" in second:
        names = dict.fromkeys([*strings(first["required"]), *strings(second["required"])])
        result["required"] = [*names]
    return result


def _plain_options(schema: JsonObject, name: str) -> list[Option]:
    values = arr(schema["enum"]) if isinstance(schema.get("enum"), list) else None
    if "const" in schema:
        values = [schema["const"]]
    kinds = types(schema)
    if not kinds:
        kinds = _implied(schema, values)
    found: list[Option] = []
    for kind in dict.fromkeys(kinds):
        mine = None if values is None else [value for value in values if _is_of(value, kind)]
        if mine == []:
            continue
        if kind == "boolean" and mine is not None and len(mine) > 1:
            # Both are listed: that is what the type says already.
            mine = None
        found.append(_option(schema, kind, name, mine))
    return found


def _implied(schema: JsonObject, values: list[Json] | None) -> list[str]:
    """Return the types of a schema that names none."""
    if values is not None:
        return [kind_of(value) for value in values]
    if "properties" in schema:
        return ["object"]
    return ["array"] if "items" in schema else ["any"]


def _is_of(value: Json, kind: str) -> bool:
    actual = kind_of(value)
    return kind in {actual, "any"} or (kind == "number" and actual == "integer")


def _option(schema: JsonObject, kind: str, name: str, values: list[Json] | None) -> Option:
    option = Option(kind, name, None if kind == "null" else values)
    option.rules = {
        key: value
        for key, value in schema.items()
        if key not in _NO_RULES and not key.startswith("x-") and _concerns(key, kind)
    }
    if kind == "object":
        option.properties = {k: obj(v) for k, v in obj(schema.get("properties")).items()}
        option.required = frozenset(strings(schema.get("required")))
        option.additional = schema.get("additionalProperties", True)
    if kind == "array":
        option.items = obj(schema.get("items"))
    return option


def _concerns(key: str, kind: str) -> bool:
    for keys, kinds in (
        (_FOR_NUMBERS, {"integer", "number"}),
        (_FOR_STRINGS, {"string"}),
        (_FOR_ARRAYS, {"array"}),
        (_FOR_OBJECTS, {"object"}),
    ):
        if key in keys:
            return kind in kinds or kind == "any"
    return kind != "null"


def _joined(options: list[Option]) -> list[Option]:
    """Return options that say together what one says: values beside their plain type are an open enum."""
    if any(option.kind == "any" for option in options):
        return [next(option for option in options if option.kind == "any")]
    result: list[Option] = []
    for option in options:
        partner = next((known for known in result if _joins(known, option)), None)
        if partner is None:
            result.append(option)
        else:
            _join(partner, option)
    return result


def _joins(known: Option, option: Option) -> bool:
    if known.kind != option.kind:
        return False
    if known.kind in _SCALARS:
        listed = known.enum is not None or option.enum is not None
        return listed or same(known.rules, option.rules)
    if known.kind == "object":
        return bool(known.component) and known.component == option.component
    return same(known.items, option.items) and same(known.rules, option.rules)


def _join(known: Option, option: Option) -> None:
    if known.enum is not None and option.enum is not None:
        known.enum = _union(known.enum, option.enum)
        return
    listed = [*(known.enum or known.known or []), *(option.enum or option.known or [])]
    if known.enum is not None:
        known.rules = option.rules
    known.enum = None
    known.known = _union(listed, []) or None


def _union(first: list[Json], second: list[Json]) -> list[Json]:
    result: list[Json] = []
    for value in [*first, *second]:
        if not any(same(value, known) for known in result):
            result.append(value)
    return result


def _label(schemas: DocumentSchemas, schema: JsonObject, depth: int) -> str:
    shape = schemas.shape(schema)
    words: list[str] = []
    for option in shape.options:
        word = option.kind
        if option.kind == "array" and depth:
            word = f"array of {_label(schemas, option.items or {}, depth - 1)}"
        words.append(word)
    if shape.nullable:
        words.append("null")
    return " | ".join(dict.fromkeys(words)) or "nothing"
