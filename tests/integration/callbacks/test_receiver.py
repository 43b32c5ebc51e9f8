"""A receiver that tasks are submitted with: its address goes out, and nothing of it stays behind."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable
from typing import Any

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
    left_behind,
    wait_all,
    wait_all_async,
)
from longtake._core.callbacks import addressed, unaddressed
from longtake._core.reconcile.submission import digest_of
from longtake._core.snapshot import State
from longtake._shell.clock import Bell, SystemClock, rest, rest_async
from longtake.callbacks import Event, Receiver
from longtake.callbacks._record import Announced
from longtake.emulator import Emulator, Fault
from longtake_pytest import ServedEmulator, client_options
from tests.helpers.callback_waits import LEAST_S, listeners, unsigned_receiver_of
from tests.helpers.scenarios import BY_KIND, Scenario, each_operation, each_task_kind
from tests.helpers.task_kinds import KINDS


def said(task_id: str, state: State = State.SUCCEEDED) -> Announced:
    return Announced(provider="kie", family="veo", task_id=task_id, state=state)


def sent(emulator: ServedEmulator, scenario: Scenario, task_id: str) -> Any:
    return (
        emulator.families[scenario.kind]
        .tasks[task_id]
        .request.get(KINDS[scenario.kind].common.callback_field)
    )


@each_task_kind
def test_the_vendor_is_given_the_receivers_address(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    source = longtake_emulator.sources[scenario.kind].id
    with scenario.client(longtake_emulator) as client:
        tasks = [
            client.extend(scenario.name, source=source, callbacks=receiver, **scenario.extension),
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
    with pytest.raises(InvalidRequestError, match=r"callbacks\.Receiver, .*it is str") as e:
        longtake_kie.veo.extend(task_id=source, prompt="On", callbacks=address)
    assert "films" not in str(e.value)
    with pytest.raises(InvalidRequestError, match=r"a longtake\.callbacks\.Receiver"):
        longtake_kie.from_token(task.token, callbacks=address)
    assert len(longtake_emulator.ledger.creates) == 1


@pytest.mark.parametrize("port", [70000, -1, "80a"])
def test_a_port_that_is_none_is_named(port: Any) -> None:
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
    with (
        scenario.client(longtake_emulator) as client,
        pytest.raises(InvalidRequestError, match="callbacks were given: which one is to be called"),
    ):
        client.extend(
            scenario.name,
            source=source,
            callbacks=receiver,
            callback_url="http://films.test/another",
            **scenario.extension,
        )
    assert longtake_emulator.ledger.requests == ()


def found_late_s(emulator: ServedEmulator, scenario: Scenario, task_id: str) -> float:
    """Return how many seconds after its end a task was found that has just been waited for."""
    now = emulator.clock.now()
    return now - emulator.families[scenario.kind].tasks[task_id].moment(now).since


@each_operation
def test_each_operation_is_called_back(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    heard: list[Event] = []
    with scenario.client(longtake_emulator) as client:
        receiver = unsigned_receiver_of(longtake_emulator, heard.append, clients=[client])
        longtake_emulator.deliver_to = receiver
        source = scenario.source_in(longtake_emulator)
        task = scenario.start(client, source, callbacks=receiver)
        task.wait(poll=10_000, timeout=20_000)
        receiver.close()
    assert found_late_s(longtake_emulator, scenario, task.id) <= LEAST_S
    assert {(event.token, event.family) for event in heard} == {(task.token, scenario.name)}
    assert heard[-1].state is State.SUCCEEDED
    assert [each.source for each in heard[-1].snapshot.videos] == [
        each.source for each in task.videos
    ]


@each_operation
@pytest.mark.anyio
async def test_each_operation_is_called_back_async(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    async with scenario.async_client(longtake_emulator) as client:
        source = scenario.source_in(longtake_emulator)
        task = await scenario.start_async(client, source, callbacks=receiver)
        await task.wait(poll=10_000, timeout=20_000)
    assert found_late_s(longtake_emulator, scenario, task.id) <= LEAST_S


def test_a_familys_own_extend_takes_a_receiver_too(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    source = longtake_emulator.sources["kie/veo"].id
    with Kie(**longtake_emulator.options("kie")) as kie:
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
        made = longtake_emulator.kie.veo.tasks[task.id]
        assert made.request["callBackUrl"] == receiver.url("kie", kind="veo")
        with pytest.raises(InvalidRequestError, match="call_back_url and callbacks were given"):
            kie.veo.extend(
                task_id=source,
                prompt="On it goes",
                call_back_url="http://films.test/another",
                callbacks=receiver,
            )


def test_a_receiver_that_does_not_know_where_it_is_sends_nothing(
    longtake_emulator: ServedEmulator,
) -> None:
    with (
        Kie(**longtake_emulator.options("kie")) as kie,
        pytest.raises(InvalidRequestError, match="give base_url="),
    ):
        kie.veo.extend(task_id="any", prompt="On it goes", callbacks=Receiver())
    assert longtake_emulator.ledger.requests == ()


@each_task_kind
def test_who_is_told_is_no_part_of_what_is_asked_for(scenario: Scenario) -> None:
    """Else two submits that differ in their label alone would not be known as each other's rivals."""
    options = {"callback_url": None, **scenario.extension}
    start, plain = scenario.sync_class.extension(scenario.name, "a source", options)
    digests = {digest_of(unaddressed(plain, start.address)), digest_of(plain)}
    for label in ("order-1", "order-2"):
        told = addressed(plain, start.address, f"http://films.test/{label}")
        assert digest_of(told) != digest_of(plain)
        digests.add(digest_of(unaddressed(told, start.address)))
    assert len(digests) == 1


