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
from longtake._shell.task import (
    DEFAULT_TIMEOUT_S,
    AsyncTask,
    AsyncVideo,
    Task,
    Video,
    poller_of,
)
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    TaskFailedError,
)
from longtake.interruptions import InterruptedBatch, attach_pending

TaskT = TypeVar("TaskT", Task, AsyncTask)
VideoT = TypeVar("VideoT", Video, AsyncVideo)
PollerT = TypeVar("PollerT", TaskPoller, AsyncTaskPoller)

Timeout: TypeAlias = float | Callable[[Any], float | None] | None
"""Seconds after which to give up, None for no limit; or a function of a task that returns them."""

OnTaskChange: TypeAlias = Callable[[Task, Change], None]
"""Called with one of many tasks and each change of it."""

AsyncOnTaskChange: TypeAlias = Callable[[AsyncTask, Change], Awaitable[object] | None]
"""Called with one of many tasks and each change of it, and awaited if it is async."""

Ended: TypeAlias = LongtakeError | None
"""The end of a wait: an error, or None if the last poll showed that the task has ended."""

Event: TypeAlias = tuple[int, Change | Ended]
"""A change of a task or the end of its wait, with the number of the task."""


@frozen(kw_only=True)
class WaitResult(Generic[TaskT, VideoT]):
    """The result of waiting for one of many tasks.

    Example:
        >>> for result in longtake.wait_all([task]):
        ...     print(result.error or result.video.download("dog.mp4").name)
        dog.mp4

    Attributes:
        task: The task.
        error: The error that `wait` would have raised, None if the task succeeded.
    """

    task: TaskT
    error: LongtakeError | None = None
    _videos: tuple[VideoT, ...] = field(default=(), repr=False, alias="videos")

    @property
    def video(self) -> VideoT:
        """Return the video, the first one if the task made several. Raises `error` if there is none."""
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
    """Wait until all tasks have ended, of any providers and models, and return the result of each.

    A task that fails or cannot be polled does not delay the others. With one key, no more polls begin than
    `client.limits.reads` allows, 10 a second by default, and at most 8 are under way at each provider. Tasks
    that have already been seen to end are not polled again. An interruption does not affect the tasks;
    `pending_after` returns their tokens.

    Args:
        tasks: The tasks, of any synchronous clients.
        timeout: Seconds after which to give up a task; None: no limit; or a function of a task.
        poll: Seconds between polls of a task, or a function of its last snapshot; None: longtake's schedule.
        on_change: Called with a task and each change of its state or progress, in the thread of the caller.

    Returns:
        The result of each task, in the order of `tasks`.

    Raises:
        InvalidRequestError: If `tasks`, `timeout`, `poll` or `on_change` is invalid.
    """
    given, ended = list[Task](), dict[int, WaitResult[Task, Video]]()
    with _attaching_pending(given, ended):
        _check_on_change(on_change)
        _check_tasks(tasks, Task, given)
        for result in _results(given, timeout, poll, on_change):
            ended[id(result.task)] = result
        return [ended[id(task)] for task in given]


def as_completed(
    tasks: Iterable[Task],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: OnTaskChange | None = None,
) -> Generator[WaitResult[Task, Video]]:
    """Wait for many tasks, and yield the result of each as it ends. Repeated tasks are yielded once.

    A task that fails or cannot be polled does not delay the others. With one key, no more polls begin than
    `client.limits.reads` allows, 10 a second by default, and at most 8 are under way at each provider. Tasks
    that have already been seen to end are not polled again. An interruption does not affect the tasks;
    `pending_after` returns their tokens.

    Tasks are polled only while you wait for the next result.

    Args:
        tasks: The tasks, of any synchronous clients.
        timeout: Seconds after which to give up a task; None: no limit; or a function of a task.
        poll: Seconds between polls of a task, or a function of its last snapshot; None: longtake's schedule.
        on_change: Called with a task and each change of its state or progress, in the thread of the caller.

    Yields:
        The result of each task.

    Raises:
        InvalidRequestError: If `tasks`, `timeout`, `poll` or `on_change` is invalid.
    """
    given, ended = list[Task](), dict[int, WaitResult[Task, Video]]()
    with _attaching_pending(given, ended):
        _check_on_change(on_change)
        _check_tasks(tasks, Task, given)
        for result in _results(given, timeout, poll, on_change):
            ended[id(result.task)] = result
            yield result


