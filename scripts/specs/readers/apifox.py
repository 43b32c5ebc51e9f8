"""Apifox and Apidog exports: OpenAPI 3.0.1 in a fence, with the exporter's extras."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs import markdown
from scripts.specs.json_types import obj, operations, text
from scripts.specs.page import Page, PageFragment
from scripts.specs.readers.mintlify_openapi import names_operation
from scripts.specs.readers.openapi import parts
from scripts.specs.readers.openapi.document import set_right
from scripts.specs.yaml.repair import read_page_yaml

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject


class ApifoxReader:
    """Reads the operations of an Apifox or Apidog export."""

    @property
    def dialect(self) -> str:
        """Return the dialect's name, for messages."""
        return "Apifox export"

    def recognises(self, page: Page) -> bool:
        """Return whether the page is written in this dialect."""
        return any(_is_export(fence) for fence in markdown.fences(page))

    def read(self, page: Page) -> PageFragment:
        """Return the page as an OpenAPI fragment."""
        fences = [fence for fence in markdown.fences(page) if _is_export(fence)]
        found = parts.of_fences(page, fences)
        result = parts.together(found, lambda part: _read(page, part))
        markdown.note_text_around(result, "document")
        return result


def _is_export(fence: markdown.Fence) -> bool:
    return not names_operation(fence) and parts.is_openapi(fence.lines)


def _read(page: Page, part: parts.DocumentText) -> PageFragment:
    result = PageFragment(page, {})
    given, source = read_page_yaml(part.text, result, first_line=part.first_line)
    set_right(given, source, result, title=markdown.title(page), exported=True)
    for path, method, operation in operations(result.document):
        _file(operation, obj(obj(obj(given.get("paths")).get(path)).get(method)))
    return result


def _file(operation: JsonObject, given: JsonObject) -> None:
    """The folder that the exporter keeps an operation in says more than its tags."""
    folder = next((text(given[key]) for key in given if key.endswith("-folder")), "")
    if folder:
        operation["x-group"] = folder
    if any(
        text(given[key]) in {"deprecated", "obsolete"} for key in given if key.endswith("-status")
    ):
        operation["deprecated"] = True
