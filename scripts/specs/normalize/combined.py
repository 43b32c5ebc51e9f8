"""Combined schemas as the one schema that they amount to.

Generators read `allOf` as inheritance, `oneOf` as a union and ignore everything beside either. So
members that can be one schema are made one, choices beside properties become whole alternatives,
and what only restricts goes under an `allOf`, where validators read it and generators do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.errors import Note
from scripts.specs.json_types import SCHEMAS, arr, copied_object, obj, same, strings, text
from scripts.specs.normalize.schema_locations import change_schemas, shown_place
from scripts.specs.schemas import WORDING, types

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place

_CHOICES: Final = ("oneOf", "anyOf")
# Keywords by which a generator recognises what a schema is.
_DEFINING: Final = frozenset({
    "$ref", "type", "properties", "items", "prefixItems", "additionalProperties", "enum", "const",
    "oneOf", "anyOf",
})  # fmt: skip


def fix(document: JsonObject) -> list[Note]:
    """Make one schema of each combination, in place."""
    schemas = obj(obj(document.get("components")).get("schemas"))
    combiner = _Combiner({name: copied_object(obj(given)) for name, given in schemas.items()})
    change_schemas(document, combiner.fixed)
    return combiner.notes


class _Combiner:
    def __init__(self, schemas: dict[str, JsonObject]) -> None:
        self.schemas = schemas
        self.notes: list[Note] = []

    def fixed(self, given: JsonObject, at: Place) -> JsonObject:
        # A name in Python is the property's, and says nothing of its values.
        own = {key: given[key] for key in ("x-python-name",) if key in given}
        schema: JsonObject = {key: value for key, value in given.items() if key not in own}
        if "$ref" in schema and schema.keys() - {"$ref", *WORDING}:
            rest: JsonObject = {key: value for key, value in schema.items() if key != "$ref"}
            both: list[Json] = [{"$ref": schema["$ref"]}, rest]
            schema = {"allOf": both}
        if "allOf" in schema:
            schema = self._all(schema, at)
        for key in _CHOICES:
            if key in schema:
                schema = self._choice(schema, key, at)
        return {**schema, **own}

    def _all(self, schema: JsonObject, at: Place) -> JsonObject:
        """Return the members of an `allOf` as one, with those that only restrict left where they are."""
        outer: JsonObject = {key: value for key, value in schema.items() if key != "allOf"}
        members = [*map(obj, arr(schema["allOf"]))]
        defining = [member for member in [*members, outer] if _defines(member)]
        if len(defining) == 1 and "$ref" in defining[0] and "default" not in outer:
            # Nothing is added to what the reference leads to, except words.
            wording = [member for member in [*members, outer] if member is not defining[0]]
            if all(member.keys() <= WORDING for member in wording):
                return {**defining[0], **_joined(wording)}
        resolved = [self._resolved(member, at) for member in members]
        result: JsonObject = {}
        kept: list[Json] = []
        for member in [*resolved, outer]:
            if member is not outer and not _defines(member) and not member.keys() <= _MERGED:
                kept.append(member)
            else:
                result = self._merged(result, member, at)
        if kept:
            result["allOf"] = [*arr(result.get("allOf")), *kept]
        return result

    def _resolved(self, member: JsonObject, at: Place, way: tuple[str, ...] = ()) -> JsonObject:
        """Return a member without its reference, and without combinations of its own."""
        name = text(member.get("$ref")).removeprefix(SCHEMAS)
        if name not in self.schemas:
            return member
        if name in way:
            self.notes.append(Note("left out", f"`allOf` at {shown_place(at)}: it holds itself"))
            return {}
        target = copied_object(self.schemas[name])
        rest: JsonObject = {key: value for key, value in member.items() if key != "$ref"}
        way = (*way, name)
        inner: list[Json] = [
            self._resolved(obj(item), at, way) for item in arr(target.get("allOf"))
        ]
        if "$ref" in target:
            inner.append(self._resolved({"$ref": target.pop("$ref")}, at, way))
        if inner:
            target["allOf"] = [*inner]
            target = self._all(target, at)
        # What another schema is called, it keeps for itself.
        for key in ("x-name", "title"):
            target.pop(key, None)
        return {**target, **rest}

    def _merged(self, left: JsonObject, right: JsonObject, at: Place) -> JsonObject:
        result = dict(left)
        for key, value in right.items():
            if key not in result:
                result[key] = value
            elif key == "properties":
                result[key] = self._properties(obj(result[key]), obj(value), at)
            elif key == "required":
                names: list[Json] = [*strings(result[key]), *strings(value)]
                result[key] = list(dict.fromkeys(names))
            elif key == "type":
                result[key] = self._type(result, right, at)
            elif key in {*_CHOICES, "not", "if", "then", "else"} and not same(result[key], value):
                result["allOf"] = [*arr(result.get("allOf")), {key: value}]
            elif key == "allOf":
                result[key] = [*arr(result[key]), *arr(value)]
            else:
                result[key] = _tighter(key, result[key], value)
        return result

    def _properties(self, left: JsonObject, right: JsonObject, at: Place) -> JsonObject:
        result = dict(left)
        for name, schema in right.items():
            if name in result and not same(result[name], schema):
                inner: JsonObject = {"allOf": [result[name], schema]}
                result[name] = self._all(inner, (*at, "properties", name))
            else:
                result[name] = schema
        return result

    def _type(self, left: JsonObject, right: JsonObject, at: Place) -> Json:
        first, second = types(left), types(right)
        both = [kind for kind in first if kind in second]
        if not both and {*first, *second} <= {"integer", "number", "null"}:
            both = ["integer"]
        if not both:
            self.notes.append(
                Note("repaired", f"`allOf` at {shown_place(at)}: two types at once, the last holds")
            )
            both = second
        kinds: list[Json] = [*both]
        return kinds[0] if len(kinds) == 1 else kinds

    def _choice(self, schema: JsonObject, key: str, at: Place) -> JsonObject:
        """Return a choice beside other keywords: whole alternatives, or one more restriction."""
        outer: JsonObject = {
            name: value for name, value in schema.items() if name not in {key, "discriminator"}
        }
        options = [obj(option) for option in arr(schema[key])]
        if not _defines(outer):
            return schema
        if not any(_defines(option) for option in options):
            return {**outer, "allOf": [*arr(outer.get("allOf")), {key: [*options]}]}
        wording: JsonObject = {name: outer[name] for name in outer if name in {*WORDING, "default"}}
        base: JsonObject = {name: value for name, value in outer.items() if name not in wording}
        whole: list[Json] = []
        for option in options:
            member = self._resolved(option, at)
            kinds = types(member)
            adds_nothing = base.keys() <= {"type"} and set(kinds) <= set(types(base))
            if kinds == ["null"] or ("$ref" in option and adds_nothing):
                whole.append(option)
            else:
                whole.append(self._merged(copied_object(base), member, at))
        return {**wording, key: whole}


_MERGED: Final = frozenset({*WORDING, "default", "required", "format", "nullable", "readOnly"})


def _defines(schema: JsonObject) -> bool:
    return bool(schema.keys() & _DEFINING)


def _joined(members: list[JsonObject]) -> JsonObject:
    result: JsonObject = {}
    for member in members:
        result |= member
    return result


def _tighter(key: str, left: Json, right: Json) -> Json:
    """Of two values of one keyword the one that allows less; of words the later."""
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        if key.startswith(("max", "exclusiveMax")):
            return min(left, right)
        if key.startswith(("min", "exclusiveMin")):
            return max(left, right)
    if key == "enum":
        both = [item for item in arr(left) if any(same(item, other) for other in arr(right))]
        return both or right
    if key == "additionalProperties" and (left is False or right is False):
        return False
    return right
