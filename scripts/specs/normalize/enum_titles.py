"""Titles for the enums of requests, where the generator would call two of them alike.

An enum that stays in its property becomes a type that is called by class and property. Two such
names can meet (`a_b` of `X` and `b` of `Xa`), or meet a component's; a title sets them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import arr, obj, operations, same, text
from scripts.specs.normalize.component_names import numbered
from scripts.specs.normalize.words import pascal

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_LONGEST: Final = 120


def tell_apart(document: JsonObject) -> None:
    """Give a title to each enum whose type would have another's name, in place."""
    schemas = obj(obj(document.get("components")).get("schemas"))
    titles = _Titles({name.lower(): {} for name in schemas})
    for name, schema in schemas.items():
        titles.properties(obj(schema), name)
    for _, _, operation in operations(document):
        for given in arr(operation.get("parameters")):
            parameter = obj(given)
            schema = obj(parameter.get("schema"))
            titles.visit(schema, text(operation.get("operationId")), text(parameter.get("name")))


class _Titles:
    def __init__(self, taken: dict[str, JsonObject]) -> None:
        self.taken = taken

    def properties(self, schema: JsonObject, owner: str) -> None:
        for name, inner in obj(schema.get("properties")).items():
            self.visit(obj(inner), owner, name)
        self.visit(obj(schema.get("additionalProperties")), owner, "AdditionalProperty")
        if "properties" not in schema:
            self._parts(schema, "", owner)

    def visit(self, schema: JsonObject, owner: str, name: str) -> None:
        if isinstance(schema.get("enum"), list) and schema.get("type") != "boolean":
            self._enum(schema, owner, name)
        self._parts(schema, owner, name)

    def _parts(self, schema: JsonObject, owner: str, name: str) -> None:
        if isinstance(items := schema.get("items"), dict):
            self.visit(items, owner, f"{name}_item")
        options = [*arr(schema.get("anyOf")), *arr(schema.get("oneOf"))]
        for index, option in enumerate(options):
            self.visit(obj(option), owner, f"{name}_type_{index}")

    def _enum(self, schema: JsonObject, owner: str, name: str) -> None:
        called = pascal(owner) + pascal(name)
        known = self.taken.get(called.lower())
        values: Json = schema["enum"]
        alike = known is None or same(known.get("enum"), values)
        if alike and pascal(name) and len(called) <= _LONGEST:
            self.taken[called.lower()] = {"enum": values}
            return
        part = pascal(name)[: _LONGEST - len(pascal(owner))] or "Value"
        start = pascal(owner) + part
        free = numbered(start, set(self.taken))
        schema["title"] = part + free[len(start) :]
        self.taken[free.lower()] = {"enum": values}
