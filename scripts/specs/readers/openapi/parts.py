"""The documents that a page holds, one behind the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from scripts.specs.errors import SpecError
from scripts.specs.json_types import operations
from scripts.specs.merge import merge

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.specs.markdown import Fence
    from scripts.specs.page import Page, PageFragment

_MARKER = re.compile(r"(---|\.\.\.)(\s+#.*)?\s*")
_TOP: Final = re.compile(r"""["']?(openapi|swagger)["']?\s*:""")
_TOP_IN_BRACES: Final = re.compile(r"""["'](openapi|swagger)["']\s*:\s*["'\d]""")


@frozen
class DocumentText:
    """Some lines of a page that are one YAML or JSON document."""

    lines: tuple[str, ...]
    first_line: int

    @property
    def text(self) -> str:
        """The document's text."""
        return "\n".join(self.lines) + "\n"


def parts(lines: tuple[str, ...], first_line: int = 1) -> list[DocumentText]:
    """Return the documents between YAML's markers. A line of dashes in the first column is always one."""
    found: list[DocumentText] = []
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and _MARKER.fullmatch(lines[index]) is None:
            continue
        if any(_is_content(line) for line in lines[start:index]):
            found.append(DocumentText(lines[start:index], first_line + start))
        start = index + 1
    return found


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(("#", "%"))


def is_openapi(lines: tuple[str, ...]) -> bool:
    """Return whether the lines are an OpenAPI (or Swagger) document, or begin with one."""
    first = next((line for line in lines if _is_content(line) and not _MARKER.fullmatch(line)), "")
    if first.lstrip().startswith("{"):
        return any(_TOP_IN_BRACES.search(line) for line in lines)
    if re.match(r"""["']?[A-Za-z_$][\w$.-]*["']?\s*:""", first) is None:
        return False
    return any(_TOP.match(line) for line in lines)


def of_fences(page: Page, fences: list[Fence]) -> list[DocumentText]:
    """Return the documents of a page's fences, each once: captured pages repeat themselves.

    Raises:
        SpecError: No fence is closed: the page ends before its document does.
    """
    closed = [fence for fence in fences if fence.closed]
    if not closed:
        raise page.error("expected the fence to be closed", fences[0].first_line - 1)
    found = [part for fence in closed for part in parts(fence.lines, fence.first_line)]
    for fence in fences:
        lines = _before_heading(fence.lines)
        # One that breaks off is the beginning of another, or has no end.
        if not fence.closed and lines != closed[0].lines[: len(lines)]:
            raise page.error("expected the fence to be closed", fence.first_line - 1)
    return _distinct(found)


def of_lines(lines: tuple[str, ...]) -> list[DocumentText]:
    """Return the documents of a file that is nothing else, each once."""
    return _distinct(parts(lines))


def _distinct(found: list[DocumentText]) -> list[DocumentText]:
    return list({part.lines: part for part in reversed(found)}.values())[::-1]


def _before_heading(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines of a fence that breaks off, without the page that begins anew behind them."""
    end = next((index for index, line in enumerate(lines) if line.startswith("# ")), len(lines))
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def together(
    found: list[DocumentText], read: Callable[[DocumentText], PageFragment]
) -> PageFragment:
    """Return the documents of a page as one. A further one for the same operation is noted."""
    first, *others = found
    result = read(first)
    for part in others:
        try:
            other = read(part)
        except SpecError as error:
            result.left_out(f"a further document: {error.message}", error.line or part.first_line)
            continue
        if again := next((place for place in _places(other) if place in _places(result)), ""):
            result.left_out(f"a further document: {again} stands in the first", part.first_line)
            continue
        document = merge([result, other])
        result.document = {**document, "info": result.document["info"]}
        result.notes += other.notes
        result.lines |= other.lines
    return result


def _places(fragment: PageFragment) -> list[str]:
    return [f"{method.upper()} {path}" for path, method, _ in operations(fragment.document)]
