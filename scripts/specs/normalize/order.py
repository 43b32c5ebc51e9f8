"""The order of keys: the same for every document, whatever order the pages have.

Names that people chose (paths, properties, components) keep the order of the pages; what the
standard names is put in the order in which a reader wants it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import METHODS, arr, obj
from scripts.specs.schemas import map_children

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.specs.json_types import JsonObject

_DOCUMENT: Final = (
    "openapi",
    "info",
    "servers",
    "security",
    "tags",
    "paths",
    "webhooks",
    "components",
)
_INFO: Final = ("title", "version", "summary", "description")
_OPERATION: Final = (
    "operationId", "summary", "description", "deprecated", "tags", "x-resource", "x-method",
    "x-successor", "x-charged", "x-idempotent", "x-result", "x-source", "servers", "security", "parameters",
    "requestBody", "responses", "callbacks",
)  # fmt: skip
_PARAMETER: Final = (
    "name", "in", "required", "deprecated", "description", "style", "explode", "schema",
)  # fmt: skip
_BODY: Final = ("description", "required", "headers", "content", "links")
_MEDIA: Final = ("schema", "examples")
_SCHEMA: Final = (
    "$ref", "type", "format", "description", "deprecated", "enum", "const", "default", "minimum",
    "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
    "pattern", "minItems", "maxItems", "uniqueItems", "properties", "required",
    "additionalProperties", "items", "anyOf", "oneOf", "allOf", "examples",
)  # fmt: skip
_COMPONENTS: Final = ("schemas", "securitySchemes")
_SCHEME: Final = ("type", "scheme", "in", "name", "bearerFormat", "description")


def ordered(document: JsonObject) -> JsonObject:
    """Return a copy of the document with its keys in order."""
    result = _by(document, _DOCUMENT)
    if "info" in result:
        result["info"] = _by(obj(result["info"]), _INFO)
    result["paths"] = _each(obj(result.get("paths")), _path_item)
    if "webhooks" in result:
        result["webhooks"] = _each(obj(result["webhooks"]), _path_item)
    components = _by(obj(result.get("components")), _COMPONENTS)
    if "schemas" in components:
        components["schemas"] = _each(obj(components["schemas"]), schema)
    if "securitySchemes" in components:
        components["securitySchemes"] = _each(
            obj(components["securitySchemes"]), lambda scheme: _by(scheme, _SCHEME)
        )
    if components:
        result["components"] = components
    return result


def _by(given: JsonObject, keys: tuple[str, ...]) -> JsonObject:
    """Return the named keys first, in their order; then the others in theirs."""
    first: JsonObject = {key: given[key] for key in keys if key in given}
    return {**first, **{key: value for key, value in given.items() if key not in first}}


def _each(given: JsonObject, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
    return {
        key: change(value) if isinstance(value, dict) else value for key, value in given.items()
    }


def _path_item(item: JsonObject) -> JsonObject:
    return {
        key: _operation(value) if key in METHODS and isinstance(value, dict) else value
        for key, value in _by(item, ("get", "post", "put", "patch", "delete")).items()
    }


def _operation(operation: JsonObject) -> JsonObject:
    result = _by(operation, _OPERATION)
    if parameters := arr(result.get("parameters")):
        result["parameters"] = [_parameter(obj(parameter)) for parameter in parameters]
    if "requestBody" in result:
        result["requestBody"] = _body(obj(result["requestBody"]))
    responses = obj(result.get("responses"))
    result["responses"] = {
        status: _body(obj(responses[status])) for status in sorted(responses, key=_status)
    }
    if "callbacks" in result:
        result["callbacks"] = _each(
            obj(result["callbacks"]), lambda callback: _each(callback, _path_item)
        )
    return result


def _status(status: str) -> tuple[bool, str]:
    return (not status[:1].isdigit(), status)


def _parameter(parameter: JsonObject) -> JsonObject:
    result = _by(parameter, _PARAMETER)
    if isinstance(inner := result.get("schema"), dict):
        result["schema"] = schema(inner)
    return result


def _body(body: JsonObject) -> JsonObject:
    result = _by(body, _BODY)
    if isinstance(content := result.get("content"), dict):
        result["content"] = _each(content, _media)
    return result


def _media(media: JsonObject) -> JsonObject:
    result = _by(media, _MEDIA)
    if isinstance(inner := result.get("schema"), dict):
        result["schema"] = schema(inner)
    return result


def schema(given: JsonObject) -> JsonObject:
    """Return a schema with its keys in order, at every depth."""
    return map_children(_by(given, _SCHEMA), schema)
