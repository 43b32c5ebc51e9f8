"""Submit many tasks within the providers' rate limits, each at most once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing, contextmanager, suppress
from functools import partial
from math import inf
from typing import Any, Generic, TypeVar

from attrs import define, field, frozen

from longtake._core.polling.poller import Poll, check_callable, check_wait_options
from longtake._core.retry import MAX_RETRY_AFTER_S
from longtake._core.snapshot import Change
from longtake._core.submit_queue import KeyQueue, SubmitQueue
from longtake._shell import log
from longtake._shell.clock import Clock, SystemClock, Wakeup
from longtake._shell.runner import RequestResult, ScheduledRequest, run, run_async
from longtake._shell.submit import (
    AsyncHooks,
    Describe,
    Prepared,
    SyncHooks,
    hooks_of_prepared,
    send_prepared,
)
from longtake._shell.task import AsyncTask, Task, poller_of
from longtake._shell.wait_all import PollDispatcher
from longtake.errors import LongtakeError, RateLimitError, SubmitOutcomeUnknown, SubmitTimeoutError
from longtake.interruptions import InterruptedBatch, attach_pending, pending_after

TaskT = TypeVar("TaskT", Task, AsyncTask)


@frozen(kw_only=True)
class SubmitResult(Generic[TaskT]):
    """The result of one of many submissions.

    Example:
        >>> prepared = [kie.veo.prepare.generate(prompt="A dog runs along a beach")]
        >>> for result in longtake.submit_all(prepared):
        ...     print(result.index, result.error or result.task.model)
        0 kie/veo

    Attributes:
        index: The index of the submission, from 0.
        error: The error of the submission, None if it was accepted. `SubmitOutcomeUnknown` has `reconcile`.
    """

    index: int
    error: LongtakeError | None = None
    _task: TaskT | None = field(default=None, alias="task")

    @property
    def task(self) -> TaskT:
        """Return the task. Raises `error` if there is none."""
        if self._task is not None:
            return self._task
        raise self.error or LongtakeError("this result has neither a task nor an error")


def submit_all(
    submissions: Iterable[Prepared[Task]],
    *,
    on_submit: Callable[[SubmitResult[Task]], None] | None = None,
    poll: Poll | None = None,
    timeout: float | None = None,
) -> list[SubmitResult[Task]]:
    """Submit many tasks as fast as their providers allow, and return the result of each.

    The limits belong to the key: `client.limits.submits` is its rate (20 in 10 s at kie.ai), and
    `client.limits.running` is how many of these tasks may run at once. While that many run, they are polled
    as by `wait_all`, and the next submission is sent when one has ended. A submission that the provider
    refuses because of its rate limit is sent again later, without a limit on the number of times. One whose
    outcome is unknown is never sent again, and does not stop the others.

    All submissions are prepared before the first one is sent, so a mistake in any of them costs nothing.

    An interruption (Ctrl-C) waits for the few submissions that are under way, and sends no more.
    `pending_after` then returns the tokens of all accepted tasks, and the unknown outcomes.

    Args:
        submissions: Prepared submissions of synchronous clients, as `kie.veo.prepare.extend(...)` returns.
        on_submit: Called with each result as soon as it is known, in the caller's thread. Store tokens here.
        poll: Seconds between polls of a running task that blocks others, or a function of its last snapshot.
        timeout: Seconds until nothing more is sent; None: no limit. The rest have a `SubmitTimeoutError`.

    Returns:
        The result of each submission, in the order of `submissions`.

    Raises:
        TypeError: If one of them is not a prepared submission. Nothing was sent.
        InvalidRequestError: If `poll` or `timeout` is not a number of seconds, or `on_submit` is not a
            function. Nothing was sent.
    """
    dispatcher = SubmitDispatcher[Task](_as_list(submissions, SyncHooks), on_submit, poll, timeout)
    with dispatcher.attaching_pending():
        dispatcher.queue_all(
            lambda index, prepared: partial(
                _send, prepared, dispatcher.describers[index], partial(dispatcher.on_task, index)
            )
        )
        with closing(dispatcher), closing(run(dispatcher)) as steps:
            for _ in steps:
                pass
        return dispatcher.outcomes()


async def submit_all_async(
    submissions: Iterable[Prepared[AsyncTask]],
    *,
    on_submit: Callable[[SubmitResult[AsyncTask]], None] | None = None,
    poll: Poll | None = None,
    timeout: float | None = None,
) -> list[SubmitResult[AsyncTask]]:
    """Submit many tasks as fast as their providers allow, and return the result of each.

    The limits belong to the key: `client.limits.submits` is its rate (20 in 10 s at kie.ai), and
    `client.limits.running` is how many of these tasks may run at once. While that many run, they are polled
    as by `wait_all_async`, and the next submission is sent when one has ended. A submission that the provider
    refuses because of its rate limit is sent again later, without a limit on the number of times. One whose
    outcome is unknown is never sent again, and does not stop the others.

    All submissions are prepared before the first one is sent, so a mistake in any of them costs nothing.

    A cancellation waits for the few submissions that are under way, and sends no more. `pending_after` then
    returns the tokens of all accepted tasks, and the unknown outcomes.

    Args:
        submissions: Prepared submissions of asynchronous clients, as `kie.veo.prepare.extend(...)` returns.
        on_submit: Called with each result as soon as it is known, in the event loop. Store tokens here.
        poll: Seconds between polls of a running task that blocks others, or a function of its last snapshot.
        timeout: Seconds until nothing more is sent; None: no limit. The rest have a `SubmitTimeoutError`.

    Returns:
        The result of each submission, in the order of `submissions`.

    Raises:
        TypeError: If one of them is not a prepared submission. Nothing was sent.
        InvalidRequestError: If `poll` or `timeout` is not a number of seconds, or `on_submit` is not a
            function. Nothing was sent.
    """
    dispatcher = SubmitDispatcher[AsyncTask](
        _as_list(submissions, AsyncHooks), on_submit, poll, timeout
    )
    with dispatcher.attaching_pending():
        dispatcher.queue_all(
            lambda index, prepared: partial(
                _send_async, prepared, partial(dispatcher.on_interruption, index)
            )
        )
        with closing(dispatcher):
            await run_async(dispatcher, until_done=True)
        return dispatcher.outcomes()


def _as_list(
    submissions: Iterable[Prepared[TaskT]], kind: type[SyncHooks[Any] | AsyncHooks[Any]]
) -> list[Prepared[TaskT]]:
    """Return the submissions as a list. Raises `TypeError` unless all are prepared by hooks of one kind."""
    listed = list(submissions)
    for index, prepared in enumerate(listed):
        if not isinstance(prepared, Prepared):  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
            raise TypeError(
                f"submissions[{index}] must be a prepared submission, such as client.veo.prepare.extend(...) "
                f"returns, got {type(prepared).__name__}"
            )
        if not isinstance(hooks_of_prepared(prepared), kind):
            expected, given = "a synchronous client", "an asynchronous one; use submit_all_async"
            if kind is AsyncHooks:
                expected, given = "an asynchronous client", "a synchronous one; use submit_all"
            raise TypeError(f"submissions[{index}] must be prepared by {expected}, got {given}")
    return listed


def _send(
    prepared: Prepared[Task], describers: list[Describe], on_task: Callable[[Task], None]
) -> Task:
    task: Task = send_prepared(prepared, describers)
    on_task(task)
    return task


async def _send_async(
    prepared: Prepared[AsyncTask], on_interruption: Callable[[BaseException], None]
) -> AsyncTask:
    try:
        task: AsyncTask = await send_prepared(prepared, [])
    except Exception:
        raise
    except BaseException as interruption:
        on_interruption(interruption)
        raise
    return task


@define(eq=False)
class SubmitDispatcher(Generic[TaskT]):
    """Dispatches the submissions of one call, and polls of running tasks that block others.

    Attributes:
        submissions: The submissions.
        clock: The clock of the first submission's client.
        describers: For each submission, functions that complete the error of one that is abandoned.
    """

    submissions: list[Prepared[TaskT]]
    _on_submit: Callable[[SubmitResult[TaskT]], None] | None
    _poll: Poll | None
    _timeout: float | None
    clock: Clock = field(factory=SystemClock, init=False)
    describers: list[list[Describe]] = field(init=False)
    _polls: PollDispatcher[Any] = field(init=False)
    _queue: SubmitQueue = field(init=False)
    _sends: dict[int, Callable[[], Any]] = field(factory=dict[int, Callable[[], Any]], init=False)
    _attempts: dict[int, int] = field(factory=dict[int, int], init=False)
    _refusals: dict[int, LongtakeError] = field(factory=dict[int, LongtakeError], init=False)
    _until: float = field(default=inf, init=False)
    _outcomes: dict[int, SubmitResult[TaskT]] = field(
        factory=dict[int, SubmitResult[TaskT]], init=False
    )
    _sending: set[int] = field(factory=set[int], init=False)
    _created: dict[int, TaskT] = field(factory=dict[int, TaskT], init=False)
    _unpolled: dict[int, list[int]] = field(factory=dict[int, list[int]], init=False)
    _polled: dict[int, int] = field(factory=dict[int, int], init=False)

    def __attrs_post_init__(self) -> None:
        check_wait_options(self._timeout, self._poll)
        check_callable("on_submit", self._on_submit)
        self.describers = [[] for _ in self.submissions]
        self._polls = PollDispatcher(self.clock)
        self._queue = SubmitQueue(self._polls.queue)

    def queue_all(self, sender: Callable[[int, Prepared[TaskT]], Callable[[], Any]]) -> None:
        """Add each submission to the queue of its key.

        Args:
            sender: Returns the function that sends a submission, from its index and the submission.
        """
        for index, prepared in enumerate(self.submissions):
            hooks = hooks_of_prepared(prepared)
            session = hooks.session
            if not self._sends:
                # All clients use the clock of the first one here.
                self.clock = self._polls.clock = session.clock
                if self._timeout is not None:
                    self._until = self.clock.monotonic() + self._timeout
            self._sends[index] = sender(index, prepared)
            self._queue.add(index, limits=session.limits, provider=hooks.provider.name)

    def outcomes(self) -> list[SubmitResult[TaskT]]:
        """Return the result of each submission."""
        return [self._outcomes[index] for index in range(len(self.submissions))]

    def close(self) -> None:
        """Stop listening to callbacks."""
        self._polls.close()

    @property
    def wakeup(self) -> Wakeup | None:
        """Return the wakeup that callbacks about running tasks set; None if there are none."""
        return self._polls.wakeup

    @property
    def is_done(self) -> bool:
        """Return whether nothing is left to submit."""
        return len(self._outcomes) == len(self.submissions)

    def begin(self) -> list[ScheduledRequest]:
        """Return the submissions and polls to send now."""
        if self._is_late():
            return []
        due = self._queue.begin(self.clock.monotonic())
        self._sending.update(due)
        for queue in self._queue.blocked():
            self._poll_queue(queue)
        return [self._request(index) for index in due] + self._polls.begin()

    def overdue(self) -> list[Any]:
        """Free the slots of tasks that stay without a file, and settle submissions that are too late.

        Submissions under way are not settled here: their responses are awaited.
        """
        for number, _ in self._polls.overdue():
            self._queue.on_task_end(self._polled[number])
        if not self._is_late():
            return []
        late = [
            index for index in self._sends if index not in self._outcomes.keys() | self._sending
        ]
        for index in late:
            self.settle(SubmitResult(index=index, error=self._timeout_error(index)))
        return late

    def progress_in_s(self) -> float | None:
        """Return None, since progress is not reported."""
        return None

    def progress(self) -> list[Any]:
        """Return no events, since progress is not reported."""
        return []

    def pause_s(self) -> float | None:
        """Return the seconds until there is something to do; None if that depends on requests under way."""
        if self._is_late():
            return None
        now = self.clock.monotonic()
        pauses = [self._queue.pause_s(now), self._polls.pause_s()]
        if self._until < inf:
            pauses.append(max(0.0, self._until - now))
        return min((pause for pause in pauses if pause is not None), default=None)

    def on_result(self, result: RequestResult) -> list[Any]:
        """Process the result of a submission, or of a poll of a running task."""
        if result.request.is_submit:
            self._on_submit_result(result)
            return []
        for number, event in self._polls.on_result(result):
            if not isinstance(event, Change):
                self._queue.on_task_end(self._polled[number])
        return []

    def _is_late(self) -> bool:
        return self.clock.monotonic() >= self._until

    def _timeout_error(self, index: int) -> SubmitTimeoutError:
        error = SubmitTimeoutError(
            f"not submitted within {self._timeout:g} s: no task was created",
            provider=self._queue.queue_of(index).provider,
        )
        error.__cause__ = self._refusals.get(index)
        return error

    def on_task(self, index: int, task: TaskT) -> None:
        """Record a created task. Called in the worker thread, where Ctrl-C cannot interrupt it."""
        self._created[index] = task

    def settle(self, outcome: SubmitResult[TaskT]) -> None:
        """Record the result of a submission, and pass it to `on_submit`."""
        if isinstance(outcome.error, SubmitOutcomeUnknown):
            outcome.error.index = outcome.index
        self._outcomes[outcome.index] = outcome
        self._sending.discard(outcome.index)
        if self._on_submit is not None:
            self._on_submit(outcome)

    def on_interruption(self, index: int, interruption: BaseException) -> None:
        """Record the unknown outcome of an interrupted submission, and pass it to `on_submit`."""
        error = pending_after(interruption)
        self._sending.discard(index)
        if error is not None:
            self._settle_last(SubmitResult(index=index, error=error))

    def _settle_last(self, outcome: SubmitResult[TaskT]) -> None:
        # An error in `on_submit` must not replace the interruption.
        with suppress(Exception):
            self.settle(outcome)

    @contextmanager
    def attaching_pending(self) -> Generator[None]:
        """Attach the accepted tasks and unknown outcomes to the exception that ends the batch."""
        try:
            yield
        except BaseException as interruption:
            pending = self._pending()
            if pending.tokens or pending.unknown_outcomes:
                attach_pending(interruption, pending)
            raise

    def _pending(self) -> InterruptedBatch:
        for index in sorted((self._sending | self._created.keys()) - self._outcomes.keys()):
            task = self._created.get(index)
            error = None if task else self._abandoned_error(index)
            self._settle_last(SubmitResult(index=index, task=task, error=error))
        results = [self._outcomes[index] for index in sorted(self._outcomes)]
        tokens = tuple(each.task.token for each in results if each.error is None)
        unknown = [each.error for each in results if isinstance(each.error, SubmitOutcomeUnknown)]
        pending = InterruptedBatch(
            f"{len(tokens)} tasks were accepted, and the outcome of {len(unknown)} submissions is unknown; "
            "longtake.pending_after returns them as `tokens` and `unknown_outcomes`"
        )
        pending.tokens, pending.unknown_outcomes = tokens, tuple(unknown)
        return pending

    def _abandoned_error(self, index: int) -> SubmitOutcomeUnknown:
        """Return the error of a submission that is abandoned while it is under way."""
        error = SubmitOutcomeUnknown(
            "interrupted while the request was under way. The task may have been created and charged",
            provider=self._queue.queue_of(index).provider,
        )
        for describe in self.describers[index][-1:]:
            describe(error)
        return error

    def _request(self, index: int) -> ScheduledRequest:
        queue = self._queue.queue_of(index)
        attempt = self._attempts.get(index, 0) + 1
        limiter = queue.limits.submits
        return ScheduledRequest(
            index, queue.provider, self._sends[index], limiter, attempt, is_submit=True
        )

    def _on_submit_result(self, result: RequestResult) -> None:
        index, error = result.request.number, result.error
        asked_s = resubmit_in_s(result)
        if not isinstance(error, RateLimitError):
            # Without a connection it is sent as often as a single submission.
            self._attempts[index] = result.request.attempt
        if asked_s is not None:
            self._sending.discard(index)
            if isinstance(error, LongtakeError):
                self._refusals[index] = error
            log.long_pause(result.request.provider, asked_s)
            self._queue.requeue(index, not_before=self.clock.monotonic() + asked_s)
            return
        self._queue.on_result(index, accepted=error is None)
        if error is None:
            task: TaskT = result.value
            self._unpolled.setdefault(id(self._queue.queue_of(index)), []).append(index)
            self.settle(SubmitResult(index=index, task=task))
        elif isinstance(error, LongtakeError):
            self.settle(SubmitResult(index=index, error=error))
        else:
            raise error

    def _poll_queue(self, queue: KeyQueue) -> None:
        """Start polling the running tasks that block a queue."""
        for index in self._unpolled.pop(id(queue), ()):
            poller = poller_of(self._outcomes[index].task, timeout=None, poll=self._poll)
            self._polled[self._polls.add(poller)] = index


def resubmit_in_s(result: RequestResult) -> float | None:
    """Return the seconds after which a submission is sent again; None if it must not be."""
    if isinstance(result.error, RateLimitError):
        asked_s = result.again_in_s or result.error.retry_after
        return asked_s and min(asked_s, MAX_RETRY_AFTER_S)
    return result.again_in_s
