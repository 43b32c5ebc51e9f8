"""The text of the weekly pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typer
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from scripts.capture import manifest, pull_request
from scripts.capture.manifest import ManifestEntry
from scripts.capture.pull_request import PullRequestInputs, attention, body, label

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.capture.manifest import CaptureOutcome


def entry(
    page: str, outcome: CaptureOutcome, reason: str = "", url: str | None = "https://x/"
) -> ManifestEntry:
    return ManifestEntry("acme", page, url, outcome, None, None, None, None, reason)


ENTRIES = [
    entry("b.md", "removed", "HTTP status 404"),
    entry("a.md", "changed", "moved to https://x/`y`|z\n@somebody closes #1"),
    entry("c.md", "failed", "not verified: no address", url=None),
]


def findings(
    *, drift: str = "## What changed\n\nNothing.", status: int = 0, make: str = "", made: int = 0
) -> PullRequestInputs:
    return PullRequestInputs(ENTRIES, drift, status, make, made)


def blocks(text: str) -> list[str]:
    """The contents of the code blocks, as CommonMark has them."""
    return [token.content for token in MarkdownIt().parse(text) if token.type == "fence"]


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (0, "pages: no difference"),
        (1, "pages: harmless or new"),
        (2, "pages: breaking"),
        (3, "pages: not compared"),
        (127, "pages: not compared"),
    ],
)
def test_the_label_is_the_worst_difference(status: int, name: str) -> None:
    assert label(findings(status=status)) == name


def test_the_text_has_the_report_the_pages_and_the_tests() -> None:
    text = body(findings())
    assert "## What changed\n\nNothing.\n" in text
    assert "Passed with the new pages." in text
    table = [line for line in text.splitlines() if line.startswith("| `")]
    assert table == [
        "| `acme/a.md` | changed | `moved to https://x/ y z @somebody closes #1` |",
        "| `acme/b.md` | removed | `HTTP status 404` |",
        "| `acme/c.md` | failed | `not verified: no address` |",
    ]


def test_a_failure_shows_its_last_lines_as_code_whatever_they_hold() -> None:
    log = "\n".join([*(f"line {number}" for number in range(100)), "````", "@somebody", "```"])
    text = body(findings(make=log, made=2))
    assert "**Failed** with status 2." in text
    (code,) = blocks(text)
    assert code.startswith("line 43\n")
    assert code.endswith("\n````\n@somebody\n```\n")


def test_pages_that_could_not_be_compared_are_not_called_harmless() -> None:
    text = body(findings(drift="a trace", status=3))
    assert "could not be compared: the status of drift is 3" in text
    assert blocks(text) == ["a trace\n"]


@pytest.mark.parametrize("status", [1, 2])
def test_a_comparison_that_broke_down_without_a_report_is_none(status: int) -> None:
    broken = findings(drift="\n", status=status)
    assert label(broken) == "pages: not compared"
    assert f"could not be compared: the status of drift is {status}." in body(broken)


def test_a_report_that_is_too_long_is_cut_at_a_line_with_no_code_left_open() -> None:
    report = (
        "## What changed\n\n<details><summary>All</summary>\n\n```text\n"
        + "a line of the report\n" * 5_000
        + "```\n"
    )
    text = body(findings(drift=report, status=2, make="x" * 100_000, made=1))
    assert len(text) < 65_536
    assert "The report is cut here" in text
    first, last = blocks(text)
    assert set(first.splitlines()) == {"a line of the report"}
    assert set(last.strip()) == {"x"}
    assert text.count("<details>") == text.count("</details>") == 1


def test_only_pages_with_an_address_need_attention() -> None:
    assert [item.page for item in attention(ENTRIES)] == ["b.md"]


def run(tmp_path: Path) -> tuple[int, str]:
    app = typer.Typer(add_completion=False)
    app.command()(pull_request.main)
    folders = ["--captured", str(tmp_path / "pages"), "--comparison", str(tmp_path)]
    result = CliRunner().invoke(app, folders)
    return result.exit_code, result.output


def written(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "captured.json").write_text(manifest.dumped(ENTRIES), encoding="utf-8")
    (tmp_path / "drift.md").write_text("Report.", encoding="utf-8")
    (tmp_path / "drift.status").write_text("2\n", encoding="utf-8")
    (tmp_path / "make.log").write_bytes(b"\xff fine\n")
    (tmp_path / "make.status").write_text("1\n", encoding="utf-8")


def test_the_command_writes_three_files(tmp_path: Path) -> None:
    written(tmp_path)
    assert run(tmp_path) == (0, "")
    expected = PullRequestInputs(
        sorted(ENTRIES, key=lambda item: item.key), "Report.", 2, "\ufffd fine\n", 1
    )
    assert (tmp_path / "body.md").read_text(encoding="utf-8") == body(expected)
    assert (tmp_path / "label").read_text(encoding="utf-8") == "pages: breaking\n"
    assert (tmp_path / "attention").read_text(encoding="utf-8") == "acme/b.md\n"


@pytest.mark.parametrize("name", ["drift.md", "drift.status", "make.log", "make.status"])
def test_a_step_that_left_nothing_behind_is_an_error(tmp_path: Path, name: str) -> None:
    written(tmp_path)
    (tmp_path / name).unlink()
    status, reported = run(tmp_path)
    assert (status, f"{name}: cannot be read" in reported) == (2, True)
    (tmp_path / name).write_text("soon", encoding="utf-8")
    if name.endswith("status"):
        assert "expected an exit status" in run(tmp_path)[1]
