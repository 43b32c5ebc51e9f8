"""Ctrl-C at the lines of waiting and of submitting many: no task is lost, no thread goes on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from longtake import InterruptedBatch, Kie, Task, pending_after, submit_all, wait_all
from longtake._core.tokens import read_token
from longtake._shell import session as session_module
from longtake._shell.history import DurationFile, DurationHistory
from longtake._shell.http.context import deadline, time_limit
from longtake.emulator import Emulator
from longtake_pytest import client_options
from tests.helpers.interrupt_at_line import SHELL, InProcess, each_line, in_process
from tests.helpers.scenarios import Scenario, each_provider

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    return Emulator()


@pytest.fixture
def way(emulator: Emulator) -> Generator[InProcess]:
    with in_process(emulator) as way:
        yield way


@pytest.fixture
def learning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "durations.jsonl"

    def open_history(*_: object) -> DurationHistory:
        return DurationHistory(DurationFile(file))

    monkeypatch.setattr(session_module, "open_history", open_history)
    return file


def ids(tokens: tuple[str, ...]) -> set[str]:
    return {read_token(token).task_id for token in tokens}


def join_pools(before: list[threading.Thread]) -> None:
    """Let the threads come back that were not there before and still had something to do."""
    for thread in threading.enumerate():
        if thread.name.startswith("longtake-") and thread not in before:
            thread.join(timeout=60)
            assert not thread.is_alive()


@each_provider
def test_waiting(scenario: Scenario, way: InProcess, learning: Path) -> None:
    interrupted = 0
    changes: list[object] = []
    # The first line is as if the call had not been made.
    for ctrl_c in each_line(2, 7, within=SHELL):
        way.begin_anew()
        # What is learned makes other lines.
        learning.unlink(missing_ok=True)
        with scenario.sync_class(**client_options(way.emulator, scenario.provider)) as client:
            task = scenario.start(client, way.emulator.sources[scenario.kind].id)
            raised: KeyboardInterrupt | None = None
            try:
                with ctrl_c.threatening():
                    task.wait(poll=30, on_change=changes.append)
            except KeyboardInterrupt as interruption:
                raised = interruption
        if raised is None:
            continue
        assert deadline.get() is None, ctrl_c.where
        assert time_limit.get() is None, ctrl_c.where
        left = pending_after(raised)
        assert left is not None, ctrl_c.where
        assert left.token == task.token
        assert len(raised.__notes__) == 1
        interrupted += 1
    assert interrupted > 50
    assert changes
    assert learning.exists()


def test_waiting_for_many(way: InProcess) -> None:
    interrupted = 0
    for ctrl_c in each_line(1, 7, within=SHELL):
        way.begin_anew()
        before = threading.enumerate()
        taken: list[Task] = []

        def hand_out(tasks: list[Task], taken: list[Task] = taken) -> Generator[Task]:
            for task in tasks:
                yield task
                taken.append(task)

        with Kie(**client_options(way.emulator, "kie")) as kie:
            source = way.emulator.sources["kie/veo"].id
            tasks = [kie.veo.extend(task_id=source, prompt=f"take {n}") for n in range(3)]
            left = None
            try:
                with ctrl_c.threatening():
                    wait_all(hand_out(tasks), poll=200)
            except KeyboardInterrupt as interruption:
                left = pending_after(interruption)
            join_pools(before)
        if not ctrl_c.where:
            continue
        reported = set(left.tokens) if isinstance(left, InterruptedBatch) else set[str]()
        under_way = {
            task.token for task in taken if task.snapshot is None or not task.snapshot.state.ended
        }
        assert under_way <= reported, ctrl_c.where
        interrupted += 1
    assert interrupted > 20


def test_submitting_many(way: InProcess) -> None:
    interrupted = 0
    for ctrl_c in each_line(1, 5, within=SHELL):
        way.begin_anew()
        before = threading.enumerate()
        with Kie(**client_options(way.emulator, "kie")) as kie:
            kie.limits.submits.rate = None
            source = way.emulator.sources["kie/veo"].id
            prepared = [
                kie.veo.prepare.extend(task_id=source, prompt=f"take {n}") for n in range(3)
            ]
            left = None
            try:
                with ctrl_c.threatening():
                    submit_all(prepared)
            except KeyboardInterrupt as interruption:
                interrupted += 1
                left = pending_after(interruption)
            join_pools(before)
        made = {record.task_id for record in way.emulator.ledger.creates}
        if not ctrl_c.where:
            assert len(made) == len(prepared)
        elif left is None:
            assert made == set()
        else:
            assert isinstance(left, InterruptedBatch)
            assert ids(left.tokens) <= made
            assert len(made - ids(left.tokens)) <= len(left.unknown_outcomes), ctrl_c.where
    assert interrupted > 50