async def wait_all_async(
    tasks: Iterable[AsyncTask],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: AsyncOnTaskChange | None = None,
) -> list[WaitResult[AsyncTask, AsyncVideo]]:
    """Wait until all tasks have ended, of any providers and models, and return the result of each.

    A task that fails or cannot be polled does not delay the others. With one key, no more polls begin than
    `client.limits.reads` allows, 10 a second by default, and at most 8 are under way at each provider. Tasks
    that have already been seen to end are not polled again. An interruption does not affect the tasks;
    `pending_after` returns their tokens.

    Args:
        tasks: The tasks, of any asynchronous clients.
        timeout: Seconds after which to give up a task; None: no limit; or a function of a task.
        poll: Seconds between polls of a task, or a function of its last snapshot; None: longtake's schedule.
        on_change: Called with a task and each change of its state or progress; may be async.

    Returns:
        The result of each task, in the order of `tasks`.

    Raises:
        InvalidRequestError: If `tasks`, `timeout`, `poll` or `on_change` is invalid.
    """
    given, ended = list[AsyncTask](), dict[int, WaitResult[AsyncTask, AsyncVideo]]()
    with _attaching_pending(given, ended):
        check_callable("on_change", on_change)
        _check_tasks(tasks, AsyncTask, given)
        results = _results_async(given, timeout, poll, on_change, until_done=on_change is None)
        async for result in results:
            ended[id(result.task)] = result
        return [ended[id(task)] for task in given]


async def as_completed_async(
    tasks: Iterable[AsyncTask],
    *,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
    on_change: AsyncOnTaskChange | None = None,
) -> AsyncGenerator[WaitResult[AsyncTask, AsyncVideo]]:
    """Wait for many tasks, and yield the result of each as it ends. Repeated tasks are yielded once.

    A task that fails or cannot be polled does not delay the others. With one key, no more polls begin than
    `client.limits.reads` allows, 10 a second by default, and at most 8 are under way at each provider. Tasks
    that have already been seen to end are not polled again. An interruption does not affect the tasks;
    `pending_after` returns their tokens.

    Tasks are polled only while you wait for the next result. Before a result is yielded, polls under way get
    up to two seconds; those that take longer are dropped and sent again afterwards.

    Args:
        tasks: The tasks, of any asynchronous clients.
        timeout: Seconds after which to give up a task; None: no limit; or a function of a task.
        poll: Seconds between polls of a task, or a function of its last snapshot; None: longtake's schedule.
        on_change: Called with a task and each change of its state or progress; may be async.

    Yields:
        The result of each task.

    Raises:
        InvalidRequestError: If `tasks`, `timeout`, `poll` or `on_change` is invalid.
    """
    given, ended = list[AsyncTask](), dict[int, WaitResult[AsyncTask, AsyncVideo]]()
    with _attaching_pending(given, ended):
        check_callable("on_change", on_change)
        _check_tasks(tasks, AsyncTask, given)
        async with aclosing(_results_async(given, timeout, poll, on_change)) as results:
            async for result in results:
                ended[id(result.task)] = result
                yield result


