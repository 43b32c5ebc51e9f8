"""Where a document has schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import METHODS, arr, obj

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.specs.json_types import JsonObject

Place = tuple[str | int, ...]


def schema_holders(document: JsonObject) -> Iterator[tuple[JsonObject, str, Place]]:
    """Each outermost schema as (the object that holds it, its key there, its place)."""
    for path, item in obj(document.get("paths")).items():
        yield from _of_path_item(obj(item), ("paths", path))
    components = obj(document.get("components"))
    schemas = obj(components.get("schemas"))
    for name in schemas:
        yield schemas, name, ("components", "schemas", name)


def _of_path_item(item: JsonObject, at: Place) -> Iterator[tuple[JsonObject, str, Place]]:
    for method in METHODS:
        operation = obj(item.get(method))
        here: Place = (*at, method)
        for index, parameter in enumerate(arr(operation.get("parameters"))):
            place: Place = (*here, "parameters", index, "schema")
            if "schema" in obj(parameter):
                yield obj(parameter), "schema", place
        yield from _of_body(obj(operation.get("requestBody")), (*here, "requestBody"))
        for status, response in obj(operation.get("responses")).items():
            yield from _of_body(obj(response), (*here, "responses", status))
        for name, callback in obj(operation.get("callbacks")).items():
            for expression, inner in obj(callback).items():
                yield from _of_path_item(obj(inner), (*here, "callbacks", name, expression))


def _of_body(body: JsonObject, at: Place) -> Iterator[tuple[JsonObject, str, Place]]:
    for media_type, media in obj(body.get("content")).items():
        if "schema" in obj(media):
            yield obj(media), "schema", (*at, "content", media_type, "schema")
