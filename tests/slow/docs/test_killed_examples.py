"""The programs of docs/crashes.md are killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from threading import Lock
from typing import TYPE_CHECKING

import attrs
import pytest

from longtake import Journal
from longtake.emulator import Emulator, ScaledClock, serve
from tests.helpers.killed_program import SharedClock
from tests.helpers.paths import DOCS, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from longtake.emulator.ledger import RequestRecord

PROMPTS = [f"A dog runs along a beach, take {number}" for number in range(4)]


def killed_at(
    command: list[str],
    environment: dict[str, str],
    emulator: Emulator,
    wanted: Callable[[RequestRecord], bool],
) -> int:
    """Run a program, and kill it before it gets the response to a request. Return its exit status."""
    lock = Lock()
    with subprocess.Popen(command, env=environment, cwd=ROOT) as process:  # noqa: S603 - our own

        def kill(request: RequestRecord) -> None:
            with lock:
                if wanted(request) and process.poll() is None:
                    process.send_signal(signal.SIGKILL)

        stop = emulator.ledger.listen(kill)
        try:
            return process.wait()
        finally:
            stop()


@pytest.mark.parametrize("program", ["takes.py", "takes_async.py"])
def test_the_program_survives_kill_9(program: str, tmp_path: Path) -> None:
    clock = ScaledClock(1000)
    emulator = Emulator(clock=clock)
    shared = SharedClock.of(clock)
    times = [str(each) for each in attrs.astuple(shared)]
    command = [sys.executable, "-m", "tests.helpers.run_on_clock", *times]
    command += [str(DOCS / "examples" / program), str(tmp_path), *PROMPTS]

    def second_submission(request: RequestRecord) -> bool:
        del request
        return len(emulator.ledger.creates) >= 2

    with serve(emulator) as server:
        environment = {**os.environ, **server.environment}
        # In the middle of its submissions, then of its downloads.
        status = killed_at(command, environment, emulator, second_submission)
        assert status == -signal.SIGKILL
        accepted = {each.task_id for each in emulator.ledger.creates}
        with closing(Journal(tmp_path / "tasks.db", clock=shared)) as journal:
            assert journal.unknown()
            assert {each.task_id for each in journal.tasks()} < accepted
        status = killed_at(
            command, environment, emulator, lambda request: request.provider == "media"
        )
        assert status == -signal.SIGKILL
        assert killed_at(command, environment, emulator, lambda _request: False) == 0
        with closing(Journal(tmp_path / "tasks.db", clock=shared)) as journal:
            assert [each.state for each in journal.tasks()] == ["succeeded"] * 4
            assert journal.unknown() == journal.unfinished() == []
    assert {f"take-{number}.mp4" for number in range(4)} <= {
        each.name for each in tmp_path.iterdir()
    }
    assert accepted <= {each.task_id for each in emulator.ledger.creates}
    assert len(emulator.ledger.creates) == 4
    assert emulator.ledger.duplicates() == ()
