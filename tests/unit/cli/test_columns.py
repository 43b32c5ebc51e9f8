"""Tables of plain text: which columns fit a width, and what is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from longtake.cli._columns import Column, shown_path, table_lines

COLUMNS = (
    Column("ID", 4, 0),
    Column("NAME", 6, 2),
    Column("COST", 4, 1, is_number=True),
    Column("NOTE", 5, 3),
)
ROWS = [("1a", "a short name", "7", ""), ("2b", "b", "1200", "a note that is long")]


def test_without_a_limit_nothing_is_cut() -> None:
    assert list(table_lines(COLUMNS, ROWS, None)) == [
        "ID  NAME          COST  NOTE",
        "1a  a short name     7",
        "2b  b             1200  a note that is long",
    ]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (
            32,
            [
                "ID  NAME        COST  NOTE",
                "1a  a short ..     7",
                "2b  b           1200  a note t..",
            ],
        ),
        (20, ["ID  NAME        COST", "1a  a short ..     7", "2b  b           1200"]),
        (10, ["ID  COST", "1a     7", "2b  1200"]),
        (2, ["ID", "1a", "2b"]),
    ],
)
def test_lines_fit_the_width(width: int, lines: list[str]) -> None:
    assert list(table_lines(COLUMNS, ROWS, width)) == lines
    assert max(map(len, lines)) <= width


def test_a_column_without_values_is_left_out() -> None:
    rows = [("1a", "", "", ""), ("2b", "", "", "x")]
    assert list(table_lines(COLUMNS, rows, None)) == ["ID  NOTE", "1a", "2b  x"]


def test_a_path_in_the_current_folder_is_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "x" / "dog.mp4") == str(Path("x", "dog.mp4"))
    assert shown_path(tmp_path.parent / "dog.mp4") == str(tmp_path.parent / "dog.mp4")
