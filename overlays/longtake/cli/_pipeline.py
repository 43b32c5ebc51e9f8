"""Submit tasks, wait for them and download their videos at the same time, for batches of any length.

`submit_all` returns after all submissions, and `wait_all` starts with all tasks. A pipeline instead polls a
task as soon as it is accepted, and downloads its files as soon as it has ended, while it submits others. It
keeps only the items under way in memory.
"""

from __future__ import annotations

from collections import deque
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import define, field, frozen

from longtake._core.rate_limit import RateLimiter
from longtake._core.snapshot import Change
from longtake._core.submit_queue import SubmitQueue
from longtake._shell import log
from longtake._shell.clock import Clock, SystemClock, Wakeup
from longtake._shell.http.context import context_with, single_attempt
from longtake._shell.runner import RequestResult, ScheduledRequest, run
from longtake._shell.submit import hooks_of_prepared, send_prepared
from longtake._shell.submit_all import SubmitResult, resubmit_in_s
from longtake._shell.task import Task, Video, poller_of
from longtake._shell.wait_all import PollDispatcher, WaitResult, wait_result
from longtake.errors import LongtakeError, RateLimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from longtake._core.polling.poller import Poll
    from longtake._shell.submit import Prepared

# The name of the worker threads for calls. Other worker threads have the name of a provider.
_CALLS: Final = "calls"
_CALLS_AT_ONCE: Final = 4


@frozen(kw_only=True)
class CallResult:
    """The result of a function that a pipeline called in a thread.

    Attributes:
        value: The value that it returned.
        error: The error that it raised, None if it returned.
    """

    value: Any = None
    error: LongtakeError | None = None


PipelineEvent: TypeAlias = SubmitResult[Task] | Change | WaitResult[Task, Video] | CallResult
"""A submission has ended, a task has changed or ended, or a function has returned."""


