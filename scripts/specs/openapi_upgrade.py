"""OpenAPI 3.0 documents as OpenAPI 3.1 writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import METHODS, arr, copied_object, obj
from scripts.specs.schemas import from_openapi_30

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject


def upgrade(document: JsonObject) -> JsonObject:
    """Return a 3.1 copy of a document whose references are all to schemas.

    What 3.0 alone has (`nullable`, `example`) is changed in 3.1 documents too: people write it there.
    """
    result = copied_object(document)
    result["openapi"] = "3.1.0"
    for key in ("paths", "webhooks"):
        for item in obj(result.get(key)).values():
            _path_item(obj(item))
    components = obj(result.get("components"))
    if schemas := obj(components.get("schemas")):
        components["schemas"] = {
            name: from_openapi_30(schema) if isinstance(schema, dict) else schema
            for name, schema in schemas.items()
        }
    return result


def _path_item(item: JsonObject) -> None:
    for parameter in arr(item.get("parameters")):
        _parameter(obj(parameter))
    for method in METHODS:
        operation = obj(item.get(method))
        for parameter in arr(operation.get("parameters")):
            _parameter(obj(parameter))
        _content(obj(operation.get("requestBody")))
        for response in obj(operation.get("responses")).values():
            _content(obj(response))
            for header in obj(obj(response).get("headers")).values():
                _parameter(obj(header))
        for callback in obj(operation.get("callbacks")).values():
            for inner in obj(callback).values():
                _path_item(obj(inner))


def _parameter(parameter: JsonObject) -> None:
    if isinstance(schema := parameter.get("schema"), dict):
        parameter["schema"] = from_openapi_30(schema)
        if "example" in parameter:
            schema = obj(parameter["schema"])
            schema["examples"] = [parameter.pop("example"), *arr(schema.get("examples"))]
    _content(parameter)


def _content(body: JsonObject) -> None:
    for media in obj(body.get("content")).values():
        given = obj(media)
        if isinstance(schema := given.get("schema"), dict):
            given["schema"] = from_openapi_30(schema)
        if "example" in given:
            example: JsonObject = {"value": given.pop("example")}
            given["examples"] = {"example": example, **obj(given.get("examples"))}
