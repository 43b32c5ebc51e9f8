"""Ctrl-C, a cancelled asyncio task and a timeout around a call, at every step of a request.

The caller gets the task's token or an unknown outcome, or nothing was submitted.
"""

from __future__ import annotations

import asyncio
import queue
from typing import TYPE_CHECKING, Final

import anyio
import anyio.to_thread
import pytest
from attrs import define, field

from longtake import (
    AsyncChainhub,
    AsyncKie,
    AsyncTask,
    AsyncUseApi,
    Created,
    Kie,
    NotCreated,
    Outcome,
    SubmitOutcomeUnknown,
    Task,
    Undetermined,
    UseApi,
    pending_after,
)
from longtake._shell.http import client as http_client
from longtake.emulator import Fault, RequestRecord
from longtake_pytest import ClientClock, ServedEmulator
from tests.helpers.lost_connections import lost_connections
from tests.helpers.scenarios import Scenario, each_task_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from longtake._shell.http.context import SubmitProgress

# What httpx's own transport does for one request, step by step.
STEPS: Final = (
    "connection.connect_tcp.started",
    "connection.connect_tcp.complete",
    "http11.send_request_headers.started",
    "http11.send_request_headers.complete",
    "http11.send_request_body.started",
    "http11.send_request_body.complete",
    "http11.receive_response_headers.started",
    "http11.receive_response_headers.complete",
    "http11.receive_response_body.started",
    "http11.receive_response_body.complete",
    "http11.response_closed.started",
    "http11.response_closed.complete",
)
_CONNECTED: Final = 2
_SENT: Final = 5
_ARRIVED: Final = 9

each_step = pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)


@define
class Steps:
    """Counts the steps of a submit, and does something at one of them."""

    interrupted_at: int
    interrupt: Callable[[], object]
    arrived: queue.Queue[RequestRecord]
    seen: list[str] = field(factory=list[str])

    def __call__(self, current: SubmitProgress, event: str, _: object) -> bool:
        if event == STEPS[2]:
            current.under_way = True
        self.seen.append(event)
        if len(self.seen) == self.interrupted_at + 1:
            if self.interrupted_at >= _SENT:
                # Whole at the provider: what it then does must not depend on who is faster.
                self.arrived.get(timeout=60)
            self.interrupt()
        return False


@pytest.fixture
def arrived(longtake_emulator: ServedEmulator) -> queue.Queue[RequestRecord]:
    arrivals: queue.Queue[RequestRecord] = queue.Queue()
    longtake_emulator.ledger.listen(arrivals.put)
    return arrivals


@pytest.fixture
def lost_connection(step: int) -> Generator[None]:
    """Expect the warning for a connection that httpcore drops, interrupted just after connecting."""
    if step >= _CONNECTED:
        yield
        return
    with lost_connections():
        yield


def press_ctrl_c() -> None:
    raise KeyboardInterrupt


def be_cancelled() -> None:
    raise asyncio.CancelledError


