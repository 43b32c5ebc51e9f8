"""Carrying out what a schedule says: requests in a few threads, or in tasks of an event loop.

Time is passed in one place, and only while no request is under way; else the next moment or the next answer
is awaited, whichever comes first. What answers come to is decided where the caller is, never in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from attrs import define, field, frozen

from longtake._core.poll_queue import CONNECTIONS
from longtake._core.rate_limit import RateLimiter
from longtake._shell.clock import Clock, Wakeup, from_any_thread, wait, wait_async
from longtake._shell.http.context import SingleAttempt, context_var_set, single_attempt

if TYPE_CHECKING:
    import anyio


EventT = TypeVar("EventT")

# What is given does not wait longer than this for looks that are under way: a step leaves none behind.
_GRACE_S: Final = 2.0
# Another schedule in this process may hold what this one waits for.
_IDLE_S: Final = 0.05


@frozen(eq=False)
class ScheduledRequest:
    """A request to make.

    Attributes:
        number: Whom it is for.
        provider: Whom it goes to.
        ask: Makes it, and returns the answer, or a coroutine that does.
        budget: What is told when it is over.
        attempt: Which attempt it is, from 1.
        submits: Whether it starts a task: then it is never dropped on its way.
    """

    number: int
    provider: str
    send: Callable[[], Any]
    limiter: RateLimiter
    attempt: int = 1
    is_submit: bool = False


@frozen(eq=False)
class RequestResult:
    """What became of a request.

    Attributes:
        job: Which one.
        value: What it gave.
        error: What it raised.
        again_in_s: After how many seconds it may be made again, None if it may not.
        dropped: Whether nobody waited for its answer.
    """

    request: ScheduledRequest
    value: Any = None
    error: BaseException | None = None
    again_in_s: float | None = None
    is_dropped: bool = False


class Dispatcher(Protocol[EventT]):
    """What there is to do, and when."""

    clock: Clock

    @property
    def wakeup(self) -> Wakeup | None:
        """Rings when there may be something to do sooner; None if nothing is announced."""
        ...

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        ...

    def begin(self) -> list[ScheduledRequest]:
        """The requests to make now."""
        ...

    def overdue(self) -> list[EventT]:
        """What happened because time has passed."""
        ...

    def pause_s(self) -> float | None:
        """Seconds until there is something to do; None if that depends on requests under way."""
        ...

    def progress_in_s(self) -> float | None:
        """Seconds until there is progress to report without a request; None if there is none to come."""
        ...

    def progress(self) -> list[EventT]:
        """The progress to report now. It may wait for requests under way."""
        ...

    def on_result(self, result: RequestResult) -> list[EventT]:
        """What happened because a request is over. Raises what is nobody's outcome but a mistake."""
        ...


def run(dispatcher: Dispatcher[EventT]) -> Generator[EventT]:
    """Do all that there is to do, and give what happens.

    However it is left, submits that are under way are awaited, and the agenda is told how they ended.
    """
    threads = _Threads(dispatcher.clock)
    try:
        while not dispatcher.is_done:
            for job in dispatcher.begin():
                threads.start(job)
            if happened := dispatcher.overdue():
                yield from happened
            elif (result := threads.next(_pause_s(dispatcher), dispatcher.wakeup)) is not None:
                yield from dispatcher.on_result(result)
            else:
                yield from dispatcher.progress()
    finally:
        for result in threads.last_submits():
            dispatcher.on_result(result)


def _pause_s(dispatcher: Dispatcher[Any]) -> float | None:
    """Seconds until there is something to do or to report."""
    pauses = (dispatcher.pause_s(), dispatcher.progress_in_s())
    return min((pause for pause in pauses if pause is not None), default=None)


