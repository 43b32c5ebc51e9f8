"""Markdown's frame around an OpenAPI description: title, summary, code fence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from scripts.specs.page import Page, PageFragment

_USUAL = frozenset({"## OpenAPI", "## OpenAPI Specification", ""})
# A heading that is an address says where the page stands.
_SOURCE = re.compile(r"(?:\w+:\s*)?[a-z]+://\S*", re.IGNORECASE)
_OPENING = re.compile(r"(`{3,}|~{3,})\s*(ya?ml|json)\b\s*(.*)")


@frozen
class Fence:
    """A fenced block: what stands after the language name, and its lines."""

    info: str
    lines: tuple[str, ...]
    first_line: int
    closed: bool
    ticks: int

    @property
    def text(self) -> str:
        """The block's content."""
        return "\n".join(self.lines) + "\n"


def fences(page: Page) -> list[Fence]:
    """Return the yaml and json fences that begin in the first column.

    A fence ends at a line of ticks in the first column only: exports have indented fences inside
    their descriptions. A second opening fence starts anew, since captured pages carry their own
    heading twice.
    """
    found: list[Fence] = []
    for index, line in enumerate(page.lines):
        if (opening := _OPENING.fullmatch(line.rstrip())) is None:
            continue
        ticks = opening[1]
        end = index + 1
        while end < len(page.lines) and not _ends(page.lines[end], ticks):
            end += 1
        found.append(
            Fence(
                info=opening[3].strip(),
                lines=page.lines[index + 1 : end],
                first_line=index + 2,
                ticks=len(ticks),
                closed=end < len(page.lines) and _closes(page.lines[end], ticks),
            )
        )
    return found


def _closes(line: str, ticks: str) -> bool:
    stripped = line.rstrip()
    return len(stripped) >= len(ticks) and set(stripped) == {ticks[0]}


def _ends(line: str, ticks: str) -> bool:
    return _closes(line, ticks) or _OPENING.fullmatch(line.rstrip()) is not None


def title(page: Page) -> str:
    """Return the first heading. A heading that names the page's address is none."""
    lines = (line[2:].strip() for line in page.lines if line.startswith("# "))
    return next((line for line in lines if not _SOURCE.fullmatch(line)), "")


def summary(page: Page) -> str:
    """Return the block quote that stands between the title and the first section.

    A quote above the title is a note of the site, not about this page.
    """
    quoted: list[str] = []
    titled = False
    for line in page.lines:
        titled = titled or (line.startswith("# ") and not _SOURCE.fullmatch(line[2:].strip()))
        if titled and line.startswith("## "):
            break
        if titled and line.startswith(">"):
            quoted.append(line[1:].strip())
    return " ".join(part for part in quoted if part)


def note_text_around(fragment: PageFragment, what: str) -> None:
    """Note what stands outside the fences and is neither title, summary nor the usual heading."""
    page = fragment.page
    inside = {
        number
        for fence in fences(page)
        for number in range(fence.first_line - 1, fence.first_line + len(fence.lines) + 1)
    }
    usual = _USUAL | {f"# {title(page)}"}
    usual |= {line.strip() for line in page.lines if _SOURCE.fullmatch(line[1:].strip())}
    sections = (number for number, line in enumerate(page.lines, 1) if line.startswith("## "))
    first_section = next(sections, 0)
    found = [
        number
        for number, line in enumerate(page.lines, 1)
        if number not in inside
        and line.strip() not in usual
        # A quotation before the first section is the summary.
        and not (line.startswith(">") and number < first_section)
    ]
    if found:
        lines = "a line" if len(found) == 1 else f"{len(found)} lines"
        fragment.left_out(f"{lines} of text around the {what}", found[0])
