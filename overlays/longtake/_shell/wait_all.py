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
from longtake._shell.clock import Bell, Clock, Closing, SystemClock
from longtake._shell.polling import NO_NEWS, AsyncWatch, Watch
from longtake._shell.runner import Job, Result, driven, driven_async
from longtake._shell.task import DEFAULT_TIMEOUT_S, AsyncTask, Task
from longtake._shell.video import AsyncVideo, Video
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    InterruptedBatch,
    NotFoundError,
    RateLimitError,
    TaskFailedError,
    attach_pending,
)

TaskT = TypeVar("TaskT", Task, AsyncTask)
VideoT = TypeVar("VideoT", Video, AsyncVideo)
WatchT = TypeVar("WatchT", Watch, AsyncWatch)

Timeout: TypeAlias = float | Callable[[Any], float | None] | None
"""Seconds after which to give up, None for never; or a function from each task to its own."""

OnChangeOfMany: TypeAlias = Callable[[Task, Change], None]
"""Called as one of many tasks goes on."""

AsyncOnChangeOfMany: TypeAlias = Callable[[AsyncTask, Change], Awaitable[object] | None]
"""Called as one of many tasks goes on, and awaited if it is async."""

Ended: TypeAlias = LongtakeError | None
"""How waiting for a task ended: with an error, or with what its last look showed."""

Event: TypeAlias = tuple[int, Change | Ended]
"""What happened to a task, by its number."""


@frozen(kw_only=True)
class Finished(Generic[TaskT, VideoT]):
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
    on_change: OnChangeOfMany | None = None,
) -> list[Finished[Task, Video]]:
    """Wait until all tasks have ended, of whatever providers and families, and say how each did.

    A task that fails, or cannot be polled, keeps none of the others waiting. No more polls begin with one
    key than `client.limits.reads` says, at first 10 a second, and at most 8 are under way at each provider.
    Tasks that were seen to end are not polled again. An interruption leaves the tasks as they are, and
    `left_behind` has their tokens.

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
    given, ended = list[Task](), dict[int, Finished[Task, Video]]()
    with _told_what_is_left(given, ended):
        _check_on_change(on_change)
        _take(tasks, Task, given)
        for finished in _finishing(given, timeout, poll, on_change):
            ended[id(finished.task)] = finished
        return [ended[id(task)] for task in given]


def as_completed(
    tasks: Iterable[Task],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: OnChangeOfMany | None = None,
) -> Generator[Finished[Task, Video]]:
    """Wait for many tasks, and yield each as it ends, a task that is there twice once.

    A task that fails, or cannot be polled, keeps none of the others waiting. No more polls begin with one
    key than `client.limits.reads` says, at first 10 a second, and at most 8 are under way at each provider.
    Tasks that were seen to end are not polled again. An interruption leaves the tasks as they are, and
    `left_behind` has their tokens.

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
    given, ended = list[Task](), dict[int, Finished[Task, Video]]()
    with _told_what_is_left(given, ended):
        _check_on_change(on_change)
        _take(tasks, Task, given)
        for finished in _finishing(given, timeout, poll, on_change):
            ended[id(finished.task)] = finished
            yield finished


async def wait_all_async(
    tasks: Iterable[AsyncTask],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: AsyncOnChangeOfMany | None = None,
) -> list[Finished[AsyncTask, AsyncVideo]]:
    """Wait until all tasks have ended, of whatever providers and families, and say how each did.

    A task that fails, or cannot be polled, keeps none of the others waiting. No more polls begin with one
    key than `client.limits.reads` says, at first 10 a second, and at most 8 are under way at each provider.
    Tasks that were seen to end are not polled again. An interruption leaves the tasks as they are, and
    `left_behind` has their tokens.

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
    given, ended = list[AsyncTask](), dict[int, Finished[AsyncTask, AsyncVideo]]()
    with _told_what_is_left(given, ended):
        check_callable("on_change", on_change)
        _take(tasks, AsyncTask, given)
        finishing = _finishing_async(given, timeout, poll, on_change, to_the_end=on_change is None)
        async for finished in finishing:
            ended[id(finished.task)] = finished
        return [ended[id(task)] for task in given]


async def as_completed_async(
    tasks: Iterable[AsyncTask],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: AsyncOnChangeOfMany | None = None,
) -> AsyncGenerator[Finished[AsyncTask, AsyncVideo]]:
    """Wait for many tasks, and yield each as it ends, a task that is there twice once.

    A task that fails, or cannot be polled, keeps none of the others waiting. No more polls begin with one
    key than `client.limits.reads` says, at first 10 a second, and at most 8 are under way at each provider.
    Tasks that were seen to end are not polled again. An interruption leaves the tasks as they are, and
    `left_behind` has their tokens.

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
    given, ended = list[AsyncTask](), dict[int, Finished[AsyncTask, AsyncVideo]]()
    with _told_what_is_left(given, ended):
        check_callable("on_change", on_change)
        _take(tasks, AsyncTask, given)
        async with aclosing(_finishing_async(given, timeout, poll, on_change)) as finishing:
            async for finished in finishing:
                ended[id(finished.task)] = finished
                yield finished


