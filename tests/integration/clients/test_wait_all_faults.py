"""Waiting for many where something goes wrong: with one task, with a key, with the caller."""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import anyio
import anyio.lowlevel
import pytest

from longtake import (
    AsyncKie,
    AsyncTask,
    Change,
    InsufficientCreditsError,
    InterruptedBatch,
    InvalidRequestError,
    Kie,
    RateLimitError,
    ServiceUnavailableError,
    Task,
    UseApi,
    as_completed,
    as_completed_async,
    pending_after,
    wait_all,
    wait_all_async,
)
from longtake._core.rate_limit import Rate
from longtake._shell import runner
from longtake._shell.http import limits as limits_module
from longtake.emulator import Fault
from longtake_pytest import ClientClock, ServedEmulator
from tests.helpers.scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from longtake_pytest.clients import ClientOptions

VEO: Final = SCENARIOS["extend_veo_video"]
MIDJOURNEY: Final = SCENARIOS["extend_midjourney_video"]
GEN2: Final = SCENARIOS["extend_gen2_video"]


@pytest.fixture
def options(longtake_emulator: ServedEmulator) -> ClientOptions:
    """The same for several clients: one key, one address, one clock."""
    return longtake_emulator.options("kie")


def veo(kie: Kie, emulator: ServedEmulator, prompt: str = "On it goes") -> Task:
    return kie.veo.extend(task_id=emulator.sources["kie/veo"].id, prompt=prompt)


async def veo_async(kie: AsyncKie, emulator: ServedEmulator, prompt: str) -> AsyncTask:
    return await kie.veo.extend(task_id=emulator.sources["kie/veo"].id, prompt=prompt)


def listed(tasks: list[Task]) -> object:
    return list(as_completed(tasks))


def reads_at(emulator: ServedEmulator) -> list[float]:
    return [each.time for each in emulator.ledger.requests if each.method == "GET"]


