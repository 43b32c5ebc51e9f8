"""The dialects, and how a page finds its reader."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs import markdown
from scripts.specs.page import Page, PageFragment, PageReader
from scripts.specs.readers.apifox import ApifoxReader
from scripts.specs.readers.mintlify_openapi import MintlifyOpenApiReader
from scripts.specs.readers.mintlify_tree import MintlifyTreeReader
from scripts.specs.readers.openapi_file import OpenApiFileReader
from scripts.specs.readers.useapi import UseapiReader

if TYPE_CHECKING:
    from pathlib import Path

# The headings of useapi.net's prose, which stand on lines of their own.
_HEADINGS = re.compile(r"\b(?:Request Headers|Request Body|Responses|Model|Examples|Try It)\b")
_LEAST_HEADINGS: Final = 3
_HTML = re.compile(r"<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
# Asked in this order; the first that recognises a page reads it.
READERS: Final[tuple[PageReader, ...]] = (
    MintlifyTreeReader(),
    MintlifyOpenApiReader(),
    ApifoxReader(),
    UseapiReader(),
    OpenApiFileReader(),
)


def read_page(file: Path) -> PageFragment:
    """Return the page as an OpenAPI fragment, whatever its dialect."""
    page = Page.load(file)
    for reader in READERS:
        if reader.recognises(page):
            fragment = reader.read(page)
            if page.restored:
                others = len(page.restored) - 1
                more = f" and in {others} more lines" if others else ""
                fragment.repaired(f"UTF-8 that was read as Windows-1252{more}", page.restored[0])
            return fragment
    known = ", ".join(reader.dialect for reader in READERS)
    raise page.error(f"expected a page of a known dialect ({known}){_hint(page)}")


def _hint(page: Page) -> str:
    """Return what is visible of a page that no reader recognises, and what to do about it."""
    first = next((line.strip() for line in page.lines if line.strip()), "")
    if not first:
        return ": this one is empty"
    if _HTML.match(first):
        return ": this is HTML, so capture the page's Markdown or the text that it shows"
    if markdown.fences(page):
        return ": none of its fences begins with `paths:` or holds an `openapi:` document"
    if any(_is_flat(line) for line in page.lines):
        return (
            ": this is prose without its line ends, so capture the page's text with one line for "
            "each heading, address and sample, as a browser shows it"
        )
    return ": it has no yaml or json fence, no `openapi:` at the top and no section of useapi.net"


def _is_flat(line: str) -> bool:
    return len(set(_HEADINGS.findall(line))) >= _LEAST_HEADINGS
