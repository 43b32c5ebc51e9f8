"""Polling one task: a synchronous and an asynchronous form around `longtake._core.polling.poller`."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field

from longtake._core.retry import MAX_RETRY_AFTER_S
from longtake._shell import log
from longtake._shell.clock import Clock, CloseSignal, Wakeup, has_wakeup, wait, wait_async
from longtake._shell.http.connections import CLOSED
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

    from longtake._core.callbacks import CallbackEvent, Listener
    from longtake._core.polling.poller import Poller
    from longtake._core.rate_limit import RateLimiter
    from longtake._core.snapshot import Change, Snapshot

# A failed poll, or one with an unreadable response, gives no information about the task, and a single "not
# found" gives little.
TRANSIENT_ERRORS: Final = (
    ServiceUnavailableError,
    RateLimitError,
    UnexpectedResponseError,
    NotFoundError,
)
"""Errors of a poll that do not end the waiting."""


@define(kw_only=True, eq=False)
class _TaskPoller:
    """Polls a task by the schedule of the core.

    Attributes:
        schedule: When to poll, and when to give up.
        clock: The clock of the client.
        close_signal: Sets a wakeup when the client is closed.
        limiter: Limits the polls with this key where many tasks are waited for.
        provider: The name of the provider.
        subscribe: Registers a listener for callbacks and returns a function that removes it; None: there are
            no callbacks.
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
        """Return whether a sleep may end early: by a callback, or because the clock supports it."""
        return self.subscribe is not None or has_wakeup(self.clock)

    def start_listening(self, wake: Callable[[], object]) -> None:
        """Record callbacks from now on, and call `wake` for each, in the thread that it arrives in."""
        if self.subscribe is None:
            return

        def on_event(event: CallbackEvent) -> None:
            ended = event.state.ended
            # Repeated callbacks are dropped until the first is applied, so they cannot fill the memory.
            if ended not in self._callbacks:
                self._callbacks.append(ended)
                wake()

        self._unsubscribe = self.subscribe(on_event)
        self.apply_callbacks(earlier=True)

    def apply_callbacks(self, *, earlier: bool = False) -> None:
        """Pass recorded callbacks to the schedule.

        Do not call this during a poll, whose response may be older than the callback.
        """
        while self._callbacks:
            ended = self._callbacks.pop(0)
            self.schedule.on_callback(self.clock.monotonic(), ended=ended, earlier=earlier)

    def stop_listening(self) -> None:
        """Stop recording callbacks."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    @contextmanager
    def listening(self) -> Generator[Wakeup | None]:
        """Yield a wakeup that callbacks and the closing of the client set; None without `has_wakeup`."""
        if not self.has_wakeup:
            yield None
            return
        wakeup = Wakeup()
        self.close_signal.notify(wakeup)
        try:
            self.start_listening(wakeup.set)
            yield wakeup
        finally:
            self.stop_listening()

    def _is_due(self, pause: float, wakeup: Wakeup | None) -> bool:
        """Return whether a poll is due after a sleep; False if a wakeup may have changed its time."""
        if wakeup is None or not wakeup.is_set:
            return True
        wakeup.clear()
        if self.close_signal.closed:
            raise InvalidRequestError(CLOSED)
        self.apply_callbacks()
        return pause <= 0

    def timeout_error(self) -> LongtakeError:
        """Return the error of a wait that is over although the task has not ended."""
        return self._timeout_error(self.schedule, self.clock.monotonic())

    def on_response(self, snapshot: Snapshot) -> Change | None:
        """Process the response to a poll, and return the change; None if nothing changed."""
        now = self.clock.monotonic()
        # This calls a `poll` function of the caller. An error about its result names this task.
        with self._naming_task():
            self.schedule.on_response(snapshot, now)
        self._record_duration(self.schedule)
        return self.next_change()

    def next_change(self) -> Change | None:
        """Return the change since the last call, of a poll or of estimated progress; None: no change."""
        before, self._change = self._change, self.schedule.change(self.clock.monotonic())
        return None if self._change == before else self._change

    def sleep_s(self, pause: float) -> float:
        """Return the seconds to sleep: the pause, or less if there is progress to report before its end."""
        changes_in_s = self.schedule.changes_in_s(self.clock.monotonic())
        return pause if changes_in_s is None else min(pause, changes_in_s)

    def on_error(self, error: LongtakeError) -> bool:
        """Process the error of a poll. Return False if it ends the waiting."""
        now = self.clock.monotonic()
        with self._naming_task():
            if isinstance(error, NotFoundError):
                return self.schedule.on_not_found(now)
            asked_s = _retry_after_s(error)
            log.long_pause(self.provider, asked_s or 0.0)
            return self.schedule.on_error(now, asked_s)


@define(kw_only=True, eq=False)
class TaskPoller(_TaskPoller):
    """Polls a task of a synchronous client."""

    _fetch: Callable[[float | None], Snapshot] = field(repr=False, alias="fetch")

    def sleep(self, pause: float, wakeup: Wakeup | None) -> bool:
        """Sleep until the next poll. Return False if a wakeup ended the sleep, since the pause may differ."""
        wait(self.clock, pause, wakeup)
        return self._is_due(pause, wakeup)

    def fetch(self) -> Snapshot:
        """Send one status request, without updating the schedule."""
        return self._fetch(self.schedule.deadline)

    def poll(self) -> Change | None:
        """Poll the task, and return the change; None if nothing changed.

        Raises:
            LongtakeError: If the error of the poll ends the waiting.
        """
        try:
            snapshot = self.fetch()
        except TRANSIENT_ERRORS as error:
            if not self.on_error(error):
                raise
            return None
        return self.on_response(snapshot)


@define(kw_only=True, eq=False)
class AsyncTaskPoller(_TaskPoller):
    """Polls a task of an asynchronous client."""

    _fetch: Callable[[float | None], Coroutine[Any, Any, Snapshot]] = field(
        repr=False, alias="fetch"
    )

    async def sleep(self, pause: float, wakeup: Wakeup | None) -> bool:
        """Sleep until the next poll; see `TaskPoller.sleep`."""
        await wait_async(self.clock, pause, wakeup)
        return self._is_due(pause, wakeup)

    async def fetch(self) -> Snapshot:
        """Send one status request, without updating the schedule."""
        return await self._fetch(self.schedule.deadline)

    async def poll(self) -> Change | None:
        """Poll the task, and return the change; None if nothing changed.

        Raises:
            LongtakeError: If the error of the poll ends the waiting.
        """
        try:
            snapshot = await self.fetch()
        except TRANSIENT_ERRORS as error:
            if not self.on_error(error):
                raise
            return None
        return self.on_response(snapshot)


def _retry_after_s(error: LongtakeError) -> float | None:
    """Return the pause that the provider asks for, at most `MAX_RETRY_AFTER_S`; None if it asks for none."""
    if isinstance(error, ServiceUnavailableError | RateLimitError) and error.retry_after:
        return min(error.retry_after, MAX_RETRY_AFTER_S)
    return None