@define(eq=False)
class _Threads:
    """A few for each provider."""

    clock: Clock
    _pools: dict[str, ThreadPoolExecutor] = field(factory=dict[str, ThreadPoolExecutor], init=False)
    _results: SimpleQueue[RequestResult | None] = field(
        factory=SimpleQueue["RequestResult | None"], init=False
    )
    _under_way: int = field(default=0, init=False)
    # By their jobs: one whose result was taken from the queue by nobody is not waited for in vain.
    _submits: dict[ScheduledRequest, Future[RequestResult]] = field(
        factory=dict[ScheduledRequest, "Future[RequestResult]"], init=False
    )

    def start(self, request: ScheduledRequest) -> None:
        if request.provider not in self._pools:
            name = f"longtake-{request.provider}"
            self._pools[request.provider] = ThreadPoolExecutor(CONNECTIONS, name)
        self._under_way += 1
        # In the caller's context, so that traces of requests belong to what the caller does.
        future = self._pools[request.provider].submit(copy_context().run, self._send, request)
        if request.is_submit:
            self._submits[request] = future

    def next(self, pause: float | None, wakeup: Wakeup | None = None) -> RequestResult | None:
        """The next result, None if there is something to do before."""
        if not self._under_way:
            wait(self.clock, _IDLE_S if pause is None else pause, wakeup)
            return None
        with wakeup.calling(partial(self._results.put, None)) if wakeup else nullcontext():
            try:
                result = self._results.get(timeout=pause)
            except Empty:
                return None
        if result is None:
            return None
        self._under_way -= 1
        self._submits.pop(result.request, None)
        return result

    def last_submits(self) -> Generator[RequestResult]:
        """Wait for the submits under way, and for nothing else."""
        for pool in self._pools.values():
            pool.shutdown(wait=False)
        while self._submits:
            job, future = next(iter(self._submits.items()))
            result = future.result()
            del self._submits[job]
            yield result

    def _send(self, request: ScheduledRequest) -> RequestResult:
        value, error = None, None
        with _attempt(request, self.clock) as current:
            try:
                value = request.send()
            except BaseException as failure:  # noqa: BLE001 - raised where the caller is
                error = failure
        result = RequestResult(request, value, error, current.again_in_s)
        self._results.put(result)
        return result


@contextmanager
def _attempt(request: ScheduledRequest, clock: Clock) -> Generator[SingleAttempt]:
    try:
        with context_var_set(single_attempt, SingleAttempt(request.attempt)) as current:
            yield current
    finally:
        request.limiter.end(clock.monotonic())


async def run_async(dispatcher: Dispatcher[EventT], *, until_done: bool = False) -> list[EventT]:
    """Do what there is to do until something happens, or all of it, and give what happened.

    No request outlives the call. Looks that are under way at its end are given two seconds, and then
    dropped and made again; submits are awaited.
    """
    import anyio  # noqa: PLC0415 - only async callers pay for it

    loop = _Loop(dispatcher, anyio.Event())
    async with anyio.create_task_group() as group:
        while not (dispatcher.is_done or loop.error or (loop.events and not until_done)):
            for job in dispatcher.begin():
                loop.under_way += 1
                group.start_soon(loop.send, job)
            overdue = dispatcher.overdue()
            loop.events += overdue
            if overdue:
                continue
            # An event ends the call, and looks under way with it: estimates wait for them.
            await loop.pause(
                dispatcher.pause_s() if loop.under_way else _pause_s(dispatcher), dispatcher.wakeup
            )
            if not loop.under_way:
                loop.events += dispatcher.progress()
        if not (dispatcher.is_done or loop.error):
            with anyio.move_on_after(_GRACE_S):
                await loop.wait_for_all()
        for scope in loop.droppable:
            scope.cancel()
    if loop.error is not None:
        raise loop.error
    return loop.events


@define(eq=False)
class _Loop:
    """The requests of one call, and what came of them."""

    dispatcher: Dispatcher[Any]
    returned: anyio.Event
    events: list[Any] = field(factory=list[Any])
    droppable: set[anyio.CancelScope] = field(factory=set["anyio.CancelScope"])
    under_way: int = 0
    error: Exception | None = None

    async def send(self, request: ScheduledRequest) -> None:
        import anyio  # noqa: PLC0415 - only async callers pay for it

        # A cancellation lets submits that are under way come back, as an interruption of threads does.
        scope = anyio.CancelScope(shield=request.is_submit)
        if not request.is_submit:
            self.droppable.add(scope)
        result = RequestResult(request, is_dropped=True)
        try:
            with _attempt(request, self.dispatcher.clock) as current, scope:
                result = await self._result(request, current)
            self.events += self.dispatcher.on_result(result)
        except Exception as mistake:  # noqa: BLE001 - raised where the caller is
            self.error = mistake
        finally:
            self.droppable.discard(scope)
            self.under_way -= 1
            self.returned.set()

    @staticmethod
    async def _result(request: ScheduledRequest, current: SingleAttempt) -> RequestResult:
        try:
            return RequestResult(request, await request.send())
        except Exception as failure:  # noqa: BLE001 - the agenda decides what it means
            return RequestResult(request, None, failure, current.again_in_s)

    async def pause(self, seconds: float | None, wakeup: Wakeup | None = None) -> None:
        """Let time pass until there is something to do."""
        import anyio  # noqa: PLC0415 - only async callers pay for it

        if not self.under_way:
            pause = _IDLE_S if seconds is None else seconds
            await wait_async(self.dispatcher.clock, pause, wakeup)
            return
        self.returned = anyio.Event()
        with (
            wakeup.calling(from_any_thread(self.returned.set)) if wakeup else nullcontext(),
            anyio.move_on_after(seconds),
        ):
            await self.returned.wait()

    async def wait_for_all(self) -> None:
        """Wait for all requests."""
        while self.under_way:
            await self.pause(None)
