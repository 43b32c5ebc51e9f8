"""Each task kind, each end, each delivery fault: a wait ends with the polled result, and in time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pytest

from longtake import LongtakeError, TaskFailedError, TaskRejectedError
from longtake.emulator import WebhookKeys
from tests.helpers.callback_bodies import KIE_KEY, KLING_SECRET
from tests.helpers.callback_waits import LEAST_S, LONGEST_S, receiver_of
from tests.helpers.delivery_faults import DELIVERY_FAULTS, each_kind_and_delivery_fault

if TYPE_CHECKING:
    from longtake._shell.task_state import TaskBase
    from longtake.callbacks import Receiver
    from longtake_pytest import ServedEmulator
    from tests.helpers.scenarios import Scenario

ENDS: Final[dict[str, type[LongtakeError] | None]] = {
    "succeeds": None,
    "fails": TaskFailedError,
    "is moderated": TaskRejectedError,
}
each_end = pytest.mark.parametrize("end", ENDS)


def set_up(emulator: ServedEmulator, scenario: Scenario, end: str, delivery_fault: str) -> str:
    """Choose the end of the next task and the fault of its callbacks; return the source."""
    emulator.webhook_keys = WebhookKeys(kie=KIE_KEY, kling=[KLING_SECRET])
    family = emulator.task_kinds[scenario.kind]
    if end != "succeeds":
        family.next_task(fail="moderation" if end == "is moderated" else "error")
    make = DELIVERY_FAULTS[delivery_fault]
    if make is not None:
        family.always(make(), on="callback") if delivery_fault == "never" else family.next_callback(
            make()
        )
    return emulator.sources[scenario.kind].id


def check(
    emulator: ServedEmulator,
    scenario: Scenario,
    end: str,
    task: TaskBase,
    error: BaseException | None,
) -> None:
    """Compare the end of the wait with the emulator's task."""
    now = emulator.clock.now()
    expected = ENDS[end]
    assert type(error) is (expected or type(None))
    if error is None:
        assert task.snapshot is not None
        assert task.snapshot.videos
        assert "forged.test" not in repr(task.snapshot)
    ended = emulator.task_kinds[scenario.kind].tasks[task.id].moment(now).since
    delivered = [
        made.time
        for made in emulator.ledger.deliveries
        if made.task_id == task.id and made.status == 200 and made.time >= ended
    ]
    assert ended <= now <= min([*(at + LEAST_S for at in delivered), ended + LONGEST_S])
    assert emulator.ledger.duplicates() == ()


def check_calm(
    emulator: ServedEmulator, scenario: Scenario, delivery_fault: str, task: TaskBase
) -> None:
    """Check that without a fault the end is found at once."""
    if delivery_fault == "calm":
        now = emulator.clock.now()
        ended = emulator.task_kinds[scenario.kind].tasks[task.id].moment(now).since
        assert now - ended <= LEAST_S
        assert math.isclose(now, ended) or task.polls > 1


def check_wait(
    emulator: ServedEmulator, scenario: Scenario, end: str, delivery_fault: str, receiver: Receiver
) -> None:
    """Submit with the receiver, wait, and check the end."""
    source = set_up(emulator, scenario, end, delivery_fault)
    error = None
    with scenario.client(emulator) as client:
        task = scenario.start(client, source, callbacks=receiver)
        try:
            task.wait()
        except LongtakeError as failure:
            error = failure
        check(emulator, scenario, end, task, error)
    check_calm(emulator, scenario, delivery_fault, task)


@each_kind_and_delivery_fault
@each_end
def test_a_wait_ends_with_a_callback_or_a_poll(
    scenario: Scenario, end: str, delivery_fault: str, longtake_emulator: ServedEmulator
) -> None:
    receiver = receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    check_wait(longtake_emulator, scenario, end, delivery_fault, receiver)


@each_kind_and_delivery_fault
@each_end
@pytest.mark.anyio
async def test_a_wait_ends_with_a_callback_or_a_poll_async(
    scenario: Scenario, end: str, delivery_fault: str, longtake_emulator: ServedEmulator
) -> None:
    source = set_up(longtake_emulator, scenario, end, delivery_fault)
    receiver = receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    error = None
    async with scenario.async_client(longtake_emulator) as client:
        task = await scenario.start_async(client, source, callbacks=receiver)
        try:
            await task.wait()
        except LongtakeError as failure:
            error = failure
    check(longtake_emulator, scenario, end, task, error)
    check_calm(longtake_emulator, scenario, delivery_fault, task)


@each_kind_and_delivery_fault
@each_end
def test_a_wait_ends_with_a_callback_or_a_poll_over_sockets(
    scenario: Scenario, end: str, delivery_fault: str, longtake_emulator: ServedEmulator
) -> None:
    receiver = receiver_of(longtake_emulator, base_url="")
    with receiver.serving():
        check_wait(longtake_emulator, scenario, end, delivery_fault, receiver)
