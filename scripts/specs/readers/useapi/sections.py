"""The parts of a useapi.net page: what stands before the first section, and the sections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.specs.readers.useapi import rendering
from scripts.specs.readers.useapi.rendering import CONTENTS, KNOWN, Line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.specs.page import Page

DATE = re.compile(
    r"(?:(?:last |first )?(?:updated|published|modified|created)(?: on)?:?\s*)?"
    r"(?:[A-Z][a-z]+\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+\.? \d{4}|\d{4}-\d\d-\d\d)"
    r"\s*(?:\([^()]*\d{4}[^()]*\))?\.?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:\d+[.)]|[-*+•])\s+(?P<name>\S.*?)\s*")
_BULLET = re.compile(r"(?P<pad>\s*)[•◦▪*+-]\s+(?P<text>.*)")
_INNER_MARK = re.compile(r"^(\s*)[•◦▪*+]\s+", re.MULTILINE)
# A sample, and not words in brackets or braces.
_SAMPLE = re.compile(
    r"""\s*(?:\{\s*(?:$|[}"'/#.…]|[\w$]+\s*\??:)|\[\s*(?:$|[\]{\["'/]|-?\d|true|false|null|…|\.{3}))"""
)


@frozen
class PageSection:
    """A heading and what stands below it."""

    name: str
    number: int
    lines: tuple[Line, ...]


@frozen
class Bullet:
    """A list item: the first line without its mark, and the lines that belong to it."""

    number: int
    head: str
    body: tuple[Line, ...]


@frozen
class Block:
    """A sample in braces or brackets, which may be missing, and the prose lines before it."""

    prose: tuple[Line, ...]
    sample: tuple[Line, ...]
    closed: bool = True


def split(page: Page) -> tuple[PageSection, list[PageSection]]:
    """Return the preamble and the sections, by the table of contents or the usual headings.

    A heading that stands twice is one section of the lines below both.
    """
    lines = rendering.lines(page)
    names = {name.casefold(): name for name in (*_contents(lines), *KNOWN)}
    preamble: list[Line] = []
    found: dict[str, tuple[int, list[Line]]] = {}
    current = preamble
    for line in lines:
        known = names.get(line.text.rstrip().casefold())
        is_heading = line.kind == "heading" or (known is not None and line.kind == "text")
        if is_heading:
            name = known or line.text
            current = found.setdefault(name, (line.number, []))[1]
        else:
            current.append(line)
    sections = [PageSection(name, number, tuple(inner)) for name, (number, inner) in found.items()]
    return PageSection("", 1, tuple(preamble)), sections


def _contents(lines: list[Line]) -> list[str]:
    return [name for _, name in contents(lines) if name]


def contents(lines: Iterable[Line]) -> list[tuple[int, str]]:
    """Return the lines of the table of contents: each one's number and, where it has one, its name."""
    rest = iter(lines)
    for line in rest:
        if line.text.strip().casefold() == CONTENTS:
            found = [(line.number, "")]
            break
    else:
        return []
    for line in rest:
        if not line.text.strip():
            continue
        listed = _LISTED.fullmatch(line.text)
        if listed is None and DATE.fullmatch(line.text.strip()):
            continue
        if listed is None:
            break
        found.append((line.number, listed["name"]))
    return found


def bullets(lines: tuple[Line, ...]) -> tuple[list[Bullet], list[Line]]:
    """Return the items of the outermost list, and the lines that belong to none of them."""
    result: list[Bullet] = []
    loose: list[Line] = []
    head: tuple[int, str] | None = None
    body: list[Line] = []
    pad: int | None = None
    blank = False
    for line in lines:
        found = _BULLET.fullmatch(line.text) if line.kind == "text" else None
        indent = len(line.text) - len(line.text.lstrip())
        if found is not None and (pad is None or indent <= pad):
            if head is not None:
                result.append(Bullet(*head, tuple(body)))
            pad, head, body = indent, (line.number, found["text"].strip()), []
        elif head is None:
            loose.append(line)
        elif pad is not None and blank and line.text.strip() and indent <= pad:
            result.append(Bullet(*head, tuple(body)))
            head, body = None, []
            loose.append(line)
        else:
            body.append(line)
        blank = not line.text.strip()
    if head is not None:
        result.append(Bullet(*head, tuple(body)))
    return result, loose


def bullet_text(line: Line) -> str | None:
    """Return what stands behind the mark of a list item; None for another line."""
    found = _BULLET.fullmatch(line.text) if line.kind == "text" else None
    return found["text"].strip() if found else None


def blocks(lines: Iterable[Line]) -> list[Block]:
    """Return the samples, each with the prose lines that stand before it; prose alone comes last."""
    result: list[Block] = []
    prose: list[Line] = []
    sample: list[Line] = []
    depth = 0
    for line in lines:
        if not sample and _SAMPLE.match(line.text) is None:
            prose.append(line)
            continue
        sample.append(line)
        depth += _opened(line.text)
        if depth <= 0:
            result.append(Block(tuple(prose), tuple(sample)))
            prose, sample, depth = [], [], 0
    if sample or prose:
        result.append(Block(tuple(prose), tuple(sample), closed=not sample))
    return result


def _opened(text: str) -> int:
    """Return how many more braces and brackets a line opens than it closes, outside strings."""
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|//.*", "", text)
    return sum(map(bare.count, "{[")) - sum(map(bare.count, "}]"))


def joined(lines: Iterable[Line]) -> str:
    """Return the lines as text, without the indentation that they share."""
    given = [line.text for line in lines]
    pad = min((len(text) - len(text.lstrip()) for text in given if text.strip()), default=0)
    return "\n".join(text[pad:].rstrip() for text in given).strip("\n")


def paragraphs(lines: Iterable[Line]) -> str:
    """Prose lines as paragraphs of CommonMark: a line that ends a sentence ends its line."""
    text = _INNER_MARK.sub(r"\1- ", joined(lines))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def first_written(lines: Iterable[Line]) -> Line | None:
    """Return the first line that is not empty."""
    return next((line for line in lines if line.text.strip()), None)
