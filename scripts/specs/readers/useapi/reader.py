"""useapi.net's prose pages: sections, bullets, samples and a TypeScript model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scripts.specs.json_types import copied_object, obj
from scripts.specs.page import Fragment, Page
from scripts.specs.readers.useapi import answers, bullets, method, sections
from scripts.specs.readers.useapi.infer import schema_of
from scripts.specs.relaxed_json import RelaxedJsonError, parse_relaxed
from scripts.specs.schemas import kind_of

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.useapi.bullets import Described
    from scripts.specs.readers.useapi.sections import Line

_URL = re.compile(r"\s*(?:[A-Z]+\s+)?(?P<url>https?://[^\s?…]+)(?P<query>\?\S*)?…?\s*")
_CONTENT_TYPE = re.compile(r"\s*#?\s*content-type:\s*(?P<type>[\w.+-]+/[\w.+-]+).*", re.IGNORECASE)
_BEARER = re.compile(r"\s*#?\s*authorization:\s*bearer\b.*", re.IGNORECASE)
_BARE_PARAMETER = re.compile(r"[a-z]+Id|email")
_BREADCRUMB = "»"


class UseapiReader:
    """Reads one operation from a prose page."""

    @property
    def dialect(self) -> str:
        return "useapi.net prose"

    def recognises(self, page: Page) -> bool:
        headings = {line.rstrip() for line in page.lines}
        return "Request Headers" in headings and any(_URL.fullmatch(line) for line in page.lines)

    def read(self, page: Page) -> Fragment:
        return _Conversion(page).fragment()


class _Conversion:
    """One page on its way to OpenAPI."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.result = Fragment(page, {})
        self.preamble, found = sections.split(page)
        self.sections = {section.name: section for section in found}

    def lines(self, name: str) -> tuple[Line, ...]:
        section = self.sections.get(name)
        return section.lines if section else ()

    def fragment(self) -> Fragment:
        url = self._url()
        title = next((line.text.strip() for line in self.preamble.lines if line.text.strip()), "")
        server, path, path_parameters = self._path(url)
        operation: JsonObject = {"summary": title.lstrip("# ")}
        if description := self._description(title):
            operation["description"] = description
        if group := self._group():
            operation["x-group"] = group
        if parameters := [*path_parameters, *self._query()]:
            operation["parameters"] = parameters
        if body := self._body():
            operation["requestBody"] = body
        operation["responses"] = answers.read(
            self.result, self.lines("Responses"), self.sections.get("Model")
        )
        verb = method.of(self.page, self.lines("Examples"))
        self.result.document = {
            "openapi": "3.1.0",
            "info": {"title": title, "version": "1"},
            "servers": [{"url": server}],
            **self._security(),
            "paths": {path: {verb: operation}},
        }
        if any(_BEARER.fullmatch(line.text) for line in self.lines("Request Headers")):
            self.result.document["components"] = {
                "securitySchemes": {"BearerAuth": {"type": "http", "scheme": "bearer"}}
            }
        return self.result

    def _url(self) -> str:
        for line in self.preamble.lines:
            if (found := _URL.fullmatch(line.text)) is not None:
                return found["url"]
        raise self.page.error("expected the operation's URL on a line of its own")

    def _path(self, url: str) -> tuple[str, str, list[Json]]:
        """The server, the path with its parameters in braces, and those parameters."""
        parts = urlsplit(url)
        listed = {item.name: item for item in self._listed("Path Parameters", "Parameters")}
        segments: list[str] = []
        parameters: list[Json] = []
        for segment in parts.path.split("/"):
            name = segment.strip("{}<>:")
            if segment == name and name not in listed and not _BARE_PARAMETER.fullmatch(name):
                segments.append(segment)
                continue
            segments.append(f"{{{name}}}")
            parameter: JsonObject = {"name": name, "in": "path", "required": True}
            if (item := listed.get(name)) is not None and item.description:
                parameter["description"] = item.description
            parameter["schema"] = {"type": "string"}
            parameters.append(parameter)
        path = "/".join(segments).rstrip("/") if len(segments) > 1 else "/"
        path = f"{path}/" if parts.path.endswith("/") else path
        return f"{parts.scheme}://{parts.netloc}", path or "/", parameters

    def _listed(self, *names: str) -> list[Described]:
        return [item for name in names for item in bullets.described(self.lines(name))]

    def _query(self) -> list[Json]:
        result: list[Json] = []
        for item in self._listed("Query Parameters"):
            parameter: JsonObject = {"name": item.name, "in": "query"}
            if item.required:
                parameter["required"] = True
            if item.description:
                parameter["description"] = item.description
            parameter["schema"] = {"type": _type_by(item.description)}
            result.append(parameter)
        return result

    def _description(self, title: str) -> str:
        """What the preamble says beside title, contents, breadcrumb, dates and URL."""
        listed = {*self.sections, "Table of contents", title}
        prose = [
            line
            for line in self.preamble.lines
            if re.sub(r"^\s*(\d+[.)]|[•*-])\s+", "", line.text).strip() not in listed
            and _BREADCRUMB not in line.text
            and not _URL.fullmatch(line.text)
            and not re.fullmatch(r"\s*[A-Z][a-z]+ \d{1,2}, \d{4}.*", line.text)
        ]
        return sections.paragraphs(prose)

    def _group(self) -> str:
        crumb = next((line.text for line in self.preamble.lines if _BREADCRUMB in line.text), "")
        return " » ".join(part.strip(" .") for part in crumb.split(_BREADCRUMB)) if crumb else ""

    def _security(self) -> JsonObject:
        headers = self.lines("Request Headers")
        if any(_BEARER.fullmatch(line.text) for line in headers):
            return {"security": [{"BearerAuth": []}]}
        return {}

    def _body(self) -> JsonObject:
        section = self.sections.get("Request Body")
        if section is None:
            return {}
        samples = [block for _, block in sections.blocks(section.lines) if block]
        sample = samples[0] if samples else []
        after = section.lines
        if sample:
            after = tuple(line for line in section.lines if line.number > sample[-1].number)
        listed = bullets.described(after)
        values = self._sample(sample)
        schema = _body_schema(values, listed)
        types = self._media_types()
        return {
            "required": True,
            "content": {name: {"schema": copied_object(schema)} for name in types},
        }

    def _sample(self, block: list[Line]) -> JsonObject:
        if not block:
            return {}
        try:
            return obj(parse_relaxed(sections.joined(block)))
        except RelaxedJsonError as error:
            line = block[0].number + error.line - 1
            raise self.page.error(f"the body's sample: {error}", line) from None

    def _media_types(self) -> list[str]:
        """The media types of the body: the header's, and those that comments offer instead."""
        found = [
            match["type"].lower()
            for line in self.lines("Request Headers")
            if (match := _CONTENT_TYPE.fullmatch(line.text)) is not None
        ]
        return list(dict.fromkeys(found)) or ["application/json"]


