"""docs/crashes.md shows the programs that are killed and started again here."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from threading import Lock
from typing import TYPE_CHECKING

import attrs
import pytest

from longtake import Chainhub, Journal, Kie
from longtake.emulator import Emulator, ScaledClock, serve
from tests.helpers.killed_program import SharedClock
from tests.helpers.paths import DOCS, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from longtake.emulator.ledger import RequestRecord
    from longtake_pytest import ServedEmulator

PAGE = (DOCS / "crashes.md").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
PROGRAMS = {
    name: (DOCS / "examples" / name).read_text(encoding="utf-8")
    for name in ("takes.py", "takes_async.py")
}
SNIPPETS = [block for block in BLOCKS if block not in PROGRAMS.values()]
PROMPTS = [f"A dog runs along a beach, take {number}" for number in range(4)]


def test_the_program_is_shown_as_it_is() -> None:
    assert BLOCKS.count(PROGRAMS["takes.py"]) == 1
    assert all(len(program.splitlines()) <= 33 for program in PROGRAMS.values())


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


@pytest.mark.parametrize("program", PROGRAMS)
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


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_each_snippet_runs(
    snippet: str,
    longtake_emulator: ServedEmulator,
    longtake_environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    clock = longtake_emulator.options("kie")["clock"]
    with (
        Journal("tasks.db", clock=clock) as journal,
        Kie(journal=journal) as kie,
        Chainhub(journal=journal) as chainhub,
    ):
        source = longtake_environment["KIE_VEO_SOURCE"]
        kie.veo.extend(task_id=source, prompt="It swims")
        names = {"journal": journal, "kie": kie, "chainhub": chainhub, "source": source}
        exec(compile(snippet, "docs/crashes.md", "exec"), names)  # noqa: S102 - our own page
