"""Tables of plain text that fit a width: less important columns are left out, and long values are cut."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GAP: Final = "  "
_CUT: Final = ".."


@frozen
class Column:
    """A column of a table.

    Attributes:
        title: The title.
        min_width: The smallest width to which its values may be cut; None: they are never cut.
        rank: The importance; 0 is the most important. Columns with the highest rank are left out first.
        is_number: Whether the values are aligned to the right.
    """

    title: str
    min_width: int | None
    rank: int
    is_number: bool = False


def output_width() -> int | None:
    """Return the width of the standard output in columns, None for no limit.

    The width is that of the terminal, or the environment variable `COLUMNS`. A pipe has no limit.
    """
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def shown_path(path: Path) -> str:
    """Return a path, relative to the current folder if it is inside it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def table_lines(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None
) -> Iterator[str]:
    """Yield the lines of a table, the titles first.

    A column without any value is left out.

    Args:
        columns: The columns.
        rows: The values of each row.
        width: The maximum width of a line, None for no limit.
    """
    shown = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    widths = {
        index: max(len(columns[index].title), *(len(row[index]) for row in rows)) for index in shown
    }
    if width is not None:
        least = {
            index: widths[index] if least is None else min(widths[index], least)
            for index, least in ((index, columns[index].min_width) for index in shown)
        }
        shown = _fitting(columns, least, shown, width)
        _shrink(widths, least, shown, width)
    for cells in [[column.title for column in columns], *rows]:
        yield _GAP.join(
            _cell(cells[index], widths[index], is_number=columns[index].is_number)
            for index in shown
        ).rstrip()


def _fitting(
    columns: Sequence[Column], least: dict[int, int], shown: list[int], width: int
) -> list[int]:
    """Return the columns whose smallest widths fit, without the least important ones."""
    kept = list(shown)
    while len(kept) > 1:
        if sum(least[index] for index in kept) + len(_GAP) * (len(kept) - 1) <= width:
            break
        kept.remove(max(kept, key=lambda index: columns[index].rank))
    return kept


def _shrink(widths: dict[int, int], least: dict[int, int], shown: list[int], width: int) -> None:
    """Shorten the widest columns until a line fits."""
    room = width - len(_GAP) * (len(shown) - 1)
    while sum(widths[index] for index in shown) > room:
        able = [index for index in shown if widths[index] > least[index]]
        if not able:
            break
        widths[max(able, key=lambda index: widths[index] - least[index])] -= 1


def _cell(text: str, width: int, *, is_number: bool) -> str:
    if len(text) > width:
        text = text[: max(0, width - len(_CUT))] + _CUT[:width]
    return text.rjust(width) if is_number else text.ljust(width)
