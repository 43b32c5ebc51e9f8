"""`make specs` does again only what has to be done again, and says so."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from attrs import define
from typer.testing import CliRunner

from longtake._providers import PROVIDERS
from scripts.specs import provider_run
from scripts.specs.cli import app
from tests.helpers.paths import SPECS

if TYPE_CHECKING:
    from pathlib import Path

NAMES: list[str] = sorted(PROVIDERS)
WITH_PAGES = [name for name in NAMES if (SPECS / name / "pages").is_dir()]


@define
class Run:
    """What a run did again, what it passed over, and what it said about the pages."""

    done: list[str]
    same: list[str]
    notes: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the providers, built once. Tests change copies of it."""
    folder = tmp_path_factory.mktemp("built")
    for name in NAMES:
        shutil.copytree(SPECS / name, folder / name)
    assert run(folder).done == NAMES
    return folder


@pytest.fixture
def specs(built: Path, tmp_path: Path) -> Path:
    """A copy of the providers, built."""
    return shutil.copytree(built, tmp_path / "specs")


def run(specs: Path, *arguments: str) -> Run:
    result = CliRunner().invoke(app, ["build", "--specs", str(specs), *arguments])
    assert result.exit_code == 0, result.stderr
    *others, last = result.stdout.splitlines()
    if not last.startswith("nothing changed: "):
        others.append(last)
        last = ""
    same = last.removeprefix("nothing changed: ").partition(" (")[0]
    done = [name for name in NAMES for line in others if f"/{name}/openapi.yaml" in line]
    return Run(done, same.split(", ") if same else [], result.stderr)


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_nothing_changed_means_nothing_done_and_the_notes_are_printed_again(specs: Path) -> None:
    written = [(file, file.stat().st_mtime_ns) for file in specs.glob("*/openapi.yaml")]
    again = run(specs)
    assert (again.done, again.same) == ([], NAMES)
    assert [(file, file.stat().st_mtime_ns) for file in specs.glob("*/openapi.yaml")] == written
    assert "kie-midjourney-video-extend.md" in again.notes


@pytest.mark.parametrize("provider", WITH_PAGES)
def test_a_changed_page_is_work_for_its_provider_alone(specs: Path, provider: str) -> None:
    append(next((specs / provider / "pages").iterdir()), "\n")
    again = run(specs)
    assert again.done == [provider]
    assert again.same == [name for name in NAMES if name != provider]


@pytest.mark.parametrize("file", ["supplement.yaml", "openapi.yaml", "written/reads.yaml"])
def test_a_changed_supplement_or_document_is_work_too(specs: Path, file: str) -> None:
    append(specs / "kie" / file, "# edited\n")
    assert run(specs).done == ["kie"]
    committed = (SPECS / "kie" / "openapi.yaml").read_bytes()
    assert (specs / "kie" / "openapi.yaml").read_bytes() == committed


def test_a_document_that_is_passed_on_is_work_for_both_providers(specs: Path) -> None:
    append(specs / "kling" / "written" / "videos.yaml", "# edited\n")
    assert run(specs).done == ["chainhub", "kling"]


def test_changed_code_is_work_for_all(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = specs.parent / "code"
    code.mkdir(exist_ok=True)
    monkeypatch.setattr(provider_run, "_CODE", (code,))
    assert run(specs).done == NAMES
    assert run(specs).done == []
    (code / "rule.py").touch()
    assert run(specs).done == NAMES


@pytest.mark.parametrize("option", ["--check", "--strict"])
def test_a_proof_takes_nothing_from_records(specs: Path, option: str) -> None:
    assert run(specs, option).done == NAMES


def test_only_a_finished_run_is_remembered(specs: Path) -> None:
    page = next((specs / "kie" / "pages").iterdir())
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("paths:", "paths: ["), encoding="utf-8")
    for _ in range(2):
        assert CliRunner().invoke(app, ["build", "--specs", str(specs)]).exit_code == 2
    page.write_text(text, encoding="utf-8")
    assert run(specs).done == []


def test_lost_records_cost_a_run_and_nothing_else(specs: Path) -> None:
    shutil.rmtree(specs / ".cache")
    assert run(specs).done == NAMES
    (specs / ".cache" / "kie.json").write_text("{", encoding="utf-8")
    assert run(specs).done == ["kie"]
