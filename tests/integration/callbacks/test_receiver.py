"""A receiver that tasks are submitted with: its address is sent, and no listener remains."""

from __future__ import annotations

import asyncio
import gc
import threading
from typing import TYPE_CHECKING, Any

import anyio.lowlevel
import httpx
import pytest
from fastapi import FastAPI

import longtake
from longtake import (
    AsyncKie,
    Created,
    InvalidRequestError,
    Kie,
    SubmitOutcomeUnknown,
    Task,
    TaskTimeoutError,
    pending_after,
    wait_all,
    wait_all_async,
)
from longtake._core.callbacks import with_callback_url, without_callback_url
from longtake._core.reconcile.submission import digest_of
from longtake._core.snapshot import State
from longtake._shell.client import provider_of
from longtake._shell.clock import SystemClock, Wakeup, wait, wait_async
from longtake.callbacks import Event, ReceivedCallback, Receiver
from longtake.emulator import Emulator, Fault
from longtake.models import MODELS
from longtake.models._arguments import prepared_request
from longtake_pytest import ServedEmulator, client_options
from tests.helpers.callback_records import add
from tests.helpers.callback_waits import LEAST_S, listeners, unsigned_receiver_of
from tests.helpers.scenarios import (
    BY_KIND,
    Scenario,
    each_operation,
    each_task_kind,
)
from tests.helpers.task_kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable


def received(task_id: str, state: State = State.SUCCEEDED) -> ReceivedCallback:
    return ReceivedCallback(provider="kie", kind="veo", task_id=task_id, state=state)


def sent(emulator: ServedEmulator, scenario: Scenario, task_id: str) -> Any:
    return (
        emulator.task_kinds[scenario.kind]
        .tasks[task_id]
        .request.get(KINDS[scenario.kind].common.callback_field)
    )


