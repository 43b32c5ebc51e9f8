"""Many tasks that are called about: each ends at its call, the limits hold, and nobody is left listening."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from typing import Any, Final

import pytest
from attrs import evolve

from longtake import (
    Change,
    Kie,
    Rate,
    Task,
    UseApi,
    as_completed,
    as_completed_async,
    left_behind,
    submit_all,
    wait_all,
)
from longtake._core.snapshot import State
from longtake._core.tokens import TaskAddress
from longtake._shell.task_state import BareTask
from longtake._shell.wait_all import crowd_of
from longtake.callbacks import Announced, Receiver, Record
from longtake_pytest import ServedEmulator
from tests.helpers.callback_waits import LEAST_S, listeners, unsigned_receiver_of
from tests.helpers.scenarios import BY_KIND

EACH: Final = 4


def late_by(emulator: ServedEmulator, task: BareTask) -> float:
    """Seconds since the task's end."""
    now = emulator.clock.now()
    return (
        now - emulator.families[f"{task.provider}/{task.family}"].tasks[task.id].moment(now).since
    )


def said(number: int) -> Announced:
    return Announced(
        provider="kie", family="veo", task_id=f"veo_task_{number}", state=State.SUCCEEDED
    )


def test_each_of_many_ends_at_its_call(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    with ExitStack() as stack:
        tasks: list[Task] = []
        for scenario in BY_KIND.values():
            client = stack.enter_context(scenario.client(longtake_emulator))
            source = longtake_emulator.sources[scenario.kind].id
            ask = partial(client.extend, scenario.name, source=source, **scenario.extension)
            tasks += [ask(callbacks=receiver) for _ in range(EACH)]
        # One beside them that nobody calls about.
        kie = stack.enter_context(Kie(**longtake_emulator.options("kie")))
        source = longtake_emulator.sources["kie/veo"].id
        uncalled = kie.veo.extend(task_id=source, prompt="On it goes")
        late = {
            id(done.task): late_by(longtake_emulator, done.task)
            for done in as_completed([*tasks, uncalled])
            if done.video.url
        }
    assert len(late) == EACH * len(BY_KIND) + 1
    assert max(late[id(task)] for task in tasks) <= LEAST_S
    assert listeners(receiver) == 0
    assert len(longtake_emulator.ledger.creates) == len(tasks) + 1


@pytest.mark.anyio
async def test_each_of_many_ends_at_its_call_for_async_callers(
    longtake_emulator: ServedEmulator,
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    scenario = BY_KIND["kie/veo"]
    source = longtake_emulator.sources[scenario.kind].id
    async with scenario.async_client(longtake_emulator) as client:
        tasks = [
            await client.extend(
                scenario.name, source=source, callbacks=receiver, **scenario.extension
            )
            for _ in range(EACH)
        ]
        late = [
            late_by(longtake_emulator, done.task)
            async for done in as_completed_async(tasks)
            if done.video.url
        ]
    assert len(late) == EACH
    assert max(late) <= LEAST_S
    assert listeners(receiver) == 0


def test_places_are_free_again_at_the_call(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    gen2 = longtake_emulator.useapi.gen2
    with UseApi(**longtake_emulator.options("useapi")) as useapi:
        useapi.limits.running = 1
        source = longtake_emulator.sources["useapi/gen2"].id
        prepared = useapi.gen2.prepare.extend(asset_id=source, callbacks=receiver)
        submitted = submit_all([prepared] * 3)
    made = [gen2.tasks[each.task.id] for each in submitted]
    for earlier, later in pairwise(made):
        ended = earlier.moment(later.created_at)
        assert ended.end == "succeeded"
        assert later.created_at - ended.since <= LEAST_S
    assert listeners(receiver) == 0


def test_an_interruption_leaves_nobody_listening(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)

    def interrupt(_task: Task, _change: Change) -> None:
        assert listeners(receiver) == EACH
        raise KeyboardInterrupt

    with Kie(**longtake_emulator.options("kie")) as kie:
        # One look at a time: none is under way when the client is closed.
        kie.limits.reads.rate = Rate(1)
        source = longtake_emulator.sources["kie/veo"].id
        ask = partial(kie.veo.extend, task_id=source, prompt="On it goes", callbacks=receiver)
        tasks = [ask() for _ in range(EACH)]
        with pytest.raises(KeyboardInterrupt) as interrupted:
            wait_all(tasks, on_change=interrupt)
    left = left_behind(interrupted.value)
    assert left is not None
    assert getattr(left, "tokens", ()) == tuple(task.token for task in tasks)
    assert listeners(receiver) == 0


def test_ten_thousand_called_about_at_once_keep_the_rate_and_leave_nothing(
    longtake_emulator: ServedEmulator,
) -> None:
    count, now = 10_000, longtake_emulator.clock.now
    receiver = Receiver(secret="a secret for many tasks", record=Record(tasks=100))
    with Kie(**longtake_emulator.options("kie")) as kie:
        kie.limits.reads.rate = Rate(10)
        tokens = [TaskAddress("kie", "veo", f"veo_task_{n}").token() for n in range(count)]
        tasks = [
            evolve(kie.from_token(token, callbacks=receiver), submitted_at=now())
            for token in tokens
        ]
        crowd = crowd_of([task.watch(poll=10_000) for task in tasks])
        assert listeners(receiver) == count
        assert crowd.begin() == []
        for number in range(count):
            receiver.record.hear(said(number), (f"mark {number}",))
            # Who calls twice gets no more for it.
            receiver.record.hear(said(number), (f"another {number}",))
        begun: list[float] = []
        for _ in range(20):
            jobs = crowd.begin()
            begun += [now()] * len(jobs)
            for job in jobs:
                job.budget.end(now())
                crowd.fleet.looked(job.number, now(), ended=True)
            longtake_emulator.advance(0.1)
        crowd.close()
    assert listeners(receiver) == 0
    assert 10 <= len(begun) <= 20
    assert all(later - earlier >= 1 for earlier, later in zip(begun, begun[10:], strict=False))


def test_what_stands_in_the_crowd_is_heard_once(longtake_emulator: ServedEmulator) -> None:
    """A flood about one task fills no memory and is drained in one go."""
    receiver = Receiver(secret="a secret for many tasks")
    options: dict[str, Any] = dict(longtake_emulator.options("kie"))
    with Kie(**options) as kie:
        token = TaskAddress("kie", "veo", "veo_task_1").token()
        watch = kie.from_token(token, callbacks=receiver).watch()
        rung: list[int] = []
        watch.listen(lambda: rung.append(1))
        for mark in range(1000):
            receiver.record.hear(said(1), (f"mark {mark}",))
        assert len(rung) == 1
        watch.hear()
        receiver.record.hear(said(1), ("one more",))
        assert len(rung) == 2
        watch.ignore()
        receiver.record.hear(said(1), ("and another",))
        assert len(rung) == 2
    assert listeners(receiver) == 0