def test_tasks_that_cannot_be_polled_do_not_delay_the_others(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.kie.veo.next_task(lasts_s=200)
    good = veo(longtake_kie, longtake_emulator)
    source = longtake_emulator.sources["kie/midjourney"].id
    lost = [MIDJOURNEY.start(longtake_kie, source) for _ in range(12)]
    began = longtake_emulator.clock.now()
    longtake_emulator.kie.midjourney.always(Fault.bad_gateway(), on="read")
    times: dict[str, float] = {}
    for each in as_completed([*lost, good]):
        times[each.task.id] = longtake_emulator.clock.now() - began
        assert isinstance(each.error, ServiceUnavailableError if each.task in lost else type(None))
    assert 200 <= times[good.id] < 230


def test_a_key_that_asked_too_often_is_held_back_and_no_other(
    longtake_kie: Kie, longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    tasks = [veo(longtake_kie, longtake_emulator, f"take {number}") for number in range(10)]
    tasks.append(GEN2.start(longtake_useapi, longtake_emulator.sources["useapi/gen2"].id))
    longtake_kie.limits.reads.rate = Rate(1)
    refused = Fault.refuse("rate_limit_http", retry_after_s=60)
    longtake_emulator.kie.veo.next_read(refused)
    ended = wait_all(tasks, poll=10)
    assert not [each.error for each in ended if each.error]
    reads = longtake_emulator.ledger.reads_of("kie/veo")
    refusals = [number for number, each in enumerate(reads) if each.status == 429]
    assert refusals == [0]
    assert reads[1].time - reads[0].time >= 60
    others = longtake_emulator.ledger.reads_of("useapi/gen2")
    assert any(reads[0].time < each.time < reads[1].time for each in others)


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    task = veo(longtake_kie, longtake_emulator)
    longtake_emulator.kie.veo.always(Fault.refuse("rate_limit_http", retry_after_s=900), on="read")
    (ended,) = wait_all([task], poll=10, timeout=None)
    assert isinstance(ended.error, RateLimitError)
    assert ended.error.token == task.token


def test_clients_with_one_key_share_its_budget(
    options: ClientOptions, longtake_emulator: ServedEmulator
) -> None:
    with Kie(**options) as one, Kie(**options) as other:
        assert one.limits is other.limits
        one.limits.reads.rate = Rate(2, 3)
        tasks = [veo(kie, longtake_emulator, f"take {n}") for kie in (one, other) for n in range(6)]
        assert not [each.error for each in wait_all(tasks) if each.error]
    times = reads_at(longtake_emulator)
    assert len(times) > 12
    assert all(third - first >= 3 - 1e-6 for first, third in zip(times, times[2:], strict=False))


def test_another_key_has_a_budget_of_its_own(options: ClientOptions) -> None:
    with Kie(**options) as one, Kie("another", clock=options["clock"]) as other:
        assert one.limits is not other.limits
        assert other.limits.submits.rate == Rate(20, 10)


def test_a_function_that_gives_the_key_stands_for_it() -> None:
    class Vault:
        def key(self) -> str:
            return "canary-0f7d1c"

    vault = Vault()
    with Kie(vault.key) as one, Kie(vault.key) as same, Kie(Vault().key) as other:
        assert one.limits is same.limits
        assert one.limits is not other.limits


def test_what_is_kept_of_a_key_does_not_show_it() -> None:
    with Kie("canary-0f7d1c") as kie:
        known = {repr(item) for item in limits_module.accounts.items()}
        reported = f"{known} {kie.limits!r}"
    assert "canary" not in reported
    assert b"canary-0f7d1c".hex() not in reported


def test_a_task_given_twice_is_polled_once(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    task = veo(longtake_kie, longtake_emulator)
    ended = wait_all([task, task])
    assert [each.task for each in ended] == [task, task]
    assert ended[0] is ended[1]
    assert task.polls == len(reads_at(longtake_emulator))
    assert len(list(as_completed([task, task]))) == 1


@pytest.mark.anyio
async def test_an_ended_task_is_not_polled_again(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    task, failed = (
        veo(longtake_kie, longtake_emulator),
        veo(longtake_kie, longtake_emulator, "again"),
    )
    task.wait()
    longtake_emulator.kie.veo.clear_faults()
    first = wait_all([failed])[0]
    polled = len(reads_at(longtake_emulator))
    longtake_emulator.kie.veo.always(Fault.bad_gateway(), on="read")
    assert wait_all([task, failed])[0].video.url == task.videos[0].url
    assert next(as_completed([failed])).video.url == first.video.url
    assert len(reads_at(longtake_emulator)) == polled


def test_the_tasks_of_a_generator_that_fails_are_known(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    def extended() -> Generator[Task]:
        yield veo(longtake_kie, longtake_emulator, "first")
        yield veo(longtake_kie, longtake_emulator, "second")
        longtake_emulator.kie.account.balance = 0
        yield veo(longtake_kie, longtake_emulator, "third")

    with pytest.raises(InsufficientCreditsError) as caught:
        wait_all(extended())
    left = pending_after(caught.value)
    assert isinstance(left, InterruptedBatch)
    made = {longtake_kie.from_token(token).id for token in left.tokens}
    assert made == {each.task_id for each in longtake_emulator.ledger.creates}


def test_an_interruption_leaves_the_token_of_a_task_that_was_given_up(
    longtake_kie: Kie, longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [veo(longtake_kie, longtake_emulator, f"take {number}") for number in range(2)]
    sleep, slept = ClientClock.sleep, list[float]()

    def sleep_or_not(clock: ClientClock, seconds: float) -> None:
        if sum(slept) > 60:
            raise KeyboardInterrupt
        slept.append(seconds)
        sleep(clock, seconds)

    monkeypatch.setattr(ClientClock, "sleep", sleep_or_not)

    def timeout(task: Task) -> float:
        return 30 if task is tasks[0] else 1000

    with pytest.raises(KeyboardInterrupt) as caught:
        wait_all(tasks, timeout=timeout, poll=20)
    left = pending_after(caught.value)
    assert isinstance(left, InterruptedBatch)
    assert left.tokens == (tasks[0].token, tasks[1].token)


@pytest.mark.parametrize("pauses", range(4))
@pytest.mark.parametrize("wait", [wait_all, listed])
def test_ctrl_c_leaves_the_tokens_of_those_that_have_not_ended(
    wait: Callable[[Any], object],
    pauses: int,
    longtake_kie: Kie,
    longtake_emulator: ServedEmulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    longtake_emulator.kie.veo.next_task(lasts_s=1)
    tasks = [veo(longtake_kie, longtake_emulator, f"take {number}") for number in range(3)]
    tasks[0].wait(poll=2)
    slept: list[float] = []

    def sleep_or_not(_clock: ClientClock, seconds: float) -> None:
        if len(slept) == pauses:
            raise KeyboardInterrupt
        slept.append(seconds)

    monkeypatch.setattr(ClientClock, "sleep", sleep_or_not)
    with pytest.raises(KeyboardInterrupt) as caught:
        wait(tasks)
    left = pending_after(caught.value)
    assert isinstance(left, InterruptedBatch)
    assert left.tokens == (tasks[1].token, tasks[2].token)
    assert "2 tasks" in "".join(caught.value.__notes__)


@pytest.mark.anyio
@pytest.mark.parametrize("to_the_end", [True, False])
async def test_a_cancellation_leaves_the_tokens(
    to_the_end: bool, longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        tasks = [await veo_async(kie, longtake_emulator, f"take {n}") for n in range(3)]

        async def sleep_for_ever(*_: object) -> None:
            scope.cancel()
            await anyio.sleep_forever()

        left = None
        with anyio.CancelScope() as scope:
            monkeypatch.setattr(ClientClock, "sleep_async", sleep_for_ever)
            try:
                if to_the_end:
                    await wait_all_async(tasks)
                else:
                    async for _ in as_completed_async(tasks):
                        pass
            except BaseException as interruption:
                left = pending_after(interruption)
                raise
    assert isinstance(left, InterruptedBatch)
    assert left.tokens == tuple(task.token for task in tasks)


@pytest.mark.anyio
@pytest.mark.parametrize("to_the_end", [True, False])
async def test_a_poll_without_a_response_does_not_block_async_callers(
    to_the_end: bool, longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_GRACE_S", 0.01)
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/midjourney"].id
        hung = await MIDJOURNEY.start_async(kie, source)
        made = [await veo_async(kie, longtake_emulator, f"take {n}") for n in range(3)]
        longtake_emulator.advance(3600)
        longtake_emulator.kie.midjourney.always(Fault.never(), on="read")
        # Resumed, they are all polled at once.
        tasks = [kie.from_token(task.token) for task in (hung, *made)]
        async with anyio.create_task_group() as group:

            async def wait() -> None:
                if to_the_end:
                    await wait_all_async(tasks)
                async for _ in as_completed_async(tasks):
                    pass

            group.start_soon(wait)
            while not all(task.snapshot for task in tasks[1:]):
                await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()
    assert tasks[0].snapshot is None


@pytest.mark.anyio
async def test_an_ended_task_is_yielded_while_another_poll_has_no_response(
    longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_GRACE_S", 0.01)
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/midjourney"].id
        hung = await MIDJOURNEY.start_async(kie, source)
        made = [await veo_async(kie, longtake_emulator, f"take {n}") for n in range(3)]
        longtake_emulator.advance(3600)
        longtake_emulator.kie.midjourney.next_read(Fault.never())
        tasks = [kie.from_token(task.token) for task in (hung, *made)]
        ended = [each async for each in as_completed_async(tasks)]
    # It was dropped, and made anew.
    assert [each.task for each in ended][-1] is tasks[0]
    assert not [each.error for each in ended if each.error]


def test_on_change_is_called_in_the_callers_thread(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    tasks = [veo(longtake_kie, longtake_emulator, f"take {number}") for number in range(3)]
    reported: dict[str, list[Change]] = {task.id: [] for task in tasks}
    threads: set[int] = set()

    def on_change(task: Task, change: Change) -> None:
        threads.add(threading.get_ident())
        reported[task.id].append(change)

    ended = wait_all(tasks, on_change=on_change)
    assert not [each.error for each in ended if each.error]
    assert threads == {threading.get_ident()}
    for task in tasks:
        changes = reported[task.id]
        assert changes[-1].snapshot == task.snapshot
        assert all(before != after for before, after in pairwise(changes))


@pytest.mark.anyio
async def test_changes_are_reported_to_async_callers(longtake_emulator: ServedEmulator) -> None:
    reported: list[str] = []

    async def on_change(task: AsyncTask, change: Change) -> None:
        await anyio.lowlevel.checkpoint()
        reported.append(f"{task.id} {change.snapshot.state.value}")

    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        task = await veo_async(kie, longtake_emulator, "take 1")
        assert (await wait_all_async([task], on_change=on_change))[0].video.url
        assert reported[-1] == f"{task.id} succeeded"
        again = await veo_async(kie, longtake_emulator, "take 2")
        async for each in as_completed_async([again], on_change=on_change):
            assert reported[-1] == f"{each.task.id} succeeded"


def test_an_async_on_change_is_refused_by_synchronous_waits(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    async def on_change(_task: Task, _change: Change) -> None:
        await anyio.lowlevel.checkpoint()

    wrong: Any = on_change
    with pytest.raises(InvalidRequestError, match="async"):
        wait_all([veo(longtake_kie, longtake_emulator)], on_change=wrong)


@pytest.mark.parametrize("kind", [Exception, KeyboardInterrupt])
def test_an_exception_of_on_change_ends_the_wait(
    kind: type[BaseException], longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    task = veo(longtake_kie, longtake_emulator)

    def on_change(_task: Task, _change: Change) -> None:
        raise kind

    with pytest.raises(kind) as caught:
        wait_all([task], on_change=on_change)
    left = pending_after(caught.value)
    assert left is not None
    assert left.token == task.token
