"""The documents that a page holds, one behind the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scripts.specs.yaml_repair import read_page_yaml

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject
    from scripts.specs.markdown import Fence
    from scripts.specs.page import Fragment
    from scripts.specs.yaml_read import YamlDocument

_MARKER = re.compile(r"(---|\.\.\.)(\s+#.*)?\s*")
_TOP: Final = re.compile(r"""["']?(openapi|swagger)["']?\s*:""")
_TOP_IN_BRACES: Final = re.compile(r"""["'](openapi|swagger)["']\s*:\s*["'\d]""")


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a page that are one YAML or JSON document."""

    lines: tuple[str, ...]
    first_line: int

    @property
    def text(self) -> str:
        """The document's text."""
        return "\n".join(self.lines) + "\n"


def parts(lines: tuple[str, ...], first_line: int = 1) -> list[Part]:
    """The documents between YAML's markers. A line of dashes in the first column is always one."""
    found: list[Part] = []
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and _MARKER.fullmatch(lines[index]) is None:
            continue
        if any(_is_content(line) for line in lines[start:index]):
            found.append(Part(lines[start:index], first_line + start))
        start = index + 1
    return found


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(("#", "%"))


def is_openapi(lines: tuple[str, ...]) -> bool:
    """Whether the lines are an OpenAPI (or Swagger) document, or begin with one."""
    first = next((line for line in lines if _is_content(line) and not _MARKER.fullmatch(line)), "")
    if first.lstrip().startswith("{"):
        return any(_TOP_IN_BRACES.search(line) for line in lines)
    if re.match(r"""["']?[A-Za-z_$][\w$.-]*["']?\s*:""", first) is None:
        return False
    return any(_TOP.match(line) for line in lines)


def read(fences: list[Fence], result: Fragment) -> tuple[JsonObject, YamlDocument]:
    """The first document of a page's fences. What further ones say is noted.

    Raises SpecError where no fence is closed: the page ends before its document does.
    """
    closed = [fence for fence in fences if fence.closed]
    if not closed:
        raise result.page.error("expected the fence to be closed", fences[0].first_line - 1)
    fence = closed[0]
    for other in fences:
        # A page captured twice, or once in part, says nothing new the second time.
        lines = other.lines if other.closed else _before_heading(other.lines)
        if lines != fence.lines[: len(lines)]:
            result.left_out("a further document on the same page", other.first_line)
    return read_lines(fence.lines, fence.first_line, result)


def _before_heading(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a fence that breaks off, without the page that begins anew behind them."""
    end = next((index for index, line in enumerate(lines) if line.startswith("# ")), len(lines))
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def read_lines(
    lines: tuple[str, ...], first_line: int, result: Fragment
) -> tuple[JsonObject, YamlDocument]:
    """The first document of some lines. Raises SpecError where it cannot be read."""
    first, *others = parts(lines, first_line) or [Part(lines, first_line)]
    for other in others:
        if other.lines != first.lines:
            result.left_out("a further document on the same page", other.first_line)
    return read_page_yaml(first.text, result, first_line=first.first_line)
