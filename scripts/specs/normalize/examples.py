"""Examples and defaults that are valid by their schema.

One that contradicts its schema is left out. One with what looks like a key gets a placeholder. The
notes quote neither.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from scripts.specs.errors import Note
from scripts.specs.json_types import METHODS, arr, obj, pointer, same, spelled_out
from scripts.specs.normalize.secrets import PLACEHOLDER, without_secrets
from scripts.specs.normalize.validity import holds
from scripts.specs.schemas import children

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place

_DOCUMENT: Final = "urn:longtake:document"


def check_all(document: JsonObject) -> list[Note]:
    """Take out of the document every example and default that its schema refuses."""
    return _Checker(document).run()


class _Checker:
    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.notes: list[Note] = []
        # The document stands in the registry once, and every validator refers into it.
        resource = DRAFT202012.create_resource(cast("dict[str, Any]", document))
        self.registry: Registry[Any] = Registry[Any]().with_resource(_DOCUMENT, resource)

    def run(self) -> list[Note]:
        components = obj(self.document.get("components"))
        for name, schema in obj(components.get("schemas")).items():
            self._schema(obj(schema), ("components", "schemas", name), name="")
        for section in ("paths", "webhooks"):
            for path, item in obj(self.document.get(section)).items():
                self._path_item(obj(item), (section, path))
        return self.notes

    def _path_item(self, item: JsonObject, at: Place) -> None:
        self._parameters(item, at)
        for method in METHODS:
            operation, here = obj(item.get(method)), (*at, method)
            self._parameters(operation, here)
            self._body(obj(operation.get("requestBody")), (*here, "requestBody"))
            for status, response in obj(operation.get("responses")).items():
                self._body(obj(response), (*here, "responses", status))
            for name, callback in obj(operation.get("callbacks")).items():
                for expression, inner in obj(callback).items():
                    self._path_item(obj(inner), (*here, "callbacks", name, expression))

    def _parameters(self, holder: JsonObject, at: Place) -> None:
        for index, parameter in enumerate(arr(holder.get("parameters"))):
            self._described(obj(parameter), (*at, "parameters", index))

    def _body(self, body: JsonObject, at: Place) -> None:
        for name, header in obj(body.get("headers")).items():
            self._described(obj(header), (*at, "headers", name), name)
        for media_type, media in obj(body.get("content")).items():
            self._described(obj(media), (*at, "content", media_type))
            self._without_repetition(obj(media))

    def _described(self, holder: JsonObject, at: Place, name: str = "") -> None:
        """A parameter, header or media type: its schema, and the examples beside it."""
        name = name or str(holder.get("name", ""))
        has_schema = "schema" in holder
        place: Place = (*at, "schema")
        self._schema(obj(holder.get("schema")), place, name=name)
        for media_type, media in obj(holder.get("content")).items():
            self._described(obj(media), (*at, "content", media_type), name)
        if "example" in holder:
            self._one(holder, "example", (*at, "example"), place if has_schema else None, name)
        examples = obj(holder.get("examples"))
        for key in list(examples):
            example = obj(examples[key])
            if "value" in example:
                self._one(
                    example, "value", (*at, "examples", key), place if has_schema else None, name
                )
            if not example.keys() & {"value", "externalValue", "$ref"}:
                del examples[key]
        if not examples:
            holder.pop("examples", None)

    def _one(
        self, holder: JsonObject, key: str, at: Place, schema: Place | None, name: str
    ) -> None:
        """One value: with a placeholder for a key in it, or gone where its schema refuses it."""
        holder[key] = self._safe(holder[key], at, name)
        if schema is not None:
            holder[key] = self._as_text(schema, holder[key])
            if why := self._refused(schema, holder[key]):
                del holder[key]
                self._left_out("a default" if key == "default" else "an example", at, why)

    def _schema(self, schema: JsonObject, at: Place, *, name: str) -> None:
        if isinstance(examples := schema.get("examples"), list):
            here: Place = (*at, "examples")
            safe = [self._as_text(at, self._safe(value, here, name)) for value in examples]
            whys = [self._refused(at, value) for value in safe]
            if why := next((why for why in whys if why), ""):
                self._left_out("an example", here, why)
            schema["examples"] = [value for value, why in zip(safe, whys, strict=True) if not why]
            if not schema["examples"]:
                del schema["examples"]
        for key in ("default", "example"):
            if key in schema:
                self._one(schema, key, (*at, key), at, name)
        for way, inner in children(schema):
            inner_name = str(way[1]) if way[0] == "properties" else name
            self._schema(inner, (*at, *way), name=inner_name)

    def _without_repetition(self, media: JsonObject) -> None:
        """A body's schema need not repeat the example that its media type gives already."""
        reference = str(obj(media.get("schema")).get("$ref", ""))
        schemas = obj(obj(self.document.get("components")).get("schemas"))
        component = obj(schemas.get(reference.rpartition("/")[2]))
        values = [obj(example).get("value") for example in obj(media.get("examples")).values()]
        kept = [
            item
            for item in arr(component.get("examples"))
            if not any(same(item, value) for value in values)
        ]
        if kept:
            component["examples"] = kept
        else:
            component.pop("examples", None)

    def _safe(self, value: Json, at: Place, name: str) -> Json:
        safe = without_secrets(value, name)
        if not same(safe, value):
            text = (
                f"what looks like a key in an example at {pointer(*at)}: {PLACEHOLDER} stands there"
            )
            self.notes.append(Note("repaired", text))
        return safe

    def _as_text(self, schema: Place, value: Json) -> Json:
        """Return the value, with `1.10` and `0007` as text where only that is what the schema allows."""
        text = spelled_out(value)
        if same(text, value) or not self._refused(schema, value) or self._refused(schema, text):
            return value
        return text

    def _refused(self, schema: Place, value: Json) -> str:
        """Why the schema refuses the value; empty where it does not."""
        reference = _DOCUMENT + quote(pointer(*schema), safe="#/")
        try:
            return (
                ""
                if holds({"$ref": reference}, value, self.registry)
                else "it contradicts its schema"
            )
        except (Unresolvable, RecursionError, re.error):
            return "its schema cannot be followed"

    def _left_out(self, what: str, at: Place, why: str) -> None:
        self.notes.append(Note("left out", f"{what} at {pointer(*at)}: {why}"))
