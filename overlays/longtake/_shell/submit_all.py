"""Submitting many tasks within their vendors' limits, and paying for each once."""

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
from longtake._shell.submit import AsyncHooks, Describe, Prepared, SyncHooks
from longtake._shell.task import AsyncTask, Task, poller_of
from longtake._shell.wait_all import PollDispatcher
from longtake.errors import (
    InterruptedBatch,
    LongtakeError,
    RateLimitError,
    SubmitOutcomeUnknown,
    SubmitTimeoutError,
    attach_pending,
    pending_after,
)

TaskT = TypeVar("TaskT", Task, AsyncTask)


@frozen(kw_only=True)
class SubmitResult(Generic[TaskT]):
    """What became of one of many submits.

    Attributes:
        index: Which one, from 0.
        error: What the submit raised, None if it was accepted. `SubmitOutcomeUnknown` has `reconcile`.
    """

    index: int
    error: LongtakeError | None = None
    _task: TaskT | None = field(default=None, alias="task")

    @property
    def task(self) -> TaskT:
        """The task. Raises `error` if there is none."""
        if self._task is not None:
            return self._task
        raise self.error or LongtakeError("there is no task")


def submit_all(
    submissions: Iterable[Prepared[Task]],
    *,
    on_submit: Callable[[SubmitResult[Task]], None] | None = None,
    poll: Poll | None = None,
    timeout: float | None = None,
) -> list[SubmitResult[Task]]:
    """Submit many tasks as fast as their vendors allow, and say what became of each.

    What may be sent is known for each key: `client.limits.submits` is its rate (20 in 10 s at kie.ai), and
    `client.limits.running` how many of these tasks may run at once. Where that many run, they are looked at
    as `wait_all` does, and the next is sent when one has ended. A submit that is refused as too many is
    sent again later, however often; one whose outcome is unknown never is, and keeps none of the others.

    All submissions are prepared before the first one is sent, so a mistake in any of them costs nothing.

    An interruption (Ctrl-C) lets the few submits that are under way come back, and sends no more;
    `pending_after` tells the tokens of all that were accepted, and what is in doubt.

    Args:
        submissions: Prepared submissions of clients that block: what `kie.veo.prepare.extend(...)` returns.
        on_submit: Called with each outcome as soon as it is known, where the caller is: keep tokens here.
        poll: Seconds between polls of a task that holds a place, or a function from its last snapshot.
        timeout: Seconds after which no more is sent, None: no limit. The rest are `SubmitTimeoutError`s.

    Returns:
        What became of each submit, in the order of `submissions`.

    Raises:
        TypeError: If one of them is no prepared submission. Nothing was sent.
        InvalidRequestError: If `poll` or `timeout` is no number of seconds, or `on_submit` no function.
            Nothing was sent.
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
    """Submit many tasks as fast as their vendors allow, and say what became of each.

    What may be sent is known for each key: `client.limits.submits` is its rate (20 in 10 s at kie.ai), and
    `client.limits.running` how many of these tasks may run at once. Where that many run, they are looked at
    as `wait_all` does, and the next is sent when one has ended. A submit that is refused as too many is
    sent again later, however often; one whose outcome is unknown never is, and keeps none of the others.

    All submissions are prepared before the first one is sent, so a mistake in any of them costs nothing.

    A cancellation lets the few submits that are under way come back, and sends no more; `pending_after` has
    the tokens of all that were accepted, and the unknown outcomes.

    Args:
        submissions: Prepared submissions of async clients: what `kie.veo.prepare.extend(...)` returns.
        on_submit: Called with each outcome as soon as it is known, where the caller is: keep tokens here.
        poll: Seconds between polls of a task that holds a place, or a function from its last snapshot.
        timeout: Seconds after which no more is sent, None: no limit. The rest are `SubmitTimeoutError`s.

    Returns:
        What became of each submit, in the order of `submissions`.

    Raises:
        TypeError: If one of them is no prepared submission. Nothing was sent.
        InvalidRequestError: If `poll` or `timeout` is no number of seconds, or `on_submit` no function.
            Nothing was sent.
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
    """Return the submissions as a list. Raises `TypeError` for what is none, or one of another kind."""
    listed = list(submissions)
    for index, prepared in enumerate(listed):
        if not isinstance(prepared, Prepared):  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
            raise TypeError(
                f"submissions[{index}] must be a prepared submission, as a method of "
                f"client.<resource>.prepare returns, got {type(prepared).__name__}"
            )
        if not isinstance(prepared.hooks, kind):
            raise TypeError(
                f"submissions[{index}] was prepared by {type(prepared.hooks).__name__}: submit_all takes "
                "submissions of clients that block, and submit_all_async those of async clients"
            )
    return listed


