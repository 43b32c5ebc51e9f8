"""A cancelled `submit_all_async` lets the submits under way come back, and reports each by its call."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from longtake import (
    AsyncKie,
    AsyncTask,
    InterruptedBatch,
    Prepared,
    SubmitOutcomeUnknown,
    SubmitResult,
    pending_after,
    submit_all_async,
)

COUNT = 4


class Server:
    """Responds when it may, and breaks off for one of the calls."""

    def __init__(self, *, breaks: bool) -> None:
        self.breaks = breaks
        self.arrived = 0
        self.all_here = asyncio.Event()
        self.free = asyncio.Event()

    async def respond(self, request: httpx.Request) -> httpx.Response:
        self.arrived += 1
        if self.arrived == COUNT:
            self.all_here.set()
        await self.free.wait()
        prompt = json.loads(request.content)["prompt"]
        if self.breaks and prompt == "2":
            raise httpx.ReadError("broken")
        return httpx.Response(200, json={"code": 200, "data": {"taskId": f"t{prompt}"}})


def calls(kie: AsyncKie) -> list[Prepared[AsyncTask]]:
    extend = kie.veo.prepare.extend
    return [extend(task_id="veo_1", prompt=str(number)) for number in range(COUNT)]


def left_by(error: BaseException) -> InterruptedBatch:
    left = pending_after(error)
    assert isinstance(left, InterruptedBatch)
    return left


async def cancelled(
    kie: AsyncKie, server: Server, reported: list[SubmitResult[AsyncTask]], *, times: int
) -> InterruptedBatch:
    task = asyncio.create_task(submit_all_async(calls(kie), on_submit=reported.append))
    await server.all_here.wait()
    for _ in range(times):
        task.cancel()
        for _ in range(5):
            await asyncio.sleep(0)
    assert not task.done()
    server.free.set()
    with pytest.raises(asyncio.CancelledError) as interruption:
        await task
    return left_by(interruption.value)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.anyio
async def test_submits_under_way_come_back(times: int) -> None:
    server, reported = Server(breaks=True), list[SubmitResult[AsyncTask]]()
    async with AsyncKie("a-key", transport=httpx.MockTransport(server.respond)) as kie:
        left = await cancelled(kie, server, reported, times=times)
    assert sorted(each.index for each in reported) == [0, 1, 2, 3]
    ids = {each.index: each.task.id for each in reported if each.error is None}
    assert ids == {0: "t0", 1: "t1", 3: "t3"}
    assert len(left.tokens) == 3
    (doubt,) = left.unknown_outcomes
    assert doubt.index == 2
    assert [each.error for each in reported if each.index == 2] == [doubt]


@pytest.mark.anyio
async def test_each_unknown_outcome_has_the_index_of_its_call() -> None:
    """A loop that ends cancels the submits themselves."""
    server, reported = Server(breaks=False), list[SubmitResult[AsyncTask]]()
    async with AsyncKie("a-key", transport=httpx.MockTransport(server.respond)) as kie:
        before = asyncio.all_tasks()
        task = asyncio.create_task(submit_all_async(calls(kie), on_submit=reported.append))
        await server.all_here.wait()
        for each in asyncio.all_tasks() - before:
            each.cancel()
        with pytest.raises(asyncio.CancelledError) as interruption:
            await task
    left = left_by(interruption.value)
    assert sorted(each.index for each in reported) == [0, 1, 2, 3]
    assert all(isinstance(each.error, SubmitOutcomeUnknown) for each in reported)
    assert sorted(doubt.index or 0 for doubt in left.unknown_outcomes) == [0, 1, 2, 3]
    assert {id(doubt) for doubt in left.unknown_outcomes} == {id(each.error) for each in reported}