@define(eq=False)
class Pipeline:
    """The submissions, tasks and calls that are under way, by the caller's numbers.

    Attributes:
        feed: Adds the next item with `submit` or `wait_for`, or nothing; returns False after the last item.
        lookahead: The number of items that may wait for their submission, for an earlier task or for a call.
            Below it, the pipeline calls `feed`.
        poll: Seconds between polls of a task, or a function of its last snapshot; None: longtake's schedule.
        timeout: Seconds after which to give up a task; None: no limit.
    """

    feed: Callable[[], bool]
    lookahead: int = 200
    poll: Poll | None = None
    timeout: float | None = None
    clock: Clock = field(factory=SystemClock, init=False)
    _polls: PollDispatcher[Any] = field(init=False)
    _queue: SubmitQueue = field(init=False)
    _prepared: dict[int, Prepared[Task]] = field(factory=dict[int, "Prepared[Task]"], init=False)
    _attempts: dict[int, int] = field(factory=dict[int, int], init=False)
    _polled: dict[int, tuple[int, Task]] = field(factory=dict[int, "tuple[int, Task]"], init=False)
    _resumed: set[int] = field(factory=set[int], init=False)
    _calls: deque[tuple[int, Callable[[], Any]]] = field(
        factory=deque["tuple[int, Callable[[], Any]]"], init=False
    )
    _calling: dict[ScheduledRequest, int] = field(factory=dict[ScheduledRequest, int], init=False)
    _call_limiter: RateLimiter = field(factory=RateLimiter, init=False)
    _is_fed: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self._polls = PollDispatcher(self.clock, estimates=True)
        self._queue = SubmitQueue(self._polls.queue)

    def events(self) -> Generator[tuple[int, PipelineEvent]]:
        """Run until everything has ended, and yield each event with its number.

        After an interruption, this waits for the submissions under way. Calls continue in their threads.
        """
        # The first item determines the clock.
        self._fill()
        with closing(self), closing(run(self)) as steps:
            yield from steps

    def submit(self, number: int, prepared: Prepared[Task]) -> None:
        """Submit a task within its key's limits, and wait for it."""
        hooks = hooks_of_prepared(prepared)
        session = hooks.session
        # All clients use the same clock here.
        self.clock = self._polls.clock = session.clock
        self._prepared[number] = prepared
        self._queue.add(number, limits=session.limits, provider=hooks.provider.name)

    def wait_for(self, number: int, task: Task, prepared: Prepared[Task]) -> None:
        """Wait for a task of an earlier run. It counts as a running task.

        Args:
            number: The number.
            task: The task.
            prepared: The submission of the task, for the limits of its client.
        """
        session = hooks_of_prepared(prepared).session
        self.clock = self._polls.clock = session.clock
        self._queue.add_running(number, limits=session.limits, provider=task.provider)
        self._resumed.add(number)
        self._wait(number, task)

    def call(self, number: int, function: Callable[[], Any]) -> None:
        """Call a function in a thread. Use it for slow work, such as a download."""
        self._calls.append((number, function))

    def drop_submissions(self) -> list[int]:
        """Drop the submissions that have not begun, and return their numbers."""
        dropped = self._queue.clear()
        for number in dropped:
            del self._prepared[number]
        return dropped

    # The interface that `run` requires.

    def close(self) -> None:
        """Stop listening to callbacks."""
        self._polls.close()

    @property
    def wakeup(self) -> Wakeup | None:
        """Return the wakeup that callbacks about tasks set, None if there is none."""
        return self._polls.wakeup

    @property
    def is_done(self) -> bool:
        """Return whether nothing is left to do."""
        self._fill()
        return not (self._prepared or self._polled or self._calls or self._calling)

    def begin(self) -> list[ScheduledRequest]:
        """Return the submissions, polls and calls to make now."""
        self._fill()
        due = self._queue.begin(self.clock.monotonic())
        requests = [self._submission(number) for number in due]
        while self._calls and len(self._calling) < _CALLS_AT_ONCE:
            requests.append(self._next_call())
        return requests + self._polls.begin()

    def overdue(self) -> list[tuple[int, PipelineEvent]]:
        """Return the tasks whose timeout has passed."""
        return [self._event(polled, error) for polled, error in self._polls.overdue()]

    def progress_in_s(self) -> float | None:
        """Return the seconds until the estimated progress of a task grows, None if there is no estimate."""
        return self._polls.progress_in_s()

    def progress(self) -> list[tuple[int, PipelineEvent]]:
        """Return the tasks whose estimated progress has grown."""
        return [self._event(polled, change) for polled, change in self._polls.progress()]

    def pause_s(self) -> float | None:
        """Return the seconds until the next step, None if it depends on requests under way."""
        pauses = (self._queue.pause_s(self.clock.monotonic()), self._polls.pause_s())
        return min((pause for pause in pauses if pause is not None), default=None)

    def on_result(self, result: RequestResult) -> list[tuple[int, PipelineEvent]]:
        """Return the events that result from the end of a submission, a poll or a call."""
        if result.request.is_submit:
            return self._on_submit_result(result)
        if (number := self._calling.pop(result.request, None)) is not None:
            if result.error is not None and not isinstance(result.error, LongtakeError):
                raise result.error
            return [(number, CallResult(value=result.value, error=result.error))]
        return [self._event(polled, event) for polled, event in self._polls.on_result(result)]

    def _fill(self) -> None:
        # `is_done` calls this, too, because the caller may have added a call in the meantime.
        while not self._is_fed and (
            len(self._prepared) + len(self._resumed) + len(self._calls) < self.lookahead
        ):
            self._is_fed = not self.feed()

    def _submission(self, number: int) -> ScheduledRequest:
        queue = self._queue.queue_of(number)
        attempt = self._attempts.get(number, 0) + 1
        send = partial(send_prepared, self._prepared[number], [])
        limiter = queue.limits.submits
        return ScheduledRequest(number, queue.provider, send, limiter, attempt, is_submit=True)

    def _next_call(self) -> ScheduledRequest:
        number, function = self._calls.popleft()
        # Requests within a call are retried as usual. The runner sends its own requests only once.
        send = partial(_call, function)
        request = ScheduledRequest(number, _CALLS, send, self._call_limiter)
        self._call_limiter.count()
        self._calling[request] = number
        return request

    def _on_submit_result(self, result: RequestResult) -> list[tuple[int, PipelineEvent]]:
        number, error = result.request.number, result.error
        again_in_s = resubmit_in_s(result)
        if not isinstance(error, LongtakeError | None):
            raise error
        if again_in_s is not None:
            if not isinstance(error, RateLimitError):
                self._attempts[number] = result.request.attempt
            log.long_pause(result.request.provider, again_in_s)
            self._queue.requeue(number, not_before=self.clock.monotonic() + again_in_s)
            return []
        self._queue.on_result(number, accepted=error is None)
        self._attempts.pop(number, None)
        del self._prepared[number]
        if error is not None:
            return [(number, SubmitResult(index=number, error=error))]
        task: Task = result.value
        self._wait(number, task)
        return [(number, SubmitResult(index=number, task=task))]

    def _wait(self, number: int, task: Task) -> None:
        poller = poller_of(task, timeout=self.timeout, poll=self.poll)
        self._polled[self._polls.add(poller)] = (number, task)

    def _event(
        self, polled: int, event: Change | LongtakeError | None
    ) -> tuple[int, PipelineEvent]:
        if isinstance(event, Change):
            return self._polled[polled][0], event
        number, task = self._polled.pop(polled)
        self._queue.on_task_end(number)
        self._resumed.discard(number)
        return number, wait_result(task, event)


def _call(function: Callable[[], Any]) -> Any:  # noqa: ANN401 - of any type
    return context_with({single_attempt: None}).run(function)
