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
from longtake._shell.clock import Bell, Clock, from_any_thread, rest, rest_async
from longtake._shell.http.context import Once, having, once

if TYPE_CHECKING:
    import anyio


EventT = TypeVar("EventT")

# What is given does not wait longer than this for looks that are under way: a step leaves none behind.
_GRACE_S: Final = 2.0
# Another schedule in this process may hold what this one waits for.
_ELSEWHERE_S: Final = 0.05


@frozen(eq=False)
class Job:
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
    ask: Callable[[], Any]
    budget: RateLimiter
    attempt: int = 1
    submits: bool = False


@frozen(eq=False)
class Result:
    """What became of a request.

    Attributes:
        job: Which one.
        value: What it gave.
        error: What it raised.
        again_in_s: After how many seconds it may be made again, None if it may not.
        dropped: Whether nobody waited for its answer.
    """

    job: Job
    value: Any = None
    error: BaseException | None = None
    again_in_s: float | None = None
    dropped: bool = False


class Agenda(Protocol[EventT]):
    """What there is to do, and when."""

    clock: Clock

    @property
    def bell(self) -> Bell | None:
        """Rings when there may be something to do sooner; None if nothing is announced."""
        ...

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        ...

    def begin(self) -> list[Job]:
        """The requests to make now."""
        ...

    def overdue(self) -> list[EventT]:
        """What happened because time has passed."""
        ...

    def pause(self) -> float | None:
        """Seconds until there is something to do; None if that depends on requests under way."""
        ...

    def progress_in_s(self) -> float | None:
        """Seconds until there is progress to report without a request; None if there is none to come."""
        ...

    def progress(self) -> list[EventT]:
        """The progress to report now. It may wait for requests under way."""
        ...

    def took(self, result: Result) -> list[EventT]:
        """What happened because a request is over. Raises what is nobody's outcome but a mistake."""
        ...


def driven(agenda: Agenda[EventT]) -> Generator[EventT]:
    """Do all that there is to do, and give what happens.

    However it is left, submits that are under way are awaited, and the agenda is told how they ended.
    """
    threads = _Threads(agenda.clock)
    try:
        while not agenda.over:
            for job in agenda.begin():
                threads.start(job)
            if happened := agenda.overdue():
                yield from happened
            elif (result := threads.next(_rest_s(agenda), agenda.bell)) is not None:
                yield from agenda.took(result)
            else:
                yield from agenda.progress()
    finally:
        for result in threads.last_submits():
            agenda.took(result)


def _rest_s(agenda: Agenda[Any]) -> float | None:
    """Seconds until there is something to do or to report."""
    pauses = (agenda.pause(), agenda.progress_in_s())
    return min((pause for pause in pauses if pause is not None), default=None)


@define(eq=False)
class _Threads:
    """A few for each provider."""

    clock: Clock
    _pools: dict[str, ThreadPoolExecutor] = field(factory=dict[str, ThreadPoolExecutor], init=False)
    _back: SimpleQueue[Result | None] = field(factory=SimpleQueue["Result | None"], init=False)
    _under_way: int = field(default=0, init=False)
    # By their jobs: one whose result was taken from the queue by nobody is not waited for in vain.
    _submits: dict[Job, Future[Result]] = field(factory=dict[Job, "Future[Result]"], init=False)

    def start(self, job: Job) -> None:
        if job.provider not in self._pools:
            name = f"longtake-{job.provider}"
            self._pools[job.provider] = ThreadPoolExecutor(CONNECTIONS, name)
        self._under_way += 1
        # In the caller's context, so that traces of requests belong to what the caller does.
        future = self._pools[job.provider].submit(copy_context().run, self._make, job)
        if job.submits:
            self._submits[job] = future

    def next(self, pause: float | None, bell: Bell | None = None) -> Result | None:
        """The next result, None if there is something to do before."""
        if not self._under_way:
            rest(self.clock, _ELSEWHERE_S if pause is None else pause, bell)
            return None
        with bell.heard(partial(self._back.put, None)) if bell else nullcontext():
            try:
                result = self._back.get(timeout=pause)
            except Empty:
                return None
        if result is None:
            return None
        self._under_way -= 1
        self._submits.pop(result.job, None)
        return result

    def last_submits(self) -> Generator[Result]:
        """Wait for the submits under way, and for nothing else."""
        for pool in self._pools.values():
            pool.shutdown(wait=False)
        while self._submits:
            job, future = next(iter(self._submits.items()))
            result = future.result()
            del self._submits[job]
            yield result

    def _make(self, job: Job) -> Result:
        value, error = None, None
        with _attempt(job, self.clock) as current:
            try:
                value = job.ask()
            except BaseException as failure:  # noqa: BLE001 - raised where the caller is
                error = failure
        result = Result(job, value, error, current.again_in_s)
        self._back.put(result)
        return result


