"""What would send a request raises at once when its client is closed, and a wait that runs then ends."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import Any, Final

import anyio
import httpx
import pytest

from longtake import (
    AsyncKie,
    InvalidRequestError,
    Kie,
    submit_all,
    submit_all_async,
    wait_all,
    wait_all_async,
)
from tests.helpers.raw_server import StillClock

LATE_S: Final = 10.0
closed = pytest.raises(InvalidRequestError, match="the client is closed")


def answer(request: httpx.Request) -> httpx.Response:
    data = {"taskId": "t1"} if request.method == "POST" else {"taskId": "t1", "successFlag": 0}
    return httpx.Response(200, json={"code": 200, "data": data})


def options(**others: Any) -> dict[str, Any]:
    return {"transport": httpx.MockTransport(answer), **others}


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
    (submitted,) = submit_all([partial(kie.veo.extend, task_id="veo_1", prompt="On")])
    assert isinstance(submitted.error, InvalidRequestError)
    with closed:
        wait_all([task])
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
    calls = [partial(kie.veo.extend, task_id="veo_1", prompt="On")]
    (submitted,) = await submit_all_async(calls)
    assert isinstance(submitted.error, InvalidRequestError)
    with closed:
        await wait_all_async([task])
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
