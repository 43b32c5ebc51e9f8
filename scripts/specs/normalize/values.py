"""Enums, constants, defaults and items that generators can write, allowing what the page allows.

An enum of text or of integers is a Literal. What no generator has a type for (numbers with a
fraction, objects, values of several types) keeps its values where validators read them: under an
`allOf`, or as a union of enums of one type each.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import Note
from scripts.specs.json_types import arr, obj, same, spelled
from scripts.specs.normalize.schema_locations import change_schemas, shown_place
from scripts.specs.normalize.validity import holds
from scripts.specs.schemas import kind_of, types, with_castless_items

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place

# What stands for anything: a schema of words alone, so that a reader sees that nothing was lost.
UNDOCUMENTED: Final = "The provider does not say what this is."
_BOOLEAN = re.compile(r"true|false", re.IGNORECASE)
_LITERAL: Final = frozenset({"string", "integer"})
_PRECISE: Final = frozenset({"date-time", "date", "uuid"})
_WORDS: Final = (
    "description", "deprecated", "default", "examples", "x-name", "x-python-name", "title",
)  # fmt: skip


def fix(document: JsonObject) -> list[Note]:
    """Write every schema's values so that they survive generating, in place."""
    fixer = _ValueFixer(document)
    change_schemas(document, fixer.fixed)
    return fixer.notes


class _ValueFixer:
    def __init__(self, document: JsonObject) -> None:
        self.components = obj(document.get("components"))
        self.notes: list[Note] = []

    def fixed(self, schema: JsonObject, at: Place) -> JsonObject:
        in_union = "anyOf" in at[-2:-1] or "oneOf" in at[-2:-1]
        result = _items(_types(schema), in_union=in_union)
        if "const" in result:
            result = self._const(result, at)
        if "enum" in result and "allOf" not in at[-2:-1]:
            result = self._enum(result, at)
        if "default" in result:
            result = self._default(result, at)
        return result

    def _const(self, schema: JsonObject, at: Place) -> JsonObject:
        value = schema["const"]
        if types(schema) == ["string"] and (text := _converted(value, ["string"])):
            value = text[0]
            schema = {**schema, "const": value}
        if isinstance(value, str) and set(types(schema)) <= {"string"}:
            return schema
        return self.fixed({**_without(schema, "const"), "enum": [value]}, at)

    def _enum(self, schema: JsonObject, at: Place) -> JsonObject:
        given = arr(schema["enum"])
        kinds = types(schema)
        if kinds == ["array"] and not any(isinstance(value, list) for value in given):
            # Pages write the values of an array's items on the array itself.
            items: JsonObject = {**obj(schema.get("items")), "enum": [*given]}
            self._repaired(at, "the values of an array's enum are its items'")
            return {**_without(schema, "enum"), "items": self.fixed(items, (*at, "items"))}
        # Distinct as text even if not as numbers: `1.1` and `1.10`.
        values = _distinct(self._of_type(given, [kind for kind in kinds if kind != "null"], at))
        plain: list[Json] = [value for value in values if value is not None]
        by_kind: dict[str, list[Json]] = {}
        for value in plain:
            by_kind.setdefault(kind_of(value), []).append(value)
        if not plain:
            return {**_without(schema, "enum"), "type": "null"}
        if by_kind.keys() & {"object", "array"}:
            self._left_out(at, "an enum of objects or arrays")
            return _without(schema, "enum")
        if by_kind.keys() <= {"integer", "number"} and "number" in by_kind:
            by_kind = {"number": plain}
        alternatives = [
            _enum_of(kind, by_kind[kind], schema, at) for kind in sorted(by_kind, key=_rank)
        ]
        if len(plain) < len(values) or "null" in kinds:
            alternatives.append({"type": "null"})
        if len(alternatives) == 1:
            return {**_without(schema, "enum"), **alternatives[0]}
        wording: JsonObject = {key: schema[key] for key in _WORDS if key in schema}
        if "x-name" in wording:
            alternatives[0] = {**alternatives[0], "x-name": wording.pop("x-name")}
        return {**wording, "anyOf": [*alternatives]}

    def _of_type(self, values: list[Json], kinds: list[str], at: Place) -> list[Json]:
        """Return the values in the type that the schema states, where each can be written in it."""
        if not kinds or all(value is None or _is_of(value, kinds) for value in values):
            return values
        written = [
            (value,) if value is None or _is_of(value, kinds) else _converted(value, kinds)
            for value in values
        ]
        if all(written):
            self._repaired(at, "the values of the enum are written in its type")
            return [value[0] for value in written if value]
        self._repaired(at, "the enum holds values of another type than it states: both are allowed")
        return values

    def _default(self, schema: JsonObject, at: Place) -> JsonObject:
        value = schema["default"]
        kinds = types(schema)
        if not self._holds(schema, value):
            turned = _converted(value, kinds) if value is not None else None
            if turned is None or not self._holds(schema, turned[0]):
                self._left_out(at, "a default that the schema does not allow")
                return _without(schema, "default")
            self._repaired(at, "the default is written in its type")
            value = turned[0]
        if value is None:
            # Nothing is sent where nothing is given: that is no default to a client.
            return _without(schema, "default")
        return {**schema, "default": value}

    def _holds(self, schema: JsonObject, value: Json) -> bool:
        if schema.get("format") in _PRECISE and not _is_precise(str(schema["format"]), value):
            return False
        rooted: JsonObject = {**_without(schema, "default"), "components": self.components}
        return holds(rooted, value)

    def _left_out(self, at: Place, what: str) -> None:
        self.notes.append(Note("left out", f"{what} at {shown_place(at)}"))

    def _repaired(self, at: Place, what: str) -> None:
        self.notes.append(Note("repaired", f"{what} at {shown_place(at)}"))


