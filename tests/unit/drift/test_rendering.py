"""The report for a terminal and for a pull request."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from rich.console import Console

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import ApiChange, DriftChange, OperationRef, Rating, Where
from scripts.drift.comparing import compare
from scripts.drift.ratings import table
from scripts.drift.rendering import as_markdown, as_terminal
from scripts.drift.report import Comparison, Report, places
from scripts.drift.wording import code, spans
from tests.helpers.film_api import REQUEST, SCHEMAS, TASK, edited, film, put, rename
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    import pytest

    from tests.helpers.film_api import Edit

DOCS = ROOT / "docs" / "drift-kinds.md"
HOSTILE = "a|b`c\x1b[31m<b>@all"


def report(*edits: Edit, notes: list[str] | None = None) -> Report:
    changes = compare(film(), edited(*edits), None)
    return Report([Comparison("kie", "old.yaml", "new.yaml", changes, notes or [])])


def test_the_table_in_the_documentation_is_the_one_that_rates() -> None:
    assert table() in DOCS.read_text(encoding="utf-8")


def test_the_worst_of_an_operation_is_first() -> None:
    text = as_terminal.render(
        report(put(*REQUEST, "loop", to={"type": "boolean"}), rename(*REQUEST, "seed", to="seeds"))
    )
    assert text.index("breaking  request: seed") < text.index("new       request: loop")


def test_lines_fit_the_width_and_lose_nothing() -> None:
    changes = report(rename(*REQUEST, "seed", to="aVeryLongNameThatFillsTheLine" * 3))
    for width in (80, 120):
        lines = as_terminal.render(changes, width=width).splitlines()
        assert all(len(line) <= width for line in lines)
        assert "aVeryLongNameThatFillsTheLine" in "".join(lines)


def test_a_terminal_gets_colours_unless_it_wants_none(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    for no_colour in ("", "1"):
        monkeypatch.setenv("NO_COLOR", no_colour)
        stream = io.StringIO()
        console = Console(file=stream, force_terminal=True, color_system="standard", width=80)
        as_terminal.show(report(rename(*REQUEST, "seed", to="seeds")), console)
        shown.append(stream.getvalue())
    assert "\x1b[1;31mbreaking" in shown[0]
    assert "\x1b[1;31m" not in shown[1]
    assert "breaking" in shown[1]


def test_a_name_cannot_command_a_terminal_or_leave_its_cell() -> None:
    changes = report(put(*TASK, HOSTILE, to={"type": "string"}), notes=[f"see {HOSTILE}"])
    assert "\x1b" not in as_terminal.render(changes)
    markdown = as_markdown.render(changes)
    assert "\x1b" not in markdown
    html = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)
    assert "<td" in html
    assert html.count("<td") % 3 == 0
    assert "<b>" not in html
    assert "a|b`c" in html


def test_markdown_has_everything_and_escapes_what_is_no_markup() -> None:
    changes = report(
        put(*SCHEMAS, "FilmError", "properties", "code", "type", to=["integer", "string"]),
        notes=["page `a.md` is *removed*"],
    )
    text = as_markdown.render(changes)
    assert "## kie: 1 breaking" in text
    assert "### 2 operations" in text
    assert (
        "| 🔴 breaking | `response 400: code` | `code` is `integer \\| string`, was `integer`. |"
        in text
    )
    assert "- page `a.md` is \\*removed\\*" in text


def test_a_body_that_would_be_too_long_loses_its_details_first() -> None:
    operation = OperationRef("GET", "/a", "get_a")
    effect = ApiChange(kind="x", rating=Rating.NEW, symbol="a.b", text="`a.b` is new " * 20)
    changes = [
        DriftChange(
            kind=ChangeKind.RESPONSE_FIELD_ADDED,
            rating=Rating.NEW,
            where=(Where(operation, f"response 200: field{number}"),),
            old=None,
            new="string",
            text=f"`field{number}` (`string`) is new.",
            python_effects=(effect,),
        )
        for number in range(100)
    ]
    long = Report([Comparison("kie", "old", "new", changes)])
    assert "<details>" in as_markdown.render(long)
    short = as_markdown.render(long, longest=20_000)
    assert "<details>" not in short
    assert "`field99`" in short
    cut = as_markdown.render(long, longest=2_000)
    assert len(cut) <= 2_000
    assert cut.endswith("**The rest did not fit.** `make drift` shows all of it.\n")


def test_no_change_is_one_line() -> None:
    text = as_terminal.render(report())
    assert text == "kie: nothing changed (old.yaml -> new.yaml)\n\n"


def test_places_of_several_responses_are_one() -> None:
    operation = OperationRef("GET", "/a", "get_a")
    where = tuple(
        Where(operation, f"{side}: code")
        for side in ("response 400", "response 401", "callback done", "response 400")
    )
    change = DriftChange(
        kind=ChangeKind.RESPONSE_TYPE_WIDENED,
        rating=Rating.BREAKING,
        where=where,
        old="",
        new="",
        text=".",
    )
    assert places(change) == ["responses 400, 401: code", "callback done: code"]


def test_code_is_found_again_whatever_it_holds() -> None:
    for name in ("plain", "a`b", "`", "``a", "a b", " "):
        assert spans(f"Say {code(name)}, then {code('x')}.")[1] == (True, name)


def test_a_long_value_is_cut() -> None:
    assert len(code("x" * 500)) < 70
    assert code("x" * 500, 500) == f"`{'x' * 500}`"
