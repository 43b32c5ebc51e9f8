"""The lines of a page as plain text, whether it was captured as text or as Markdown.

Both renderings of one page come out alike, but for their numbers: headings are known as such,
and links, emphasis and code spans are their words.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, Literal

from attrs import frozen

if TYPE_CHECKING:
    from scripts.specs.page import Page

KNOWN: Final = (
    "Request Headers", "Path Parameters", "Query Parameters", "URL Parameters",
    "Request Parameters", "Parameters", "Request Body", "Responses", "Model", "Examples", "Try It",
)  # fmt: skip
CONTENTS: Final = "table of contents"

_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*\S)\s*")
# A fence may be all that an item of a list holds.
_FENCE = re.compile(r"\s*(?:[*+-]\s+|\d+[.)]\s+)?(?P<ticks>`{3,}|~{3,})[^`]*")
_MARK = re.compile(r"\s*(?:[*+-]|\d+[.)])\s+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\n]*\)")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_CODE = re.compile(r"(`+[^`]+`+)")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*|(?<!\w)__([^_\n]+)__(?!\w)")
_ITALIC = re.compile(r"\*([^*\s\n][^*\n]*)\*|(?<!\w)_([^_\s\n][^_\n]*)_(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!<>~|-])")
_STATUS = re.compile(r"[1-5]\d\d\b")


@frozen
class Line:
    """A line of the page and its number in the file, from 1."""

    number: int
    text: str
    kind: Literal["text", "heading", "code"] = "text"


def lines(page: Page) -> list[Line]:
    """Return the page's lines, without Markdown where it is written in that."""
    known = {name.casefold() for name in KNOWN}
    headings = (_HEADING.fullmatch(text) for text in page.lines)
    if any(_plain(found["text"]).casefold() in known for found in headings if found):
        return _from_markdown(page.lines)
    return [Line(number, text) for number, text in enumerate(page.lines, 1)]


def _from_markdown(given: tuple[str, ...]) -> list[Line]:
    result: list[Line] = []
    ticks = ""
    for number, text in enumerate(given, 1):
        fence = _FENCE.fullmatch(text)
        if fence is not None and (not ticks or _closes(text, ticks)):
            ticks = "" if ticks else fence["ticks"]
            result.append(Line(number, ""))
        elif ticks:
            result.append(Line(number, text, "code"))
        elif (heading := _HEADING.fullmatch(text)) is not None:
            result.append(_heading(number, heading["level"], _plain(heading["text"].rstrip("# "))))
        else:
            mark = _MARK.match(text)
            at = mark.end() if mark else 0
            inner = _HEADING.fullmatch(text[at:]) if mark else None
            result.append(Line(number, text[:at] + _plain(inner["text"] if inner else text[at:])))
    return result


def _closes(text: str, ticks: str) -> bool:
    return text.strip().startswith(ticks) and not text.strip().strip(ticks[0])


def _heading(number: int, level: str, text: str) -> Line:
    """Return a heading as a line: the title and the contents are text, a status is an item of its section."""
    if level == "#" or text.casefold() == CONTENTS:
        return Line(number, text)
    if _STATUS.match(text) is not None:
        return Line(number, f"• {text}")
    return Line(number, text, "heading")


def _plain(text: str) -> str:
    parts = _CODE.split(_AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text)))
    words = [part.strip("`") if index % 2 else _words(part) for index, part in enumerate(parts)]
    return "".join(words).rstrip().removesuffix("\\")


def _words(text: str) -> str:
    for rule in (_BOLD, _ITALIC):
        text = rule.sub(lambda found: found[1] or found[2], text)
    return html.unescape(_ESCAPE.sub(r"\1", text))