@define(eq=False)
class PollDispatcher(Generic[PollerT]):
    """Dispatches the polls of many tasks.

    Attributes:
        clock: The clock of the first task's client.
        estimates: Whether estimated progress is an event, too.
        queue: The schedule of the polls.
        left: The number of tasks that have not ended.
        wakeup: Set by callbacks and when a client is closed; None if a sleep cannot end early.
    """

    clock: Clock
    estimates: bool = False
    queue: PollQueue = field(factory=PollQueue)
    left: int = 0
    wakeup: Wakeup | None = None
    _by_client: dict[CloseSignal, list[int]] = field(factory=dict[CloseSignal, list[int]])
    _called_back: deque[int] = field(factory=deque[int])
    _pollers: dict[int, PollerT] = field(factory=dict[int, PollerT])
    _added: int = 0
    _attempts: dict[int, int] = field(factory=dict[int, int])
    _progress_at: list[tuple[float, int]] = field(factory=list[tuple[float, int]])
    _progress_due: dict[int, float] = field(factory=dict[int, float])

    def add(self, poller: PollerT) -> int:
        """Add a task, and return its number: 0, 1, 2 and so on."""
        self.left += 1
        number = self._added
        self._added += 1
        self._pollers[number] = poller
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
        """Stop listening to callbacks."""
        for poller in self._pollers.values():
            poller.stop_listening()

    @property
    def is_done(self) -> bool:
        """Return whether all tasks have ended."""
        return not self.left

    def begin(self) -> list[ScheduledRequest]:
        """Return the polls to send now."""
        self._apply_callbacks()
        return [self._request(number) for number in self.queue.begin(self.clock.monotonic())]

    def _request(self, number: int) -> ScheduledRequest:
        poller = self._pollers[number]
        attempt = self._attempts.get(number, 0) + 1
        return ScheduledRequest(number, poller.provider, poller.fetch, poller.limiter, attempt)

    def pause_s(self) -> float | None:
        """Return the seconds until there is something to do; None if that depends on polls under way."""
        return self.queue.pause_s(self.clock.monotonic())

    def overdue(self) -> list[Event]:
        """Give up the tasks whose time has passed or whose client is closed, and return their errors."""
        for client in [each for each in self._by_client if each.closed]:
            # A task that is being polled is given up when the poll is over.
            numbers = [each for each in self._by_client[client] if not self.queue.is_over(each)]
            for number in numbers:
                self.queue.give_up(number)
            self._by_client[client] = numbers
        late = self.queue.timed_out(self.clock.monotonic())
        return [(number, self._remove(number).timeout_error()) for number in late]

    def progress_in_s(self) -> float | None:
        """Return the seconds until a task has more estimated progress; None if no task may have."""
        if not self._progress_at:
            return None
        return max(0.0, self._progress_at[0][0] - self.clock.monotonic())

    def progress(self) -> list[Event]:
        """Return the tasks with more estimated progress."""
        events, now = list[Event](), self.clock.monotonic()
        while self._progress_at and self._progress_at[0][0] <= now:
            due, number = heappop(self._progress_at)
            # Skip entries that were planned before the last poll of the task.
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
        """Process the result of a poll, and return the change and the end of the task, if any."""
        number, now = result.request.number, self.clock.monotonic()
        if result.is_dropped or self._is_retried(result, now):
            again_in_s = 0.0 if result.is_dropped else result.again_in_s
            self.queue.on_response(number, now, again_in_s=again_in_s)
            return []
        self._attempts.pop(number, None)
        poller = self._pollers[number]
        try:
            change = self._change(poller, result)
        except LongtakeError as error:
            return self._end(number, now, error)
        events: list[Event] = [] if change is None else [(number, change)]
        if poller.schedule.ended:
            return events + self._end(number, now, None)
        poller.apply_callbacks()
        self.queue.on_response(number, now)
        self._plan_progress(number, now)
        return events

    def _is_retried(self, result: RequestResult, now: float) -> bool:
        """Return whether a failed poll is sent again before it counts as an error."""
        if isinstance(result.error, RateLimitError):
            # The limit belongs to the key, so all tasks with the same key pause.
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
        """Move tasks with callbacks to the front. Those that are being polled apply them after the poll."""
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
        self._remove(number)
        self.queue.on_response(number, now, ended=True)
        return [(number, error)]

    def _remove(self, number: int) -> PollerT:
        """Forget a task that has ended or was given up, and return its poller."""
        self.left -= 1
        poller = self._pollers.pop(number)
        poller.stop_listening()
        self._progress_due.pop(number, None)
        return poller


def wait_result(task: TaskT, error: Ended) -> WaitResult[TaskT, Any]:
    """Return the result of a task whose wait has ended: its videos, or the error."""
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
    pollers = [poller_of(task, timeout=_seconds(timeout, task), poll=poll) for task in tasks]
    for task in done:
        yield wait_result(task, None)
    with closing(poll_dispatcher(pollers, estimates=on_change is not None)) as dispatcher:
        for number, event in run(dispatcher):
            if not isinstance(event, Change):
                yield wait_result(tasks[number], event)
            elif on_change is not None:
                on_change(tasks[number], event)


