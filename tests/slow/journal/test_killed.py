"""kill -9 of processes that submit and wait: no accepted task is missing, and none is submitted twice."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from itertools import count
from threading import Event
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from longtake import Journal, Kie, SubmitOutcomeUnknown, UseApi
from longtake._shell.submit import send_prepared
from longtake.emulator import Emulator, Fault, ScaledClock, serve
from tests.helpers.counts import SEED, cases
from tests.helpers.killed_program import Run, SharedClock, program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from subprocess import Popen

    from longtake import Entry
    from longtake.emulator.ledger import RequestRecord

RUNS = cases(20, soak=200)
TAKES = 10
# An hour of the emulator in 3.6 seconds: its tasks take a third of a second.
SPEED = 1000.0
# The response to a submission takes this long, by the emulator's clock.
LATE_S = 15.0
# A run is killed up to this many real seconds after a request that is drawn: a submission or one of the first
# polls.
LONGEST_S = 0.03
FIRST_POLLS = 4


def killed(
    process: Popen[str], run: Run, emulator: Emulator, requests: int, after_s: float
) -> bool:
    """Make a run, and kill it some seconds after a number of requests. Return whether it had not ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    seen, reached = count(1), Event()

    def listen(_request: RequestRecord) -> None:
        if next(seen) >= requests:
            reached.set()

    stop = emulator.ledger.listen(listen)
    process.stdin.write(json.dumps(attrs.asdict(run)) + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "begins\n"
    reached.wait(60)
    Event().wait(after_s)
    stop()
    process.stdin.write("kill\n")
    process.stdin.flush()
    status = int(process.stdout.readline())
    assert os.WIFSIGNALED(status) or status == 0, f"the run failed: {status}"
    return os.WIFSIGNALED(status)


def run_of(entry: Entry) -> str:
    """Return the provider and the number of the run that an entry is of."""
    assert entry.reference is not None
    return entry.reference.partition("-")[0]


@pytest.mark.needs_system("fork")
def test_nothing_is_lost_to_kill_9(journal_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(SEED)  # noqa: S311 - no secret
    clock = ScaledClock(SPEED)
    emulator = Emulator(clock=clock, balance=1e9)
    for kind in (emulator.kie.veo, emulator.useapi.gen2):
        kind.always(Fault.late(LATE_S), on="submit")
    shared = SharedClock.of(clock)
    kills, with_accepted = 0, 0
    runs: list[Run] = []
    with serve(emulator) as server, program() as process:
        names = server.environment
        for number in range(RUNS):
            provider = "kie" if number % 2 else "useapi"
            run = Run(
                provider=provider,
                number=number,
                takes=TAKES,
                is_batch=number % 4 >= 2,
                api_key=names["KIE_API_KEY" if provider == "kie" else "USEAPI_TOKEN"],
                base_url=names[f"{provider.upper()}_BASE_URL"],
                journal=journal_url,
                source=emulator.sources["kie/veo" if provider == "kie" else "useapi/gen2"].id,
                clock=attrs.astuple(shared),
            )
            runs.append(run)
            before = len(emulator.ledger.creates)
            requests, after_s = rng.randint(1, TAKES + FIRST_POLLS), rng.uniform(0, LONGEST_S)
            kills += killed(process, run, emulator, requests, after_s)
            with_accepted += len(emulator.ledger.creates) > before
        # Every response has been sent or given up: what was accepted is in the ledger.
        Event().wait(4 * LATE_S / SPEED)
        creates = {each.task_id: each for each in emulator.ledger.creates}
        with Journal(journal_url, clock=shared) as journal:
            entries, lost = journal.tasks(), journal.unknown()
            assert {each.id for each in journal.tasks(state="sending")} <= {
                each.id for each in lost
            }
            # What was accepted is a task or an unknown outcome.
            recorded = {each.task_id for each in entries}
            open_takes = {take_of(each.request): each for each in lost}
            missing = [
                take_of(each.request)
                for task_id, each in creates.items()
                if task_id not in recorded
            ]
            assert set(missing) <= set(open_takes)
            assert recorded <= set(creates)
            in_between = len({run_of(open_takes[take]) for take in missing})
            clients = {run.provider: run.client(journal) for run in runs[:2]}
            outcomes: Counter[str] = Counter()
            for run in runs:
                for take in range(TAKES):
                    outcomes[submitted_again(run, clients[run.provider], take)] += 1
            for client in clients.values():
                client.close()
            assert {each.provider for each in journal.unknown()} <= {"kie"}
        assert emulator.ledger.duplicates() == ()
        charged = Counter(take_of(each.request) for each in emulator.ledger.creates)
        assert set(charged.values()) == {1}
    assert set(outcomes) <= {"kie: a task", "kie: Undetermined", "useapi: a task"}
    with capsys.disabled():
        print(  # noqa: T201 - the figures that the test is about
            f"\n{RUNS} runs, {kills} killed: {len(creates)} tasks accepted, in {with_accepted} runs at least "
            f"one; {len(entries)} committed, {len(lost)} unknown outcomes, of which {len(missing)} were "
            f"accepted; {in_between} kills fell between the arrival of a POST and the commit of its id. "
            f"Submitted again: {dict(outcomes)}"
        )
    assert kills >= 0.9 * RUNS
    assert with_accepted >= 0.75 * RUNS
    assert in_between >= 0.1 * kills


def take_of(request: Mapping[str, Any]) -> str:
    """Return what identifies a take in a request."""
    return str(request.get("prompt") or request["seed"])


def submitted_again(run: Run, client: Kie | UseApi, take: int) -> str:
    """Submit a take again as a later process does, and return what became of it."""
    try:
        send_prepared(run.prepared(client, take), [])
    except SubmitOutcomeUnknown as error:
        # kie.ai offers no way to find out, so it is not sent again.
        return f"{run.provider}: {type(error.reconcile(timeout=0)).__name__}"
    return f"{run.provider}: a task"
