"""A program that submits and waits until it is killed: run by tests, as a process of its own.

It reads a line of JSON for each run from its standard input, and makes the run in a process that it forks, so
that the modules are loaded once. That process prints when the run begins. After the next line of the standard
input, `kill` or `wait`, the program prints its status.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import anyio
from attrs import define, frozen

from longtake import Journal, Kie, UseApi, submit_all, wait_all

if TYPE_CHECKING:
    from collections.abc import Generator

    from longtake import Prepared, Task
    from longtake.emulator import ScaledClock


@frozen(kw_only=True)
class Run:
    """One run of the program.

    Attributes:
        provider: The provider to submit at.
        number: The number of the run, which its references and requests begin with.
        takes: How many tasks it submits.
        is_batch: Whether it uses `submit_all` instead of single submissions.
        api_key: The key.
        base_url: The URL of the provider.
        journal: The URL of the journal.
        source: The video to extend.
        clock: The start, the monotonic start and the speed of the emulator's clock.
    """

    provider: str
    number: int
    takes: int
    is_batch: bool
    api_key: str
    base_url: str
    journal: str
    source: str
    clock: tuple[float, float, float]

    def reference(self, take: int) -> str:
        """Return the reference of a take."""
        return f"{self.provider} {self.number}-{take}"

    def client(self, journal: Journal) -> Kie | UseApi:
        """Return a client."""
        # By this clock the default timeout is a few milliseconds.
        options: dict[str, Any] = {
            "base_url": self.base_url,
            "journal": journal,
            "clock": SharedClock(*self.clock),
            "timeout": None,
        }
        kind = Kie if self.provider == "kie" else UseApi
        return kind(self.api_key, **options)

    def prepared(self, client: Kie | UseApi, take: int) -> Prepared[Task]:
        """Return the submission of a take."""
        reference = self.reference(take)
        if isinstance(client, Kie):
            return client.veo.prepare.extend(
                task_id=self.source, prompt=f"Take {reference}", reference=reference
            )
        return client.gen2.prepare.extend(
            asset_id=self.source, seed=1 + self.number * 1000 + take, reference=reference
        )


@define
class SharedClock:
    """The emulator's clock, read in another process."""

    start: float
    monotonic_start: float
    speed: float

    @classmethod
    def of(cls, clock: ScaledClock) -> SharedClock:
        """Return the clock of an emulator."""
        now = time.monotonic()
        return cls(clock.now(), now, clock.speed)

    def time(self) -> float:
        """Return the time of day."""
        return self.start + (time.monotonic() - self.monotonic_start) * self.speed

    def monotonic(self) -> float:
        """Return the same time."""
        return self.time()

    def sleep(self, seconds: float) -> None:
        """Sleep for some seconds of this clock."""
        time.sleep(seconds / self.speed)

    async def sleep_async(self, seconds: float) -> None:
        """Sleep for some seconds of this clock."""
        await anyio.sleep(seconds / self.speed)


def submit_and_wait(run: Run) -> None:
    """Make one run, which may be killed at any moment."""
    with (
        Journal(run.journal, clock=SharedClock(*run.clock)) as journal,
        run.client(journal) as client,
    ):
        submissions = [run.prepared(client, take) for take in range(run.takes)]
        # What takes long is done: opening the journal, and importing the rest.
        journal.tasks()
        print("begins", flush=True)  # noqa: T201 - the protocol of this program
        if run.is_batch:
            tasks = [result.task for result in submit_all(submissions)]
        else:
            tasks = [each.send([]) for each in submissions]
        wait_all(tasks, poll=20, timeout=None)


@contextmanager
def program() -> Generator[subprocess.Popen[str]]:
    """Run the program that makes the runs."""
    command = [sys.executable, "-m", "tests.helpers.killed_program"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def main() -> None:
    """Make the runs that the standard input names."""
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            # Without the handlers and the buffers of the process that it was forked from.
            status = 1
            try:
                submit_and_wait(Run(**json.loads(line)))
                status = 0
            finally:
                os._exit(status)
        if sys.stdin.readline() == "kill\n":
            # A process that has ended keeps its id until it is waited for.
            os.kill(child, signal.SIGKILL)
        _, ended = os.waitpid(child, 0)
        print(ended, flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