async def _results_async(
    given: list[AsyncTask],
    timeout: Timeout,
    poll: Poll | None,
    on_change: AsyncOnTaskChange | None,
    *,
    until_done: bool = False,
) -> AsyncGenerator[WaitResult[AsyncTask, AsyncVideo]]:
    done, tasks = _split(given)
    pollers = [poller_of(task, timeout=_seconds(timeout, task), poll=poll) for task in tasks]
    for task in done:
        yield wait_result(task, None)
    with closing(poll_dispatcher(pollers, estimates=on_change is not None)) as dispatcher:
        while not dispatcher.is_done:
            events = await run_async(dispatcher, until_done=until_done)
            for number, event in [*events, *dispatcher.progress()]:
                if not isinstance(event, Change):
                    yield wait_result(tasks[number], event)
                elif on_change is not None:
                    result = on_change(tasks[number], event)
                    if isawaitable(result):
                        await result


def poll_dispatcher(pollers: list[PollerT], *, estimates: bool = False) -> PollDispatcher[PollerT]:
    """Return a dispatcher for tasks. All of them use the clock of the first one."""
    dispatcher = PollDispatcher[PollerT](
        pollers[0].clock if pollers else SystemClock(), estimates=estimates
    )
    try:
        for poller in pollers:
            dispatcher.add(poller)
    except BaseException:
        dispatcher.close()
        raise
    return dispatcher


def _seconds(timeout: Timeout, task: Task | AsyncTask) -> float | None:
    return timeout(task) if callable(timeout) else timeout


def _split(given: list[TaskT]) -> tuple[list[TaskT], list[TaskT]]:
    """Return the tasks that are known to have ended, and the others, each task once."""
    each = list({id(task): task for task in given}.values())
    over = [task for task in each if task.snapshot is not None and task.snapshot.state.ended]
    known = {id(task) for task in over}
    return over, [task for task in each if id(task) not in known]


def _check_tasks(tasks: Iterable[TaskT], kind: type[TaskT], given: list[TaskT]) -> None:
    """Append the tasks to `given` one by one, so that a failing generator loses none of them."""
    if not isinstance(tasks, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
        raise InvalidRequestError(f"tasks must be an iterable of tasks, got {tasks!r}")
    for task in tasks:
        if not isinstance(task, kind):  # pyright: ignore[reportUnnecessaryIsInstance] - as above
            raise InvalidRequestError(
                f"tasks must be of type {kind.__name__}, got {task!r}; wait_all and as_completed take tasks "
                "of synchronous clients, wait_all_async and as_completed_async those of asynchronous ones"
            )
        given.append(task)


def _check_on_change(on_change: object) -> None:
    check_callable("on_change", on_change)
    if iscoroutinefunction(on_change):
        raise InvalidRequestError(
            "on_change must not be async here; pass a plain function, or use wait_all_async"
        )


@contextmanager
def _attaching_pending(
    given: list[TaskT], ended: dict[int, WaitResult[TaskT, Any]]
) -> Generator[None]:
    """Attach the tokens of tasks that have not ended to the exception that ends the wait."""
    try:
        yield
    except GeneratorExit:
        raise
    except BaseException as interruption:
        tokens = tuple(task.token for task in given if _is_pending(ended.get(id(task))))
        if tokens:
            pending = InterruptedBatch(
                f"{len(tokens)} tasks continue at their providers; resume them with the `tokens` of "
                "longtake.pending_after"
            )
            pending.tokens, pending.token = tokens, tokens[0] if len(tokens) == 1 else None
            attach_pending(interruption, pending)
        raise


def _is_pending(result: WaitResult[Any, Any] | None) -> bool:
    """Return whether a task has not been seen to end: its wait goes on, or was given up."""
    if result is None:
        return True
    final = TaskFailedError | NotFoundError
    return result.error is not None and not isinstance(result.error, final)