def _types(schema: JsonObject) -> JsonObject:
    """Return a list of one type as the type; an array and an object at once as a union of both."""
    kinds = types(schema)
    if isinstance(schema.get("type"), list) and len(kinds) == 1:
        return {**schema, "type": kinds[0]}
    if {"array", "object"} <= set(kinds):
        return _one_each(schema, kinds)
    return schema


def _one_each(schema: JsonObject, kinds: list[str]) -> JsonObject:
    wording: JsonObject = {key: schema[key] for key in _WORDS if key in schema}
    rest: JsonObject = {
        key: value for key, value in schema.items() if key not in wording and key != "type"
    }
    only = {"array": {"items", "prefixItems", "minItems", "maxItems", "uniqueItems"},
            "object": {"properties", "required", "additionalProperties", "patternProperties"}}  # fmt: skip
    options: list[Json] = []
    for kind in sorted(kinds, key="null".__eq__):
        others = {key for name, keys in only.items() if name != kind for key in keys}
        option: JsonObject = {"type": kind}
        if kind != "null":
            option |= {key: value for key, value in rest.items() if key not in others}
        options.append(_items(option, in_union=True))
    return {**wording, "anyOf": options}


def _items(schema: JsonObject, *, in_union: bool = False) -> JsonObject:
    """Return the array with at least a description of its items."""
    result = dict(schema)
    first = [
        item if isinstance(item, dict) else {} for item in arr(result.pop("prefixItems", None))
    ]
    rest = result.get("items")
    if first:
        # No generator distinguishes items by their number: each may be any of them.
        own = [*first, *([rest] if isinstance(rest, dict) and rest else [])]
        result["items"] = own[0] if len(own) == 1 else {"anyOf": [*own]}
    elif "array" in types(result) or "items" in result:
        result.setdefault("type", "array")
        if not isinstance(rest, dict) or not rest:
            result["items"] = {"description": UNDOCUMENTED}
        if in_union or len(types(result)) > 1:
            result = with_castless_items(result)
    for key in ("additionalProperties",):
        if result.get(key) == {}:
            result[key] = True
    return result


def _enum_of(kind: str, values: list[Json], schema: JsonObject, at: Place) -> JsonObject:
    if kind in _LITERAL or kind == "boolean":
        return {"type": kind, "enum": values}
    if _is_in_response(at):
        listed = ", ".join(str(value) for value in values)
        stated = str(schema.get("description", "")).strip()
        return {"type": kind, "description": f"{stated}\n\nKnown values: {listed}.".strip()}
    # Validators read it there; to a generator it is a number.
    return {"type": kind, "allOf": [{"enum": values}]}


def _is_in_response(at: Place) -> bool:
    return "responses" in at or "callbacks" in at or "webhooks" in at


def _rank(kind: str) -> int:
    return ("string", "integer", "number", "boolean").index(kind)


def _is_of(value: Json, kinds: list[str]) -> bool:
    kind = kind_of(value)
    return kind in kinds or (kind == "integer" and "number" in kinds)


def _converted(value: Json, kinds: list[str]) -> tuple[Json] | None:
    """Return the value in the one scalar type, where that loses nothing. In a tuple: false is one too."""
    kind = next((kind for kind in kinds if kind != "null"), "")
    if kind == "string" and isinstance(value, (int, float)):
        return (spelled(value),)
    if isinstance(value, float) and kind == "integer" and value.is_integer():
        return (int(value),)
    written = value.strip() if isinstance(value, str) else ""
    if kind in {"integer", "number"} and re.fullmatch(r"-?\d{1,30}", written):
        return (int(written),)
    if kind == "number" and re.fullmatch(r"-?\d{1,30}\.\d{1,30}", written):
        return (float(written),)
    return (
        (written.lower() == "true",) if kind == "boolean" and _BOOLEAN.fullmatch(written) else None
    )


def _is_precise(form: str, value: Json) -> bool:
    shapes = {
        "date": r"\d{4}-[01]\d-[0-3]\d",
        "date-time": r"\d{4}-[01]\d-[0-3]\d[Tt ][0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?",
        "uuid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    }
    return value is None or (isinstance(value, str) and bool(re.fullmatch(shapes[form], value)))


def _distinct(values: list[Json]) -> list[Json]:
    found: list[Json] = []
    for value in values:
        if not any(same(value, known) for known in found):
            found.append(value)
    return found


def _without(schema: JsonObject, *keys: str) -> JsonObject:
    return {key: value for key, value in schema.items() if key not in keys}
