"""Durations as lines of text, so that several processes can add to them at once and none can spoil them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

LONGEST_MEMORY: Final = 200
"""How many durations of a family are remembered: vendors change."""

# No video is made sooner. What was, was made up by a test.
_SHORTEST_S: Final = 3.0
_LONGEST_S: Final = 7 * 24 * 3600.0
_ENTRY: Final = 2


def line(family: str, duration_s: float) -> bytes:
    """One duration, as a line of JSON."""
    return json.dumps([family, round(duration_s, 1)]).encode() + b"\n"


def remembered(lines: bytes) -> dict[str, list[float]]:
    """The latest durations of each family. Lines that are none are left out."""
    found: dict[str, list[float]] = {}
    for family, duration_s in _entries(lines):
        found.setdefault(family, []).append(duration_s)
    return {family: durations[-LONGEST_MEMORY:] for family, durations in found.items()}


def content(durations: Mapping[str, Iterable[float]]) -> bytes:
    """The lines of many durations."""
    return b"".join(line(family, each) for family, many in durations.items() for each in many)


def plausible(duration_s: float) -> bool:
    """Whether a task can have taken so long."""
    return _SHORTEST_S <= duration_s < _LONGEST_S


def _entries(lines: bytes) -> Iterator[tuple[str, float]]:
    for each in lines.splitlines():
        try:
            value: object = json.loads(each)
        except (ValueError, RecursionError):
            continue
        entry = cast("list[object]", value) if isinstance(value, list) else []
        if len(entry) != _ENTRY:
            continue
        family, duration_s = entry
        number = isinstance(duration_s, int | float) and not isinstance(duration_s, bool)
        if isinstance(family, str) and number and plausible(cast("float", duration_s)):
            yield family, float(cast("float", duration_s))
