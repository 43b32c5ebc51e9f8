"""Mintlify's own tree: a four-backtick fence whose schemas are `schemaArray` lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs import markdown
from scripts.specs.json_types import METHODS, arr, copied, obj, strings, text
from scripts.specs.page import Fragment, Page
from scripts.specs.schemas import KEYWORDS, from_openapi_30, map_children
from scripts.specs.yaml_read import Location, YamlDocument, read_yaml_object

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_ENUM_TYPE = re.compile(r"enum<(\w+)>")
_INFO = re.compile(r"\S+ [a-z]+ /\S*")
_PLACEHOLDER: Final = "_mintlify/placeholder"
# Mintlify's own bookkeeping, which says nothing about the API.
_BOOKKEEPING = frozenset({"refIdentifier", "requiredProperties", "xMint", "isOneOf"})
_PAGE_KEYS = frozenset({
    "path", "method", "servers", "request", "response", "deprecated", "type", "codeSamples", "xMint"
})  # fmt: skip


class MintlifyTreeReader:
    """Reads one operation from a Mintlify page."""

    @property
    def dialect(self) -> str:
        return "Mintlify tree"

    def recognises(self, page: Page) -> bool:
        return any(_is_tree(fence) for fence in markdown.fences(page))

    def read(self, page: Page) -> Fragment:
        fence, *others = [fence for fence in markdown.fences(page) if _is_tree(fence)]
        if not fence.closed:
            raise page.error("expected the fence to be closed", fence.first_line - 1)
        tree, source = read_yaml_object(fence.text, file=page.file, first_line=fence.first_line)
        result = _Conversion(page, tree, source).fragment(fence.info.split())
        for other in others:
            if other.lines != fence.lines:
                result.left_out("a further document on the same page", other.first_line)
        return result


def _is_tree(fence: markdown.Fence) -> bool:
    first = next((line for line in fence.lines if line.strip()), "")
    if first.rstrip() != "paths:":
        return False
    inside = [line for line in fence.lines[:60] if re.match(r"  (path|method): ", line)]
    # A page whose tree is damaged should be refused for that, with a line.
    return len(inside) > 1 or _INFO.fullmatch(fence.info) is not None


class _Conversion:
    """One page's tree on its way to OpenAPI."""

    def __init__(self, page: Page, tree: JsonObject, source: YamlDocument) -> None:
        self.page = page
        self.tree = tree
        self.source = source
        self.result = Fragment(page, {})

    def fragment(self, info: list[str]) -> Fragment:
        paths = obj(self.tree.get("paths"))
        path, method = text(paths.get("path")), text(paths.get("method")).lower()
        if not path.startswith("/") or method not in METHODS:
            raise self.page.error(
                "expected `paths` with a `path` that begins with / and an HTTP `method`",
                self.source.line("paths"),
            )
        for key in paths.keys() - _PAGE_KEYS:
            self.result.left_out(f"`paths.{key}`", self.source.line("paths", key))
        schemes, security = self._security()
        operation = self._operation(paths, info)
        title = markdown.title(self.page)
        document: JsonObject = {
            "openapi": "3.1.0",
            "info": {"title": title or path, "version": "1"},
        }
        if servers := arr(paths.get("servers")):
            document["servers"] = [copied(server) for server in servers]
        if security is not None:
            document["security"] = security
        document["paths"] = {path: {method: operation}}
        components: JsonObject = {}
        if schemes:
            components["securitySchemes"] = schemes
        if schemas := self._components():
            components["schemas"] = schemas
        if components:
            document["components"] = components
        self.result.document = document
        return self.result

    def _operation(self, paths: JsonObject, info: list[str]) -> JsonObject:
        operation: JsonObject = {"summary": markdown.title(self.page)}
        if summary := markdown.summary(self.page):
            operation["description"] = summary
        if paths.get("deprecated") is True:
            operation["deprecated"] = True
        if info:
            operation["x-group"] = info[0]
        request = obj(paths.get("request"))
        if parameters := self._parameters(obj(request.get("parameters"))):
            operation["parameters"] = parameters
        if body := self._body(obj(request.get("body"))):
            operation["requestBody"] = body
        operation["responses"] = self._responses(obj(paths.get("response")))
        return operation

    def _security(self) -> tuple[JsonObject, list[Json] | None]:
        """The security schemes, and who asks for which (None where the page says nothing)."""
        request = obj(obj(self.tree.get("paths")).get("request"))
        if "security" not in request:
            return {}, None
        schemes: JsonObject = {}
        alternatives: list[Json] = []
        for index, entry in enumerate(arr(request.get("security"))):
            wanted: JsonObject = {}
            title = text(obj(entry).get("title")) or f"Security{index + 1}"
            found = self._schemes(title, obj(obj(entry).get("parameters")))
            schemes.update(found)
            wanted.update({name: [] for name in found})
            alternatives.append(wanted)
        return schemes, alternatives

    def _schemes(self, title: str, parameters: JsonObject) -> JsonObject:
        schemes: JsonObject = {}
        named = [
            (place, name, obj(given))
            for place in ("header", "query", "cookie")
            for name, given in obj(parameters.get(place)).items()
        ]
        for place, name, given in named:
            scheme: JsonObject
            if given.get("type") == "http":
                scheme = {"type": "http", "scheme": text(given.get("scheme")).lower() or "bearer"}
            elif given.get("type") == "oauth2":
                scheme = {"type": "http", "scheme": "bearer"}
            else:
                scheme = {"type": "apiKey", "in": place, "name": name}
            if description := text(given.get("description")):
                scheme["description"] = description
            schemes[title if len(named) == 1 else f"{title}{name}"] = scheme
        return schemes

    def _parameters(self, places: JsonObject) -> list[Json]:
        result: list[Json] = []
        for place in ("path", "query", "header", "cookie"):
            for name, given in obj(places.get(place)).items():
                at: Location = ("paths", "request", "parameters", place, name, "schema")
                schemas = [obj(item) for item in arr(obj(given).get("schema"))]
                parameter: JsonObject = {"name": name, "in": place}
                if place == "path" or any(item.get("required") is True for item in schemas):
                    parameter["required"] = True
                converted = [self._schema(item, (*at, index)) for index, item in enumerate(schemas)]
                for item in converted:
                    if description := item.pop("description", None):
                        parameter.setdefault("description", description)
                if any(item.pop("deprecated", None) is True for item in converted):
                    parameter["deprecated"] = True
                parameter["schema"] = _either(converted)
                result.append(parameter)
        return result

    def _body(self, body: JsonObject) -> JsonObject:
        content: JsonObject = {}
        required = False
        for media_type, given in body.items():
            if media_type == _PLACEHOLDER:
                continue
            at: Location = ("paths", "request", "body", media_type)
            content[media_type] = self._media(obj(given), at)
            schemas = arr(obj(given).get("schemaArray"))
            required = required or any(obj(item).get("required") is True for item in schemas)
        if not content:
            return {}
        return {"required": True, "content": content} if required else {"content": content}

    def _media(self, given: JsonObject, at: Location) -> JsonObject:
        schemas = [
            self._schema(obj(item), (*at, "schemaArray", index))
            for index, item in enumerate(arr(given.get("schemaArray")))
        ]
        media: JsonObject = {"schema": _either(schemas)}
        if examples := obj(given.get("examples")):
            media["examples"] = copied(examples)
        return media

    def _responses(self, given: JsonObject) -> JsonObject:
        responses: JsonObject = {}
        for status, media in given.items():
            response: JsonObject = {"description": ""}
            content: JsonObject = {}
            for media_type, inner in obj(media).items():
                response["description"] = response["description"] or text(
                    obj(inner).get("description")
                )
                if media_type != _PLACEHOLDER:
                    at: Location = ("paths", "response", status, media_type)
                    content[media_type] = self._media(obj(inner), at)
            if content:
                response["content"] = content
            responses[status] = response
        return responses

    def _components(self) -> JsonObject:
        schemas = obj(obj(self.tree.get("components")).get("schemas"))
        return {
            name: self._schema(obj(schema), ("components", "schemas", name))
            for name, schema in schemas.items()
        }

    def _schema(self, given: JsonObject, at: Location) -> JsonObject:
        """One schema: Mintlify's spellings become JSON Schema's, then 3.0's become 3.1's."""
        return from_openapi_30(self._respelled(given, at))

    def _respelled(self, given: JsonObject, at: Location) -> JsonObject:
        if (inner := _wrapped(given)) is not None:
            return self._respelled(inner, at)
        result: JsonObject = {}
        for key, value in given.items():
            if key in KEYWORDS or key.startswith("x-"):
                result[key] = value
            elif key not in _BOOKKEEPING:
                self.result.left_out(f"schema keyword `{key}`", self.source.line(*at))
        _respell_type(result)
        if isinstance(result.get("required"), bool):
            del result["required"]
        if names := strings(given.get("requiredProperties")):
            result["required"] = [*names]
        return map_children(result, lambda inner: self._respelled(inner, at))


def _wrapped(given: JsonObject) -> JsonObject | None:
    """The schema inside `allOf: [schema]`, which is how a first level property is written."""
    inner = arr(given.get("allOf"))
    if len(inner) != 1 or not isinstance(inner[0], dict):
        return None
    outer = {key: value for key, value in given.items() if key != "allOf"}
    return {**inner[0], **outer}


def _respell_type(schema: JsonObject) -> None:
    kind = schema.get("type")
    if not isinstance(kind, str):
        return
    if (enum := _ENUM_TYPE.fullmatch(kind)) is not None:
        schema["type"] = enum[1]
    elif kind == "file":
        schema["type"] = "string"
        schema["format"] = "binary"
        schema.pop("contentMediaType", None)
    elif kind == "any":
        # What else is no type is noted, and left out, with all that no schema may have.
        del schema["type"]


def _either(schemas: list[JsonObject]) -> JsonObject:
    if len(schemas) == 1:
        return schemas[0]
    return {"anyOf": [*schemas]} if schemas else {}
