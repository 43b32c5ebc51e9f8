"""The parts of a useapi.net page: what stands before the first section, and the sections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scripts.specs.page import Page

KNOWN: Final = (
    "Request Headers", "Path Parameters", "Query Parameters", "Request Parameters", "Parameters",
    "Request Body", "Responses", "Model", "Examples", "Try It",
)  # fmt: skip
_LISTED = re.compile(r"\s*(?:\d+[.)]|[-*•])\s+(?P<name>\S.*?)\s*")
_BULLET = re.compile(r"(?P<pad>\s*)[•*-]\s+(?P<text>.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page and its number in the file, from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    name: str
    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Bullet:
    """A list item: the first line without its mark, and the lines that belong to it."""

    number: int
    head: str
    body: tuple[Line, ...]


def split(page: Page) -> tuple[Section, list[Section]]:
    """The preamble and the sections, by the table of contents or the usual headings."""
    names = {*KNOWN, *_contents(page)}
    preamble: list[Line] = []
    found: list[tuple[str, int, list[Line]]] = []
    for number, text in enumerate(page.lines, 1):
        heading = text.rstrip().lstrip("# ").rstrip() if text.startswith("#") else text.rstrip()
        if heading in names and not _is_comment_of_sample(text, heading):
            found.append((heading, number, []))
        else:
            (found[-1][2] if found else preamble).append(Line(number, text))
    sections = [Section(name, number, tuple(lines)) for name, number, lines in found]
    return Section("", 1, tuple(preamble)), sections


def _is_comment_of_sample(text: str, heading: str) -> bool:
    """A heading is written bare or as Markdown; indentation means that it belongs to an item."""
    return text.rstrip() != heading and not text.startswith("#")


def _contents(page: Page) -> list[str]:
    """The names that the table of contents lists."""
    names: list[str] = []
    lines = iter(page.lines)
    for line in lines:
        if line.strip().lower() == "table of contents":
            break
    for line in lines:
        if not line.strip():
            continue
        listed = _LISTED.fullmatch(line)
        if listed is None:
            break
        names.append(listed["name"])
    return names


def bullets(lines: tuple[Line, ...]) -> list[Bullet]:
    """The items of the outermost list."""
    result: list[Bullet] = []
    head: tuple[int, str] | None = None
    body: list[Line] = []
    pad = None
    for line in lines:
        found = _BULLET.fullmatch(line.text)
        if found is not None and (pad is None or len(found["pad"]) <= pad):
            if head is not None:
                result.append(Bullet(*head, tuple(body)))
            pad, head, body = len(found["pad"]), (line.number, found["text"].strip()), []
        elif head is not None:
            body.append(line)
    if head is not None:
        result.append(Bullet(*head, tuple(body)))
    return result


def blocks(lines: tuple[Line, ...]) -> list[tuple[list[Line], list[Line]]]:
    """The brace-delimited samples, each with the prose lines that stand before it."""
    result: list[tuple[list[Line], list[Line]]] = []
    prose: list[Line] = []
    sample: list[Line] = []
    depth = 0
    for line in lines:
        if depth == 0 and not line.text.lstrip().startswith(("{", "[")):
            prose.append(line)
            continue
        sample.append(line)
        depth += _opened(line.text)
        if depth <= 0:
            result.append((prose, sample))
            prose, sample, depth = [], [], 0
    if sample:
        result.append((prose, sample))
        prose = []
    if prose:
        result.append((prose, []))
    return result


def _opened(text: str) -> int:
    """How many more braces and brackets a line opens than it closes, outside strings."""
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|//.*", "", text)
    return sum(map(bare.count, "{[")) - sum(map(bare.count, "}]"))


def joined(lines: list[Line] | tuple[Line, ...]) -> str:
    """The lines as text, without the indentation that they share."""
    filled = [line.text for line in lines if line.text.strip()]
    pad = min((len(text) - len(text.lstrip()) for text in filled), default=0)
    return "\n".join(line.text[pad:].rstrip() for line in lines).strip("\n")


def paragraphs(lines: list[Line] | tuple[Line, ...]) -> str:
    """Prose lines as paragraphs of CommonMark: a line that ends a sentence ends its line."""
    return re.sub(r"\n{3,}", "\n\n", joined(lines)).strip()
