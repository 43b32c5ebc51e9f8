"""Tables of plain text: which columns fit a width, and what is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from longtake.cli._columns import Column, shown_path, table_lines
from longtake.cli._listing import COLUMNS as TASKS
from longtake.cli._models import COLUMNS as MODELS

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


@pytest.mark.parametrize("width", range(20, 130, 5))
def test_no_width_cuts_what_must_not_be_cut(width: int) -> None:
    columns = (Column("ID", None, 0), Column("NAME", 6, 1), Column("STATE", None, 2))
    rows = [("74a3f", "a name that is much longer", "running ~12%")]
    titles, line = table_lines(columns, rows, width)
    assert line.startswith("74a3f  a na")
    assert line.endswith("running ~12%") is ("STATE" in titles) is (width >= 27)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_list_of_tasks_has_ids_states_and_reasons(width: int) -> None:
    reason = "The content was flagged as violating the content policies."
    rows = [
        ("74a3f", "kie/jobs/grok_imagine", "running ~12%", "59m", "", "", "the-name-of-a-shot", ""),
        (
            "74a3c",
            "kie/veo",
            "succeeded",
            "2h",
            "in 22h",
            "60",
            "",
            "videos/kie-veo-veo_task_1.mp4",
        ),
        ("s12", "kie/veo", "failed", "3d", "", "", "", reason),
    ]
    lines = list(table_lines(TASKS, rows, width))
    assert [line.split()[0] for line in lines] == ["ID", "74a3f", "74a3c", "s12"]
    assert "  running ~12%" in lines[1]
    assert "  succeeded" in lines[2]
    assert max(map(len, lines)) <= width
    if width >= 60:
        assert "  The content" in lines[3]


def test_a_list_of_models_has_prices_in_a_narrow_terminal() -> None:
    row = (
        "kie/jobs/grok_imagine",
        "6 or 10 s",
        "180 s",
        "whole",
        "4 to 18.4/s",
        "14.4 to 45",
        "Grok",
    )
    titles, line = table_lines(MODELS, [row], 60)
    assert titles.split("  ")[-1] == "extension"
    assert [line.rstrip()[-10:], len(line) <= 60] == ["14.4 to 45", True]


def test_a_column_without_values_is_left_out() -> None:
    rows = [("1a", "", "", ""), ("2b", "", "", "x")]
    assert list(table_lines(COLUMNS, rows, None)) == ["ID  NOTE", "1a", "2b  x"]


def test_a_path_in_the_current_folder_is_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "x" / "dog.mp4") == str(Path("x", "dog.mp4"))
    assert shown_path(tmp_path.parent / "dog.mp4") == str(tmp_path.parent / "dog.mp4")
