"""The end tags that HTML lets an author leave out, put in.

Sites that squeeze their pages leave them out (Just the Docs does unless it is configured otherwise), and
Python's parser does not end an item or a paragraph by itself: it would find each item
of a list inside the one before.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "details", "dialog", "div", "dl",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "main", "menu", "nav", "ol", "pre", "section", "summary", "table",
    "ul",
})  # fmt: skip
_CELLS: Final = frozenset({"p", "td", "th"})
# What is open at the innermost place ends when the tag begins; it goes on outwards until one stays.
_ENDED_BY: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys([*_BLOCKS, "hr", "p"], frozenset({"p"})),
    "li": frozenset({"p", "li"}),
    **dict.fromkeys(["dt", "dd"], frozenset({"p", "dt", "dd"})),
    **dict.fromkeys(["td", "th"], _CELLS),
    "tr": _CELLS | {"tr"},
    **dict.fromkeys(["thead", "tbody", "tfoot"], _CELLS | {"tr", "thead", "tbody", "tfoot"}),
}
_FOLLOWED: Final = (frozenset(_ENDED_BY) | {"head", "html"}) - {"hr"}


def with_ends(markup: str) -> str:
    """Return the same document with every end tag of blocks, items, paragraphs and cells."""
    writer = _EndTagWriter()
    writer.feed(markup)
    writer.close()
    writer.end_all()
    return "".join(writer.parts)


class _EndTagWriter(HTMLParser):
    """Writes each token down as it came, and the ends that were left out before it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        ended = _ENDED_BY.get(tag, frozenset())
        while self.open and self.open[-1] in ended:
            self._end_one()
        if tag in _FOLLOWED:
            self.open.append(tag)
        self.parts.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat `<p/>` as `<p>`: in HTML the slash means nothing, except inside drawings."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _FOLLOWED:
            self.parts.append(f"</{tag}>")
        elif tag in self.open:
            while self.open[-1] != tag:
                self._end_one()
            self._end_one()

    def end_all(self) -> None:
        """End all elements that are open at the end of the document."""
        while self.open:
            self._end_one()

    def _end_one(self) -> None:
        self.parts.append(f"</{self.open.pop()}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")
