"""Whom to look at next where many tasks are waited for at once: a pure schedule that both shells follow.

Each task is waited for as if it were alone. What they share is how often a key asks its vendor, and how
many requests of a provider are under way.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum, auto
from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING, Final

from attrs import define, field

from longtake._core.polling.poller import Poller

if TYPE_CHECKING:
    from longtake._core.rate_limit import RateLimiter

CONNECTIONS: Final = 8
"""How many requests to one provider are under way at once, at most."""

# Machines wake late. What is later than this after a deadline was held up, and is not looked at any more.
_LATE_S: Final = 1.0


class _Status(Enum):
    PLANNED = auto()
    UNDER_WAY = auto()
    OVER = auto()


@define(eq=False)
class _KeyQueue:
    """The tasks of one key, by when they are to be looked at."""

    provider: str
    limiter: RateLimiter
    planned: list[tuple[float, int]] = field(factory=list[tuple[float, int]])


@define(eq=False)
class PollQueue:
    """Tasks that are waited for at once, by the numbers that `add` gives them. Times as in `Poller`.

    Attributes:
        connections: How many requests to one provider are under way at once, at most.
    """

    connections: int = CONNECTIONS
    _pollers: list[Poller] = field(factory=list[Poller], init=False)
    _statuses: list[_Status] = field(factory=list[_Status], init=False)
    _due: list[float] = field(factory=list[float], init=False)
    _queue_of: list[_KeyQueue] = field(factory=list[_KeyQueue], init=False)
    _queues: dict[int, _KeyQueue] = field(factory=dict[int, _KeyQueue], init=False)
    _deadlines: list[tuple[float, int]] = field(factory=list[tuple[float, int]], init=False)
    _timed_out: list[int] = field(factory=list[int], init=False)
    _busy: Counter[str] = field(factory=Counter[str], init=False)

    def add(self, poller: Poller, *, provider: str, limiter: RateLimiter, now: float) -> int:
        """Wait for one more task, and give its number: 0, 1, 2 and so on.

        Args:
            waiting: When it is to be looked at.
            provider: Whom its looks go to.
            budget: What looks with its key are counted by. Who makes a look says when it ends.
            now: The time.
        """
        number = len(self._pollers)
        self._pollers.append(poller)
        self._statuses.append(_Status.PLANNED)
        self._due.append(inf)
        self._queue_of.append(self._queues.setdefault(id(limiter), _KeyQueue(provider, limiter)))
        if poller.deadline is not None:
            heappush(self._deadlines, (poller.deadline + _LATE_S, number))
        self._plan(number, now)
        return number

    def begin(self, now: float) -> list[int]:
        """The tasks to look at now, those that waited longest first. They are under way from here on."""
        begun: list[int] = []
        while (lane := self._ready(now)) is not None and lane.limiter.begin(now):
            _, number = heappop(lane.planned)
            self._statuses[number] = _Status.UNDER_WAY
            self.occupy(lane.provider)
            begun.append(number)
        return begun

    def on_response(
        self, number: int, now: float, *, ended: bool = False, again_in_s: float | None = None
    ) -> None:
        """Take note that a look is over.

        Args:
            number: The task.
            now: The time.
            ended: Whether waiting for the task is over, too.
            again_in_s: After how many seconds the same look is to be made once more, as it came to nothing.
        """
        lane = self._queue_of[number]
        self.release(lane.provider)
        if ended:
            self._statuses[number] = _Status.OVER
        elif again_in_s is None:
            self._plan(number, now)
        else:
            self._schedule(number, now + again_in_s)

    def on_callback(self, number: int, now: float) -> None:
        """Take note that a task may be looked at sooner than was planned, because it was called about."""
        pause = self._pollers[number].pause_s(now)
        if self.is_planned(number) and pause is not None and now + pause < self._due[number]:
            self._schedule(number, now + pause)

    def is_planned(self, number: int) -> bool:
        """Whether a look at a task is planned, and not under way."""
        return self._statuses[number] is _Status.PLANNED

    def give_up(self, number: int) -> None:
        """Wait for a task no longer, unless a poll of it is under way or it has ended."""
        if self.is_planned(number):
            self._give_up(number)

    def is_over(self, number: int) -> bool:
        """Whether a task is not waited for any longer."""
        return self._statuses[number] is _Status.OVER

    def has_room(self, provider: str) -> bool:
        """Whether a connection to a provider is free."""
        return self._busy[provider] < self.connections

    def occupy(self, provider: str) -> None:
        """Take a connection."""
        self._busy[provider] += 1

    def release(self, provider: str) -> None:
        """Give it back."""
        self._busy[provider] -= 1

    def timed_out(self, now: float) -> list[int]:
        """The tasks whose time is up. They are not waited for any longer."""
        while self._deadlines and self._deadlines[0][0] <= now:
            _, number = heappop(self._deadlines)
            if self._statuses[number] is _Status.PLANNED:
                self._give_up(number)
        late, self._timed_out = self._timed_out, []
        return late

    def pause_s(self, now: float) -> float | None:
        """Seconds until there is something to do; None if that depends on looks under way."""
        moments = [
            max(lane.planned[0][0], lane.limiter.free_at(now))
            for lane in self._queues.values()
            if self._may_begin(lane)
        ]
        moments = [moment for moment in moments if moment < inf]
        if any(lane.planned for lane in self._queues.values()) and self._deadlines:
            moments.append(self._deadlines[0][0])
        if self._timed_out:
            moments.append(now)
        return max(0.0, min(moments) - now) if moments else None

    def _plan(self, number: int, now: float) -> None:
        pause = self._pollers[number].pause_s(now)
        if pause is None:
            self._give_up(number)
        else:
            self._schedule(number, now + pause)

    def _schedule(self, number: int, due: float) -> None:
        """Plan a look. What was entered for the task before counts no more."""
        self._statuses[number], self._due[number] = _Status.PLANNED, due
        heappush(self._queue_of[number].planned, (due, number))

    def _give_up(self, number: int) -> None:
        self._statuses[number] = _Status.OVER
        self._timed_out.append(number)

    def _ready(self, now: float) -> _KeyQueue | None:
        """Of the lanes that may begin a look now, the one with the look that is due longest."""
        ready = [
            lane
            for lane in self._queues.values()
            if self._may_begin(lane)
            and lane.planned[0][0] <= now
            and lane.limiter.free_at(now) <= now
        ]
        return min(ready, key=lambda lane: lane.planned[0], default=None)

    def _may_begin(self, lane: _KeyQueue) -> bool:
        """Whether a look is planned, and a connection free for it."""
        while lane.planned and not self._is_current(*lane.planned[0]):
            heappop(lane.planned)
        return bool(lane.planned) and self.has_room(lane.provider)

    def _is_current(self, due: float, number: int) -> bool:
        return self.is_planned(number) and self._due[number] == due