def _body_schema(values: JsonObject, listed: list[Described]) -> JsonObject:
    """One object of the sample's members, in its order, and of those that only a bullet names."""
    known = {item.name: item for item in listed}
    properties: JsonObject = {}
    for name in dict.fromkeys([*values, *known]):
        description = known[name].description if name in known else ""
        properties[name] = _schema(values.get(name), description)
    schema: JsonObject = {"type": "object", "properties": properties}
    if required := [item.name for item in listed if item.required]:
        schema["required"] = [*required]
    return schema


def _schema(value: Json, description: str) -> JsonObject:
    """A parameter: its type by the sample, or by how its values are described."""
    schema: JsonObject
    if isinstance(value, (dict, list)):
        schema = schema_of(value)
    elif value is None:
        schema = {"type": _type_by(description)}
    else:
        schema = {"type": kind_of(value)}
    if description:
        schema["description"] = description
    if isinstance(value, (bool, int, float)):
        schema["examples"] = [value]
    return schema


def _type_by(description: str) -> str:
    if re.search(r"values?:?\s+`?(true|false)\b", description, re.IGNORECASE):
        return "boolean"
    if re.search(r"(values|range):?\s*-?\d+\s*(…|\.{2,3}|-)", description, re.IGNORECASE):
        return "integer"
    return "string"