def _send(
    prepared: Prepared[Task], describers: list[Describe], came: Callable[[Task], None]
) -> Task:
    task: Task = prepared.send(describers)
    came(task)
    return task


async def _send_async(
    prepared: Prepared[AsyncTask], interrupted: Callable[[BaseException], None]
) -> AsyncTask:
    try:
        task: AsyncTask = await prepared.send([])
    except Exception:
        raise
    except BaseException as interruption:
        interrupted(interruption)
        raise
    return task


@define(eq=False)
class SubmitDispatcher(Generic[TaskT]):
    """One call of `submit_all`: its submits, and looks at their tasks where places are few."""

    submissions: list[Prepared[TaskT]]
    _on_submit: Callable[[SubmitResult[TaskT]], None] | None
    _poll: Poll | None
    _timeout: float | None
    clock: Clock = field(factory=SystemClock, init=False)
    describers: list[list[Describe]] = field(init=False)
    _polls: PollDispatcher[Any] = field(init=False)
    _queue: SubmitQueue = field(init=False)
    _sends: dict[int, Callable[[], Any]] = field(factory=dict[int, Callable[[], Any]], init=False)
    _tries: dict[int, int] = field(factory=dict[int, int], init=False)
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

    def queue_all(self, ask: Callable[[int, Prepared[TaskT]], Callable[[], Any]]) -> None:
        """Queue each submission where it is to be sent."""
        for index, prepared in enumerate(self.submissions):
            session = prepared.hooks.session
            if not self._sends:
                # They all go by the clock of the first.
                self.clock = self._polls.clock = session.clock
                if self._timeout is not None:
                    self._until = self.clock.monotonic() + self._timeout
            self._sends[index] = ask(index, prepared)
            self._queue.add(index, limits=session.limits, provider=prepared.hooks.provider.name)

    def outcomes(self) -> list[SubmitResult[TaskT]]:
        """What became of each."""
        return [self._outcomes[index] for index in range(len(self.submissions))]

    def close(self) -> None:
        """Listen to no callbacks any longer."""
        self._polls.close()

    @property
    def wakeup(self) -> Wakeup | None:
        """Rings when a task that holds a place is called about."""
        return self._polls.wakeup

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to submit."""
        return len(self._outcomes) == len(self.submissions)

    def begin(self) -> list[ScheduledRequest]:
        """The submits and looks to make now."""
        if self._is_late():
            return []
        begun = self._queue.begin(self.clock.monotonic())
        self._sending.update(begun)
        for lane in self._queue.blocked():
            self._poll_queue(lane)
        return [self._request(index) for index in begun] + self._polls.begin()

    def overdue(self) -> list[Any]:
        """Free the places of tasks without a file, and give up what is too late to submit.

        What is under way then comes back.
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
        """None: only outcomes are reported."""
        return None

    def progress(self) -> list[Any]:
        """Nothing: only outcomes are reported."""
        return []

    def pause_s(self) -> float | None:
        """Seconds until there is something to do; None if that depends on requests under way."""
        if self._is_late():
            return None
        now = self.clock.monotonic()
        pauses = [self._queue.pause_s(now), self._polls.pause_s()]
        if self._until < inf:
            pauses.append(max(0.0, self._until - now))
        return min((pause for pause in pauses if pause is not None), default=None)

    def on_result(self, result: RequestResult) -> list[Any]:
        """Take note of what became of a submit, or of a look at a task that holds a place."""
        if result.request.is_submit:
            self._on_submit_result(result)
            return []
        for number, what in self._polls.on_result(result):
            if not isinstance(what, Change):
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
        """Keep a task that was made, from the thread that submitted it: no Ctrl-C comes there."""
        self._created[index] = task

    def settle(self, outcome: SubmitResult[TaskT]) -> None:
        """Keep what became of a submit, and report it."""
        if isinstance(outcome.error, SubmitOutcomeUnknown):
            outcome.error.index = outcome.index
        self._outcomes[outcome.index] = outcome
        self._sending.discard(outcome.index)
        if self._on_submit is not None:
            self._on_submit(outcome)

    def on_interruption(self, index: int, interruption: BaseException) -> None:
        """Keep what an interruption left of a submit, and report it."""
        left = pending_after(interruption)
        self._sending.discard(index)
        if left is not None:
            self._settle_last(SubmitResult(index=index, error=left))

    def _settle_last(self, outcome: SubmitResult[TaskT]) -> None:
        # What `on_submit` raises now must not hide the interruption.
        with suppress(Exception):
            self.settle(outcome)

    @contextmanager
    def attaching_pending(self) -> Generator[None]:
        """Let whatever ends it say which tasks were accepted, and which submits are in doubt."""
        try:
            yield
        except BaseException as interruption:
            left = self._pending()
            if left.tokens or left.unknown_outcomes:
                attach_pending(interruption, left)
            raise

    def _pending(self) -> InterruptedBatch:
        for index in sorted((self._sending | self._created.keys()) - self._outcomes.keys()):
            task = self._created.get(index)
            error = None if task else self._abandoned_error(index)
            self._settle_last(SubmitResult(index=index, task=task, error=error))
        known = [self._outcomes[index] for index in sorted(self._outcomes)]
        tokens = tuple(each.task.token for each in known if each.error is None)
        doubts = [each.error for each in known if isinstance(each.error, SubmitOutcomeUnknown)]
        left = InterruptedBatch(
            f"{len(tokens)} tasks were accepted and {len(doubts)} submits are in doubt: `tokens` and "
            "`unknown_outcomes` of what longtake.pending_after gives have them"
        )
        left.tokens, left.unknown_outcomes = tokens, tuple(doubts)
        return left

    def _abandoned_error(self, index: int) -> SubmitOutcomeUnknown:
        """Return the error of a submission that is under way and not waited for any longer."""
        error = SubmitOutcomeUnknown(
            "interrupted while the request was under way. Whether the task was made (and billed) is unknown",
            provider=self._queue.queue_of(index).provider,
        )
        for describe in self.describers[index][-1:]:
            describe(error)
        return error

    def _request(self, index: int) -> ScheduledRequest:
        lane = self._queue.queue_of(index)
        attempt = self._tries.get(index, 0) + 1
        budget = lane.limits.submits
        return ScheduledRequest(
            index, lane.provider, self._sends[index], budget, attempt, is_submit=True
        )

    def _on_submit_result(self, result: RequestResult) -> None:
        index, error = result.request.number, result.error
        asked_s = self._again_in_s(result)
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

    def _again_in_s(self, result: RequestResult) -> float | None:
        """After how many seconds a submit that was surely not accepted is sent again, None if never."""
        if isinstance(result.error, RateLimitError):
            asked_s = result.again_in_s or result.error.retry_after
            return asked_s and min(asked_s, MAX_RETRY_AFTER_S)
        # There was no connection. That is tried as often as a single submit would be.
        self._tries[result.request.number] = result.request.attempt
        return result.again_in_s

    def _poll_queue(self, queue: KeyQueue) -> None:
        """Begin to look at the tasks that hold the places of a lane."""
        for index in self._unpolled.pop(id(queue), ()):
            poller = poller_of(self._outcomes[index].task, timeout=None, poll=self._poll)
            self._polled[self._polls.add(poller)] = index
