"""Many tasks with callbacks: each ends with its callback, the limits hold, and no listener remains."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

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
    pending_after,
    submit_all,
    wait_all,
)
from longtake._core.snapshot import State
from longtake._core.tokens import TaskAddress
from longtake._shell.task import poller_of
from longtake._shell.wait_all import poll_dispatcher
from longtake.callbacks import CallbackRecord, ReceivedCallback, Receiver
from tests.helpers.callback_records import add
from tests.helpers.callback_waits import LEAST_S, listeners, unsigned_receiver_of
from tests.helpers.scenarios import BY_KIND

if TYPE_CHECKING:
    from longtake._shell.task_state import TaskBase
    from longtake_pytest import ServedEmulator

EACH: Final = 4


def late_by(emulator: ServedEmulator, task: TaskBase) -> float:
    """Return the seconds since the task's end."""
    now = emulator.clock.now()
    return (
        now - emulator.task_kinds[f"{task.provider}/{task.kind}"].tasks[task.id].moment(now).since
    )


def received(number: int) -> ReceivedCallback:
    return ReceivedCallback(
        provider="kie", kind="veo", task_id=f"veo_task_{number}", state=State.SUCCEEDED
    )


def test_each_of_many_ends_with_its_callback(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    with ExitStack() as stack:
        tasks: list[Task] = []
        for scenario in BY_KIND.values():
            client = stack.enter_context(scenario.client(longtake_emulator))
            source = longtake_emulator.sources[scenario.kind].id
            tasks += [scenario.start(client, source, callbacks=receiver) for _ in range(EACH)]
        # One task beside them has no callbacks.
        kie = stack.enter_context(Kie(**longtake_emulator.options("kie")))
        source = longtake_emulator.sources["kie/veo"].id
        without_callbacks = kie.veo.extend(task_id=source, prompt="On it goes")
        late = {
            id(done.task): late_by(longtake_emulator, done.task)
            for done in as_completed([*tasks, without_callbacks])
            if done.video.url
        }
    assert len(late) == EACH * len(BY_KIND) + 1
    assert max(late[id(task)] for task in tasks) <= LEAST_S
    assert listeners(receiver) == 0
    assert len(longtake_emulator.ledger.creates) == len(tasks) + 1


@pytest.mark.anyio
async def test_each_of_many_ends_with_its_callback_async(
    longtake_emulator: ServedEmulator,
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    scenario = BY_KIND["kie/veo"]
    source = longtake_emulator.sources[scenario.kind].id
    async with scenario.async_client(longtake_emulator) as client:
        tasks = [
            await scenario.start_async(client, source, callbacks=receiver) for _ in range(EACH)
        ]
        late = [
            late_by(longtake_emulator, done.task)
            async for done in as_completed_async(tasks)
            if done.video.url
        ]
    assert len(late) == EACH
    assert max(late) <= LEAST_S
    assert listeners(receiver) == 0


def test_a_callback_frees_a_place_for_the_next_task(longtake_emulator: ServedEmulator) -> None:
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


def test_an_interruption_leaves_no_listener(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)

    def interrupt(_task: Task, _change: Change) -> None:
        assert listeners(receiver) == EACH
        raise KeyboardInterrupt

    with Kie(**longtake_emulator.options("kie")) as kie:
        # One poll at a time: none runs when the client is closed.
        kie.limits.reads.rate = Rate(1)
        source = longtake_emulator.sources["kie/veo"].id
        submit = partial(kie.veo.extend, task_id=source, prompt="On it goes", callbacks=receiver)
        tasks = [submit() for _ in range(EACH)]
        with pytest.raises(KeyboardInterrupt) as interrupted:
            wait_all(tasks, on_change=interrupt)
    left = pending_after(interrupted.value)
    assert left is not None
    assert getattr(left, "tokens", ()) == tuple(task.token for task in tasks)
    assert listeners(receiver) == 0


def test_ten_thousand_callbacks_at_once_keep_the_rate_and_leave_no_listener(
    longtake_emulator: ServedEmulator,
) -> None:
    count, now = 10_000, longtake_emulator.clock.now
    receiver = Receiver(secret="a secret for many tasks", record=CallbackRecord(max_tasks=100))
    with Kie(**longtake_emulator.options("kie")) as kie:
        kie.limits.reads.rate = Rate(10)
        tokens = [TaskAddress("kie", "veo", f"veo_task_{n}").token() for n in range(count)]
        tasks = [
            evolve(kie.from_token(token, callbacks=receiver), submitted_at=now())
            for token in tokens
        ]
        crowd = poll_dispatcher([poller_of(task, poll=10_000) for task in tasks])
        assert listeners(receiver) == count
        assert crowd.begin() == []
        for number in range(count):
            add(receiver.record, received(number), f"mark {number}")
            # A second callback brings no second poll.
            add(receiver.record, received(number), f"another {number}")
        begun: list[float] = []
        for _ in range(20):
            jobs = crowd.begin()
            begun += [now()] * len(jobs)
            for job in jobs:
                job.limiter.end(now())
                crowd.queue.on_response(job.number, now(), ended=True)
            longtake_emulator.advance(0.1)
        crowd.close()
    assert listeners(receiver) == 0
    assert 10 <= len(begun) <= 20
    assert all(later - earlier >= 1 for earlier, later in zip(begun, begun[10:], strict=False))


def test_a_flood_about_one_task_wakes_once(longtake_emulator: ServedEmulator) -> None:
    """A flood about one task fills no memory."""
    receiver = Receiver(secret="a secret for many tasks")
    options: dict[str, Any] = dict(longtake_emulator.options("kie"))
    with Kie(**options) as kie:
        token = TaskAddress("kie", "veo", "veo_task_1").token()
        poller = poller_of(kie.from_token(token, callbacks=receiver))
        rung: list[int] = []
        poller.start_listening(lambda: rung.append(1))
        for mark in range(1000):
            add(receiver.record, received(1), f"mark {mark}")
        assert len(rung) == 1
        poller.apply_callbacks()
        add(receiver.record, received(1), "one more")
        assert len(rung) == 2
        poller.stop_listening()
        add(receiver.record, received(1), "and another")
        assert len(rung) == 2
    assert listeners(receiver) == 0
