"""Mintlify pages that carry a whole OpenAPI document in a four-backtick fence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs import markdown
from scripts.specs.json_types import METHODS, obj, operations
from scripts.specs.page import Page, PageFragment
from scripts.specs.readers.openapi import parts
from scripts.specs.readers.openapi.document import set_right
from scripts.specs.yaml.repair import read_page_yaml

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

_FOUR: Final = 4
_INFO = re.compile(r"(?P<file>.*?)\s*\b(?P<method>[A-Za-z]+)\s+(?P<path>/\S*)")
# A specification's file that is called like any other says nothing about what is in it.
_NO_GROUP = re.compile(r"(.*/)?(openapi|swagger|api|spec|schema)([-_.]?v?\d+)*\.(json|ya?ml)")


class MintlifyOpenApiReader:
    """Reads the operation that a Mintlify page names from the document that it carries."""

    @property
    def dialect(self) -> str:
        """Return the dialect's name, for messages."""
        return "Mintlify with OpenAPI"

    def recognises(self, page: Page) -> bool:
        """Return whether the page is written in this dialect."""
        return any(_is_whole(fence) for fence in markdown.fences(page))

    def read(self, page: Page) -> PageFragment:
        """Return the page as an OpenAPI fragment."""
        fences = [fence for fence in markdown.fences(page) if _is_whole(fence)]
        found = parts.of_fences(page, fences)
        result = parts.together(found, lambda part: _read(page, part, fences))
        markdown.note_text_around(result, "document")
        return result


def _read(page: Page, part: parts.DocumentText, fences: list[markdown.Fence]) -> PageFragment:
    result = PageFragment(page, {})
    given, source = read_page_yaml(part.text, result, first_line=part.first_line)
    fence = next(one for one in reversed(fences) if one.first_line <= part.first_line)
    info = _INFO.fullmatch(fence.info)
    if info is not None:
        named = info["method"].lower(), info["path"]
        given = _of_page(given, *named, result, fence.first_line - 1)
    title = markdown.title(page)
    set_right(given, source, result, title=title)
    file = info["file"].strip() if info is not None else ""
    for _, _, operation in operations(result.document):
        operation.setdefault("summary", title)
        if summary := markdown.summary(page):
            operation.setdefault("description", summary)
        if file and not (_NO_GROUP.fullmatch(file) and "x-group" in operation):
            operation["x-group"] = file
    return result


def names_operation(fence: markdown.Fence) -> bool:
    """Return whether the fence is Mintlify's: of four ticks, or opened with a file, a method and a path."""
    info = _INFO.fullmatch(fence.info)
    return fence.ticks >= _FOUR or (info is not None and info["method"].lower() in METHODS)


def _is_whole(fence: markdown.Fence) -> bool:
    return names_operation(fence) and parts.is_openapi(fence.lines)


def _of_page(
    given: JsonObject, method: str, path: str, result: PageFragment, line: int
) -> JsonObject:
    """Return the document with the one operation that the page is about.

    A page that names an operation which its document does not have is about all that it has.
    """
    found = list(operations(given))
    item = obj(obj(given.get("paths")).get(path))
    if method not in item:
        names = ", ".join(f"{other.upper()} {where}" for where, other, _ in found[:5])
        result.repaired(f"the page names {method.upper()} {path}: its document has {names}", line)
        return given
    for where, other, _ in found:
        if (where, other) != (path, method):
            result.left_out(f"{other.upper()} {where}: the page is about another operation", line)
    shared = {key: value for key, value in item.items() if key not in METHODS}
    return {**given, "paths": {path: {**shared, method: item[method]}}}