@each_task_kind
def test_the_provider_gets_the_receivers_address(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    source = longtake_emulator.sources[scenario.kind].id
    with scenario.client(longtake_emulator) as client:
        tasks = [
            client.extend(
                scenario.target.partition("/")[2],
                source=source,
                callbacks=receiver,
                **scenario.extension,
            ),
            longtake.extend(
                scenario.target,
                source=source,
                callbacks=receiver,
                client=client,
                **scenario.extension,
            ),
        ]
    for task in tasks:
        assert sent(longtake_emulator, scenario, task.id) == receiver.url(
            scenario.provider, kind=scenario.name
        )


def test_an_address_in_the_place_of_a_receiver_is_refused_and_not_shown(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    task = longtake_kie.veo.extend(task_id=source, prompt="On")
    address: Any = "https://films.test/kie/token"
    with pytest.raises(InvalidRequestError, match=r"callbacks\.Receiver .*got str") as e:
        longtake_kie.veo.extend(task_id=source, prompt="On", callbacks=address)
    assert "films" not in str(e.value)
    with pytest.raises(InvalidRequestError, match=r"a longtake\.callbacks\.Receiver"):
        longtake_kie.from_token(task.token, callbacks=address)
    assert len(longtake_emulator.ledger.creates) == 1


@pytest.mark.parametrize("port", [70000, -1, "80a"])
def test_an_invalid_port_is_named(port: Any) -> None:
    with (
        pytest.raises(InvalidRequestError, match=f"cannot listen on 127.0.0.1 port {port}"),
        Receiver().serving(port=port),
    ):
        pass


@each_task_kind
def test_two_addresses_are_refused_before_anything_is_sent(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    source = longtake_emulator.sources[scenario.kind].id
    address = {scenario.address: "http://films.test/another"}
    with (
        scenario.client(longtake_emulator) as client,
        pytest.raises(
            InvalidRequestError, match="and callbacks are mutually exclusive; pass only one"
        ),
    ):
        scenario.start(client, source, callbacks=receiver, **address)
    assert longtake_emulator.ledger.requests == ()


def found_late_s(emulator: ServedEmulator, scenario: Scenario, task_id: str) -> float:
    """Return how many seconds after its end a task was found that has just been waited for."""
    now = emulator.clock.now()
    return now - emulator.task_kinds[scenario.kind].tasks[task_id].moment(now).since


@each_operation
def test_a_callback_ends_the_wait_of_each_operation(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    events: list[Event] = []
    with scenario.client(longtake_emulator) as client:
        receiver = unsigned_receiver_of(longtake_emulator, events.append, clients=[client])
        longtake_emulator.deliver_to = receiver
        source = scenario.source_in(longtake_emulator)
        task = scenario.start(client, source, callbacks=receiver)
        task.wait(poll=10_000, timeout=20_000)
        receiver.close()
    assert found_late_s(longtake_emulator, scenario, task.id) <= LEAST_S
    assert {(event.token, event.kind) for event in events} == {(task.token, scenario.name)}
    assert events[-1].state is State.SUCCEEDED
    assert [each.source for each in events[-1].snapshot.videos] == [
        each.source for each in task.videos
    ]


@each_operation
@pytest.mark.anyio
async def test_a_callback_ends_the_wait_of_each_operation_async(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    async with scenario.async_client(longtake_emulator) as client:
        source = scenario.source_in(longtake_emulator)
        task = await scenario.start_async(client, source, callbacks=receiver)
        await task.wait(poll=10_000, timeout=20_000)
    assert found_late_s(longtake_emulator, scenario, task.id) <= LEAST_S


def test_a_resources_own_extend_takes_a_receiver(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    source = longtake_emulator.sources["kie/veo"].id
    with Kie(**longtake_emulator.options("kie")) as kie:
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
        made = longtake_emulator.kie.veo.tasks[task.id]
        assert made.request["callBackUrl"] == receiver.url("kie", kind="veo")
        with pytest.raises(
            InvalidRequestError, match="call_back_url and callbacks are mutually exclusive"
        ):
            kie.veo.extend(
                task_id=source,
                prompt="On it goes",
                call_back_url="http://films.test/another",
                callbacks=receiver,
            )


def test_without_a_base_url_nothing_is_sent(
    longtake_emulator: ServedEmulator,
) -> None:
    with (
        Kie(**longtake_emulator.options("kie")) as kie,
        pytest.raises(InvalidRequestError, match="pass base_url="),
    ):
        kie.veo.extend(task_id="any", prompt="On it goes", callbacks=Receiver())
    assert longtake_emulator.ledger.requests == ()


@each_task_kind
def test_the_callback_address_is_not_part_of_the_digest(scenario: Scenario) -> None:
    """Otherwise two submissions that differ only in their labels would not compete."""
    start, plain = prepared_request(
        provider_of(scenario.sync_class),
        MODELS[scenario.target],
        "extend",
        {"source": "a source", "callback_url": None, **scenario.extension},
        None,
    )
    digests = {digest_of(without_callback_url(plain, start.address)), digest_of(plain)}
    for label in ("order-1", "order-2"):
        with_address = with_callback_url(plain, start.address, f"http://films.test/{label}")
        assert digest_of(with_address) != digest_of(plain)
        digests.add(digest_of(without_callback_url(with_address, start.address)))
    assert len(digests) == 1


def test_a_callback_ends_the_wait_for_a_resumed_task(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    longtake_emulator.kie.veo.next_task(lasts_s=400)
    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        token = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver).token
    began = longtake_emulator.clock.now()
    with Kie(**longtake_emulator.options("kie")) as kie:
        kie.from_token(token, callbacks=receiver).wait(poll=10_000)
    assert longtake_emulator.clock.now() - began == 400


def test_a_callback_before_the_wait_ends_it_at_once(
    longtake_emulator: ServedEmulator,
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        longtake_emulator.kie.veo.next_task(lasts_s=10)
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
        longtake_emulator.advance(10)
        longtake_emulator.settle()
        before = longtake_emulator.clock.now()
        task.wait()
    assert longtake_emulator.clock.now() == before
    assert task.polls == 1


def test_with_a_closed_receiver_a_wait_polls(
    longtake_emulator: ServedEmulator,
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    receiver.close()
    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
        assert task.wait().url
    assert {made.status for made in longtake_emulator.ledger.deliveries} == {404}


def test_an_early_callback_brings_frequent_polls(
    longtake_emulator: ServedEmulator,
) -> None:
    """A signature of kie's does not cover the state: it may be replayed, or polls may lag behind."""
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.kie.veo.next_task(lasts_s=20)
    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
        add(receiver.record, received(task.id), "mark")
        began = longtake_emulator.clock.now()
        task.wait()
    # At once, and 5, 10 and 20 seconds after that.
    assert longtake_emulator.clock.now() - began == 35
    assert task.polls == 4


@each_task_kind
def test_a_wait_that_ends_leaves_no_listener(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    source = longtake_emulator.sources[scenario.kind].id

    def interrupt(_change: object) -> None:
        assert listeners(receiver) == 1
        raise KeyboardInterrupt

    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, source, callbacks=receiver)
        with pytest.raises(TaskTimeoutError):
            task.wait(timeout=1)
        assert listeners(receiver) == 0
        with pytest.raises(KeyboardInterrupt) as interrupted:
            task.wait(on_change=interrupt)
        left = pending_after(interrupted.value)
        assert left is not None
        assert left.token == task.token
        del interrupted, left
        gc.collect()
        assert listeners(receiver) == 0
        changes = task.events()
        next(changes)
        assert listeners(receiver) == 1
        changes.close()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType] - it is a generator
        assert listeners(receiver) == 0


@pytest.mark.anyio
async def test_a_cancelled_wait_leaves_no_listener(longtake_emulator: ServedEmulator) -> None:
    """It runs on the machine's clock, where the wait really sleeps."""
    receiver = unsigned_receiver_of(longtake_emulator)
    options = dict(longtake_emulator.options("kie")) | {"clock": SystemClock()}
    async with AsyncKie(**options) as kie:  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - another clock
        source = longtake_emulator.sources["kie/veo"].id
        task = await kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
        waiting = asyncio.ensure_future(task.wait())
        while not listeners(receiver):
            await anyio.lowlevel.checkpoint()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert listeners(receiver) == 0


def from_a_thread(
    receiver: Receiver, task_id: str, before: Callable[[], object]
) -> threading.Thread:
    """Add a callback in another thread as soon as there is a listener."""

    def send() -> None:
        while not listeners(receiver):
            pass
        before()
        add(receiver.record, received(task_id), task_id)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_a_callback_wakes_a_sleeping_thread(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    options = dict(longtake_emulator.options("kie")) | {"clock": SystemClock()}
    with Kie(**options) as kie:  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - another clock
        source = longtake_emulator.sources["kie/veo"].id
        tasks = [
            kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver) for _ in "ab"
        ]
        for task, wait in ((tasks[0], tasks[0].wait), (tasks[1], lambda: wait_all([tasks[1]]))):
            thread = from_a_thread(receiver, task.id, lambda: longtake_emulator.advance(900))
            wait()
            thread.join()
            assert task.snapshot is not None
            assert task.snapshot.videos


@pytest.mark.anyio
async def test_a_callback_wakes_a_sleeping_event_loop(
    longtake_emulator: ServedEmulator,
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    options = dict(longtake_emulator.options("kie")) | {"clock": SystemClock()}
    async with AsyncKie(**options) as kie:  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - another clock
        source = longtake_emulator.sources["kie/veo"].id
        tasks = [
            await kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
            for _ in "ab"
        ]
        for task, wait in (
            (tasks[0], tasks[0].wait),
            (tasks[1], lambda: wait_all_async([tasks[1]])),
        ):
            thread = from_a_thread(receiver, task.id, lambda: longtake_emulator.advance(900))
            await wait()
            thread.join()
            assert task.snapshot is not None
            assert task.snapshot.videos


def test_a_callback_over_wsgi_wakes_a_wait_in_another_thread(
    longtake_emulator: ServedEmulator,
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    options = dict(longtake_emulator.options("kie")) | {"clock": SystemClock()}
    with Kie(**options) as kie:  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - another clock
        source = longtake_emulator.sources["kie/veo"].id
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)

        def send() -> None:
            while not listeners(receiver):
                pass
            longtake_emulator.advance(900)
            body = {"code": 200, "msg": "", "data": {"taskId": task.id}}
            with httpx.Client(transport=httpx.WSGITransport(receiver.wsgi_app)) as client:
                assert client.post(receiver.url("kie"), json=body).status_code == 200

        thread = threading.Thread(target=send)
        thread.start()
        assert task.wait().url
        thread.join()


@pytest.mark.anyio
async def test_a_receiver_is_mounted_into_fastapi(longtake_emulator: ServedEmulator) -> None:
    """FastAPI, the emulated provider and the wait are in one event loop."""
    receiver = unsigned_receiver_of(longtake_emulator)
    films = FastAPI()
    films.mount("/callbacks", receiver)
    emulator = Emulator(deliver_to=films)
    transport = httpx.ASGITransport(emulator)
    async with AsyncKie(**client_options(emulator, "kie"), transport=transport) as kie:
        task = await longtake.extend_async(
            "kie/veo",
            client=kie,
            source=emulator.sources["kie/veo"].id,
            prompt="On it goes",
            callbacks=receiver,
        )
        again = kie.from_token(task.token, callbacks=receiver)
        assert (await again.wait(poll=10_000, timeout=20_000)).url
    (made,) = emulator.ledger.deliveries
    assert made.status == 200
    assert emulator.clock.now() - made.time <= LEAST_S


class Unwakeable:
    """A user's clock without `wait` and `wait_async`."""

    def __init__(self, bell: Wakeup, rings_after: int) -> None:
        self.naps: list[float] = []
        self._bell, self._rings_after = bell, rings_after

    def monotonic(self) -> float:
        return sum(self.naps)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        if len(self.naps) == self._rings_after:
            self._bell.set()

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)


@pytest.mark.anyio
async def test_a_clock_that_cannot_be_woken_sleeps_a_second_at_a_time() -> None:
    bell = Wakeup()
    clock = Unwakeable(bell, rings_after=3)
    wait(clock, 600, bell)
    assert clock.naps == [1, 1, 1]
    bell, clock = Wakeup(), Unwakeable(Wakeup(), rings_after=0)
    await wait_async(clock, 2.5, bell)
    assert clock.naps == [1, 1, 0.5]
    clock.naps.clear()
    wait(clock, 600, None)
    await wait_async(clock, 0, bell)
    assert clock.naps == [600, 0]


def test_serving_ends_with_its_context(longtake_emulator: ServedEmulator) -> None:
    # Those of an earlier test may end meanwhile.
    earlier = set(threading.enumerate())
    receiver = unsigned_receiver_of(longtake_emulator, base_url="")
    with receiver.serving() as place:
        assert receiver.url("kie").startswith(f"{place}/kie/")
        port = int(place.rpartition(":")[2])
        with (
            pytest.raises(InvalidRequestError, match=f"cannot listen on 127.0.0.1 port {port}"),
            Receiver().serving(port=port),
        ):
            pass
    assert set(threading.enumerate()) <= earlier
    with Receiver().serving(port=port):
        pass


def test_serving_without_uvicorn_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_name: str) -> None:
        return None

    monkeypatch.setattr("longtake.callbacks._receiver.find_spec", nothing)
    missing = pytest.raises(ModuleNotFoundError, match=r"pip install 'longtake\[callbacks\]'")
    with missing, Receiver().serving():
        pass


def test_a_flood_of_callbacks_brings_few_polls(
    longtake_emulator: ServedEmulator,
) -> None:
    """A flood of callbacks to the right address brings one poll per minimum interval, and no more."""
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    longtake_emulator.kie.veo.next_task(lasts_s=100)
    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
        for second in range(100):
            late = Fault.forged().after(second)
            longtake_emulator.send_callback(task.id, late)
        task.wait()
    assert task.polls <= 100 / 5 + 2


@pytest.mark.parametrize("kind", [key for key, kind in KINDS.items() if kind.list_path])
def test_a_submission_of_unknown_outcome_is_reconciled_and_ends_with_a_callback(
    kind: str, longtake_emulator: ServedEmulator
) -> None:
    scenario = BY_KIND[kind]
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    family = longtake_emulator.task_kinds[scenario.kind]
    family.next_submit(Fault.cut(accepted=True))
    source = longtake_emulator.sources[scenario.kind].id
    with scenario.client(longtake_emulator) as client:
        with pytest.raises(SubmitOutcomeUnknown) as unknown:
            scenario.start(client, source, callbacks=receiver)
        outcome = unknown.value.reconcile()
        assert isinstance(outcome, Created)
        task: Task = outcome.task
        task.wait(poll=10_000, timeout=20_000)
    assert found_late_s(longtake_emulator, scenario, task.id) <= LEAST_S
    assert len(longtake_emulator.ledger.creates) == 1
