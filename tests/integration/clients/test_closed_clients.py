"""What would send a request raises at once when its client is closed, and a wait that runs then ends."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import anyio
import httpx
import pytest

from longtake import (
    AsyncKie,
    AsyncUseApi,
    InvalidRequestError,
    Kie,
    LongtakeError,
    SubmitOutcomeUnknown,
    SubmitResult,
    Task,
    UseApi,
    as_completed,
    as_completed_async,
    submit_all,
    submit_all_async,
    wait_all,
    wait_all_async,
)
from longtake._core.tokens import TaskAddress
from tests.helpers.raw_server import StillClock
from tests.helpers.scenarios import Scenario, each_provider

if TYPE_CHECKING:
    from pathlib import Path

LATE_S: Final = 60.0
closed = pytest.raises(InvalidRequestError, match="the client is closed")


def respond(request: httpx.Request) -> httpx.Response:
    data = {"taskId": "t1"} if request.method == "POST" else {"taskId": "t1", "successFlag": 0}
    return httpx.Response(200, json={"code": 200, "data": data})


def options(**others: Any) -> dict[str, Any]:
    return {"transport": httpx.MockTransport(respond), **others}


def assert_closed(error: LongtakeError | None, token: str) -> None:
    """Check that an error says that the client is closed, and how the task is found again."""
    assert isinstance(error, InvalidRequestError)
    assert "the client is closed" in str(error)
    assert error.token == token


def test_nothing_sleeps_before_it_raises() -> None:
    clock = StillClock()
    with Kie("a-key", **options(clock=clock)) as kie:
        task = kie.veo.extend(task_id="veo_1", prompt="On")
    for ask in (task.wait, task.events, task.status, partial(task.wait, timeout=None, poll=9)):
        with closed:
            ask()
    with closed:
        kie.veo.extend(task_id="veo_1", prompt="On")
    with closed:
        kie.from_token(task.token).wait()
    (submitted,) = submit_all([kie.veo.prepare.extend(task_id="veo_1", prompt="On")])
    assert isinstance(submitted.error, InvalidRequestError)
    (finished,) = wait_all([task])
    assert_closed(finished.error, task.token)
    assert clock.slept == []


@pytest.mark.anyio
async def test_nothing_sleeps_before_it_raises_async() -> None:
    clock = StillClock()
    async with AsyncKie("a-key", **options(clock=clock)) as kie:
        task = await kie.veo.extend(task_id="veo_1", prompt="On")
    for ask in (task.wait, task.status, partial(task.wait, timeout=None, poll=9)):
        with closed:
            await ask()
    with closed:
        task.events()
    with closed:
        await kie.veo.extend(task_id="veo_1", prompt="On")
    calls = [kie.veo.prepare.extend(task_id="veo_1", prompt="On")]
    (submitted,) = await submit_all_async(calls)
    assert isinstance(submitted.error, InvalidRequestError)
    (finished,) = await wait_all_async([task])
    assert_closed(finished.error, task.token)
    # The submit that was accepted lets others run, for no time.
    assert set(clock.slept) <= {0}


def ended(wait: Any) -> list[Any]:
    """Run a wait in a thread until its client is closed, and return what became of it."""
    became: list[Any] = []
    sleeps = threading.Event()

    def run() -> None:
        sleeps.set()
        try:
            became.append(wait())
        except InvalidRequestError as error:
            became.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    sleeps.wait()
    return [thread, became]


@pytest.mark.parametrize("many", [False, True], ids=["wait", "wait_all"])
def test_a_wait_ends_when_another_thread_closes_its_client(many: bool) -> None:
    began = time.monotonic()
    kie = Kie("a-key", **options())
    task = kie.veo.extend(task_id="veo_1", prompt="On")
    thread, became = ended(partial(wait_all, [task]) if many else task.wait)
    kie.close()
    thread.join(LATE_S)
    assert not thread.is_alive()
    error = became[0][0].error if isinstance(became[0], list) else became[0]
    assert "the client is closed" in str(error)
    assert time.monotonic() - began < LATE_S


@pytest.mark.parametrize("many", [False, True], ids=["wait", "wait_all"])
@pytest.mark.anyio
async def test_a_wait_ends_when_another_task_closes_its_client(many: bool) -> None:
    kie = AsyncKie("a-key", **options())
    task = await kie.veo.extend(task_id="veo_1", prompt="On")
    errors: list[Any] = []

    async def wait() -> None:
        if many:
            errors.append((await wait_all_async([task]))[0].error)
            return
        try:
            await task.wait()
        except InvalidRequestError as error:
            errors.append(error)

    with anyio.fail_after(LATE_S):
        async with anyio.create_task_group() as group:
            group.start_soon(wait)
            await anyio.sleep(0.01)
            await kie.close()
    assert "the client is closed" in str(errors[0])


GEN2: Final = TaskAddress("useapi", "gen2", "user:1-runwayml:me@x.example-task:1").token()
KEY: Final = "user:1-key"
SOURCE: Final = "user:1-runwayml:me@x.example-asset:1"
VEO: Final = TaskAddress("kie", "veo", "veo_1").token()


def done(_: httpx.Request) -> httpx.Response:
    video = {"resultUrls": ["https://media.example/v.mp4"]}
    return httpx.Response(200, json={"code": 200, "data": {"successFlag": 1, "response": video}})


def test_download_and_cancel_raise(tmp_path: Path) -> None:
    with Kie("a-key", transport=httpx.MockTransport(done)) as kie:
        video = kie.from_token(VEO).wait()
    with closed as caught:
        video.download(tmp_path / "v.mp4")
    assert (caught.value.token, list(tmp_path.iterdir())) == (VEO, [])
    with UseApi("user:1-key", transport=httpx.MockTransport(done)) as useapi:
        task = useapi.from_token(GEN2)
    with closed:
        task.cancel()


@pytest.mark.anyio
async def test_download_and_cancel_raise_async(tmp_path: Path) -> None:
    async with AsyncKie("a-key", transport=httpx.MockTransport(done)) as kie:
        video = await kie.from_token(VEO).wait()
    with closed as caught:
        await video.download(tmp_path / "v.mp4")
    assert caught.value.token == VEO
    async with AsyncUseApi("user:1-key", transport=httpx.MockTransport(done)) as useapi:
        task = useapi.from_token(GEN2)
    with closed:
        await task.cancel()


def broken(_: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("broken")


@each_provider
def test_reconcile_raises(scenario: Scenario) -> None:
    clock = StillClock()
    with (
        scenario.sync_class(KEY, transport=httpx.MockTransport(broken), clock=clock) as client,
        pytest.raises(SubmitOutcomeUnknown) as caught,
    ):
        scenario.start(client, SOURCE)
    with closed:
        caught.value.reconcile()
    assert clock.slept == []


@each_provider
@pytest.mark.anyio
async def test_reconcile_raises_async(scenario: Scenario) -> None:
    made: dict[str, Any] = {"transport": httpx.MockTransport(broken), "clock": StillClock()}
    async with scenario.async_class(KEY, **made) as client:
        with pytest.raises(SubmitOutcomeUnknown) as caught:
            await scenario.start_async(client, SOURCE)
    with closed:
        await caught.value.reconcile_async()


def test_a_client_that_was_closed_before_its_first_use() -> None:
    kie = Kie("a-key", **options(clock=StillClock()))
    kie.close()
    with closed:
        kie.from_token(VEO).events()


def test_tasks_of_other_clients_are_waited_for() -> None:
    first, second = (Kie(key, transport=httpx.MockTransport(done)) for key in ("a-key", "b-key"))
    shut, open_ = first.from_token(VEO), second.from_token(VEO)
    first.close()
    results = wait_all([shut, open_])
    assert_closed(results[0].error, VEO)
    assert results[1].video.url == "https://media.example/v.mp4"
    ended_ = {result.task: result.error for result in as_completed([shut, second.from_token(VEO)])}
    assert_closed(ended_.pop(shut), VEO)
    assert list(ended_.values()) == [None]
    second.close()


@pytest.mark.anyio
async def test_tasks_of_other_clients_are_waited_for_async() -> None:
    first = AsyncKie("a-key", transport=httpx.MockTransport(done))
    second = AsyncKie("b-key", transport=httpx.MockTransport(done))
    shut, open_ = first.from_token(VEO), second.from_token(VEO)
    await first.close()
    results = await wait_all_async([shut, open_])
    assert_closed(results[0].error, VEO)
    assert results[1].video.url == "https://media.example/v.mp4"
    tasks = [shut, second.from_token(VEO)]
    ended_ = {each.task: each.error async for each in as_completed_async(tasks)}
    assert_closed(ended_.pop(shut), VEO)
    assert list(ended_.values()) == [None]
    await second.close()


def test_tasks_of_other_clients_go_on_when_one_is_closed_meanwhile() -> None:
    first = Kie("a-key", **options(clock=StillClock()))
    shut = first.from_token(VEO)

    def closes_the_other(request: httpx.Request) -> httpx.Response:
        first.close()
        return done(request)

    second = Kie("b-key", transport=httpx.MockTransport(closes_the_other), clock=StillClock())
    results = wait_all([shut, second.from_token(VEO)])
    assert_closed(results[0].error, VEO)
    assert results[1].error is None
    second.close()


def test_submit_all_goes_on_when_a_client_with_tasks_in_places_is_closed() -> None:
    """The tasks of a closed client hold no place: nothing polls them any more."""
    kie = Kie("a-key", **options(clock=StillClock()))
    other = Kie("b-key", **options(clock=StillClock()))
    kie.limits.running = 1
    calls = [
        client.veo.prepare.extend(task_id="veo_1", prompt="On") for client in (kie, kie, other)
    ]

    def shut(outcome: SubmitResult[Task]) -> None:
        if outcome.index == 0:
            kie.close()

    outcomes = submit_all(calls, on_submit=shut)
    assert [type(outcome.error) for outcome in outcomes] == [
        type(None),
        InvalidRequestError,
        type(None),
    ]
    other.close()
