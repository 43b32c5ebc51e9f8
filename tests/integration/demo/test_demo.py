"""The demonstration, with a clock that moves by itself."""

from __future__ import annotations

import asyncio
import os
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from rich.progress import Progress
from typer.testing import CliRunner

from longtake import LengthenError, TaskFailedError
from longtake._providers import PROVIDERS
from longtake.emulator import Emulator, Server, serve
from scripts.demo import command
from scripts.demo.command import DemoConsole, DemoError, length_s, measured, run_all
from scripts.demo.films import make_films
from scripts.demo.screen import Screen, result_table
from scripts.demo.videos import SHOTS, DemoContext
from tests.helpers.demo import HandClock, film_context, shown
from tests.helpers.lost_connections import lost_connections

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(Emulator()) as running:
        yield running


@pytest.fixture
def cancelled_siblings() -> Iterator[None]:
    """Let a failure cancel other requests while they connect."""
    with lost_connections():
        yield


@pytest.fixture
def screen() -> Console:
    return Console(file=StringIO(), width=400)


def context(server: Server, out: Path, console: Console) -> DemoContext:
    return DemoContext(
        environment=server.environment,
        clock=HandClock(1.0, emulator=server.emulator),
        out=out,
        watch=Screen(console, Progress(console=console, disable=True)).watch,
    )


def own_seconds(server: Server) -> dict[str, float]:
    return {
        model: float(server.emulator.sources[model].seconds)
        for model, shot in SHOTS.items()
        if not shot.first
    }


def test_every_client_makes_and_extends_a_video(
    server: Server, tmp_path: Path, screen: Console
) -> None:
    outcomes = asyncio.run(run_all(context(server, tmp_path, screen)))
    assert {shot.provider for shot in SHOTS.values()} == set(PROVIDERS)
    lengths = measured(outcomes, own_seconds(server))
    screen.print(result_table(outcomes, lengths, speed=1, width=400))
    text = shown(screen)
    assert len(server.emulator.ledger.creates) == sum(
        2 if shot.first else 1 for shot in SHOTS.values()
    )
    for model, shot in SHOTS.items():
        first_s, after_s = lengths[model]
        assert after_s > first_s
        assert outcomes[model].task.id in text
        assert outcomes[model].file.name in text
        steps = ("generate", "extend") if shot.first else ("extend",)
        for step in steps:
            assert f"{model:<17} {step}: submitted" in text
            assert f"{model:<17} {step}: succeeded" in text


@pytest.mark.usefixtures("cancelled_siblings")
def test_a_film_that_fails_is_reported(server: Server, screen: Console) -> None:
    server.emulator.kling.kling.next_task(fail="error")
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(make_films(film_context(server, screen)))
    assert caught.group_contains(LengthenError)


@pytest.mark.usefixtures("cancelled_siblings")
def test_a_task_that_fails_stops_the_others_and_is_reported(
    server: Server, tmp_path: Path, screen: Console
) -> None:
    server.emulator.kie.veo.next_task(fail="error")
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(run_all(context(server, tmp_path, screen)))
    failures = caught.value.exceptions
    assert any(isinstance(failure, TaskFailedError) for failure in failures)


def test_a_file_that_does_not_play_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video at all")
    with pytest.raises(DemoError, match=r"broken\.mp4 does not play"):
        length_s(broken)


def test_a_video_that_did_not_grow_is_named(
    server: Server, tmp_path: Path, screen: Console
) -> None:
    outcomes = asyncio.run(run_all(context(server, tmp_path, screen)))
    with pytest.raises(DemoError, match=r"useapi/gen2: .* must be longer"):
        measured(outcomes, {"useapi/gen2": 60.0})


def test_a_reader_that_disconnects_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    # It has no reader, so what is printed breaks; and pytest's own output stays where it is.
    closed_pipe = os.fdopen(writing, "w", buffering=1)
    monkeypatch.setattr(sys, "stdout", closed_pipe)
    console = DemoConsole(file=closed_pipe)
    console.print("a line without a reader")
    assert console.quiet
    closed_pipe.close()


def test_a_folder_that_cannot_be_made_is_reported_before_anything_is_submitted(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    result = CliRunner().invoke(command.app, ["--out", str(tmp_path / "file" / "out")])
    assert result.exit_code == 1
    assert "--out must be a folder that can be written" in result.output
    assert "submitted" not in result.output


def test_task_ids_are_shortened_on_a_narrow_screen(
    server: Server, tmp_path: Path, screen: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcomes = asyncio.run(run_all(context(server, Path("out"), screen)))
    narrow = Console(file=StringIO(), width=80)
    narrow.print(result_table(outcomes, dict.fromkeys(SHOTS, (5.0, 9.0)), speed=60, width=80))
    lines = shown(narrow).splitlines()
    assert len(lines) == 1 + len(SHOTS)
    assert all(".." in line for line in lines[1:])
