"""The command line of drift: what it takes, what it prints, and what it ends with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from scripts.drift import cli
from scripts.drift.change_kinds import ChangeKind
from scripts.drift.cli import app
from scripts.specs.json_types import arr, obj
from scripts.specs.yaml.write import dump
from tests.helpers.altered_pages import VEO, alter, captured
from tests.helpers.film_api import EXTEND, REQUEST, SCHEMAS, TASK, drop, edited, film, put
from tests.helpers.paths import ROOT, SPECS
from tests.helpers.written_pages import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject
    from tests.helpers.film_api import Edit

RATING = {"enum": ["breaking", "new", "harmless"]}
WHERE = {
    "type": "object",
    "properties": {key: {"type": "string"} for key in ("method", "path", "operation_id", "place")},
    "required": ["method", "path", "operation_id", "place"],
    "additionalProperties": False,
}
PYTHON = {
    "type": "object",
    "properties": {
        **{key: {"type": "string"} for key in ("kind", "symbol", "member", "text")},
        "rating": RATING,
    },
    "required": ["kind", "rating", "symbol", "member", "text"],
    "additionalProperties": False,
}
CHANGE = {
    "type": "object",
    "properties": {
        "kind": {"enum": [kind.value for kind in ChangeKind]},
        "rating": RATING,
        "text": {"type": "string", "pattern": r"\.$"},
        "old": True,
        "new": True,
        "where": {"type": "array", "items": WHERE},
        "python": {"type": "array", "items": PYTHON},
    },
    "required": ["kind", "rating", "text", "old", "new", "where", "python"],
    "additionalProperties": False,
}
COMPARISON = {
    "type": "object",
    "properties": {
        **{key: {"type": "string"} for key in ("name", "old", "new")},
        "notes": {"type": "array", "items": {"type": "string"}},
        "changes": {"type": "array", "items": CHANGE},
    },
    "required": ["name", "old", "new", "notes", "changes"],
    "additionalProperties": False,
}
# The shape that docs/drift-kinds.md describes.
REPORT = {
    "type": "object",
    "properties": {
        "version": {"const": 2},
        "status": {"enum": [0, 1, 2]},
        "rating": {"enum": [None, "breaking", "new", "harmless"]},
        "counts": {
            "type": "object",
            "properties": {key: {"type": "integer"} for key in ("breaking", "new", "harmless")},
            "required": ["breaking", "new", "harmless"],
            "additionalProperties": False,
        },
        "comparisons": {"type": "array", "items": COMPARISON},
    },
    "required": ["version", "status", "rating", "counts", "comparisons"],
    "additionalProperties": False,
}

HARMLESS_EDIT = put(*EXTEND, "deprecated", to=True)
NEW_EDIT = put(*TASK, "size", to={"type": "integer"})
BREAKING_EDIT = drop(*REQUEST, "style")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def films(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """The film API, and the film API with changes, as files."""

    def write_both(*edits: Edit) -> tuple[Path, Path]:
        old = write(tmp_path, "old.yaml", dump(film()))
        return old, write(tmp_path, "new.yaml", dump(edited(*edits)))

    return write_both


@pytest.mark.parametrize(
    ("edits", "status"),
    [([], 0), ([HARMLESS_EDIT], 1), ([NEW_EDIT], 1), ([NEW_EDIT, BREAKING_EDIT], 2)],
    ids=["nothing", "harmless", "new", "breaking"],
)
def test_the_exit_status_is_the_worst_rating(
    films: Callable[..., tuple[Path, Path]], edits: list[Edit], status: int
) -> None:
    for format_ in ("terminal", "markdown", "json"):
        assert run(*films(*edits), "--no-python", "-f", format_).exit_code == status


@pytest.mark.parametrize(
    "arguments",
    [(), ("old.yaml",), ("old.yaml", "new.yaml", "more.yaml"), ("--nothing",),
     ("old.yaml", "new.yaml", "--format", "pdf"), ("pages",)],
    ids=str,
)  # fmt: skip
def test_a_wrong_call_is_3_and_never_counts_as_breaking(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 3


def test_help_lists_the_statuses_and_both_forms() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for line in ("scripts.drift OLD NEW", "scripts.drift pages FOLDER", "2    something breaks"):
        assert line in result.stdout


def test_json_has_the_documented_shape_whatever_the_hash_seed(
    films: Callable[..., tuple[Path, Path]],
) -> None:
    old, new = films(NEW_EDIT, BREAKING_EDIT)
    arguments = [str(old), str(new), "--format", "json"]
    result = run(*arguments)
    again = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "scripts.drift", *arguments],
        cwd=ROOT,
        # The tests themselves run with a seed that differs from run to run.
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert again.stdout == result.stdout
    report: JsonObject = json.loads(result.stdout)
    jsonschema.validate(report, REPORT)
    assert (report["status"], report["rating"]) == (2, "breaking")
    assert report["counts"] == {"breaking": 1, "new": 1, "harmless": 0}
    comparison = obj(arr(report["comparisons"])[0])
    kinds = [obj(change)["kind"] for change in arr(comparison["changes"])]
    assert kinds == ["request-field-removed", "response-field-added"]
    assert all(arr(obj(change)["python"]) for change in arr(comparison["changes"]))


def test_a_report_is_written_where_it_is_asked_for(
    films: Callable[..., tuple[Path, Path]], tmp_path: Path
) -> None:
    old, new = films(BREAKING_EDIT)
    target = tmp_path / "report.md"
    result = run(old, new, "--no-python", "-f", "markdown", "-o", target)
    assert result.exit_code == 2
    assert result.stdout == f"wrote {target}: 1 breaking\n"
    assert target.read_text(encoding="utf-8").startswith("## 1 breaking\n")


def test_a_report_that_cannot_be_written_is_3(
    films: Callable[..., tuple[Path, Path]], tmp_path: Path
) -> None:
    result = run(*films(), "--no-python", "-o", tmp_path / "nowhere" / "report.txt")
    assert result.exit_code == 3
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a list\n", "bad.yaml:1: expected a YAML mapping"),
        ("a: [\n", "expected valid YAML"),
        ("hello: world\n", "bad.yaml"),
        ("openapi: 3.1.0\npaths: {}\n", "bad.yaml"),
    ],
)
def test_what_cannot_be_read_is_3_with_the_file(tmp_path: Path, text: str, message: str) -> None:
    bad = write(tmp_path, "bad.yaml", text)
    result = run(bad, bad)
    assert result.exit_code == 3
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_is_3(tmp_path: Path) -> None:
    result = run(tmp_path / "old.yaml", tmp_path / "new.yaml")
    assert result.exit_code == 3
    assert "old.yaml: expected a specification, a page or a folder" in result.stderr


def test_an_empty_folder_is_3(tmp_path: Path) -> None:
    for arguments in ((tmp_path, tmp_path), ("pages", tmp_path)):
        result = run(*arguments)
        assert result.exit_code == 3
        assert "expected pages in this folder" in result.stderr
    assert run("pages", tmp_path / "nothing").exit_code == 3


def test_a_specification_whose_references_lead_nowhere_is_3(tmp_path: Path) -> None:
    document = film()
    drop(*SCHEMAS, "FilmError")(document)
    bad = write(tmp_path, "bad.yaml", dump(document))
    result = run(bad, bad)
    assert result.exit_code == 3
    assert "bad.yaml: no schema is called FilmError" in result.stderr


def test_a_fault_of_ours_is_3_and_not_taken_for_a_rating(
    films: Callable[..., tuple[Path, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "compare_documents", fail)
    result = run(*films())
    assert result.exit_code == 3
    assert "ZeroDivisionError" in result.stderr


def test_a_supplement_is_applied_to_pages(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    committed = SPECS / "kie" / "pages"
    alter(folder / VEO, "/api/v1/veo/extend", "/api/v2/veo/extend", times=2)
    result = run(
        committed, folder / "kie", "--supplement", SPECS / "kie" / "supplement.yaml",
        "--no-python", "-f", "json",
    )  # fmt: skip
    changes = arr(obj(arr(json.loads(result.stdout)["comparisons"])[0])["changes"])
    actions = [
        obj(obj(change)["old"])["action"]
        for change in changes
        if obj(change)["kind"] == "supplement-unmatched"
    ]
    assert "veo-name" in actions
    assert "runway-name" not in actions


def test_pages_reports_every_provider_and_a_page_that_cannot_be_read(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    alter(folder / VEO, "    body:\n", "    body: [\n")
    result = run("pages", folder, "--no-python")
    assert result.exit_code == 2
    assert "chainhub: nothing changed" in result.stdout
    assert "kie: 1 breaking" in result.stdout
    assert "kie-veo-extend.md cannot be read, line " in result.stdout


def test_unchanged_pages_are_0(tmp_path: Path) -> None:
    result = run("pages", captured(tmp_path))
    assert result.exit_code == 0
    assert "All together: nothing changed" in result.stdout


def test_an_unknown_page_is_3_with_advice(tmp_path: Path) -> None:
    write(tmp_path, "unknown.md", "# Hello\n")
    result = run("pages", tmp_path)
    assert result.exit_code == 3
    assert "no provider has a page of this name: put it into a folder" in result.stderr
    assert "called by its provider (chainhub, kie, kling, useapi)" in result.stderr


def test_what_is_piped_has_no_colour_and_fits_80_columns(
    films: Callable[..., tuple[Path, Path]],
) -> None:
    result = run(*films(NEW_EDIT, BREAKING_EDIT))
    assert "\x1b" not in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    assert all(line == line.rstrip() for line in result.stdout.splitlines())


def test_a_specification_has_no_supplement_that_could_have_become_superfluous() -> None:
    kie = SPECS / "kie"
    result = run(
        kie / "openapi.yaml", kie / "pages", "--supplement", kie / "supplement.yaml", "--no-python"
    )
    assert (result.exit_code, result.stdout.count("\n")) == (0, 2)


def test_being_terminated_is_being_interrupted(tmp_path: Path) -> None:
    waiting = tmp_path / "waiting.yaml"
    os.mkfifo(waiting)
    command = [sys.executable, "-m", "scripts.drift", str(waiting), str(waiting)]
    # The file opens once it is read: from then on the command waits for what never comes.
    with (
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process,  # noqa: S603 - ours
        waiting.open("wb"),
    ):
        process.terminate()
        assert process.wait() == 130


def test_an_interrupt_ends_with_130_and_leaves_nothing_behind(
    films: Callable[..., tuple[Path, Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def interrupt(*_given: Json) -> None:
        # As the keyboard does it, while the packages are being generated.
        assert list(temporary.iterdir())
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("scripts.drift.python.generated.write_package", interrupt)
    result = run(*films(NEW_EDIT), "-o", tmp_path / "report.txt")
    assert result.exit_code == 130
    assert list(temporary.iterdir()) == []
    assert not (tmp_path / "report.txt").exists()
