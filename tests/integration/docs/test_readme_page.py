"""The examples of README.md run as they are, and its table has every model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, get_args

import longtake
from longtake.models import ExtendModel
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from longtake import Kie
    from longtake_pytest import ServedEmulator

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS: Final[list[str]] = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def run(block: str, **names: Any) -> dict[str, Any]:
    exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - our own page
    return names


def test_the_sync_example_extends_a_video_that_it_made(
    longtake_environment: dict[str, str],
    longtake_emulator: ServedEmulator,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    assert "KIE_API_KEY" in longtake_environment
    monkeypatch.chdir(tmp_path)
    run(BLOCKS[0])
    assert [path.name for path in tmp_path.iterdir()] == ["dog.mp4"]
    assert len(longtake_emulator.ledger.creates) == 2


def test_the_async_example_makes_a_video(
    longtake_environment: dict[str, str],
    longtake_emulator: ServedEmulator,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    assert "KIE_API_KEY" in longtake_environment
    monkeypatch.chdir(tmp_path)
    run(BLOCKS[1])
    assert [path.name for path in tmp_path.iterdir()] == ["dog.mp4"]
    assert len(longtake_emulator.ledger.creates) == 1


def test_the_film_example_saves_a_film(
    longtake_emulator: ServedEmulator,
    longtake_kie: Kie,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    video = longtake_kie.veo.generate(prompt="A dog runs along a beach").wait()
    run(BLOCKS[2], longtake=longtake, video=video)
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]
    assert len(longtake_emulator.ledger.creates) == 9


def test_the_test_of_the_readme_passes(
    longtake_emulator: ServedEmulator, longtake_kie: Kie
) -> None:
    run(BLOCKS[3])["test_lost_response"](longtake_kie, longtake_emulator)
    assert [record.fault for record in longtake_emulator.ledger.requests].count("cut") == 1


def test_each_model_has_a_row() -> None:
    assert re.findall(r"^\| `([a-z0-9]+/[a-z0-9_/]+)` \|", README, re.MULTILINE) == [
        *get_args(ExtendModel)
    ]


def test_the_readme_stays_short() -> None:
    assert len(README.split()) <= 700