@each_task_kind
@each_step
@pytest.mark.usefixtures("lost_connection")
def test_ctrl_c_at_any_step_of_a_submit(
    step: int,
    scenario: Scenario,
    longtake_emulator: ServedEmulator,
    arrived: queue.Queue[RequestRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = Steps(step, press_ctrl_c, arrived)
    monkeypatch.setattr(http_client, "note_sent", steps)
    with scenario.client(longtake_emulator) as client:
        with pytest.raises(KeyboardInterrupt) as caught:
            scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        assert tuple(steps.seen[: step + 1]) == STEPS[: step + 1]
        left = pending_after(caught.value)
        if step < _CONNECTED:
            assert left is None
            assert client.unknown_outcomes == ()
            assert longtake_emulator.ledger.requests == ()
            return
        assert isinstance(left, SubmitOutcomeUnknown)
        assert client.unknown_outcomes == (left,)
        known = "may have been created" if step < _ARRIVED else "the task was created and charged"
        assert known in "".join(caught.value.__notes__)
        reported = left.reconcile()
        _check(reported, left, step, longtake_emulator)
        assert bool(client.unknown_outcomes) == isinstance(reported, Undetermined)


@each_task_kind
@each_step
@pytest.mark.usefixtures("lost_connection")
@pytest.mark.anyio
async def test_cancelling_at_any_step_of_a_submit(
    step: int,
    scenario: Scenario,
    longtake_emulator: ServedEmulator,
    arrived: queue.Queue[RequestRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with scenario.async_client(longtake_emulator) as client:

        async def extend() -> None:
            await scenario.start_async(client, longtake_emulator.sources[scenario.kind].id)

        submit = asyncio.create_task(extend())
        # One that is only asked for would meet the next wait, when more of the request may have left.
        interrupt = be_cancelled if step < _SENT else submit.cancel
        monkeypatch.setattr(http_client, "note_sent", Steps(step, interrupt, arrived))
        with pytest.raises(asyncio.CancelledError) as caught:
            await submit
        left = pending_after(caught.value)
        if step < _CONNECTED:
            assert left is None
            assert longtake_emulator.ledger.requests == ()
            return
        assert isinstance(left, SubmitOutcomeUnknown)
        assert client.unknown_outcomes == (left,)
        reported = await left.reconcile_async()
        _check(reported, left, step, longtake_emulator)
        assert bool(client.unknown_outcomes) == isinstance(reported, Undetermined)


def _check(
    reported: Outcome[Task] | Outcome[AsyncTask],
    left: SubmitOutcomeUnknown,
    step: int,
    emulator: ServedEmulator,
) -> None:
    made = [record.task_id for record in emulator.ledger.creates]
    assert len(made) == (1 if step >= _SENT else 0)
    if step >= _ARRIVED:
        assert [left.task_id] == made
        assert isinstance(reported, Created)
    match reported:
        case Created():
            assert [reported.task.id] == made
        case NotCreated():
            assert made == []
        case Undetermined():
            # Kling's list is empty before the first task, as is one that is none.
            assert left.provider == "kie" or (left.provider == "chainhub" and not made)
            assert left.task_id is None


@pytest.mark.anyio
async def test_a_timeout_around_a_submission_has_the_unknown_outcome_as_its_cause(
    longtake_emulator: ServedEmulator,
    arrived: queue.Queue[RequestRecord],
) -> None:

    longtake_emulator.useapi.gen2.next_submit(Fault.never())
    async with AsyncUseApi(**longtake_emulator.options("useapi")) as useapi:

        async def extend() -> None:
            async with asyncio.timeout(None) as patience, anyio.create_task_group() as group:

                async def run_out() -> None:
                    await anyio.to_thread.run_sync(lambda: arrived.get(timeout=60))
                    patience.reschedule(asyncio.get_running_loop().time())

                group.start_soon(run_out)
                await useapi.gen2.extend(asset_id=longtake_emulator.sources["useapi/gen2"].id)

        with pytest.raises(TimeoutError) as caught:
            await extend()
        left = pending_after(caught.value)
        assert isinstance(left, SubmitOutcomeUnknown)
        reported = await left.reconcile_async()
    assert isinstance(reported, Created)
    assert reported.task.id == longtake_emulator.ledger.creates[0].task_id


@pytest.mark.anyio
async def test_a_swallowed_cancellation_leaves_its_unknown_outcome_with_the_client(
    longtake_emulator: ServedEmulator,
    arrived: queue.Queue[RequestRecord],
) -> None:

    longtake_emulator.chainhub.kling.next_submit(Fault.never())
    source = longtake_emulator.sources["chainhub/kling"].id
    async with AsyncChainhub(**longtake_emulator.options("chainhub")) as chainhub:
        async with anyio.create_task_group() as group:

            async def give_up() -> None:
                await anyio.to_thread.run_sync(lambda: arrived.get(timeout=60))
                group.cancel_scope.cancel()

            group.start_soon(give_up)
            await chainhub.kling.extend(video_id=source, prompt="On it goes")
        (left,) = chainhub.unknown_outcomes
        reported = await left.reconcile_async()
        assert chainhub.unknown_outcomes == ()
    assert isinstance(reported, Created)


def test_ctrl_c_between_two_attempts_left_nothing(
    longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    longtake_emulator.useapi.gen2.next_submit(Fault.refuse("rate_limit"))

    def sleep(_clock: ClientClock, _seconds: float) -> None:
        press_ctrl_c()

    monkeypatch.setattr(ClientClock, "sleep", sleep)
    with (
        UseApi(**longtake_emulator.options("useapi")) as useapi,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        useapi.gen2.extend(asset_id=longtake_emulator.sources["useapi/gen2"].id)
    assert pending_after(caught.value) is None
    assert longtake_emulator.ledger.creates == ()


def test_ctrl_c_after_the_response_was_read_leaves_the_token(
    longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_task: Task) -> None:
        raise KeyboardInterrupt

    with Kie(**longtake_emulator.options("kie")) as kie:
        monkeypatch.setattr(Task, "__attrs_post_init__", interrupted)
        with pytest.raises(KeyboardInterrupt) as caught:
            kie.veo.extend(
                task_id=longtake_emulator.sources["kie/veo"].id, prompt="The dog runs on"
            )
        monkeypatch.undo()
        left = pending_after(caught.value)
        assert isinstance(left, SubmitOutcomeUnknown)
        assert left.token is not None
        reported = left.reconcile()
    (record,) = longtake_emulator.ledger.creates
    assert isinstance(reported, Created)
    assert reported.task.id == left.task_id == record.task_id
    assert reported.task.token == left.token


@each_task_kind
@pytest.mark.parametrize("pauses", range(4))
def test_ctrl_c_while_waiting_leaves_the_token(
    pauses: int,
    scenario: Scenario,
    longtake_emulator: ServedEmulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    sleep = ClientClock.sleep

    def sleep_or_not(clock: ClientClock, seconds: float) -> None:
        if len(slept) == pauses:
            raise KeyboardInterrupt
        slept.append(seconds)
        sleep(clock, 0)

    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        monkeypatch.setattr(ClientClock, "sleep", sleep_or_not)
        with pytest.raises(KeyboardInterrupt) as caught:
            task.wait()
    left = pending_after(caught.value)
    assert left is not None
    assert left.token == task.token
    assert task.token in "".join(caught.value.__notes__)


@each_task_kind
@pytest.mark.anyio
async def test_a_timeout_around_a_wait_leaves_the_token(
    scenario: Scenario, longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scenario.async_client(longtake_emulator) as client:
        task = await scenario.start_async(client, longtake_emulator.sources[scenario.kind].id)

        async def wait() -> None:
            async with asyncio.timeout(None) as patience:

                async def sleep_for_ever(*_: object) -> None:
                    patience.reschedule(asyncio.get_running_loop().time())
                    await anyio.sleep_forever()

                monkeypatch.setattr(ClientClock, "sleep_async", sleep_for_ever)
                await task.wait()

        with pytest.raises(TimeoutError) as caught:
            await wait()
    left = pending_after(caught.value)
    assert left is not None
    assert left.token == task.token


@pytest.mark.anyio
async def test_a_cancelled_poll_leaves_the_token(longtake_emulator: ServedEmulator) -> None:

    arrived: queue.Queue[RequestRecord] = queue.Queue()
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        task = await kie.veo.extend(
            task_id=longtake_emulator.sources["kie/veo"].id, prompt="The dog runs on"
        )
        longtake_emulator.kie.veo.next_read(Fault.never())
        longtake_emulator.ledger.listen(arrived.put)
        poll = asyncio.create_task(task.status())
        await anyio.to_thread.run_sync(lambda: arrived.get(timeout=60))
        poll.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await poll
    left = pending_after(caught.value)
    assert left is not None
    assert left.token == task.token


def test_nothing_is_behind_an_error_of_another_kind() -> None:
    assert pending_after(ValueError("no")) is None


def test_pending_tasks_in_an_exception_group_are_found() -> None:
    left = SubmitOutcomeUnknown("who knows")
    inner = ExceptionGroup("inner", [OSError("no"), left])
    assert pending_after(ExceptionGroup("outer", [ValueError("no"), inner])) is left
