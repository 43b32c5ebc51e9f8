"""Code in Markdown: what stands in fences and between backticks is left as it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

_FENCE: Final = re.compile(r"\s*(?:(?:[-*+>]|\d{1,9}[.)])\s+)*(`{3,}(?=[^`]*$)|~{3,})")
_BLOCK: Final = re.compile(r"\s*(?:[-*+>]\s|\d{1,9}[.)]\s|#{1,6}\s|$)")
_TICKS: Final = re.compile(r"(?<![\\`])`+")
# Characters for private use stand for the code meanwhile.
_MARK: Final = re.compile("\ue000(\\d+)\ue001")
RESERVED: Final = re.compile("[\ue000-\ue00f]")


class Code:
    """Code that was taken out of a text, to be put back in the end."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def keep(self, piece: str) -> str:
        """Return the mark that stands for a piece of code."""
        self.pieces.append(piece)
        return f"\ue000{len(self.pieces) - 1}\ue001"

    def taken_out(self, source: str) -> str:
        """Return the text with a mark in place of each fence and code span."""
        lines: list[str] = []
        block: list[str] = []
        fence: list[str] = []
        ticks = ""
        for line in source.split("\n"):
            if ticks:
                fence.append(line)
                if _closes(line, ticks):
                    lines.append(self.keep("\n".join(fence)))
                    fence, ticks = [], ""
                continue
            opening = _FENCE.match(line)
            if opening or _BLOCK.match(line):
                lines += self._spans(block)
                block = []
            if opening:
                ticks, fence = opening[1], [line]
            else:
                block.append(line)
        lines += self._spans(block)
        if fence:
            lines.append(self.keep("\n".join(fence)))
        return "\n".join(lines)

    def _spans(self, block: list[str]) -> list[str]:
        """Return one paragraph's lines with their code spans taken out."""
        if not block:
            return []
        text = "\n".join(block)
        runs = [(run.start(), run.end()) for run in _TICKS.finditer(text)]
        starts: dict[int, list[int]] = {}
        for start, end in runs:
            starts.setdefault(end - start, []).append(start)
        result: list[str] = []
        done = 0
        for start, end in runs:
            if start < done:
                continue
            alike = starts[end - start]
            place = bisect_left(alike, end)
            if place < len(alike):
                stop = alike[place] + end - start
                result += [text[done:start], self.keep(text[start:stop])]
                done = stop
        return ["".join([*result, text[done:]])]

    def put_back(self, text: str) -> str:
        """Return the text with its code in place of the marks."""
        while _MARK.search(text):
            text = _MARK.sub(lambda found: self.pieces[int(found[1])], text)
        return text


def span(content: str) -> str:
    """Return a code span around some text."""
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    ticks = "`" * (longest + 1)
    padding = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{ticks}{padding}{content}{padding}{ticks}"


def _closes(line: str, ticks: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= len(ticks) and set(stripped) == {ticks[0]}
