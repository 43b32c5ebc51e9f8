"""A copy of the document in which references are resolved and every key is one that it may have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import copied, obj
from scripts.specs.readers.openapi import extensions
from scripts.specs.readers.openapi.references import References
from scripts.specs.readers.openapi.scalars import values_of
from scripts.specs.readers.openapi.schemas import SchemaConverter
from scripts.specs.readers.openapi.shape import SHAPE, SHARED, Holds
from scripts.specs.readers.openapi.spellings import respelled

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.readers.openapi.shape import Kind
    from scripts.specs.yaml.read import Location

_MOST_OBJECTS: Final = 1_000_000


class Walk:
    """Walks a document by what each of its objects may hold."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.references = References(context)
        self.schemas = SchemaConverter(context, self.references)
        self.open: list[Location] = []
        self.count = 0
        self.used: set[Location] = set()

    def document(self) -> JsonObject:
        """Return the whole document. Of its components, the schemas and security schemes remain."""
        elsewhere = {"definitions", "$defs", "schemas", "models"}
        given = {key: value for key, value in self.context.given.items() if key not in elsewhere}
        result = self._object("document", given, ())
        components = obj(result.get("components"))
        if schemas := self.schemas.components():
            components["schemas"] = schemas
        else:
            components.pop("schemas", None)
        if not components.get("securitySchemes"):
            components.pop("securitySchemes", None)
        self._unused()
        result.pop("components", None)
        if components:
            result["components"] = components
        return result

    def _unused(self) -> None:
        """Note the shared parts that nothing refers to: the others stand where they are used."""
        for key, kind in SHARED.items():
            found = self.references.value(("components", key))
            for name in obj(found[1]) if found else ():
                place: Location = ("components", key, name)
                if place not in self.used:
                    self.context.left_out(f"shared {kind} `{name}`: nothing refers to it", place)

    def _one(self, kind: Kind, given: Json, at: Location) -> Json:
        self.count += 1
        if self.count > _MOST_OBJECTS:
            raise self.context.error(
                "expected a document of fewer parts: its references multiply", at
            )
        if kind == "schema":
            return self.schemas.schema(given, at)
        if not isinstance(given, dict):
            if given is not None:
                self.context.left_out(f"what stands in place of a {kind}", at)
            return None
        if isinstance(given.get("$ref"), str):
            return self._resolved(kind, given, at)
        if kind == "callback":
            return self._map("path item", given, at)
        return self._object(kind, respelled(kind, given, self.context, at), at)

    def _resolved(self, kind: Kind, given: JsonObject, at: Location) -> Json:
        found = self.references.value(self.references.way(str(given["$ref"]), at))
        if found is None:
            self.context.left_out(f"a {kind} that the document does not have", at)
            return None
        place, value = found
        self.used.add(place)
        if place in self.open:
            raise self.context.error("expected a reference that does not lead back to itself", at)
        self.open.append(place)
        try:
            result = self._one(kind, value, place)
        finally:
            self.open.pop()
        # What stands beside a reference is said of this use of it.
        beside: JsonObject = {key: value for key, value in given.items() if key != "$ref"}
        if isinstance(result, dict) and kind != "callback":
            result.update(self._object(kind, beside, at))
        return result

    def _object(self, kind: Kind, given: JsonObject, at: Location) -> JsonObject:
        shape = SHAPE[kind]
        result: JsonObject = {}
        for key, value in given.items():
            here: Location = (*at, key)
            if key in shape:
                holds = shape[key]
                if holds is None:
                    result |= values_of({key: value}, self.context, at)
                elif (held := self._held(holds, value, here)) is not None:
                    result[key] = held
            elif key.startswith("x-"):
                if extensions.is_carried(key, self.context, here):
                    result[key] = copied(value)
            elif kind != "components" or key not in SHARED:
                self.context.left_out(f"`{key}`: no key of OpenAPI's {kind}", here)
        return result

    def _held(self, holds: Holds, value: Json, at: Location) -> Json:
        if holds.many == "one":
            return self._one(holds.kind, value, at)
        if holds.kind == "schema":
            # Named schemas are read together, from wherever they stand.
            return None
        if holds.many == "map" and isinstance(value, dict):
            return self._map(holds.kind, value, at)
        if holds.many == "list" and isinstance(value, list):
            items = (self._one(holds.kind, item, (*at, index)) for index, item in enumerate(value))
            return [item for item in items if item is not None]
        if value:
            self.context.left_out(f"`{at[-1]}`: not a {holds.many} of {holds.kind}s", at)
        return None

    def _map(self, kind: Kind, given: JsonObject, at: Location) -> JsonObject:
        result: JsonObject = {}
        for name, value in given.items():
            if kind == "path item" and name.startswith("x-"):
                if not extensions.is_exporters(name):
                    self.context.left_out(f"`{name}` among the paths", (*at, name))
                continue
            if (item := self._one(kind, value, (*at, name))) is not None:
                result[name] = item
        return result
