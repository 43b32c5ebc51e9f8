"""Parameters: each once, with a schema, and none that OpenAPI says elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import arr, obj, same, text
from scripts.specs.readers.openapi.spellings import values
from scripts.specs.schemas import from_openapi_30

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

_PLACES: Final = frozenset({"path", "query", "header", "cookie"})
# By the header, where the operation says the same: the body's media types, the responses'.
_MEDIA_HEADERS: Final = frozenset({"content-type", "accept"})


def set_right(operation: JsonObject, context: Context, at: Location) -> None:
    """The parameters of an operation, in place. Authorization is not theirs."""
    kept: list[JsonObject] = []
    known: dict[tuple[str, str], JsonObject] = {}
    for item in arr(operation.pop("parameters", None)):
        parameter = obj(item)
        name, place = text(parameter.get("name")), text(parameter.get("in"))
        if place not in _PLACES or not name:
            context.left_out(f"parameter `{name}`: neither path, query, header nor cookie", at)
            continue
        if place == "header" and name.lower() in _MEDIA_HEADERS:
            _note_other_media(parameter, operation, context, at)
            continue
        key = (place, name.lower() if place == "header" else name)
        if key in known:
            note = context.repaired if same(known[key], parameter) else context.left_out
            note(f"parameter `{name}` stands twice: the second one", at)
            continue
        known[key] = parameter
        _set_right_one(parameter, context, at)
        kept.append(parameter)
    if kept:
        operation["parameters"] = [*kept]


def _note_other_media(
    parameter: JsonObject, operation: JsonObject, context: Context, at: Location
) -> None:
    if text(parameter.get("name")).lower() == "accept":
        return
    content = obj(obj(operation.get("requestBody")).get("content"))
    stated = [text(value).partition(";")[0].strip() for value in values(parameter)]
    if content and any("/" in one and one not in content for one in stated):
        context.left_out("a Content-Type header that names another type than the body has", at)


def _set_right_one(parameter: JsonObject, context: Context, at: Location) -> None:
    name = text(parameter.get("name"))
    content = obj(parameter.pop("content", None))
    if "schema" not in parameter:
        parameter["schema"] = _schema(name, content, context, at)
    if shown := values(parameter):
        schema = from_openapi_30(obj(parameter["schema"]))
        parameter["schema"] = {**schema, "examples": [*shown, *arr(schema.get("examples"))]}
    parameter.pop("example", None)
    parameter.pop("examples", None)
    if not parameter.get("description"):
        parameter.pop("description", None)


def _schema(name: str, content: JsonObject, context: Context, at: Location) -> JsonObject:
    """Return the schema of a parameter that has none of its own. What is sent is text."""
    media_type, media = next(iter(content.items()), ("", None))
    if not media_type:
        context.repaired(f"parameter `{name}` has no schema: any text", at)
        return {"type": "string"}
    schema = obj(obj(media).get("schema"))
    if schema.get("type") in {"string", "integer", "number", "boolean"}:
        context.repaired(f"parameter `{name}` has its schema in `content`", at)
        return schema
    inner = ", ".join(f"`{key}`" for key in obj(schema.get("properties")))
    context.left_out(
        f"parameter `{name}`: what its text holds" + (f" ({inner})" if inner else ""), at
    )
    return {"type": "string", "contentMediaType": media_type}
