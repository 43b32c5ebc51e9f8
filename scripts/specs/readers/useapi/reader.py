"""The reader: from a page's sections to the OpenAPI document that they amount to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.page import Page, PageFragment
from scripts.specs.readers.useapi import (
    address,
    body,
    bullets,
    headers,
    method,
    rendering,
    response_model,
    responses,
    sections,
    value_types,
)

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.useapi.address import Address
    from scripts.specs.readers.useapi.bullets import ParameterDescription
    from scripts.specs.readers.useapi.headers import RequestHeaders
    from scripts.specs.readers.useapi.rendering import Line

_PARAMETERS: Final = (
    "Path Parameters", "Query Parameters", "URL Parameters", "Request Parameters", "Parameters",
)  # fmt: skip
_CALLS: Final = "Examples"
_BREADCRUMB: Final = "»"
# By these a page is known, and one of them alone is not enough.
_MARKS = frozenset({"request headers", "responses", "model", "examples", "try it"})
_LEAST_MARKS: Final = 2


class UseapiReader:
    """Reads one operation from a prose page."""

    @property
    def dialect(self) -> str:
        """Return the dialect's name, for messages."""
        return "useapi.net prose"

    def recognises(self, page: Page) -> bool:
        """Return whether the page is written in this dialect."""
        if not any("://" in text for text in page.lines):
            return False
        lines = rendering.lines(page)
        marks = {line.text.rstrip().casefold() for line in lines if line.kind != "code"} & _MARKS
        # Copied whole, such a page has its headings bare or as Markdown, and its URL alone.
        known = "request headers" in marks or len(marks) > _LEAST_MARKS
        return known and any(address.is_url(line.text) for line in lines)

    def read(self, page: Page) -> PageFragment:
        """Return the page as an OpenAPI fragment."""
        return _Conversion(page).fragment()


class _Conversion:
    """One page on its way to OpenAPI."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.result = PageFragment(page, {})
        self.preamble, found = sections.split(page)
        self.sections = {section.name: section for section in found}

    def lines(self, name: str) -> tuple[Line, ...]:
        section = self.sections.get(name)
        return section.lines if section else ()

    def fragment(self) -> PageFragment:
        title = sections.first_written(self.preamble.lines)
        listed = self._listed()
        where = self._address(listed)
        sent = headers.read(self.result, self.lines("Request Headers"))
        verb = method.of(self.page, self.lines(_CALLS), where.line, where.word)
        operation: JsonObject = {"summary": title.text.strip()} if title else {}
        if description := self._description(where, title):
            operation["description"] = description
        if group := self._group():
            operation["x-group"] = group
        if parameters := [*self._parameters(where, listed), *sent.parameters]:
            operation["parameters"] = parameters
        if content := body.read(self.result, self.sections.get("Request Body"), sent, verb):
            operation["requestBody"] = content
        type_of = response_model.read(self.result, self.sections.get("Model"))
        operation["responses"] = responses.read(
            self.result, self.lines("Responses"), type_of, where.line.number
        )
        self._unread_sections()
        self.result.document = self._document(where, verb, operation, sent)
        self.result.lines[f"{verb.upper()} {where.path}"] = where.line.number
        for name in sent.schemes:
            self.result.lines[f"components.securitySchemes.{name}"] = sent.line
        return self.result

    def _document(
        self, where: Address, verb: str, operation: JsonObject, sent: RequestHeaders
    ) -> JsonObject:
        document: JsonObject = {
            "openapi": "3.1.0",
            "info": {"title": operation.get("summary", where.path), "version": "1"},
            "servers": [{"url": where.server}],
        }
        if security := sent.security():
            document["security"] = security
        document["paths"] = {where.path: {verb: operation}}
        if sent.schemes:
            document["components"] = {"securitySchemes": sent.schemes}
        return document

    def _address(self, listed: dict[str, list[ParameterDescription]]) -> Address:
        urls = [line for line in self.preamble.lines if address.is_url(line.text)]
        if not urls:
            last = self.preamble.lines[-1].number if self.preamble.lines else 1
            raise self.page.error(
                "expected the operation's URL on a line of its own before the first heading: "
                "capture the page's text with its line ends",
                last,
            )
        # The operation's own stands last, before the headers.
        for line in urls[:-1]:
            if line.text.strip() != urls[-1].text.strip():
                self.result.left_out("a further URL", line.number)
        in_query = {item.name for item in listed["Query Parameters"]}
        described = {item.name for items in listed.values() for item in items} - in_query
        return address.read(self.page, urls[-1], described)

    def _listed(self) -> dict[str, list[ParameterDescription]]:
        """Return the parameters by the section that describes them. What else stands there is noted."""
        result: dict[str, list[ParameterDescription]] = {}
        for name in _PARAMETERS:
            listed = bullets.described(self.result, self.lines(name))
            result[name] = listed.items
            if (loose := sections.first_written(listed.loose)) is not None:
                self.result.left_out(f"text under {name} that is no parameter", loose.number)
        return result

    def _parameters(
        self, where: Address, listed: dict[str, list[ParameterDescription]]
    ) -> list[Json]:
        """Return the path's parameters in order, then the query's: described, named in the URL, or both."""
        in_path: dict[str, ParameterDescription | None] = dict.fromkeys(where.in_path)
        in_query: dict[str, ParameterDescription | None] = {}
        for section, items in listed.items():
            for item in items:
                if item.name in in_path and section != "Query Parameters":
                    in_path[item.name] = item
                elif section == "Path Parameters":
                    self.result.left_out(
                        f"path parameter `{item.name}`: the URL has no such part", item.line
                    )
                else:
                    in_query[item.name] = item
        for name in where.in_query:
            in_query.setdefault(name, None)
        return [
            *(_parameter(name, "path", item) for name, item in in_path.items()),
            *(_parameter(name, "query", item) for name, item in in_query.items()),
        ]

    def _description(self, where: Address, title: Line | None) -> str:
        """Return what the preamble says beside title, contents, breadcrumb, dates and URL."""
        skipped = {number for number, _ in sections.contents(self.preamble.lines)}
        skipped |= {where.line.number, title.number if title else 0}
        prose = [
            line
            for line in self.preamble.lines
            if line.number not in skipped
            and _BREADCRUMB not in line.text
            and not address.is_url(line.text)
            and not sections.DATE.fullmatch(line.text.strip())
        ]
        return sections.paragraphs(prose)

    def _group(self) -> str:
        crumbs = [line for line in self.preamble.lines if _BREADCRUMB in line.text]
        for line in crumbs[1:]:
            self.result.left_out("a further breadcrumb", line.number)
        parts = crumbs[0].text.split(_BREADCRUMB) if crumbs else []
        return " » ".join(part.strip(" .") for part in parts)

    def _unread_sections(self) -> None:
        """Note the sections that no rule reads. Examples are read for the method alone."""
        for name, section in self.sections.items():
            written = sections.first_written(section.lines)
            if name not in rendering.KNOWN:
                self.result.left_out(f"the section `{name}`", section.number)
            elif name == "Try It" and written is not None:
                self.result.left_out("text under Try It", written.number)


def _parameter(name: str, place: str, item: ParameterDescription | None) -> JsonObject:
    parameter: JsonObject = {"name": name, "in": place}
    if place == "path" or (item is not None and item.required):
        parameter["required"] = True
    description = item.description if item else ""
    if description:
        parameter["description"] = description
    parameter["schema"] = value_types.described(name, description)
    return parameter
