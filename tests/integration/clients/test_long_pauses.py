"""`Retry-After` is obeyed within reason, and `submit_all` ends in the time that it is given."""

from __future__ import annotations

import json
import logging
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import (
    AsyncKie,
    InvalidRequestError,
    Kie,
    Prepared,
    RateLimitError,
    SubmitResult,
    SubmitTimeoutError,
    TaskTimeoutError,
    submit_all,
    submit_all_async,
    wait_all,
    wait_all_async,
)
from longtake._core.poll_queue import PollQueue
from tests.helpers.raw_server import StillClock

if TYPE_CHECKING:
    from collections.abc import Callable

DAY: Final = "86400"
PAUSES: Final = (DAY, "1e10", "1e300", "inf", "9" * 40)
RUNNING: Final = {"code": 200, "data": {"taskId": "t", "successFlag": 0}}


class Server:
    """Accepts so many submits, and refuses every other request as one too many."""

    def __init__(self, clock: StillClock, retry_after: str, accepts: int = 0) -> None:
        self.clock, self.retry_after, self.accepts = clock, retry_after, accepts
        self.times: list[float] = []
        self.transport = httpx.MockTransport(self.respond)

    def respond(self, request: httpx.Request) -> httpx.Response:
        self.times.append(self.clock.monotonic())
        if request.method == "POST" and self.accepts:
            self.accepts -= 1
            return httpx.Response(200, json={"code": 200, "data": {"taskId": f"t{self.accepts}"}})
        headers = {"Retry-After": self.retry_after}
        return httpx.Response(429, json={"code": 429, "msg": "too many"}, headers=headers)

    @property
    def options(self) -> dict[str, Any]:
        return {"transport": self.transport, "clock": self.clock, "attempts": 1}


def calls(extend: Callable[..., Prepared[Any]], count: int) -> list[Prepared[Any]]:
    return [extend(task_id="veo_1", prompt=f"take {number}") for number in range(count)]


def check_wait(server: Server) -> None:
    polls = server.times[1:]
    pauses = [later - sooner for sooner, later in pairwise(polls)]
    assert pauses
    assert max(pauses) <= 140


@pytest.mark.parametrize("retry_after", PAUSES)
def test_waits_poll_on(retry_after: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "longtake")
    server = Server(StillClock(), retry_after, accepts=2)
    with Kie("a-key", **server.options) as kie:
        with pytest.raises(RateLimitError) as limited:
            kie.veo.extend(task_id="veo_1", prompt="On").wait(timeout=None)
        assert limited.value.retry_after in (None, float(retry_after))
        check_wait(server)
        del server.times[1:]
        (ended,) = wait_all([kie.veo.extend(task_id="veo_1", prompt="On")], timeout=None)
        assert isinstance(ended.error, RateLimitError)
        check_wait(server)
        limiter = kie._session.limits.reads  # pyright: ignore[reportPrivateUsage] - users see only the rate
        assert limiter.free_at(server.clock.monotonic()) <= server.clock.monotonic() + 120
    if retry_after == DAY:
        assert "kie: asked for a pause of 120 s" in caplog.messages


@pytest.mark.parametrize("retry_after", PAUSES)
@pytest.mark.anyio
async def test_waits_poll_on_async(retry_after: str) -> None:
    server = Server(StillClock(), retry_after, accepts=2)
    async with AsyncKie("a-key", **server.options) as kie:
        task = await kie.veo.extend(task_id="veo_1", prompt="On")
        with pytest.raises(RateLimitError):
            await task.wait(timeout=None)
        check_wait(server)
        del server.times[1:]
        task = await kie.veo.extend(task_id="veo_1", prompt="On")
        (ended,) = await wait_all_async([task], timeout=None)
        assert isinstance(ended.error, RateLimitError)
        check_wait(server)


def test_a_wait_ends_by_its_timeout() -> None:
    server = Server(StillClock(), DAY, accepts=1)
    with Kie("a-key", **server.options) as kie:
        task = kie.veo.extend(task_id="veo_1", prompt="On")
        (ended,) = wait_all([task], timeout=300)
        assert isinstance(ended.error, TaskTimeoutError | RateLimitError)
        assert server.clock.monotonic() - server.times[0] <= 310


def check_submits(server: Server, outcomes: list[SubmitResult[Any]], reported: list[Any]) -> None:
    assert [each.index for each in outcomes] == [0, 1, 2]
    assert outcomes[0].error is None
    for each in outcomes[1:]:
        assert isinstance(each.error, SubmitTimeoutError)
        assert isinstance(each.error, TimeoutError)
        assert "not submitted within 300 s: no task was created" in str(each.error)
    # The first was sent and refused, the other one was never sent.
    assert isinstance(outcomes[1].error and outcomes[1].error.__cause__, RateLimitError)
    assert sorted(each.index for each in reported) == [0, 1, 2]
    assert server.clock.monotonic() - server.times[0] == pytest.approx(300, abs=1)
    assert len(server.times) == 4


@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.parametrize("retry_after", [DAY, "1e10"])
def test_submit_all_ends_in_time(retry_after: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "longtake")
    reported: list[SubmitResult[Any]] = []
    server = Server(StillClock(), retry_after, accepts=1)
    with Kie("a-key", **server.options) as kie:
        kie.limits.submits.rate = None
        kie.limits.running = None
        some = calls(kie.veo.prepare.extend, 3)
        outcomes = submit_all(some, on_submit=reported.append, timeout=300)
    check_submits(server, outcomes, reported)
    assert "kie: asked for a pause of 120 s" in caplog.messages


@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.anyio
async def test_submit_all_ends_in_time_async() -> None:
    reported: list[SubmitResult[Any]] = []
    server = Server(StillClock(), DAY, accepts=1)
    async with AsyncKie("a-key", **server.options) as kie:
        kie.limits.submits.rate = None
        some = calls(kie.veo.prepare.extend, 3)
        outcomes = await submit_all_async(some, on_submit=reported.append, timeout=300)
    check_submits(server, outcomes, reported)


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one request be under way at a time, so that their order is known."""

    def has_room(fleet: Any, provider: str) -> bool:
        return not fleet._busy[provider]

    monkeypatch.setattr(PollQueue, "has_room", has_room)


def never_ending(request: httpx.Request) -> httpx.Response:
    if request.method == "POST":
        number = json.loads(request.content)["prompt"]
        return httpx.Response(200, json={"code": 200, "data": {"taskId": number}})
    return httpx.Response(200, json=RUNNING)


def test_places_that_nothing_leaves_end_in_time() -> None:
    clock = StillClock()
    with Kie("a-key", transport=httpx.MockTransport(never_ending), clock=clock) as kie:
        kie.limits.running = 2
        began = clock.monotonic()
        outcomes = submit_all(calls(kie.veo.prepare.extend, 4), timeout=600)
        assert clock.monotonic() - began == pytest.approx(600, abs=1)
        kie.limits.running = None
    errors = [type(each.error) for each in outcomes]
    assert errors == [type(None), type(None), SubmitTimeoutError, SubmitTimeoutError]


def test_without_a_timeout_everything_is_submitted() -> None:
    transport = httpx.MockTransport(never_ending)
    with Kie("a-key", transport=transport, clock=StillClock()) as kie:
        assert all(each.error is None for each in submit_all(calls(kie.veo.prepare.extend, 30)))
        assert submit_all([], timeout=1) == []


@pytest.mark.parametrize("timeout", [-1, "1", True, float("nan")])
def test_a_timeout_must_be_one(timeout: Any) -> None:
    with pytest.raises(InvalidRequestError, match="timeout must be"):
        submit_all([], timeout=timeout)
