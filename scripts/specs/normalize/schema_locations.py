"""Where a document has schemas, and how to change them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import METHODS, arr, obj, pointer
from scripts.specs.schemas import children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.specs.json_types import Json, JsonObject

Place = tuple[str | int, ...]


def schema_holders(document: JsonObject) -> Iterator[tuple[JsonObject, str, Place]]:
    """Yield each outermost schema as (the object that holds it, its key there, its place)."""
    for path, item in obj(document.get("paths")).items():
        yield from _of_path_item(obj(item), ("paths", path))
    for name, item in obj(document.get("webhooks")).items():
        yield from _of_path_item(obj(item), ("webhooks", name))
    components = obj(document.get("components"))
    schemas = obj(components.get("schemas"))
    for name in schemas:
        yield schemas, name, ("components", "schemas", name)


def media_types(document: JsonObject) -> Iterator[tuple[JsonObject, str, Place]]:
    """Yield each body and response that has content, as (the body or response, its role, its place)."""
    holders = [("paths", obj(document.get("paths"))), ("webhooks", obj(document.get("webhooks")))]
    for section, items in holders:
        for path, item in items.items():
            yield from _bodies(obj(item), (section, path), received=section == "webhooks")


def change_schemas(document: JsonObject, change: Callable[[JsonObject, Place], JsonObject]) -> None:
    """Apply `change` to every schema of the document, in place, the innermost first."""
    for holder, key, at in schema_holders(document):
        holder[key] = changed(obj(holder[key]), at, change)


def changed(
    schema: JsonObject, at: Place, change: Callable[[JsonObject, Place], JsonObject]
) -> JsonObject:
    """Return a copy of the schema with `change` applied to each schema in it, then to the copy itself."""
    result = dict(schema)
    for way, inner in children(schema):
        put(result, way, changed(inner, (*at, *way), change))
    return change(result, at)


def put(schema: JsonObject, way: tuple[str | int, ...], value: Json) -> None:
    """Replace the part of a schema at the end of a way that `children` gave."""
    key = str(way[0])
    if len(way) == 1:
        schema[key] = value
        return
    held = schema[key]
    if isinstance(held, list):
        schema[key] = [value if index == way[1] else item for index, item in enumerate(held)]
    else:
        schema[key] = {**obj(held), str(way[1]): value}


def shown_place(at: Place) -> str:
    """Return a place for a note: a JSON Pointer, cut where a provider's name in it is endless."""
    written = pointer(*at)
    return written if len(written) <= 300 else f"{written[:300]}..."  # noqa: PLR2004 - four lines


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


def _bodies(
    item: JsonObject, at: Place, *, received: bool = False
) -> Iterator[tuple[JsonObject, str, Place]]:
    for method in METHODS:
        operation = obj(item.get(method))
        here: Place = (*at, method)
        if "requestBody" in operation:
            role = "response" if received else "request"
            yield obj(operation["requestBody"]), role, (*here, "requestBody")
        for status, response in obj(operation.get("responses")).items():
            yield obj(response), "response", (*here, "responses", status)
        for name, callback in obj(operation.get("callbacks")).items():
            for expression, inner in obj(callback).items():
                place: Place = (*here, "callbacks", name, expression)
                yield from _bodies(obj(inner), place, received=True)
