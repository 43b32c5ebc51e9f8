"""Running the requests of a dispatcher, in a few threads or in tasks of an event loop.

The runner sleeps only while no request is under way. Otherwise it waits for the next response or the next
scheduled time, whichever comes first. Results are processed by the caller of the runner, never in a worker
thread.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from attrs import define, field, frozen

from longtake._core.poll_queue import CONNECTIONS
from longtake._shell.clock import Clock, Wakeup, from_any_thread, wait, wait_async
from longtake._shell.http.context import SingleAttempt, context_var_set, single_attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import anyio

    from longtake._core.rate_limit import RateLimiter


EventT = TypeVar("EventT")

# The longest time that `run_async` waits for polls under way before it drops them and returns its events.
_GRACE_S: Final = 2.0
# The pause when only another dispatcher in this process can free what this one waits for.
_IDLE_S: Final = 0.05


@frozen(eq=False)
class ScheduledRequest:
    """A request to send now.

    Attributes:
        number: The number of the task or submission in its batch.
        provider: The name of the provider.
        send: Sends the request, and returns its value or a coroutine that does.
        limiter: The rate limiter to report the end of the request to.
        attempt: The number of the attempt, from 1.
        is_submit: Whether the request starts a task. Such a request is never dropped.
    """

    number: int
    provider: str
    send: Callable[[], Any]
    limiter: RateLimiter
    attempt: int = 1
    is_submit: bool = False


@frozen(eq=False)
class RequestResult:
    """The result of a request.

    Attributes:
        request: The request.
        value: The value that it returned.
        error: The exception that it raised, None if it succeeded.
        again_in_s: Seconds after which it may be sent again; None: it may not.
        is_dropped: Whether it was cancelled before its response arrived.
    """

    request: ScheduledRequest
    value: Any = None
    error: BaseException | None = None
    again_in_s: float | None = None
    is_dropped: bool = False


class Dispatcher(Protocol[EventT]):
    """Decides which requests to send and when, and turns their results into events."""

    clock: Clock

    @property
    def wakeup(self) -> Wakeup | None:
        """Return a wakeup that is set when a request may be due earlier; None if that cannot happen."""
        ...

    @property
    def is_done(self) -> bool:
        """Return whether nothing is left to do."""
        ...

    def begin(self) -> list[ScheduledRequest]:
        """Return the requests to send now."""
        ...

    def overdue(self) -> list[EventT]:
        """Return the events that result from the passing of time."""
        ...

    def pause_s(self) -> float | None:
        """Return the seconds until there is something to do; None if that depends on requests under way."""
        ...

    def progress_in_s(self) -> float | None:
        """Return the seconds until there is estimated progress to report; None if there is none to come."""
        ...

    def progress(self) -> list[EventT]:
        """Return the estimated progress to report now. It may be delayed by requests under way."""
        ...

    def on_result(self, result: RequestResult) -> list[EventT]:
        """Return the events that result from the end of a request. Raise errors that belong to no event."""
        ...


def run(dispatcher: Dispatcher[EventT]) -> Generator[EventT]:
    """Run a dispatcher in threads until it is done, and yield its events.

    When the generator is closed or interrupted, it waits for submissions under way and passes their results
    to the dispatcher.
    """
    threads = _Threads(dispatcher.clock)
    try:
        while not dispatcher.is_done:
            for request in dispatcher.begin():
                threads.start(request)
            if overdue := dispatcher.overdue():
                yield from overdue
            elif (result := threads.next(_pause_s(dispatcher), dispatcher.wakeup)) is not None:
                yield from dispatcher.on_result(result)
            else:
                yield from dispatcher.progress()
    finally:
        for result in threads.last_submits():
            dispatcher.on_result(result)


async def run_async(dispatcher: Dispatcher[EventT], *, until_done: bool = False) -> list[EventT]:
    """Run a dispatcher in an event loop until there are events, or until it is done, and return the events.

    No request outlives the call. Polls that are under way at its end have two seconds to finish; then they
    are dropped, and sent again by the next call. Submissions are awaited.
    """
    import anyio  # noqa: PLC0415 - only async callers need it

    loop = _Loop(dispatcher, anyio.Event())
    async with anyio.create_task_group() as group:
        while not (dispatcher.is_done or loop.error or (loop.events and not until_done)):
            for request in dispatcher.begin():
                loop.under_way += 1
                group.start_soon(loop.send, request)
            overdue = dispatcher.overdue()
            loop.events += overdue
            if overdue:
                continue
            # An event ends the call and drops polls under way, so estimates wait for them.
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


def _pause_s(dispatcher: Dispatcher[Any]) -> float | None:
    """Return the seconds until there is something to do or to report."""
    pauses = (dispatcher.pause_s(), dispatcher.progress_in_s())
    return min((pause for pause in pauses if pause is not None), default=None)


@define(eq=False)
class _Threads:
    """The worker threads of one call, a small pool for each provider."""

    clock: Clock
    _pools: dict[str, ThreadPoolExecutor] = field(factory=dict[str, ThreadPoolExecutor], init=False)
    _results: SimpleQueue[RequestResult | None] = field(
        factory=SimpleQueue["RequestResult | None"], init=False
    )
    _under_way: int = field(default=0, init=False)
    # Separate from the queue, so that the results of submissions are found after an interruption, too.
    _submits: dict[ScheduledRequest, Future[RequestResult]] = field(
        factory=dict[ScheduledRequest, "Future[RequestResult]"], init=False
    )

    def start(self, request: ScheduledRequest) -> None:
        if request.provider not in self._pools:
            name = f"longtake-{request.provider}"
            self._pools[request.provider] = ThreadPoolExecutor(CONNECTIONS, name)
        self._under_way += 1
        # In the caller's context, so that traces of the requests belong to the caller's span.
        future = self._pools[request.provider].submit(copy_context().run, self._send, request)
        if request.is_submit:
            self._submits[request] = future

    def next(self, pause: float | None, wakeup: Wakeup | None = None) -> RequestResult | None:
        """Return the next result, None if something else is due before."""
        if not self._under_way:
            wait(self.clock, _IDLE_S if pause is None else pause, wakeup)
            return None
        with wakeup.on_set(partial(self._results.put, None)) if wakeup else nullcontext():
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
        """Wait for the submissions under way, but not for polls."""
        for pool in self._pools.values():
            pool.shutdown(wait=False)
        while self._submits:
            request, future = next(iter(self._submits.items()))
            result = future.result()
            del self._submits[request]
            yield result

    def _send(self, request: ScheduledRequest) -> RequestResult:
        value, error = None, None
        with _attempt(request, self.clock) as current:
            try:
                value = request.send()
            except BaseException as failure:  # noqa: BLE001 - raised again in the caller's thread
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


@define(eq=False)
class _Loop:
    """The requests of one call of `run_async`, and their events."""

    dispatcher: Dispatcher[Any]
    returned: anyio.Event
    events: list[Any] = field(factory=list[Any])
    droppable: set[anyio.CancelScope] = field(factory=set["anyio.CancelScope"])
    under_way: int = 0
    error: Exception | None = None

    async def send(self, request: ScheduledRequest) -> None:
        import anyio  # noqa: PLC0415 - only async callers need it

        # A cancellation waits for submissions under way, as an interruption of threads does.
        scope = anyio.CancelScope(shield=request.is_submit)
        if not request.is_submit:
            self.droppable.add(scope)
        result = RequestResult(request, is_dropped=True)
        try:
            with _attempt(request, self.dispatcher.clock) as current, scope:
                result = await self._result(request, current)
            self.events += self.dispatcher.on_result(result)
        except Exception as error:  # noqa: BLE001 - raised by `run_async`
            self.error = error
        finally:
            self.droppable.discard(scope)
            self.under_way -= 1
            self.returned.set()

    @staticmethod
    async def _result(request: ScheduledRequest, current: SingleAttempt) -> RequestResult:
        try:
            return RequestResult(request, await request.send())
        except Exception as failure:  # noqa: BLE001 - the dispatcher handles it
            return RequestResult(request, None, failure, current.again_in_s)

    async def pause(self, seconds: float | None, wakeup: Wakeup | None = None) -> None:
        """Wait until the time has passed, a request has ended or the wakeup is set."""
        import anyio  # noqa: PLC0415 - only async callers need it

        if not self.under_way:
            pause = _IDLE_S if seconds is None else seconds
            await wait_async(self.dispatcher.clock, pause, wakeup)
            return
        self.returned = anyio.Event()
        with (
            wakeup.on_set(from_any_thread(self.returned.set)) if wakeup else nullcontext(),
            anyio.move_on_after(seconds),
        ):
            await self.returned.wait()

    async def wait_for_all(self) -> None:
        """Wait until all requests have ended."""
        while self.under_way:
            await self.pause(None)
