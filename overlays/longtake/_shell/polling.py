"""Waiting for one task, a look at a time. Two shells around one state machine."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from attrs import define, field

from longtake._core.callbacks import CallbackEvent, Listener
from longtake._core.polling.poller import Poller
from longtake._core.rate_limit import RateLimiter
from longtake._core.retry import MAX_RETRY_AFTER_S
from longtake._core.snapshot import Change, Snapshot
from longtake._shell import log
from longtake._shell.clock import Clock, CloseSignal, Wakeup, has_wakeup, wait, wait_async
from longtake._shell.http.connections import CLOSED
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    UnexpectedAnswerError,
)

# A poll that failed, or whose response cannot be read, says nothing about the task; one "not found" little.
TRANSIENT_ERRORS: Final = (
    ServiceUnavailableError,
    RateLimitError,
    UnexpectedAnswerError,
    NotFoundError,
)
"""What may end a look and yet not the waiting."""


@define(kw_only=True, eq=False)
class _TaskPoller:
    """When to look at a task, and what each look comes to.

    Attributes:
        waiting: When to look, and when to give up.
        clock: What the time is told by.
        closing: Wakes when the client is closed.
        looks: What looks with its key are counted by where many tasks are waited for.
        provider: Whom the looks go to.
        subscribe: Lets a listener be told of callbacks, and gives what ends that; None if nobody calls.
    """

    schedule: Poller
    clock: Clock
    close_signal: CloseSignal
    limiter: RateLimiter
    provider: str
    subscribe: Callable[[Listener], Callable[[], None]] | None = field(default=None, repr=False)
    _record_duration: Callable[[Poller], None] = field(repr=False, alias="record_duration")
    _timeout_error: Callable[[Poller, float], LongtakeError] = field(
        repr=False, alias="timeout_error"
    )
    _naming_task: Callable[[], AbstractContextManager[None]] = field(
        repr=False, alias="naming_task"
    )
    _change: Change | None = field(default=None, init=False, repr=False)
    _unsubscribe: Callable[[], None] | None = field(default=None, init=False, repr=False)
    _callbacks: list[bool] = field(factory=list[bool], init=False, repr=False)

    @property
    def has_wakeup(self) -> bool:
        """Whether a sleep may end before its time: by a callback, or where the clock lets it."""
        return self.subscribe is not None or has_wakeup(self.clock)

    def start_listening(self, wake: Callable[[], object]) -> None:
        """Note what is announced from now on, and say so, from whatever thread it comes."""
        if self.subscribe is None:
            return

        def note(said: CallbackEvent) -> None:
            ended = said.state.ended
            # Of what is not heard yet, a repetition says nothing: nobody fills the memory with calls.
            if ended not in self._callbacks:
                self._callbacks.append(ended)
                wake()

        self._unsubscribe = self.subscribe(note)
        self.apply_callbacks(earlier=True)

    def apply_callbacks(self, *, earlier: bool = False) -> None:
        """Let what was announced count. Not while a look is under way, as it may be from before."""
        while self._callbacks:
            ended = self._callbacks.pop(0)
            self.schedule.on_callback(self.clock.monotonic(), ended=ended, earlier=earlier)

    def stop_listening(self) -> None:
        """Listen no longer."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    @contextmanager
    def listening(self) -> Generator[Wakeup | None]:
        """Yield what rings at a callback or when the client is closed; None if nothing can."""
        if not self.has_wakeup:
            yield None
            return
        bell = Wakeup()
        self.close_signal.notify(bell)
        try:
            self.start_listening(bell.set)
            yield bell
        finally:
            self.stop_listening()

    def _is_time(self, pause: float, wakeup: Wakeup | None) -> bool:
        """Whether it is time to look after a sleep, or the bell rang and the time may be another now."""
        if wakeup is None or not wakeup.is_set:
            return True
        wakeup.clear()
        if self.close_signal.closed:
            raise InvalidRequestError(CLOSED)
        self.apply_callbacks()
        return pause <= 0

    def timeout_error(self) -> LongtakeError:
        """Return the error that says why waiting is over although the task has not ended."""
        return self._timeout_error(self.schedule, self.clock.monotonic())

    def on_response(self, snapshot: Snapshot) -> Change | None:
        """Take note of what a look showed, and give what is new."""
        now = self.clock.monotonic()
        # A caller's own `poll` is asked here, and whatever it gives or raises belongs to this task.
        with self._naming_task():
            self.schedule.on_response(snapshot, now)
        self._record_duration(self.schedule)
        return self.next_change()

    def next_change(self) -> Change | None:
        """Return what is new since this was last called: by a poll, or by the time that has passed."""
        before, self._change = self._change, self.schedule.change(self.clock.monotonic())
        return None if self._change == before else self._change

    def sleep_s(self, pause: float) -> float:
        """Return how much of a pause to sleep until there is more progress to report."""
        changes_in_s = self.schedule.changes_in_s(self.clock.monotonic())
        return pause if changes_in_s is None else min(pause, changes_in_s)

    def on_error(self, error: LongtakeError) -> bool:
        """Take note of a look that came to nothing. False if it was one too many."""
        now = self.clock.monotonic()
        with self._naming_task():
            if isinstance(error, NotFoundError):
                return self.schedule.on_not_found(now)
            asked_s = _retry_after_s(error)
            log.long_pause(self.provider, asked_s or 0.0)
            return self.schedule.on_error(now, asked_s)


@define(kw_only=True, eq=False)
class TaskPoller(_TaskPoller):
    """`_Watch` for callers that block."""

    _fetch: Callable[[float | None], Snapshot] = field(repr=False, alias="fetch")

    def sleep(self, pause: float, wakeup: Wakeup | None) -> bool:
        """Sleep until the next look. False if something was announced meanwhile: ask for the pause anew."""
        wait(self.clock, pause, wakeup)
        return self._is_time(pause, wakeup)

    def fetch(self) -> Snapshot:
        """Look, and only look."""
        return self._fetch(self.schedule.deadline)

    def poll(self) -> Change | None:
        """Look, and give what is new. Raises what ends the waiting."""
        try:
            snapshot = self.fetch()
        except TRANSIENT_ERRORS as error:
            if not self.on_error(error):
                raise
            return None
        return self.on_response(snapshot)


@define(kw_only=True, eq=False)
class AsyncTaskPoller(_TaskPoller):
    """`_Watch` for async callers."""

    _fetch: Callable[[float | None], Coroutine[Any, Any, Snapshot]] = field(
        repr=False, alias="fetch"
    )

    async def sleep(self, pause: float, wakeup: Wakeup | None) -> bool:
        """Sleep until the next look; see `TaskPoller.sleep`."""
        await wait_async(self.clock, pause, wakeup)
        return self._is_time(pause, wakeup)

    async def fetch(self) -> Snapshot:
        """Look, and only look."""
        return await self._fetch(self.schedule.deadline)

    async def poll(self) -> Change | None:
        """Look, and give what is new. Raises what ends the waiting."""
        try:
            snapshot = await self.fetch()
        except TRANSIENT_ERRORS as error:
            if not self.on_error(error):
                raise
            return None
        return self.on_response(snapshot)


def _retry_after_s(error: LongtakeError) -> float | None:
    """Return the seconds after which the provider wants to be asked again, within reason; None if any."""
    if isinstance(error, ServiceUnavailableError | RateLimitError) and error.retry_after:
        return min(error.retry_after, MAX_RETRY_AFTER_S)
    return None