@define(eq=False)
class Crowd(Generic[WatchT]):
    """The watches of many tasks, with their schedule.

    Attributes:
        estimates: Whether estimated progress is an event, too.
    """

    clock: Clock
    estimates: bool = False
    fleet: PollQueue = field(factory=PollQueue)
    left: int = 0
    bell: Bell | None = None
    _by_client: dict[Closing, list[int]] = field(factory=dict[Closing, list[int]])
    _announced: deque[int] = field(factory=deque[int])
    _watches: list[WatchT] = field(factory=list[WatchT])
    _tries: dict[int, int] = field(factory=dict[int, int])
    _progress_at: list[tuple[float, int]] = field(factory=list[tuple[float, int]])
    _progress_due: dict[int, float] = field(factory=dict[int, float])

    def add(self, watch: WatchT) -> int:
        """Wait for one more task, and give its number: 0, 1, 2 and so on."""
        self.left += 1
        number = len(self._watches)
        self._watches.append(watch)
        self._by_client.setdefault(watch.closing, []).append(number)
        if watch.can_be_woken:
            self.bell = self.bell or Bell()
            watch.closing.wakes(self.bell)
            watch.listen(partial(self._ring, number, self.bell))
        now = self.clock.monotonic()
        self.fleet.add(watch.waiting, provider=watch.provider, limiter=watch.looks, now=now)
        self._plan_progress(number, now)
        return number

    def close(self) -> None:
        """Listen to no callbacks any longer."""
        for watch in self._watches:
            watch.ignore()

    @property
    def over(self) -> bool:
        """Whether all have ended."""
        return not self.left

    def begin(self) -> list[Job]:
        """The looks to make now."""
        self._hear()
        return [self._job(number) for number in self.fleet.begin(self.clock.monotonic())]

    def _job(self, number: int) -> Job:
        watch = self._watches[number]
        attempt = self._tries.get(number, 0) + 1
        return Job(number, watch.provider, watch.ask, watch.looks, attempt)

    def pause(self) -> float | None:
        """Seconds until there is something to do; None if that depends on looks under way."""
        return self.fleet.pause_s(self.clock.monotonic())

    def overdue(self) -> list[Event]:
        """Those that are given up, with the error that says why."""
        for client in [each for each in self._by_client if each.closed]:
            # Those that are polled now are given up when the poll is over.
            numbers = [each for each in self._by_client[client] if not self.fleet.is_over(each)]
            for number in numbers:
                self.fleet.give_up(number)
            self._by_client[client] = numbers
        late = self.fleet.timed_out(self.clock.monotonic())
        self.left -= len(late)
        for number in late:
            self._watches[number].ignore()
        return [(number, self._watches[number].gave_up()) for number in late]

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
            if self._progress_due.get(number) != due or self.fleet.is_over(number):
                continue
            if (change := self._watches[number].changed()) is not None:
                events.append((number, change))
            self._plan_progress(number, now)
        return events

    def _plan_progress(self, number: int, now: float) -> None:
        self._progress_due.pop(number, None)
        if not self.estimates:
            return
        changes_in_s = self._watches[number].waiting.changes_in_s(now)
        if changes_in_s is not None:
            self._progress_due[number] = now + changes_in_s
            heappush(self._progress_at, (now + changes_in_s, number))

    def took(self, result: Result) -> list[Event]:
        """What a look showed: a change, the end, or nothing."""
        number, now = result.job.number, self.clock.monotonic()
        if result.dropped or self._is_made_again(result, now):
            again_in_s = 0.0 if result.dropped else result.again_in_s
            self.fleet.on_response(number, now, again_in_s=again_in_s)
            return []
        self._tries.pop(number, None)
        watch = self._watches[number]
        try:
            change = self._shown(watch, result)
        except LongtakeError as error:
            return self._end(number, now, error)
        told: list[Event] = [] if change is None else [(number, change)]
        if watch.waiting.ended:
            return told + self._end(number, now, None)
        watch.hear()
        self.fleet.on_response(number, now)
        self._plan_progress(number, now)
        return told

    def _is_made_again(self, result: Result, now: float) -> bool:
        """Whether a look that came to nothing is made once more, before it counts as missed."""
        if isinstance(result.error, RateLimitError):
            # It is the key that asked too often, not the task.
            asked_s = min(result.again_in_s or result.error.retry_after or 0.0, MAX_RETRY_AFTER_S)
            result.job.budget.pause_until(now + asked_s)
        if result.error is None or result.again_in_s is None:
            return False
        self._tries[result.job.number] = result.job.attempt
        return True

    @staticmethod
    def _shown(watch: WatchT, result: Result) -> Change | None:
        if result.error is None:
            return watch.showed(result.value)
        if not (isinstance(result.error, NO_NEWS) and watch.missed(result.error)):
            raise result.error
        return None

    def _ring(self, number: int, bell: Bell) -> None:
        self._announced.append(number)
        bell.ring()

    def _hear(self) -> None:
        """Let the tasks that were announced go to the front. Those that are looked at now are heard then."""
        if self.bell is None or not self.bell.rung:
            return
        self.bell.silence()
        now = self.clock.monotonic()
        while self._announced:
            number = self._announced.popleft()
            if self.fleet.is_planned(number):
                self._watches[number].hear()
                self.fleet.on_callback(number, now)

    def _end(self, number: int, now: float, error: Ended) -> list[Event]:
        self.left -= 1
        self._watches[number].ignore()
        self.fleet.on_response(number, now, ended=True)
        return [(number, error)]