@contextmanager
def _attempt(job: Job, clock: Clock) -> Generator[Once]:
    try:
        with having(once, Once(job.attempt)) as current:
            yield current
    finally:
        job.budget.end(clock.monotonic())


async def driven_async(agenda: Agenda[EventT], *, to_the_end: bool = False) -> list[EventT]:
    """Do what there is to do until something happens, or all of it, and give what happened.

    No request outlives the call. Looks that are under way at its end are given two seconds, and then
    dropped and made again; submits are awaited.
    """
    import anyio  # noqa: PLC0415 - only async callers pay for it

    loop = _Loop(agenda, anyio.Event())
    async with anyio.create_task_group() as group:
        while not (agenda.over or loop.broken or (loop.happened and not to_the_end)):
            for job in agenda.begin():
                loop.under_way += 1
                group.start_soon(loop.make, job)
            overdue = agenda.overdue()
            loop.happened += overdue
            if overdue:
                continue
            # An event ends the call, and looks under way with it: estimates wait for them.
            await loop.pause(agenda.pause() if loop.under_way else _rest_s(agenda), agenda.bell)
            if not loop.under_way:
                loop.happened += agenda.progress()
        if not (agenda.over or loop.broken):
            with anyio.move_on_after(_GRACE_S):
                await loop.all_back()
        for scope in loop.droppable:
            scope.cancel()
    if loop.broken is not None:
        raise loop.broken
    return loop.happened


@define(eq=False)
class _Loop:
    """The requests of one call, and what came of them."""

    agenda: Agenda[Any]
    came_back: anyio.Event
    happened: list[Any] = field(factory=list[Any])
    droppable: set[anyio.CancelScope] = field(factory=set["anyio.CancelScope"])
    under_way: int = 0
    broken: Exception | None = None

    async def make(self, job: Job) -> None:
        import anyio  # noqa: PLC0415 - only async callers pay for it

        # A cancellation lets submits that are under way come back, as an interruption of threads does.
        scope = anyio.CancelScope(shield=job.submits)
        if not job.submits:
            self.droppable.add(scope)
        result = Result(job, dropped=True)
        try:
            with _attempt(job, self.agenda.clock) as current, scope:
                result = await self._asked(job, current)
            self.happened += self.agenda.took(result)
        except Exception as mistake:  # noqa: BLE001 - raised where the caller is
            self.broken = mistake
        finally:
            self.droppable.discard(scope)
            self.under_way -= 1
            self.came_back.set()

    @staticmethod
    async def _asked(job: Job, current: Once) -> Result:
        try:
            return Result(job, await job.ask())
        except Exception as failure:  # noqa: BLE001 - the agenda decides what it means
            return Result(job, None, failure, current.again_in_s)

    async def pause(self, seconds: float | None, bell: Bell | None = None) -> None:
        """Let time pass until there is something to do."""
        import anyio  # noqa: PLC0415 - only async callers pay for it

        if not self.under_way:
            pause = _ELSEWHERE_S if seconds is None else seconds
            await rest_async(self.agenda.clock, pause, bell)
            return
        self.came_back = anyio.Event()
        with (
            bell.heard(from_any_thread(self.came_back.set)) if bell else nullcontext(),
            anyio.move_on_after(seconds),
        ):
            await self.came_back.wait()

    async def all_back(self) -> None:
        """Wait for all requests."""
        while self.under_way:
            await self.pause(None)
