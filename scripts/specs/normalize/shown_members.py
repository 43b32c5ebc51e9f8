"""Members of a request that only an example on the page shows, as optional parameters.

A request is closed: without this, a member that the page forgot to describe could not be sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import Note
from scripts.specs.infer import schema_of_all
from scripts.specs.json_types import METHODS, SCHEMAS, arr, obj, text
from scripts.specs.normalize.schema_locations import shown_place

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place

_NAME = re.compile(r"[A-Za-z_][\w.-]*")
ONLY_SHOWN: Final = "Only an example on the page shows this parameter."


def add(document: JsonObject) -> list[Note]:
    """Add them to the schemas of requests, in place, typed from the examples."""
    adder = _Adder(obj(obj(document.get("components")).get("schemas")))
    for path, item in obj(document.get("paths")).items():
        for method in METHODS:
            body = obj(obj(obj(item).get(method)).get("requestBody"))
            for name, given in obj(body.get("content")).items():
                media = obj(given)
                shown = [
                    obj(example).get("value") for example in obj(media.get("examples")).values()
                ]
                at: Place = ("paths", path, method, "requestBody", "content", name, "schema")
                adder.visit(obj(media.get("schema")), [*shown, media.get("example")], at)
    return adder.notes


class _Adder:
    def __init__(self, schemas: JsonObject) -> None:
        self.schemas = schemas
        self.notes: list[Note] = []

    def visit(self, given: JsonObject, shown: list[Json], at: Place) -> None:
        """Add to an object what examples of it show beyond its properties."""
        schema, at = self._resolved(given, at)
        samples = [*shown, *arr(schema.get("examples"))]
        if "discriminator" in schema:
            for sample in samples:
                self._visit_option(schema, sample, at)
        if isinstance(schema.get("items"), dict):
            inner = [item for sample in samples for item in arr(sample)]
            self.visit(obj(schema["items"]), inner, (*at, "items"))
        properties = schema.get("properties")
        if not isinstance(properties, dict) or not properties:
            return
        known = [obj(sample) for sample in samples if obj(sample).keys() & properties.keys()]
        for name, inner_schema in list(properties.items()):
            values = [sample[name] for sample in known if name in sample]
            if values:
                self.visit(obj(inner_schema), values, (*at, "properties", name))
        is_open = schema.get("additionalProperties", False) is not False
        if not is_open and "patternProperties" not in schema:
            self._add_members(properties, known, at)

    def _add_members(self, properties: JsonObject, known: list[JsonObject], at: Place) -> None:
        found: dict[str, list[Json]] = {}
        for sample in known:
            for name in sample.keys() - properties.keys():
                found.setdefault(name, []).append(sample[name])
        order = [name for sample in known for name in sample]
        for name in sorted(found, key=order.index):
            if _NAME.fullmatch(name):
                properties[name] = {**schema_of_all(found[name]), "description": ONLY_SHOWN}
                place = shown_place((*at, "properties", name))
                self.notes.append(
                    Note("inferred", f"{place}: an optional parameter, which only an example shows")
                )

    def _visit_option(self, schema: JsonObject, sample: Json, at: Place) -> None:
        """Visit the alternative that the sample's discriminator names."""
        discriminator = obj(schema["discriminator"])
        value = text(obj(sample).get(text(discriminator.get("propertyName"))))
        reference = text(obj(discriminator.get("mapping")).get(value))
        if value and reference:
            self.visit({"$ref": reference}, [sample], at)

    def _resolved(self, schema: JsonObject, at: Place) -> tuple[JsonObject, Place]:
        seen: set[str] = set()
        while (name := text(schema.get("$ref")).removeprefix(SCHEMAS)) and name not in seen:
            seen.add(name)
            schema, at = obj(self.schemas.get(name)), ("components", "schemas", name)
        return schema, at
