"""Wait for many tasks at once, by the schedule of `longtake._core.poll_queue`."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable
from contextlib import aclosing, closing, contextmanager
from functools import partial
from heapq import heappop, heappush
from inspect import isawaitable, iscoroutinefunction
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import define, field, frozen

from longtake._core.poll_queue import PollQueue
from longtake._core.polling.poller import Poll, check_callable
from longtake._core.retry import MAX_RETRY_AFTER_S
from longtake._core.snapshot import Change
from longtake._shell.clock import Clock, CloseSignal, SystemClock, Wakeup
from longtake._shell.polling import TRANSIENT_ERRORS, AsyncTaskPoller, TaskPoller
from longtake._shell.runner import RequestResult, ScheduledRequest, run, run_async
from longtake._shell.task import DEFAULT_TIMEOUT_S, AsyncTask, Task, poller_of
from longtake._shell.video import AsyncVideo, Video
from longtake.errors import (
    InterruptedBatch,
    InvalidRequestError,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    TaskFailedError,
    attach_pending,
)

TaskT = TypeVar("TaskT", Task, AsyncTask)
VideoT = TypeVar("VideoT", Video, AsyncVideo)
PollerT = TypeVar("PollerT", TaskPoller, AsyncTaskPoller)

Timeout: TypeAlias = float | Callable[[Any], float | None] | None
"""Seconds after which to give up, None for never; or a function from each task to its own."""

OnTaskChange: TypeAlias = Callable[[Task, Change], None]
"""Called as one of many tasks goes on."""

AsyncOnTaskChange: TypeAlias = Callable[[AsyncTask, Change], Awaitable[object] | None]
"""Called as one of many tasks goes on, and awaited if it is async."""

Ended: TypeAlias = LongtakeError | None
"""How waiting for a task ended: with an error, or with what its last look showed."""

Event: TypeAlias = tuple[int, Change | Ended]
"""What happened to a task, by its number."""


@frozen(kw_only=True)
class WaitResult(Generic[TaskT, VideoT]):
    """How waiting for one of many tasks ended.

    Attributes:
        task: The task, as it was given.
        error: What `wait` would have raised, None if the task succeeded.
    """

    task: TaskT
    error: LongtakeError | None = None
    _videos: tuple[VideoT, ...] = field(default=(), repr=False, alias="videos")

    @property
    def video(self) -> VideoT:
        """The video (the first, if the task made several). Raises `error` if there is none."""
        if self.error is not None:
            raise self.error
        return self._videos[0]


def wait_all(
    tasks: Iterable[Task],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: OnTaskChange | None = None,
) -> list[WaitResult[Task, Video]]:
    """Wait until all tasks have ended, of whatever providers and families, and say how each did.

    A task that fails, or cannot be polled, keeps none of the others waiting. No more polls begin with one
    key than `client.limits.reads` says, at first 10 a second, and at most 8 are under way at each provider.
    Tasks that were seen to end are not polled again. An interruption leaves the tasks as they are, and
    `pending_after` has their tokens.

    Args:
        tasks: The tasks, of any clients.
        timeout: Seconds after which to give up a task, None: no limit; or a function from a task to them.
        poll: Seconds between polls of a task, or a function from its last snapshot to them.
        on_change: Called with a task and each change of its state or progress, in the thread of the caller.

    Returns:
        How each task ended, in the order of the tasks.

    Raises:
        InvalidRequestError: If the timeout or the poll is none.
    """
    given, ended = list[Task](), dict[int, WaitResult[Task, Video]]()
    with _attaching_pending(given, ended):
        _check_on_change(on_change)
        _check_tasks(tasks, Task, given)
        for finished in _results(given, timeout, poll, on_change):
            ended[id(finished.task)] = finished
        return [ended[id(task)] for task in given]


def as_completed(
    tasks: Iterable[Task],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: OnTaskChange | None = None,
) -> Generator[WaitResult[Task, Video]]:
    """Wait for many tasks, and yield each as it ends, a task that is there twice once.

    A task that fails, or cannot be polled, keeps none of the others waiting. No more polls begin with one
    key than `client.limits.reads` says, at first 10 a second, and at most 8 are under way at each provider.
    Tasks that were seen to end are not polled again. An interruption leaves the tasks as they are, and
    `pending_after` has their tokens.

    Nothing is polled between two steps.

    Args:
        tasks: The tasks, of any clients.
        timeout: Seconds after which to give up a task, None: no limit; or a function from a task to them.
        poll: Seconds between polls of a task, or a function from its last snapshot to them.
        on_change: Called with a task and each change of its state or progress, in the thread of the caller.

    Yields:
        How each task ended.

    Raises:
        InvalidRequestError: If the timeout or the poll is none.
    """
    given, ended = list[Task](), dict[int, WaitResult[Task, Video]]()
    with _attaching_pending(given, ended):
        _check_on_change(on_change)
        _check_tasks(tasks, Task, given)
        for finished in _results(given, timeout, poll, on_change):
            ended[id(finished.task)] = finished
            yield finished


async def wait_all_async(
    tasks: Iterable[AsyncTask],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: AsyncOnTaskChange | None = None,
) -> list[WaitResult[AsyncTask, AsyncVideo]]:
    """Wait until all tasks have ended, of whatever providers and families, and say how each did.

    A task that fails, or cannot be polled, keeps none of the others waiting. No more polls begin with one
    key than `client.limits.reads` says, at first 10 a second, and at most 8 are under way at each provider.
    Tasks that were seen to end are not polled again. An interruption leaves the tasks as they are, and
    `pending_after` has their tokens.

    Args:
        tasks: The tasks, of any clients for `await`.
        timeout: Seconds after which to give up a task, None: no limit; or a function from a task to them.
        poll: Seconds between polls of a task, or a function from its last snapshot to them.
        on_change: Called with a task and each change of its state or progress; may be async.

    Returns:
        How each task ended, in the order of the tasks.

    Raises:
        InvalidRequestError: If the timeout or the poll is none.
    """
    given, ended = list[AsyncTask](), dict[int, WaitResult[AsyncTask, AsyncVideo]]()
    with _attaching_pending(given, ended):
        check_callable("on_change", on_change)
        _check_tasks(tasks, AsyncTask, given)
        finishing = _results_async(given, timeout, poll, on_change, until_done=on_change is None)
        async for finished in finishing:
            ended[id(finished.task)] = finished
        return [ended[id(task)] for task in given]


async def as_completed_async(
    tasks: Iterable[AsyncTask],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: AsyncOnTaskChange | None = None,
) -> AsyncGenerator[WaitResult[AsyncTask, AsyncVideo]]:
    """Wait for many tasks, and yield each as it ends, a task that is there twice once.

    A task that fails, or cannot be polled, keeps none of the others waiting. No more polls begin with one
    key than `client.limits.reads` says, at first 10 a second, and at most 8 are under way at each provider.
    Tasks that were seen to end are not polled again. An interruption leaves the tasks as they are, and
    `pending_after` has their tokens.

    Nothing is polled between two steps. A step waits up to two seconds for polls under way; the next one
    makes anew those that took longer.

    Args:
        tasks: The tasks, of any clients for `await`.
        timeout: Seconds after which to give up a task, None: no limit; or a function from a task to them.
        poll: Seconds between polls of a task, or a function from its last snapshot to them.
        on_change: Called with a task and each change of its state or progress; may be async.

    Yields:
        How each task ended.

    Raises:
        InvalidRequestError: If the timeout or the poll is none.
    """
    given, ended = list[AsyncTask](), dict[int, WaitResult[AsyncTask, AsyncVideo]]()
    with _attaching_pending(given, ended):
        check_callable("on_change", on_change)
        _check_tasks(tasks, AsyncTask, given)
        async with aclosing(_results_async(given, timeout, poll, on_change)) as finishing:
            async for finished in finishing:
                ended[id(finished.task)] = finished
                yield finished


@define(eq=False)
class PollDispatcher(Generic[PollerT]):
    """The watches of many tasks, with their schedule.

    Attributes:
        estimates: Whether estimated progress is an event, too.
    """

    clock: Clock
    estimates: bool = False
    queue: PollQueue = field(factory=PollQueue)
    left: int = 0
    wakeup: Wakeup | None = None
    _by_client: dict[CloseSignal, list[int]] = field(factory=dict[CloseSignal, list[int]])
    _called_back: deque[int] = field(factory=deque[int])
    _pollers: list[PollerT] = field(factory=list[PollerT])
    _attempts: dict[int, int] = field(factory=dict[int, int])
    _progress_at: list[tuple[float, int]] = field(factory=list[tuple[float, int]])
    _progress_due: dict[int, float] = field(factory=dict[int, float])

    def add(self, poller: PollerT) -> int:
        """Wait for one more task, and give its number: 0, 1, 2 and so on."""
        self.left += 1
        number = len(self._pollers)
        self._pollers.append(poller)
        self._by_client.setdefault(poller.close_signal, []).append(number)
        if poller.has_wakeup:
            self.wakeup = self.wakeup or Wakeup()
            poller.close_signal.notify(self.wakeup)
            poller.start_listening(partial(self._on_callback, number, self.wakeup))
        now = self.clock.monotonic()
        self.queue.add(poller.schedule, provider=poller.provider, limiter=poller.limiter, now=now)
        self._plan_progress(number, now)
        return number

    def close(self) -> None:
        """Listen to no callbacks any longer."""
        for watch in self._pollers:
            watch.stop_listening()

    @property
    def is_done(self) -> bool:
        """Whether all have ended."""
        return not self.left

    def begin(self) -> list[ScheduledRequest]:
        """The looks to make now."""
        self._apply_callbacks()
        return [self._request(number) for number in self.queue.begin(self.clock.monotonic())]

    def _request(self, number: int) -> ScheduledRequest:
        watch = self._pollers[number]
        attempt = self._attempts.get(number, 0) + 1
        return ScheduledRequest(number, watch.provider, watch.fetch, watch.limiter, attempt)

    def pause_s(self) -> float | None:
        """Seconds until there is something to do; None if that depends on looks under way."""
        return self.queue.pause_s(self.clock.monotonic())

    def overdue(self) -> list[Event]:
        """Those that are given up, with the error that says why."""
        for client in [each for each in self._by_client if each.closed]:
            # Those that are polled now are given up when the poll is over.
            numbers = [each for each in self._by_client[client] if not self.queue.is_over(each)]
            for number in numbers:
                self.queue.give_up(number)
            self._by_client[client] = numbers
        late = self.queue.timed_out(self.clock.monotonic())
        self.left -= len(late)
        for number in late:
            self._pollers[number].stop_listening()
        return [(number, self._pollers[number].timeout_error()) for number in late]

    def progress_in_s(self) -> float | None:
        """Seconds until a task has more estimated progress; None if none may have."""
        if not self._progress_at:
            return None
        return max(0.0, self._progress_at[0][0] - self.clock.monotonic())

    def progress(self) -> list[Event]:
        """The tasks with more estimated progress, by the one queue that all of them share."""
        events, now = list[Event](), self.clock.monotonic()
        while self._progress_at and self._progress_at[0][0] <= now:
            due, number = heappop(self._progress_at)
            # What was planned before the last poll counts no more.
            if self._progress_due.get(number) != due or self.queue.is_over(number):
                continue
            if (change := self._pollers[number].next_change()) is not None:
                events.append((number, change))
            self._plan_progress(number, now)
        return events

    def _plan_progress(self, number: int, now: float) -> None:
        self._progress_due.pop(number, None)
        if not self.estimates:
            return
        changes_in_s = self._pollers[number].schedule.changes_in_s(now)
        if changes_in_s is not None:
            self._progress_due[number] = now + changes_in_s
            heappush(self._progress_at, (now + changes_in_s, number))

    def on_result(self, result: RequestResult) -> list[Event]:
        """What a look showed: a change, the end, or nothing."""
        number, now = result.request.number, self.clock.monotonic()
        if result.is_dropped or self._is_retried(result, now):
            again_in_s = 0.0 if result.is_dropped else result.again_in_s
            self.queue.on_response(number, now, again_in_s=again_in_s)
            return []
        self._attempts.pop(number, None)
        watch = self._pollers[number]
        try:
            change = self._change(watch, result)
        except LongtakeError as error:
            return self._end(number, now, error)
        told: list[Event] = [] if change is None else [(number, change)]
        if watch.schedule.ended:
            return told + self._end(number, now, None)
        watch.apply_callbacks()
        self.queue.on_response(number, now)
        self._plan_progress(number, now)
        return told

    def _is_retried(self, result: RequestResult, now: float) -> bool:
        """Whether a look that came to nothing is made once more, before it counts as missed."""
        if isinstance(result.error, RateLimitError):
            # It is the key that asked too often, not the task.
            asked_s = min(result.again_in_s or result.error.retry_after or 0.0, MAX_RETRY_AFTER_S)
            result.request.limiter.pause_until(now + asked_s)
        if result.error is None or result.again_in_s is None:
            return False
        self._attempts[result.request.number] = result.request.attempt
        return True

    @staticmethod
    def _change(poller: PollerT, result: RequestResult) -> Change | None:
        if result.error is None:
            return poller.on_response(result.value)
        if not (isinstance(result.error, TRANSIENT_ERRORS) and poller.on_error(result.error)):
            raise result.error
        return None

    def _on_callback(self, number: int, wakeup: Wakeup) -> None:
        self._called_back.append(number)
        wakeup.set()

    def _apply_callbacks(self) -> None:
        """Let the tasks that were announced go to the front. Those that are looked at now are heard then."""
        if self.wakeup is None or not self.wakeup.is_set:
            return
        self.wakeup.clear()
        now = self.clock.monotonic()
        while self._called_back:
            number = self._called_back.popleft()
            if self.queue.is_planned(number):
                self._pollers[number].apply_callbacks()
                self.queue.on_callback(number, now)

    def _end(self, number: int, now: float, error: Ended) -> list[Event]:
        self.left -= 1
        self._pollers[number].stop_listening()
        self.queue.on_response(number, now, ended=True)
        return [(number, error)]


def wait_result(task: TaskT, error: Ended) -> WaitResult[TaskT, Any]:
    """What a task that is not waited for any longer has to show: its videos, or the error."""
    if error is not None:
        return WaitResult(task=task, error=error)
    videos: tuple[Any, ...]
    try:
        videos = task.videos
    except LongtakeError as failure:
        return WaitResult(task=task, error=failure)
    return WaitResult(task=task, videos=videos)


def _results(
    given: list[Task], timeout: Timeout, poll: Poll | None, on_change: OnTaskChange | None
) -> Generator[WaitResult[Task, Video]]:
    done, tasks = _split(given)
    watches = [poller_of(task, timeout=_seconds(timeout, task), poll=poll) for task in tasks]
    for task in done:
        yield wait_result(task, None)
    with closing(poll_dispatcher(watches, estimates=on_change is not None)) as crowd:
        for number, what in run(crowd):
            if not isinstance(what, Change):
                yield wait_result(tasks[number], what)
            elif on_change is not None:
                on_change(tasks[number], what)


async def _results_async(
    given: list[AsyncTask],
    timeout: Timeout,
    poll: Poll | None,
    on_change: AsyncOnTaskChange | None,
    *,
    until_done: bool = False,
) -> AsyncGenerator[WaitResult[AsyncTask, AsyncVideo]]:
    done, tasks = _split(given)
    watches = [poller_of(task, timeout=_seconds(timeout, task), poll=poll) for task in tasks]
    for task in done:
        yield wait_result(task, None)
    with closing(poll_dispatcher(watches, estimates=on_change is not None)) as crowd:
        while not crowd.is_done:
            happened = await run_async(crowd, until_done=until_done)
            for number, what in [*happened, *crowd.progress()]:
                if not isinstance(what, Change):
                    yield wait_result(tasks[number], what)
                elif on_change is not None:
                    told = on_change(tasks[number], what)
                    if isawaitable(told):
                        await told


def poll_dispatcher(pollers: list[PollerT], *, estimates: bool = False) -> PollDispatcher[PollerT]:
    """A schedule for the tasks that are watched. They all go by the clock of the first."""
    crowd = PollDispatcher[PollerT](
        pollers[0].clock if pollers else SystemClock(), estimates=estimates
    )
    try:
        for watch in pollers:
            crowd.add(watch)
    except BaseException:
        crowd.close()
        raise
    return crowd


def _seconds(timeout: Timeout, task: Task | AsyncTask) -> float | None:
    return timeout(task) if callable(timeout) else timeout


def _split(given: list[TaskT]) -> tuple[list[TaskT], list[TaskT]]:
    """The tasks that are known to have ended, and the others; each once."""
    each = list({id(task): task for task in given}.values())
    over = [task for task in each if task.snapshot is not None and task.snapshot.state.ended]
    known = {id(task) for task in over}
    return over, [task for task in each if id(task) not in known]


def _check_tasks(tasks: Iterable[TaskT], kind: type[TaskT], given: list[TaskT]) -> None:
    """Take the tasks over one by one, so that those that a generator has made are known if it fails."""
    if not isinstance(tasks, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance] - as below
        raise InvalidRequestError(f"tasks are several, such as [task], and not {tasks!r}")
    for task in tasks:
        if not isinstance(task, kind):  # pyright: ignore[reportUnnecessaryIsInstance] - who mixes them has no type checker
            ways = "wait_all and as_completed take tasks of sync clients, their _async sisters those of async"
            raise InvalidRequestError(f"{ways} ones; {task!r} is none of them")
        given.append(task)


def _check_on_change(on_change: object) -> None:
    check_callable("on_change", on_change)
    if iscoroutinefunction(on_change):
        raise InvalidRequestError(
            "on_change is async, and nobody here awaits it: give a function, or take wait_all_async"
        )


@contextmanager
def _attaching_pending(
    given: list[TaskT], ended: dict[int, WaitResult[TaskT, Any]]
) -> Generator[None]:
    """Let whatever ends the waiting say how the tasks are found again that have not ended."""
    try:
        yield
    except GeneratorExit:
        raise
    except BaseException as interruption:
        tokens = tuple(task.token for task in given if _is_pending(ended.get(id(task))))
        if tokens:
            left = InterruptedBatch(
                f"{len(tokens)} tasks were waited for and go on at their vendors: `tokens` of what "
                "longtake.pending_after gives has how they are found again"
            )
            left.tokens, left.token = tokens, tokens[0] if len(tokens) == 1 else None
            attach_pending(interruption, left)
        raise


def _is_pending(finished: WaitResult[Any, Any] | None) -> bool:
    """Return whether a task was not seen to end: it is waited for, or waiting gave it up."""
    if finished is None:
        return True
    ends = TaskFailedError | NotFoundError
    return finished.error is not None and not isinstance(finished.error, ends)
