"""Examples that hold: each is checked against its schema, and left out where it contradicts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from jsonschema import Draft202012Validator

from scripts.specs.errors import Note
from scripts.specs.json_types import arr, obj, operations, pointer, same
from scripts.specs.schemas import children

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

Place = tuple[str | int, ...]


def check_all(document: JsonObject) -> list[Note]:
    """Take out of the document every example that its schema refuses. The notes never quote one."""
    return _Checker(document).run()


class _Checker:
    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.notes: list[Note] = []

    def run(self) -> list[Note]:
        schemas = obj(obj(self.document.get("components")).get("schemas"))
        for name, schema in schemas.items():
            self._schema(obj(schema), ("components", "schemas", name))
        for path, method, operation in operations(self.document):
            at: Place = ("paths", path, method)
            for index, parameter in enumerate(arr(operation.get("parameters"))):
                here: Place = (*at, "parameters", index, "schema")
                self._schema(obj(obj(parameter).get("schema")), here)
            self._content(obj(operation.get("requestBody")), (*at, "requestBody"))
            for status, response in obj(operation.get("responses")).items():
                self._content(obj(response), (*at, "responses", status))
        return self.notes

    def _content(self, body: JsonObject, at: Place) -> None:
        for media_type, media in obj(body.get("content")).items():
            given = obj(media)
            examples = obj(given.get("examples"))
            here: Place = (*at, "content", media_type, "examples")
            for name in list(examples):
                if "value" not in obj(examples[name]):
                    del examples[name]
                elif self._refuses(obj(given.get("schema")), obj(examples[name])["value"]):
                    del examples[name]
                    self._left_out((*here, name))
            if not examples:
                given.pop("examples", None)
            self._without_repetition(given)

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

    def _schema(self, schema: JsonObject, at: Place) -> None:
        if isinstance(examples := schema.get("examples"), list):
            kept = [value for value in examples if not self._refuses(schema, value)]
            if len(kept) < len(examples):
                self._left_out((*at, "examples"))
            schema["examples"] = kept
            if not kept:
                del schema["examples"]
        for way, inner in children(schema):
            self._schema(inner, (*at, *way))

    def _refuses(self, schema: JsonObject, value: Json) -> bool:
        rooted = {**schema, "components": self.document.get("components", {})}
        validator: Any = Draft202012Validator(cast("dict[str, Any]", rooted))
        return not validator.is_valid(value)

    def _left_out(self, at: Place) -> None:
        self.notes.append(
            Note("left out", f"an example at {pointer(*at)}: it contradicts its schema")
        )
