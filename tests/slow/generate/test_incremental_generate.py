"""`make generate` does again only what has to be done again, and says so."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from typer import Typer
from typer.testing import CliRunner

from scripts.generate import __main__ as command
from scripts.specs.errors import shown

if TYPE_CHECKING:
    from pathlib import Path

cli = Typer()
cli.command()(command.main)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The specifications of two providers, and their packages as a run left them."""
    root = tmp_path_factory.mktemp("checkout")
    for provider in ("chainhub", "useapi"):
        (root / "specs" / provider).mkdir(parents=True)
        shutil.copy(command.SPECS / provider / "openapi.yaml", root / "specs" / provider)
    with pytest.MonkeyPatch.context() as patch:
        _at(patch, root)
        assert run() == ["wrote longtake_chainhub", "wrote longtake_useapi"]
    return root


@pytest.fixture
def root(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the checkout that a test may change."""
    copy = tmp_path / "root"
    shutil.copytree(checkout, copy)
    _at(monkeypatch, copy)
    return copy


def _at(patch: pytest.MonkeyPatch, root: Path) -> None:
    patch.setattr(command, "SPECS", root / "specs")
    patch.setattr(command, "GENERATED", root / "generated")


def run(*arguments: str) -> list[str]:
    """What was said about each package, without numbers."""
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == 0, result.output
    folder = f"{shown(command.GENERATED)}/"
    return [line.partition(" (")[0].replace(folder, "") for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("root")
def test_nothing_changed_means_nothing_done() -> None:
    assert run() == ["nothing changed: chainhub, useapi"]


def test_a_changed_specification_is_work_for_its_provider_alone(root: Path) -> None:
    file = root / "specs" / "useapi" / "openapi.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# the same\n", encoding="utf-8")
    assert run() == ["longtake_useapi: up to date", "nothing changed: chainhub"]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("maximum: 10", "maximum: 11"), encoding="utf-8")
    assert run() == ["wrote longtake_useapi", "nothing changed: chainhub"]
    assert run() == ["nothing changed: chainhub, useapi"]


@pytest.mark.parametrize("change", ["edit", "remove", "add"])
def test_a_package_that_somebody_touched_is_made_again(root: Path, change: str) -> None:
    package = root / "generated" / "longtake_chainhub"
    if change == "edit":
        (package / "client.py").write_text("", encoding="utf-8")
    elif change == "remove":
        (package / "py.typed").unlink()
    else:
        (package / "more.py").touch()
    assert run() == ["wrote longtake_chainhub", "nothing changed: useapi"]
    assert not (package / "more.py").exists()


@pytest.mark.usefixtures("root")
def test_a_proof_takes_nothing_from_records() -> None:
    assert run("--check") == ["longtake_chainhub: up to date", "longtake_useapi: up to date"]
