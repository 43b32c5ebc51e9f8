"""kill -9 of processes that lengthen a video: the same call goes on, and no hop is lost or charged twice."""

from __future__ import annotations

import json
import os
import random
from itertools import count
from threading import Event
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import longtake
from longtake import Journal
from longtake._providers import entry
from longtake.emulator import Emulator, Fault, ScaledClock, serve
from scripts.frame_numbers import CLIP_FRAMES, read_numbers
from tests.helpers.counts import SEED, cases
from tests.helpers.killed_program import UNKNOWN_STATUS, FilmRun, SharedClock, program

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import Popen

    from longtake.emulator.ledger import RequestRecord

KILLS = cases(4, soak=60)
# Three hops.
TO_S = {"kie/jobs/veo": 29, "kling/kling": 17}
# An hour of the emulator in 3.6 seconds, and a late response to each submission.
SPEED = 1000.0
LATE_S = 50.0
# A run is killed up to this many real seconds after a submission, or after a request, that is drawn.
MOST_REQUESTS = 25
LONGEST_S = 0.1


def status_of(process: Popen[str], run: FilmRun, emulator: Emulator, rng: random.Random) -> int:
    """Make a run, kill it at a moment that is drawn, and return the status with which it ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    in_submission = rng.random() < 0.6
    last = rng.randint(1, 2 if in_submission else MOST_REQUESTS)
    seen, reached = count(1), Event()

    def listen(request: RequestRecord) -> None:
        if (request.method == "POST" or not in_submission) and next(seen) >= last:
            reached.set()

    stop = emulator.ledger.listen(listen)
    process.stdin.write(json.dumps(attrs.asdict(run)) + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "begins\n"
    # A run that has finished, or cannot go on, sends no more requests.
    reached.wait(2)
    Event().wait(rng.uniform(0, LONGEST_S))
    stop()
    process.stdin.write("kill\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def settle(journal: Journal, emulator: Emulator) -> int:
    """Settle the unknown outcomes, as a person does who looks at the provider's list. Return how many."""
    # Every late response has been sent or given up: what was accepted is in the ledger.
    Event().wait(3 * LATE_S / SPEED)
    created = {
        json.dumps(each.request, sort_keys=True): each.task_id for each in emulator.ledger.creates
    }
    unknown = journal.unknown()
    for each in unknown:
        each.settle(created.get(json.dumps(each.request, sort_keys=True)))
    return len(unknown)


def first_video(model: Any, access: dict[str, Any]) -> str:
    """Return the token of a video to lengthen."""
    with entry(model.partition("/")[0]).client(**access) as client:
        task = longtake.generate(model, prompt="A dog", client=client)
        task.wait(poll=20)
        return task.token


@pytest.mark.needs_system("fork")
@pytest.mark.parametrize("model", ["kie/jobs/veo", "kling/kling"])
def test_films_go_on_after_kill_9(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(SEED)  # noqa: S311 - no secret
    clock = ScaledClock(SPEED)
    emulator = Emulator(clock=clock, balance=1e9)
    shared = SharedClock.of(clock)
    provider = model.partition("/")[0].upper()
    url = str(tmp_path / "tasks.db")
    runs: list[FilmRun] = []
    kills = settled = status = 0
    with (
        serve(emulator) as server,
        program() as process,
        Journal(url, clock=shared) as journal,
    ):
        names = server.environment
        key, base_url = names[f"{provider}_API_KEY"], names[f"{provider}_BASE_URL"]
        access = {"api_key": key, "base_url": base_url, "clock": shared, "timeout": None}
        token = first_video(model, access)
        kind = emulator.task_kinds["kie/jobs" if provider == "KIE" else model]
        kind.always(Fault.late(LATE_S), on="submit")
        while kills < KILLS:
            # A killed run goes on, and after a finished film another one begins.
            if status == 0:
                runs.append(
                    FilmRun(
                        model=model,
                        reference=f"film {len(runs)}",
                        token=token,
                        to_s=TO_S[model],
                        parts=str(tmp_path / f"film {len(runs)}"),
                        api_key=key,
                        base_url=base_url,
                        journal=url,
                        clock=attrs.astuple(shared),
                    )
                )
            status = status_of(process, runs[-1], emulator, rng)
            kills += os.WIFSIGNALED(status)
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == UNKNOWN_STATUS:
                settled += settle(journal, emulator)
            else:
                assert os.WIFSIGNALED(status) or status == 0, f"the run failed: {status}"
        settled += settle(journal, emulator)
        films = [run.make(journal) for run in runs]
    assert all(film.complete for film in films)
    # The prompt of each hop is another one.
    assert emulator.ledger.duplicates() == ()
    assert len(emulator.ledger.creates) == 1 + sum(len(film.hops) for film in films)
    for film in films:
        numbers = read_numbers(film.save(tmp_path / "film.mp4"))
        assert numbers == [number % CLIP_FRAMES for number in range(len(numbers))]
        assert film.duration_s == pytest.approx(len(numbers) / 10)
        assert film.duration_s >= TO_S[model]
    with capsys.disabled():
        print(  # noqa: T201 - the figures that the test is about
            f"\n{model}: {kills} kills, {len(films)} films, {settled} unknown outcomes settled"
        )
