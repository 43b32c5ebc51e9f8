"""A documentation page's HTML as plain text, laid out as a person would copy it.

Headings stand as lines of their own, items behind `  1. ` and `  • `, what belongs to an item is
indented with it, and code keeps its lines. Menus, search and footers are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from scripts.capture.html_ends import with_ends

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAIN: Final = ("main", "[role=main]", "#main-content", "article", "body")
_LEFT_OUT: Final = (
    "aside, button, footer, form, header, iframe, input, nav, noscript, script, select, style, svg, "
    "template, textarea, title, [hidden], [aria-hidden=true], .anchor-heading, .gutter, .lineno"
)
_BLOCKS: Final = frozenset({
    "address", "article", "blockquote", "body", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html",
    "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
    "thead", "tr", "ul",
})  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})
# Line ends before and after, as a browser's own rules have it: an empty line parts paragraphs.
_ENDS: Final = {"p": 2}
_STEP: Final = "  "
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
# HTML's own notion: a no-break space is not among them.
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")


def page_text(markup: str) -> str:
    """Return the text of the page's main part, with a line end behind its last line, or nothing at all."""
    soup = BeautifulSoup(with_ends(markup), "html.parser")
    for unwanted in soup.select(_LEFT_OUT):
        unwanted.decompose()
    found = (soup.select_one(selector) for selector in _MAIN)
    writer = _TextWriter()
    writer.block(next((main for main in found if main is not None), soup))
    return writer.text()


class _TextWriter:
    """Lines, and what has to stand before the next word."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.indent = ""
        self.marker = ""
        self.breaks = 0
        # The next number of each ordered list. The tree outlives the writer, and so do its ids.
        self.numbers: dict[int, int] = {}

    def text(self) -> str:
        """Return what was written."""
        self.end_line(1)
        return "\n".join(self.lines).strip("\n") + "\n" if any(self.lines) else ""

    def block(self, tag: Tag) -> None:
        """An element that begins and ends a line."""
        ends = _ENDS.get(tag.name, 1)
        self.end_line(ends)
        if tag.name == "pre":
            self.code(tag)
        elif tag.name == "li":
            self.item(tag)
        elif tag.name == "tr":
            self.row(tag)
        else:
            self.children(tag)
        self.end_line(ends)

    def children(self, tag: Tag) -> None:
        for child in tag.children:
            if isinstance(child, Tag):
                self.element(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self.words(str(child))

    def element(self, tag: Tag) -> None:
        if tag.name == "br":
            self.end_line(1 if self.line.strip() else 2)
        elif tag.name in _BLOCKS:
            self.block(tag)
        else:
            self.children(tag)

    def item(self, tag: Tag) -> None:
        outer = self.indent
        # Only the outermost list stands in from its text; an inner one begins where that text does.
        self.marker = f"{outer or _STEP}{self.mark(tag)} "
        self.indent = (outer or _STEP) + _STEP
        self.children(tag)
        self.end_line(1)
        self.marker = ""
        self.indent = outer

    def mark(self, item: Tag) -> str:
        """`•`, or the number that a browser would show."""
        parent = item.parent
        if parent is None or parent.name != "ol":
            return "•"
        first = _NUMBER.fullmatch(str(parent.get("start")))
        number = self.numbers.get(id(parent), int(first[0]) if first else 1)
        self.numbers[id(parent)] = number + 1
        return f"{number}."

    def row(self, tag: Tag) -> None:
        for index, cell in enumerate(_cells(tag)):
            if index and self.line:
                self.line = f"{self.line.rstrip(' ')} | "
            self.children(cell)

    def words(self, given: str) -> None:
        text = _SPACE.sub(" ", given)
        if not self.line.strip() or self.line.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            self.line = (self.line or self._start()) + text.replace("\xa0", " ")

    def code(self, tag: Tag) -> None:
        given = tag.get_text().replace("\xa0", " ").removeprefix("\n").rstrip()
        for line in given.split("\n") if given else []:
            if line.strip():
                self.line = f"{self._start()}{line}"
                self.end_line(1)
            else:
                self.lines.append("")

    def end_line(self, breaks: int) -> None:
        """End the line that was begun, and let this many line ends stand before the next."""
        if self.line.strip():
            self.lines.append(self.line.rstrip())
            self.breaks = 0
        self.line = ""
        self.breaks = max(self.breaks, breaks)

    def _start(self) -> str:
        """Return what a new line begins with: the empty lines before it are written now."""
        if self.marker:
            # An item's first paragraph stands beside its mark, but apart from the item before.
            start, self.marker = self.marker, ""
        else:
            start = self.indent
        if self.lines and self.breaks > 1 and self.lines[-1]:
            self.lines.append("")
        self.breaks = 0
        return start


def _cells(row: Tag) -> Iterator[Tag]:
    for cell in row.children:
        if isinstance(cell, Tag) and cell.name in _CELLS:
            yield cell
