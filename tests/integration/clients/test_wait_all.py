"""Many tasks at once, of all providers and families, sync and async, with bad days among them."""

from __future__ import annotations

import tracemalloc
from contextlib import AsyncExitStack, ExitStack
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from longtake import (
    AsyncTask,
    AsyncVideo,
    InvalidRequestError,
    NotFoundError,
    State,
    Task,
    TaskFailedError,
    TaskRejectedError,
    TaskTimeoutError,
    Video,
    WaitResult,
    as_completed,
    as_completed_async,
    pending_after,
    wait_all,
    wait_all_async,
)
from longtake._core.tokens import TaskAddress
from longtake._shell.client import AsyncClient, SyncClient
from longtake._shell.task import poller_of
from longtake._shell.wait_all import poll_dispatcher
from longtake.emulator import Fault
from tests.helpers.scenarios import BY_KIND, SCENARIOS, Scenario

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Sequence

    from longtake_pytest import ServedEmulator

SyncClients = dict[str, SyncClient[Any]]
AsyncClients = dict[str, AsyncClient[Any]]


@pytest.fixture
def clients(longtake_emulator: ServedEmulator) -> Generator[SyncClients]:
    made: SyncClients = {}
    with ExitStack() as stack:
        for scenario in BY_KIND.values():
            if scenario.provider not in made:
                made[scenario.provider] = stack.enter_context(scenario.client(longtake_emulator))
        yield made


@pytest.fixture
async def async_clients(longtake_emulator: ServedEmulator) -> AsyncGenerator[AsyncClients]:
    made: AsyncClients = {}
    async with AsyncExitStack() as stack:
        for scenario in BY_KIND.values():
            if scenario.provider not in made:
                client = scenario.async_client(longtake_emulator)
                made[scenario.provider] = await stack.enter_async_context(client)
        yield made


def extended(emulator: ServedEmulator, clients: SyncClients, scenario: Scenario) -> Task:
    return scenario.start(clients[scenario.provider], emulator.sources[scenario.kind].id)


async def extended_async(
    emulator: ServedEmulator, clients: AsyncClients, scenario: Scenario
) -> AsyncTask:
    source = emulator.sources[scenario.kind].id
    return await scenario.start_async(clients[scenario.provider], source)


def make_bad_days(emulator: ServedEmulator) -> None:
    """The next task of Veo is refused, that of Gen-2 fails, and polls others meet this and that."""
    emulator.kie.veo.next_task(fail="moderation")
    emulator.useapi.gen2.next_task(fail="error")
    emulator.kie.runway.on_read(1, Fault.bad_gateway())
    emulator.chainhub.kling.on_read(1, Fault.altered("unknown_state"))


def check_bad_days(
    ended: Sequence[WaitResult[Task, Video] | WaitResult[AsyncTask, AsyncVideo]],
) -> None:
    kinds: dict[str, type[object]] = {each.task.kind: type(each.error) for each in ended}
    assert kinds == {
        "runway": type(None),
        "veo": TaskRejectedError,
        "midjourney": type(None),
        "jobs": type(None),
        "gen2": TaskFailedError,
        "kling": type(None),
    }
    for each in ended:
        if each.error is None:
            assert each.video.url
            assert each.video.task_id == each.task.id
        else:
            assert each.error.token == each.task.token
            with pytest.raises(type(each.error)):
                _ = each.video


def test_all_are_waited_for_whatever_becomes_of_some(
    longtake_emulator: ServedEmulator, clients: SyncClients
) -> None:
    good = [
        extended(longtake_emulator, clients, each) for each in BY_KIND.values() for _ in range(4)
    ]
    make_bad_days(longtake_emulator)
    tasks = [extended(longtake_emulator, clients, each) for each in BY_KIND.values()]
    ended = wait_all([*good, *tasks])
    assert [each.task for each in ended] == [*good, *tasks]
    assert not [each.error for each in ended[: len(good)] if each.error]
    check_bad_days(ended[len(good) :])
    assert len(longtake_emulator.ledger.creates) == len(ended)


@pytest.mark.anyio
async def test_all_are_waited_for_by_async_callers(
    longtake_emulator: ServedEmulator, async_clients: AsyncClients
) -> None:
    good = [
        await extended_async(longtake_emulator, async_clients, each)
        for each in BY_KIND.values()
        for _ in range(4)
    ]
    make_bad_days(longtake_emulator)
    tasks = [
        await extended_async(longtake_emulator, async_clients, each) for each in BY_KIND.values()
    ]
    ended = await wait_all_async([*good, *tasks])
    assert [each.task for each in ended] == [*good, *tasks]
    assert not [each.error for each in ended[: len(good)] if each.error]
    check_bad_days(ended[len(good) :])


def test_each_is_given_as_it_ends(longtake_emulator: ServedEmulator, clients: SyncClients) -> None:
    tasks = [extended(longtake_emulator, clients, each) for each in BY_KIND.values()]
    times: list[float] = []
    given: set[str] = set()
    for finished in as_completed(tasks):
        assert finished.task.snapshot is not None
        assert finished.task.snapshot.state is State.SUCCEEDED
        given.add(finished.task.id)
        times.append(longtake_emulator.clock.now())
    assert given == {task.id for task in tasks}
    assert times[0] < times[-1]


