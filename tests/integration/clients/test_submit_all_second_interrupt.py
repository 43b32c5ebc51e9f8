"""A second Ctrl-C ends `submit_all` at once: each submission under way is an unknown outcome of its call."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import (
    AsyncKie,
    AsyncTask,
    Created,
    InterruptedBatch,
    Kie,
    SubmitOutcomeUnknown,
    SubmitResult,
    Task,
    pending_after,
    submit_all,
    submit_all_async,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from types import FrameType

COUNT: Final = 4
LATE_S: Final = 60.0
OFTEN_S: Final = 0.005
NUMBERS: Final = list(range(COUNT))


def created(request: httpx.Request) -> httpx.Response:
    number = json.loads(request.content)["prompt"]
    return httpx.Response(200, json={"code": 200, "data": {"taskId": f"t{number}"}})


class SecondInterrupt:
    """Raises `KeyboardInterrupt` twice: in `submit_all`, and where that waits for what is under way."""

    def __init__(self) -> None:
        self.count = 0
        self.is_over = threading.Event()

    def __call__(self, _: int, frame: FrameType | None) -> None:
        if self.count == 0 or (self.count == 1 and is_in(frame, "last_submits")):
            self.count += 1
            raise KeyboardInterrupt

    def send(self) -> None:
        """Send signals to the main thread until it has met both."""
        while self.count < 2 and not self.is_over.wait(OFTEN_S):
            interrupt()


def interrupt() -> None:
    main = threading.main_thread().ident
    assert main is not None
    signal.pthread_kill(main, signal.SIGINT)


def is_in(frame: FrameType | None, function: str) -> bool:
    while frame is not None and frame.f_code.co_name != function:
        frame = frame.f_back
    return frame is not None


@pytest.fixture
def handler() -> Generator[Callable[[Any], object]]:
    """Sets what handles Ctrl-C until the test ends."""
    before = signal.getsignal(signal.SIGINT)
    yield lambda handles: signal.signal(signal.SIGINT, handles)
    signal.signal(signal.SIGINT, before)


def left_by(error: BaseException) -> InterruptedBatch:
    left = pending_after(error)
    assert isinstance(left, InterruptedBatch)
    return left


def test_each_submission_under_way_can_be_reconciled(handler: Callable[[Any], object]) -> None:
    interrupts, free, arrived = SecondInterrupt(), threading.Event(), threading.Semaphore(0)

    def respond(request: httpx.Request) -> httpx.Response:
        arrived.release()
        free.wait(LATE_S)
        return created(request)

    def send() -> None:
        for _ in range(COUNT):
            arrived.acquire(timeout=LATE_S)
        interrupts.send()

    handler(interrupts)
    reported, sender = list[SubmitResult[Task]](), threading.Thread(target=send)
    with Kie("a-key", transport=httpx.MockTransport(respond)) as kie:
        calls = [kie.veo.prepare.extend(task_id="veo_1", prompt=str(each)) for each in NUMBERS]
        sender.start()
        with pytest.raises(KeyboardInterrupt) as caught:
            submit_all(calls, on_submit=reported.append)
        interrupts.is_over.set()
        left, unknown_outcome = left_by(caught.value), kie.unknown_outcomes
        assert (interrupts.count, left.tokens) == (2, ())
        assert [doubt.index for doubt in left.unknown_outcomes] == NUMBERS
        assert {id(doubt) for doubt in unknown_outcome} == {
            id(doubt) for doubt in left.unknown_outcomes
        }
        assert sorted(each.index for each in reported) == NUMBERS
        for doubt in left.unknown_outcomes:
            assert (doubt.provider, doubt.kind) == ("kie", "veo")
            assert doubt.operation == "extend_veo_video"
            assert "reconcile()" in str(doubt)
        # The requests go on, and what comes of them is known as soon as they are over.
        free.set()
        join_threads()
        outcomes = [doubt.reconcile(timeout=0) for doubt in left.unknown_outcomes]
        ids = [each.task.id for each in outcomes if isinstance(each, Created)]
        assert ids == [f"t{number}" for number in NUMBERS]
        assert kie.unknown_outcomes == ()
    sender.join(LATE_S)


def join_threads() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("longtake-kie"):
            thread.join(LATE_S)


def test_each_submission_under_way_is_reported_async(handler: Callable[[Any], object]) -> None:
    reported, doubts = list[SubmitResult[AsyncTask]](), list[SubmitOutcomeUnknown]()
    arrived, met = threading.Semaphore(0), threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def respond(_: httpx.Request) -> httpx.Response:
        arrived.release()
        await asyncio.Event().wait()
        raise AssertionError

    async def submit() -> None:
        loops.append(asyncio.get_running_loop())
        async with AsyncKie("a-key", transport=httpx.MockTransport(respond)) as kie:
            calls = [kie.veo.prepare.extend(task_id="veo_1", prompt=str(each)) for each in NUMBERS]
            try:
                await submit_all_async(calls, on_submit=reported.append)
            finally:
                doubts.extend(kie.unknown_outcomes)

    def send() -> None:
        for _ in range(COUNT):
            arrived.acquire(timeout=LATE_S)
        interrupt()
        # The loop has met the first one, which cancels its main task, when it runs this.
        loops[0].call_soon_threadsafe(met.set)
        met.wait(LATE_S)
        interrupt()

    handler(signal.default_int_handler)
    sender = threading.Thread(target=send)
    sender.start()
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(submit())
    sender.join(LATE_S)
    assert sorted(each.index for each in reported) == NUMBERS
    assert sorted(doubt.index or 0 for doubt in doubts) == NUMBERS
    assert {id(each.error) for each in reported} == {id(doubt) for doubt in doubts}
