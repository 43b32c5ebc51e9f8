"""Names and values inside sentences, as CommonMark: code, cut where they are long."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.specs.json_types import Json

_LONGEST: Final = 60
_MOST: Final = 8
_TICKS = re.compile(r"`+")
_SPACE = re.compile(r"\s+")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def code(name: str, longest_shown: int = _LONGEST) -> str:
    """Return a name or value as a code span, whatever it holds."""
    inner = printable(_SPACE.sub(" ", name)) or " "
    if len(inner) > longest_shown:
        inner = inner[: longest_shown - 1] + "…"
    longest = max((len(ticks) for ticks in _TICKS.findall(inner)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if inner[0] == "`" or inner[-1] == "`" else ""
    return f"{fence}{pad}{inner}{pad}{fence}"


def printable(text: str) -> str:
    """Return text without what would command a terminal: pages may hold any character."""
    return "".join(
        letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text
    )


def spans(text: str) -> list[tuple[bool, str]]:
    """Return a sentence in parts, each with whether it is code."""
    found: list[tuple[bool, str]] = []
    end = 0
    for match in _SPAN.finditer(text):
        inner = match[2]
        padded = inner[:1] == inner[-1:] == " " and inner.strip(" ") != ""
        found += [(False, text[end : match.start()]), (True, inner[1:-1] if padded else inner)]
        end = match.end()
    return [part for part in [*found, (False, text[end:])] if part[1]]


def value(given: Json) -> str:
    """Return a value as people write it: text without quotes, unless that would mean something else."""
    if isinstance(given, str):
        try:
            json.loads(given)
        except ValueError:
            return given or '""'
    return json.dumps(given, ensure_ascii=False)


def values(given: Iterable[Json]) -> str:
    """Return several values as code, the first few of many."""
    shown = [code(value(item)) for item in given]
    if len(shown) > _MOST:
        shown = [*shown[: _MOST - 1], f"{len(shown) - _MOST + 1} more"]
    return listed(shown)


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""