def finished(task: TaskT, error: Ended) -> Finished[TaskT, Any]:
    """What a task that is not waited for any longer has to show: its videos, or the error."""
    if error is not None:
        return Finished(task=task, error=error)
    videos: tuple[Any, ...]
    try:
        videos = task.videos
    except LongtakeError as failure:
        return Finished(task=task, error=failure)
    return Finished(task=task, videos=videos)


def _finishing(
    given: list[Task], timeout: Timeout, poll: Poll | None, on_change: OnChangeOfMany | None
) -> Generator[Finished[Task, Video]]:
    done, tasks = _split(given)
    watches = [task.watch(timeout=_seconds(timeout, task), poll=poll) for task in tasks]
    for task in done:
        yield finished(task, None)
    with closing(crowd_of(watches, estimates=on_change is not None)) as crowd:
        for number, what in driven(crowd):
            if not isinstance(what, Change):
                yield finished(tasks[number], what)
            elif on_change is not None:
                on_change(tasks[number], what)


async def _finishing_async(
    given: list[AsyncTask],
    timeout: Timeout,
    poll: Poll | None,
    on_change: AsyncOnChangeOfMany | None,
    *,
    to_the_end: bool = False,
) -> AsyncGenerator[Finished[AsyncTask, AsyncVideo]]:
    done, tasks = _split(given)
    watches = [task.watch(timeout=_seconds(timeout, task), poll=poll) for task in tasks]
    for task in done:
        yield finished(task, None)
    with closing(crowd_of(watches, estimates=on_change is not None)) as crowd:
        while not crowd.over:
            happened = await driven_async(crowd, to_the_end=to_the_end)
            for number, what in [*happened, *crowd.progress()]:
                if not isinstance(what, Change):
                    yield finished(tasks[number], what)
                elif on_change is not None:
                    told = on_change(tasks[number], what)
                    if isawaitable(told):
                        await told


def crowd_of(watches: list[WatchT], *, estimates: bool = False) -> Crowd[WatchT]:
    """A schedule for the tasks that are watched. They all go by the clock of the first."""
    crowd = Crowd[WatchT](watches[0].clock if watches else SystemClock(), estimates=estimates)
    try:
        for watch in watches:
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


def _take(tasks: Iterable[TaskT], kind: type[TaskT], given: list[TaskT]) -> None:
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
def _told_what_is_left(
    given: list[TaskT], ended: dict[int, Finished[TaskT, Any]]
) -> Generator[None]:
    """Let whatever ends the waiting say how the tasks are found again that have not ended."""
    try:
        yield
    except GeneratorExit:
        raise
    except BaseException as interruption:
        tokens = tuple(task.token for task in given if _goes_on(ended.get(id(task))))
        if tokens:
            left = InterruptedBatch(
                f"{len(tokens)} tasks were waited for and go on at their vendors: `tokens` of what "
                "longtake.left_behind gives has how they are found again"
            )
            left.tokens, left.token = tokens, tokens[0] if len(tokens) == 1 else None
            attach_pending(interruption, left)
        raise


def _goes_on(finished: Finished[Any, Any] | None) -> bool:
    """Return whether a task was not seen to end: it is waited for, or waiting gave it up."""
    if finished is None:
        return True
    ends = TaskFailedError | NotFoundError
    return finished.error is not None and not isinstance(finished.error, ends)
