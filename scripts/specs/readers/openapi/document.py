"""The order in which a document is set right, and what is right at its top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import METHODS, arr, obj, text
from scripts.specs.openapi_upgrade import upgrade
from scripts.specs.readers.openapi import bodies, parameters, paths, security, servers
from scripts.specs.readers.openapi.context import Context
from scripts.specs.readers.openapi.scalars import values_of
from scripts.specs.readers.openapi.walk import Walk

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import PageFragment
    from scripts.specs.yaml.read import Location, YamlDocument

_INFO: Final = ("summary", "description", "termsOfService")


def set_right(
    given: JsonObject,
    source: YamlDocument,
    result: PageFragment,
    *,
    title: str,
    exported: bool = False,
) -> None:
    """Set the fragment's document to what `given` amounts to.

    `title` is used where the document has none of its own. In an `exported` document the exporter's
    fillers (a body without `required`, a response without members) have no meaning.

    Raises:
        SpecError: `given` is not an OpenAPI document.
    """
    context = Context(given, source, result, is_30=_is_30(given, source, result))
    document = Walk(context).document()
    info = values_of(obj(given.get("info")), context, ("info",))
    document["info"] = {
        "title": text(info.get("title")).strip() or title or "API",
        "version": str(info.get("version") or "1"),
        **{key: info[key] for key in _INFO if info.get(key)},
        **({"contact": info["contact"]} if obj(info.get("contact")) else {}),
        **({"license": info["license"]} if text(obj(info.get("license")).get("name")) else {}),
    }
    security.set_right(document, context)
    servers.set_right(document, context, ())
    for name, item in obj(document.get("webhooks")).items():
        _posted(obj(item), document, context, ("webhooks", name))
        for method in obj(item):
            context.remember(f"{method.upper()} {name}", ("webhooks", name, method))
    document["paths"] = _paths(document, context, exported=exported)
    if not document["paths"] and not document.get("webhooks"):
        raise context.error("expected an operation under `paths`", ("paths",))
    _distinct_ids(document, context)
    components = obj(document.get("components"))
    for name in [name for name, value in components.items() if not value]:
        del components[name]
    for name in obj(components.get("securitySchemes")):
        context.remember(
            f"components.securitySchemes.{name}", ("components", "securitySchemes", name)
        )
    if not components:
        document.pop("components", None)
    result.document = upgrade(document)


def _is_30(given: JsonObject, source: YamlDocument, result: PageFragment) -> bool:
    if "swagger" in given:
        raise result.page.error(
            "expected OpenAPI 3.0 or 3.1: this is Swagger 2.0, which a converter turns into 3.0",
            source.line("swagger"),
        )
    version = str(given.get("openapi"))
    if version.startswith(("3.0", "3.1")):
        return version.startswith("3.0")
    raise result.page.error("expected OpenAPI 3.0 or 3.1 in `openapi`", source.line("openapi"))


def _paths(document: JsonObject, context: Context, *, exported: bool) -> JsonObject:
    result: JsonObject = {}
    for given, value in obj(document.get("paths")).items():
        item = obj(value)
        paths.into_operations(item)
        for method in METHODS:
            if not isinstance(operation := item.get(method), dict):
                continue
            at: Location = ("paths", given, method)
            path = _operation(given, method, operation, document, context)
            if exported:
                bodies.require(obj(operation.get("requestBody")))
                bodies.unknown_responses(operation, context, at)
            if method in obj(result.get(path)):
                context.left_out(f"a second operation {method.upper()} {path}", at)
                continue
            result[path] = {**obj(result.get(path)), method: operation}
            context.remember(f"{method.upper()} {path}", at)
        extra = {key: inner for key, inner in item.items() if key not in METHODS}
        for key in extra:
            context.left_out(f"`{key}` of a path", ("paths", given, key))
    return result


def _operation(
    given: str, method: str, operation: JsonObject, document: JsonObject, context: Context
) -> str:
    """Set one operation right, in place, and give its path."""
    at: Location = ("paths", given, method)
    listed: list[Json] = arr(operation.get("parameters"))
    declared = {text(obj(one).get("name")) for one in listed if obj(one).get("in") == "path"}
    found = paths.template(given, declared, context, ("paths", given))
    paths.query_parameters(found, listed, context, at)
    operation["parameters"] = listed
    if found.server:
        operation["servers"] = [{"url": found.server}]
    servers.set_right(operation, context, at)
    security.from_parameters(operation, document, context, at)
    security.keys_from_parameters(operation, document, context, at)
    bodies.set_right(method, operation, document, context, at)
    parameters.set_right(operation, context, at)
    for name, callback in obj(operation.get("callbacks")).items():
        for expression, item in obj(callback).items():
            here: Location = (*at, "callbacks", name, expression)
            _posted(obj(item), document, context, here)
    path = paths.agree(found.path, operation, context, at)
    _top(operation, document)
    return path


def _posted(item: JsonObject, document: JsonObject, context: Context, at: Location) -> None:
    """Set right, in place, what a provider posts: its bodies, and the responses that it wants."""
    for method in METHODS:
        if isinstance(operation := item.get(method), dict):
            operation.setdefault("responses", {"200": {"description": ""}})
            bodies.set_right(method, operation, document, context, (*at, method))


def _top(operation: JsonObject, document: JsonObject) -> None:
    """Remove keys of an operation that mean nothing, or that are stated elsewhere."""
    if operation.get("security") == document.get("security"):
        operation.pop("security", None)
    if operation.get("servers") == document.get("servers"):
        operation.pop("servers", None)
    if operation.get("deprecated") is not True:
        operation.pop("deprecated", None)
    for key in ("description", "summary", "operationId", "callbacks", "externalDocs"):
        if not operation.get(key):
            operation.pop(key, None)
    tags = [text(tag) for tag in arr(operation.pop("tags", None)) if text(tag)]
    if tags:
        operation["x-group"] = tags[0]


def _distinct_ids(document: JsonObject, context: Context) -> None:
    known: set[str] = set()
    for path, item in obj(document.get("paths")).items():
        for method, operation in obj(item).items():
            name = text(obj(operation).get("operationId"))
            if name and name in known:
                del obj(operation)["operationId"]
                context.repaired(
                    f"operationId `{name}` stands twice: the second gets another",
                    ("paths", path, method),
                )
            known.add(name)
