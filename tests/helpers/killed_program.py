"""A program that submits, or lengthens a video, until it is killed: run by tests, as a process of its own.

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
import traceback
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import anyio
from attrs import define, frozen

import longtake
from longtake import Journal, Kie, LengthenError, SubmitOutcomeUnknown, UseApi, submit_all, wait_all
from longtake._providers import entry
from longtake._shell.submit import send_prepared
from longtake.journal._schema import tables

if TYPE_CHECKING:
    from collections.abc import Generator

    from longtake import Film, Prepared, Task
    from longtake.emulator import ScaledClock

# What a run imports.
_MODULES: Final = (
    "longtake._shell.submit_all",
    "longtake.journal._entries",
    "longtake.kie._task_kinds",
    "longtake.useapi._task_kinds",
    "longtake_kie.api.veo.extend_veo_video",
)
UNKNOWN_STATUS: Final = 3
"""The exit status of a run whose film cannot go on before an unknown outcome is settled."""


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


@frozen(kw_only=True)
class FilmRun:
    """A run of the program that lengthens a video.

    Attributes:
        model: The model.
        reference: The reference of the film, which its prompts begin with.
        token: The token of the first video.
        to_s: The length of the film in seconds.
        parts: The folder for the parts.
        api_key: The key.
        base_url: The URL of the provider.
        journal: The URL of the journal.
        clock: The start, the monotonic start and the speed of the emulator's clock.
    """

    model: str
    reference: str
    token: str
    to_s: float
    parts: str
    api_key: str
    base_url: str
    journal: str
    clock: tuple[float, float, float]

    def make(self, journal: Journal) -> Film:
        """Lengthen the video, or go on where a killed run has stopped."""
        options: dict[str, Any] = {
            "base_url": self.base_url,
            "journal": journal,
            "clock": SharedClock(*self.clock),
            "timeout": None,
        }
        provider: Any = self.model.partition("/")[0]
        with entry(provider).client(self.api_key, **options) as client:
            return longtake.lengthen(
                client.from_token(self.token).wait(poll=20, timeout=None),
                to_s=self.to_s,
                prompts=[f"{self.reference} {number}" for number in range(20)],
                reference=self.reference,
                parts=self.parts,
                poll=20,
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
            tasks = [send_prepared(each, []) for each in submissions]
        wait_all(tasks, poll=20, timeout=None)


def lengthen(run: FilmRun) -> None:
    """Make one run of a film, which may be killed at any moment."""
    with Journal(run.journal, clock=SharedClock(*run.clock)) as journal:
        journal.films()
        print("begins", flush=True)  # noqa: T201 - as above
        try:
            run.make(journal)
        except LengthenError as error:
            if not isinstance(error.__cause__, SubmitOutcomeUnknown):
                raise
            os._exit(UNKNOWN_STATUS)


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
    for module in _MODULES:
        import_module(module)
    tables(None)
    while line := sys.stdin.readline():
        fields = json.loads(line)
        if "model" in fields:
            import_module("longtake.film._overlap")
        child = os.fork()
        if child == 0:
            # Without the handlers and the buffers of the process that it was forked from.
            status = 1
            try:
                if "model" in fields:
                    lengthen(FilmRun(**fields))
                else:
                    submit_and_wait(Run(**fields))
                status = 0
            except Exception:
                traceback.print_exc()
                raise
            finally:
                os._exit(status)
        if sys.stdin.readline() == "kill\n":
            # A process that has ended keeps its id until it is waited for.
            os.kill(child, signal.SIGKILL)
        _, ended = os.waitpid(child, 0)
        print(ended, flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