@pytest.mark.anyio
async def test_each_is_given_as_it_ends_to_async_callers(
    longtake_emulator: ServedEmulator, async_clients: AsyncClients
) -> None:
    tasks = [
        await extended_async(longtake_emulator, async_clients, each) for each in BY_KIND.values()
    ]
    began = longtake_emulator.clock.now()
    times = [
        (finished.task.id, longtake_emulator.clock.now() - began)
        async for finished in as_completed_async(tasks)
    ]
    assert {task_id for task_id, _ in times} == {task.id for task in tasks}
    assert times[0][1] < times[-1][1]


def test_timeouts_end_the_waiting_and_nothing_else(
    longtake_emulator: ServedEmulator, clients: SyncClients
) -> None:
    tasks = [extended(longtake_emulator, clients, each) for each in BY_KIND.values()]
    impatient = tasks[0]
    ended = wait_all(tasks, timeout=lambda task: 5 if task is impatient else None)
    assert isinstance(ended[0].error, TaskTimeoutError)
    assert not [each.error for each in ended[1:] if each.error]
    again = clients["kie"].from_token(ended[0].error.token or "")
    assert wait_all([again])[0].video.url


@pytest.mark.anyio
async def test_timeouts_end_the_waiting_of_async_callers(
    longtake_emulator: ServedEmulator, async_clients: AsyncClients
) -> None:
    tasks = [
        await extended_async(longtake_emulator, async_clients, each) for each in BY_KIND.values()
    ]
    began = longtake_emulator.clock.now()
    ended = await wait_all_async(tasks, timeout=5)
    assert [type(each.error) for each in ended] == [TaskTimeoutError] * len(tasks)
    assert 5 <= longtake_emulator.clock.now() - began < 10
    assert not [each.error for each in await wait_all_async(tasks) if each.error]


def test_an_unknown_task_does_not_affect_the_others(
    longtake_emulator: ServedEmulator, clients: SyncClients
) -> None:
    task = extended(longtake_emulator, clients, SCENARIOS["extend_runway_video"])
    unknown = clients["chainhub"].from_token(
        extended(longtake_emulator, clients, SCENARIOS["extend_kling_video"]).token
    )
    unknown.id = "828000000000000000"
    ended = wait_all([unknown, task])
    assert isinstance(ended[0].error, NotFoundError)
    assert ended[1].video.url


def test_nothing_is_waited_for_where_there_is_nothing() -> None:
    assert wait_all([]) == []
    assert list(as_completed([])) == []


@pytest.mark.anyio
async def test_nothing_is_waited_for_by_async_callers_where_there_is_nothing() -> None:
    assert await wait_all_async([]) == []


def test_what_is_no_timeout_is_refused(
    longtake_emulator: ServedEmulator, clients: SyncClients
) -> None:
    task = extended(longtake_emulator, clients, SCENARIOS["extend_runway_video"])
    with pytest.raises(InvalidRequestError, match="timeout"):
        wait_all([task], timeout=-1)


@pytest.mark.anyio
async def test_a_task_of_the_other_kind_is_refused(
    longtake_emulator: ServedEmulator, async_clients: AsyncClients
) -> None:
    task: Any = await extended_async(
        longtake_emulator, async_clients, SCENARIOS["extend_runway_video"]
    )
    with pytest.raises(InvalidRequestError, match="_async"):
        wait_all([task])


def test_ending_as_completed_early_does_not_affect_the_tasks(
    longtake_emulator: ServedEmulator, clients: SyncClients
) -> None:
    tasks = [extended(longtake_emulator, clients, each) for each in BY_KIND.values()]
    first = next(iter(as_completed(tasks)))
    others = [task for task in tasks if task is not first.task]
    assert not [each.error for each in wait_all(others) if each.error]
    assert len(longtake_emulator.ledger.creates) == len(tasks)


@pytest.mark.anyio
async def test_a_cancelled_wait_leaves_the_tasks_as_they_are(
    longtake_emulator: ServedEmulator, async_clients: AsyncClients
) -> None:
    tasks = [
        await extended_async(longtake_emulator, async_clients, each) for each in BY_KIND.values()
    ]
    with anyio.CancelScope() as scope:
        scope.cancel()
        await wait_all_async(tasks)
    assert scope.cancelled_caught
    assert not [each.error for each in await wait_all_async(tasks) if each.error]


def test_a_mistake_in_a_callers_function_comes_out_as_it_is(
    longtake_emulator: ServedEmulator, clients: SyncClients
) -> None:
    task = extended(longtake_emulator, clients, SCENARIOS["extend_runway_video"])

    def poll(snapshot: object) -> float:
        if snapshot is None:
            return 1.0
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        wait_all([task], poll=poll)
    left = pending_after(caught.value)
    assert left is not None
    assert left.token == task.token
    assert task.wait().url


@pytest.mark.anyio
async def test_a_mistake_in_a_callers_function_comes_out_of_an_async_wait(
    longtake_emulator: ServedEmulator, async_clients: AsyncClients
) -> None:
    task = await extended_async(longtake_emulator, async_clients, SCENARIOS["extend_runway_video"])

    def poll(snapshot: object) -> float:
        if snapshot is None:
            return 1.0
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await wait_all_async([task], poll=poll)


def test_waiting_takes_little_memory_beyond_the_tasks(clients: SyncClients) -> None:
    tokens = [TaskAddress("kie", "veo", f"veo_{number}").token() for number in range(1001)]
    first, *tasks = [clients["kie"].from_token(token) for token in tokens]
    poll_dispatcher([poller_of(first)])
    tracemalloc.start()
    try:
        crowd = poll_dispatcher([poller_of(task) for task in tasks])
        taken_b, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert crowd.left == len(tasks)
    assert taken_b < 5000 * len(tasks)