def test_a_resumed_task_is_woken_as_well(longtake_emulator: ServedEmulator) -> None:
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


def test_what_was_announced_before_the_wait_is_not_waited_for(
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


def test_a_receiver_that_is_closed_leaves_waiting_to_looks(
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


def test_a_vendor_that_announces_too_early_is_looked_at_closely(
    longtake_emulator: ServedEmulator,
) -> None:
    """kie's own signature does not cover the state: somebody plays it back, or reads lag behind."""
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.kie.veo.next_task(lasts_s=20)
    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
        receiver.record.hear(said(task.id), ("mark",))
        began = longtake_emulator.clock.now()
        task.wait()
    # At once, and 5, 10 and 20 seconds after that.
    assert longtake_emulator.clock.now() - began == 35
    assert task.polls == 4


@each_task_kind
def test_a_wait_that_ends_any_way_listens_no_longer(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    source = longtake_emulator.sources[scenario.kind].id

    def interrupt(_change: object) -> None:
        assert listeners(receiver) == 1
        raise KeyboardInterrupt

    with scenario.client(longtake_emulator) as client:
        task = client.extend(scenario.name, source=source, callbacks=receiver, **scenario.extension)
        with pytest.raises(TaskTimeoutError):
            task.wait(timeout=1)
        assert listeners(receiver) == 0
        with pytest.raises(KeyboardInterrupt) as interrupted:
            task.wait(on_change=interrupt)
        left = left_behind(interrupted.value)
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
async def test_a_cancelled_wait_listens_no_longer(longtake_emulator: ServedEmulator) -> None:
    """On the machine's clock, where the waiter really sleeps."""
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
    """Call the receiver in another thread as soon as somebody listens."""

    def call() -> None:
        while not listeners(receiver):
            pass
        before()
        receiver.record.hear(said(task_id), (task_id,))

    thread = threading.Thread(target=call)
    thread.start()
    return thread


def test_a_thread_that_really_sleeps_is_woken(longtake_emulator: ServedEmulator) -> None:
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
async def test_a_task_of_an_event_loop_that_really_sleeps_is_woken(
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


def test_a_call_by_wsgi_wakes_a_wait_in_another_thread(longtake_emulator: ServedEmulator) -> None:
    receiver = unsigned_receiver_of(longtake_emulator)
    options = dict(longtake_emulator.options("kie")) | {"clock": SystemClock()}
    with Kie(**options) as kie:  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - another clock
        source = longtake_emulator.sources["kie/veo"].id
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)

        def call() -> None:
            while not listeners(receiver):
                pass
            longtake_emulator.advance(900)
            body = {"code": 200, "msg": "", "data": {"taskId": task.id}}
            with httpx.Client(transport=httpx.WSGITransport(receiver.wsgi_app)) as client:
                assert client.post(receiver.url("kie"), json=body).status_code == 200

        thread = threading.Thread(target=call)
        thread.start()
        assert task.wait().url
        thread.join()


@pytest.mark.anyio
async def test_it_is_mounted_as_it_is(longtake_emulator: ServedEmulator) -> None:
    """FastAPI, the emulated vendor and who waits are in one event loop."""
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
    """A user's clock, which knows of no bell."""

    def __init__(self, bell: Bell, rings_after: int) -> None:
        self.naps: list[float] = []
        self._bell, self._rings_after = bell, rings_after

    def monotonic(self) -> float:
        return sum(self.naps)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        if len(self.naps) == self._rings_after:
            self._bell.ring()

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)


@pytest.mark.anyio
async def test_a_clock_that_cannot_be_woken_sleeps_a_second_at_a_time() -> None:
    bell = Bell()
    clock = Unwakeable(bell, rings_after=3)
    rest(clock, 600, bell)
    assert clock.naps == [1, 1, 1]
    bell, clock = Bell(), Unwakeable(Bell(), rings_after=0)
    await rest_async(clock, 2.5, bell)
    assert clock.naps == [1, 1, 0.5]
    clock.naps.clear()
    rest(clock, 600, None)
    await rest_async(clock, 0, bell)
    assert clock.naps == [600, 0]


def test_serving_ends_with_its_context(longtake_emulator: ServedEmulator) -> None:
    threads = threading.active_count()
    receiver = unsigned_receiver_of(longtake_emulator, base_url="")
    with receiver.serving() as place:
        assert receiver.url("kie").startswith(f"{place}/kie/")
        port = int(place.rpartition(":")[2])
        with (
            pytest.raises(InvalidRequestError, match=f"cannot listen on 127.0.0.1 port {port}"),
            Receiver().serving(port=port),
        ):
            pass
    assert threading.active_count() == threads
    with Receiver().serving(port=port):
        pass


def test_serving_without_uvicorn_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_name: str) -> None:
        return None

    monkeypatch.setattr("longtake.callbacks._receiver.find_spec", nothing)
    missing = pytest.raises(ModuleNotFoundError, match=r"pip install 'longtake\[callbacks\]'")
    with missing, Receiver().serving():
        pass


def test_a_flood_of_calls_brings_few_looks(
    longtake_emulator: ServedEmulator,
) -> None:
    """A flood of calls with a right address brings one look in each least pause, and no more."""
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    longtake_emulator.kie.veo.next_task(lasts_s=100)
    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        task = kie.veo.extend(task_id=source, prompt="On it goes", callbacks=receiver)
        for second in range(100):
            late = Fault.forged().after(second)
            longtake_emulator.call_back(task.id, late)
        task.wait()
    assert task.polls <= 100 / 5 + 2


@pytest.mark.parametrize("kind", [key for key, kind in KINDS.items() if kind.list_path])
def test_a_submit_in_doubt_is_found_with_the_address_and_waited_for_by_calls(
    kind: str, longtake_emulator: ServedEmulator
) -> None:
    scenario = BY_KIND[kind]
    receiver = unsigned_receiver_of(longtake_emulator)
    longtake_emulator.deliver_to = receiver
    family = longtake_emulator.families[scenario.kind]
    family.next_submit(Fault.cut(accepted=True))
    source = longtake_emulator.sources[scenario.kind].id
    with scenario.client(longtake_emulator) as client:
        with pytest.raises(SubmitOutcomeUnknown) as doubt:
            client.extend(scenario.name, source=source, callbacks=receiver, **scenario.extension)
        outcome = doubt.value.reconcile()
        assert isinstance(outcome, Created)
        task: Task = outcome.task
        task.wait(poll=10_000, timeout=20_000)
    assert found_late_s(longtake_emulator, scenario, task.id) <= LEAST_S
    assert len(longtake_emulator.ledger.creates) == 1
