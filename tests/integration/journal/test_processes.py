"""Several processes that use one journal at once, and a process that is forked from another."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import attrs
import pytest

from longtake import Journal
from longtake.emulator import Emulator, Fault, ScaledClock, serve
from tests.helpers.killed_program import Run, SharedClock, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen

PROCESSES = 3
TAKES = 6


@pytest.fixture(scope="module")
def programs() -> Iterator[list[Popen[str]]]:
    """The processes, which fork for each run."""
    with ExitStack() as stack:
        yield [stack.enter_context(program()) for _ in range(PROCESSES)]


@pytest.mark.needs_system("fork")
@pytest.mark.parametrize("is_batch", [False, True])
def test_processes_with_the_same_references_submit_once(
    journal_url: str, programs: list[Popen[str]], is_batch: bool
) -> None:
    clock = ScaledClock(1000)
    emulator = Emulator(clock=clock, balance=1e9)
    emulator.kie.veo.always(Fault.late(10), on="submit")
    shared = SharedClock.of(clock)
    with serve(emulator) as server:
        run = Run(
            provider="kie",
            number=1,
            takes=TAKES,
            is_batch=is_batch,
            api_key=server.environment["KIE_API_KEY"],
            base_url=server.environment["KIE_BASE_URL"],
            journal=journal_url,
            source=emulator.sources["kie/veo"].id,
            clock=attrs.astuple(shared),
        )
        for process in programs:
            assert process.stdin is not None
            process.stdin.write(json.dumps(attrs.asdict(run)) + "\nwait\n")
            process.stdin.flush()
        for process in programs:
            assert process.stdout is not None
            assert process.stdout.readline() == "begins\n"
            assert process.stdout.readline() == "0\n"
        with Journal(journal_url, clock=shared) as journal:
            assert [each.state for each in journal.tasks()] == ["succeeded"] * TAKES
            assert {each.attempts for each in journal.tasks()} == {1}
            assert journal.unknown() == []
    assert len(emulator.ledger.creates) == TAKES
    assert emulator.ledger.duplicates() == ()


@pytest.mark.needs_system("fork")
def test_a_forked_process_opens_connections_of_its_own(journal_url: str) -> None:
    with Journal(journal_url) as journal:
        assert journal.tasks() == []
        child = os.fork()
        if child == 0:
            status = 1
            try:
                status = len(journal.tasks() + journal.unknown())
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
        assert journal.tasks() == []
