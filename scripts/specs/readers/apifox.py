"""Apifox and Apidog exports: OpenAPI 3.0.1 in a three-backtick fence, with the vendor's extras."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs import markdown
from scripts.specs.json_types import METHODS, arr, obj, operations, text
from scripts.specs.openapi_upgrade import upgrade
from scripts.specs.page import Fragment, Page
from scripts.specs.relaxed_json import RelaxedJsonError, parse_relaxed
from scripts.specs.yaml_read import YamlDocument, read_yaml_object

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

# Said by OpenAPI elsewhere: the security scheme, the body's media type, the answer's.
_NO_PARAMETERS: Final = frozenset({"authorization", "content-type", "accept"})
_EXTENSION = re.compile(r"x-(apifox|apidog|run-in-(apifox|apidog))\b.*")
_STATUS = re.compile(r"[1-5](\d\d|XX)|default")
_PREFIXED_STATUS = re.compile(r"x-([1-5]\d\d)\b.*")


class ApifoxReader:
    """Reads the operations of an Apifox or Apidog export."""

    @property
    def dialect(self) -> str:
        return "Apifox export"

    def recognises(self, page: Page) -> bool:
        return any(_is_openapi(fence) for fence in markdown.fences(page)) and any(
            _EXTENSION.match(line.strip()) for line in page.lines
        )

    def read(self, page: Page) -> Fragment:
        fence, *others = [fence for fence in markdown.fences(page) if _is_openapi(fence)]
        if not fence.closed:
            raise page.error("expected the fence to be closed", fence.first_line - 1)
        given, source = read_yaml_object(fence.text, file=page.file, first_line=fence.first_line)
        result = Fragment(page, {})
        for other in others:
            if other.lines != fence.lines:
                result.left_out("a further document on the same page", other.first_line)
        document = obj(_without_extensions(given, ""))
        _tidy_document(document, result, source)
        for path, method, operation in operations(document):
            at = ("paths", path, method)
            original = obj(obj(obj(given.get("paths")).get(path)).get(method))
            _tidy_operation(operation, document, result, source.line(*at))
            _group(operation, original)
            _read_examples(operation, result, source.line(*at))
        result.document = upgrade(document)
        return result


def _is_openapi(fence: markdown.Fence) -> bool:
    return fence.first_content().startswith("openapi:")


def _without_extensions(value: Json, key: str) -> Json:
    """A copy without the exporter's own keys. What an example holds is data and stays."""
    if key in {"example", "examples", "default", "enum"}:
        return value
    if isinstance(value, dict):
        in_names = key in {"properties", "schemas", "paths"}
        return {
            name: _without_extensions(item, "" if in_names else name)
            for name, item in value.items()
            if in_names or _EXTENSION.fullmatch(name) is None
        }
    if isinstance(value, list):
        return [_without_extensions(item, "") for item in value]
    return value


def _tidy_document(document: JsonObject, result: Fragment, source: YamlDocument) -> None:
    info = obj(document.get("info"))
    document["info"] = {
        "title": text(info.get("title")) or markdown.title(result.page) or "API",
        "version": text(info.get("version")) or "1",
    }
    paths = obj(document.get("paths"))
    if not any(method in METHODS for item in paths.values() for method in obj(item)):
        raise result.page.error("expected an operation under `paths`", source.line("paths"))
    servers = [
        server for server in arr(document.get("servers")) if "://" in text(obj(server).get("url"))
    ]
    if len(servers) < len(arr(document.get("servers"))):
        result.left_out("a server whose URL has no scheme", source.line("servers"))
    document["servers"] = servers
    if not servers:
        del document["servers"]
    components = obj(document.get("components"))
    for name in [name for name, value in components.items() if not value]:
        del components[name]
    for name, scheme in list(obj(components.get("securitySchemes")).items()):
        if obj(scheme).get("type") == "bearer":
            result.repaired(
                f"security scheme `{name}`: `type: bearer` is HTTP bearer",
                source.line("components"),
            )
            obj(components["securitySchemes"])[name] = {"type": "http", "scheme": "bearer"}


def _tidy_operation(
    operation: JsonObject, document: JsonObject, result: Fragment, line: int | None
) -> None:
    parameters = [obj(item) for item in arr(operation.get("parameters"))]
    kept = [item for item in parameters if not _is_no_parameter(item)]
    authorization = any(text(item.get("name")).lower() == "authorization" for item in parameters)
    operation["parameters"] = [*kept]
    if not kept:
        del operation["parameters"]
    if operation.get("security") == [] and authorization and document.get("security"):
        # The exporter writes `security: []` beside an Authorization parameter: both cannot be true.
        result.repaired("`security: []` beside an Authorization header: it is asked for", line)
        del operation["security"]
    if operation.get("security") == document.get("security"):
        operation.pop("security", None)
    if operation.get("deprecated") is False:
        del operation["deprecated"]
    operation.pop("tags", None)
    if not operation.get("description"):
        operation.pop("description", None)
    _require_body(obj(operation.get("requestBody")))
    operation["responses"] = _responses(obj(operation.get("responses")), result, line)


def _is_no_parameter(parameter: JsonObject) -> bool:
    return parameter.get("in") == "header" and text(parameter.get("name")).lower() in _NO_PARAMETERS


def _require_body(body: JsonObject) -> None:
    """The exporter never says that a body is required; members that are required say it for it."""
    contents = [obj(obj(media).get("schema")) for media in obj(body.get("content")).values()]
    if contents and "required" not in body and all(arr(item.get("required")) for item in contents):
        body["required"] = True


def _responses(given: JsonObject, result: Fragment, line: int | None) -> JsonObject:
    responses: JsonObject = {}
    for status, response in given.items():
        name = status
        if _STATUS.fullmatch(status) is None:
            prefixed = _PREFIXED_STATUS.fullmatch(status)
            if prefixed is None or prefixed[1] in given:
                result.left_out("a response whose key is no status", line)
                continue
            name = prefixed[1]
            result.repaired(f"a response key stands for status {name}", line)
        answer = obj(response)
        if not answer.get("headers"):
            answer.pop("headers", None)
        for media in obj(answer.get("content")).values():
            schema = obj(obj(media).get("schema"))
            if schema == {"type": "object", "properties": {}}:
                # What the exporter writes where nobody described the answer.
                obj(media)["schema"] = {}
        responses[name] = answer
    return responses


def _group(operation: JsonObject, original: JsonObject) -> None:
    folder = next((text(original[key]) for key in original if key.endswith("-folder")), "")
    tags = [text(tag) for tag in arr(original.get("tags"))]
    if group := folder or next(iter(tags), ""):
        operation["x-group"] = group


def _read_examples(operation: JsonObject, result: Fragment, line: int | None) -> None:
    """Bodies whose example is JSON in a string: the value that it stands for, or nothing."""
    bodies = [
        obj(operation.get("requestBody")),
        *map(obj, obj(operation.get("responses")).values()),
    ]
    for body in bodies:
        for media_type, media in obj(body.get("content")).items():
            given = obj(media)
            if given.get("examples") == {}:
                del given["examples"]
            example = given.get("example")
            if not isinstance(example, str) or "json" not in media_type:
                continue
            try:
                given["example"] = parse_relaxed(example)
            except RelaxedJsonError:
                del given["example"]
                result.left_out("an example that is not JSON", line)
