"""Waiting for one task, a look at a time. Two shells around one state machine."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from attrs import define, field

from longtake._core.callbacks import Listener, CallbackEvent
from longtake._core.polling.poller import Poller
from longtake._core.rate_limit import RateLimiter
from longtake._core.retry import MAX_RETRY_AFTER_S
from longtake._core.snapshot import Change, Snapshot
from longtake._shell import log
from longtake._shell.clock import Bell, Clock, Closing, can_be_woken, rest, rest_async
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
NO_NEWS: Final = (ServiceUnavailableError, RateLimitError, UnexpectedAnswerError, NotFoundError)
"""What may end a look and yet not the waiting."""


@define(kw_only=True, eq=False)
class _Watch:
    """When to look at a task, and what each look comes to.

    Attributes:
        waiting: When to look, and when to give up.
        clock: What the time is told by.
        closing: Wakes when the client is closed.
        looks: What looks with its key are counted by where many tasks are waited for.
        provider: Whom the looks go to.
        subscribe: Lets a listener be told of callbacks, and gives what ends that; None if nobody calls.
    """

    waiting: Poller
    clock: Clock
    closing: Closing
    looks: RateLimiter
    provider: str
    subscribe: Callable[[Listener], Callable[[], None]] | None = field(default=None, repr=False)
    _learn: Callable[[Poller], None] = field(repr=False, alias="learn")
    _gave_up: Callable[[Poller, float], LongtakeError] = field(repr=False, alias="gave_up")
    _telling: Callable[[], AbstractContextManager[None]] = field(repr=False, alias="telling")
    _change: Change | None = field(default=None, init=False, repr=False)
    _unsubscribe: Callable[[], None] | None = field(default=None, init=False, repr=False)
    _news: list[bool] = field(factory=list[bool], init=False, repr=False)

    @property
    def can_be_woken(self) -> bool:
        """Whether a sleep may end before its time: by a callback, or where the clock lets it."""
        return self.subscribe is not None or can_be_woken(self.clock)

    def listen(self, wake: Callable[[], object]) -> None:
        """Note what is announced from now on, and say so, from whatever thread it comes."""
        if self.subscribe is None:
            return

        def note(said: CallbackEvent) -> None:
            ended = said.state.ended
            # Of what is not heard yet, a repetition says nothing: nobody fills the memory with calls.
            if ended not in self._news:
                self._news.append(ended)
                wake()

        self._unsubscribe = self.subscribe(note)
        self.hear(earlier=True)

    def hear(self, *, earlier: bool = False) -> None:
        """Let what was announced count. Not while a look is under way, as it may be from before."""
        while self._news:
            ended = self._news.pop(0)
            self.waiting.on_callback(self.clock.monotonic(), ended=ended, earlier=earlier)

    def ignore(self) -> None:
        """Listen no longer."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    @contextmanager
    def listening(self) -> Generator[Bell | None]:
        """Yield what rings at a callback or when the client is closed; None if nothing can."""
        if not self.can_be_woken:
            yield None
            return
        bell = Bell()
        self.closing.wakes(bell)
        try:
            self.listen(bell.ring)
            yield bell
        finally:
            self.ignore()

    def _is_time(self, pause: float, bell: Bell | None) -> bool:
        """Whether it is time to look after a sleep, or the bell rang and the time may be another now."""
        if bell is None or not bell.rung:
            return True
        bell.silence()
        if self.closing.closed:
            raise InvalidRequestError(CLOSED)
        self.hear()
        return pause <= 0

    def gave_up(self) -> LongtakeError:
        """Return the error that says why waiting is over although the task has not ended."""
        return self._gave_up(self.waiting, self.clock.monotonic())

    def showed(self, snapshot: Snapshot) -> Change | None:
        """Take note of what a look showed, and give what is new."""
        now = self.clock.monotonic()
        # A caller's own `poll` is asked here, and whatever it gives or raises belongs to this task.
        with self._telling():
            self.waiting.on_response(snapshot, now)
        self._learn(self.waiting)
        return self.changed()

    def changed(self) -> Change | None:
        """Return what is new since this was last called: by a poll, or by the time that has passed."""
        before, self._change = self._change, self.waiting.change(self.clock.monotonic())
        return None if self._change == before else self._change

    def nap(self, pause: float) -> float:
        """Return how much of a pause to sleep until there is more progress to report."""
        changes_in_s = self.waiting.changes_in_s(self.clock.monotonic())
        return pause if changes_in_s is None else min(pause, changes_in_s)

    def missed(self, error: LongtakeError) -> bool:
        """Take note of a look that came to nothing. False if it was one too many."""
        now = self.clock.monotonic()
        with self._telling():
            if isinstance(error, NotFoundError):
                return self.waiting.on_not_found(now)
            asked_s = _asked_s(error)
            log.pauses(self.provider, asked_s or 0.0)
            return self.waiting.on_error(now, asked_s)


@define(kw_only=True, eq=False)
class Watch(_Watch):
    """`_Watch` for callers that block."""

    _look: Callable[[float | None], Snapshot] = field(repr=False, alias="look")

    def sleep(self, pause: float, bell: Bell | None) -> bool:
        """Sleep until the next look. False if something was announced meanwhile: ask for the pause anew."""
        rest(self.clock, pause, bell)
        return self._is_time(pause, bell)

    def ask(self) -> Snapshot:
        """Look, and only look."""
        return self._look(self.waiting.deadline)

    def look(self) -> Change | None:
        """Look, and give what is new. Raises what ends the waiting."""
        try:
            snapshot = self.ask()
        except NO_NEWS as error:
            if not self.missed(error):
                raise
            return None
        return self.showed(snapshot)


@define(kw_only=True, eq=False)
class AsyncWatch(_Watch):
    """`_Watch` for async callers."""

    _look: Callable[[float | None], Coroutine[Any, Any, Snapshot]] = field(repr=False, alias="look")

    async def sleep(self, pause: float, bell: Bell | None) -> bool:
        """Sleep until the next look; see `Watch.sleep`."""
        await rest_async(self.clock, pause, bell)
        return self._is_time(pause, bell)

    async def ask(self) -> Snapshot:
        """Look, and only look."""
        return await self._look(self.waiting.deadline)

    async def look(self) -> Change | None:
        """Look, and give what is new. Raises what ends the waiting."""
        try:
            snapshot = await self.ask()
        except NO_NEWS as error:
            if not self.missed(error):
                raise
            return None
        return self.showed(snapshot)


def _asked_s(error: LongtakeError) -> float | None:
    """Return the seconds after which the provider wants to be asked again, within reason; None if any."""
    if isinstance(error, ServiceUnavailableError | RateLimitError) and error.retry_after:
        return min(error.retry_after, MAX_RETRY_AFTER_S)
    return None
