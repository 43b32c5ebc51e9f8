"""Schedule the polls of many tasks, without I/O, for the sync and the async clients.

Each task is polled as if it were alone. The tasks of a key share its poll rate, and the tasks of a provider
share the maximum number of concurrent requests.
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
"""The maximum number of concurrent requests to one provider."""

# A process may wake late. A task that is not polled until so long after its deadline has timed out.
_LATE_S: Final = 1.0


class _Status(Enum):
    PLANNED = auto()
    UNDER_WAY = auto()
    OVER = auto()


@define(eq=False)
class _KeyQueue:
    """The planned polls of one key, by the time at which they are due."""

    provider: str
    limiter: RateLimiter
    planned: list[tuple[float, int]] = field(factory=list[tuple[float, int]])


@define(eq=False)
class PollQueue:
    """Tasks that are waited for together, by the numbers that `add` returns. Times are as in `Poller`.

    Attributes:
        connections: The maximum number of concurrent requests to one provider.
    """

    connections: int = CONNECTIONS
    _pollers: dict[int, Poller] = field(factory=dict[int, Poller], init=False)
    _statuses: list[_Status] = field(factory=list[_Status], init=False)
    _due: list[float] = field(factory=list[float], init=False)
    _queue_of: list[_KeyQueue] = field(factory=list[_KeyQueue], init=False)
    _queues: dict[int, _KeyQueue] = field(factory=dict[int, _KeyQueue], init=False)
    _deadlines: list[tuple[float, int]] = field(factory=list[tuple[float, int]], init=False)
    _timed_out: list[int] = field(factory=list[int], init=False)
    _busy: Counter[str] = field(factory=Counter[str], init=False)

    def add(self, poller: Poller, *, provider: str, limiter: RateLimiter, now: float) -> int:
        """Add a task, and return its number: 0, 1, 2 and so on.

        Args:
            poller: The poll times of the task.
            provider: The name of the provider.
            limiter: The limiter of polls with the task's key. The caller reports the end of each poll to it.
            now: The time.
        """
        number = len(self._statuses)
        self._pollers[number] = poller
        self._statuses.append(_Status.PLANNED)
        self._due.append(inf)
        self._queue_of.append(self._queues.setdefault(id(limiter), _KeyQueue(provider, limiter)))
        if poller.deadline is not None:
            heappush(self._deadlines, (poller.deadline + _LATE_S, number))
        self._plan(number, now)
        return number

    def begin(self, now: float) -> list[int]:
        """Return the tasks to poll now, in the order of their due times. Their polls are under way then."""
        begun: list[int] = []
        while (queue := self._ready(now)) is not None and queue.limiter.begin(now):
            _, number = heappop(queue.planned)
            self._statuses[number] = _Status.UNDER_WAY
            self.occupy(queue.provider)
            begun.append(number)
        return begun

    def on_response(
        self, number: int, now: float, *, ended: bool = False, again_in_s: float | None = None
    ) -> None:
        """Record the end of a poll.

        Args:
            number: The number of the task.
            now: The time.
            ended: Whether waiting for the task has ended.
            again_in_s: Seconds until a failed poll is repeated, None to plan the next one as usual.
        """
        self.release(self._queue_of[number].provider)
        if ended:
            self._end(number)
        elif again_in_s is None:
            self._plan(number, now)
        else:
            self._schedule(number, now + again_in_s)

    def on_callback(self, number: int, now: float) -> None:
        """Record a callback, after which a task may be polled sooner than planned."""
        if not self.is_planned(number):
            return
        pause = self._pollers[number].pause_s(now)
        if pause is not None and now + pause < self._due[number]:
            self._schedule(number, now + pause)

    def is_planned(self, number: int) -> bool:
        """Return whether a poll of a task is planned and not under way."""
        return self._statuses[number] is _Status.PLANNED

    def give_up(self, number: int) -> None:
        """Stop waiting for a task, unless a poll of it is under way or waiting has ended."""
        if self.is_planned(number):
            self._give_up(number)

    def is_over(self, number: int) -> bool:
        """Return whether waiting for a task has ended."""
        return self._statuses[number] is _Status.OVER

    def has_room(self, provider: str) -> bool:
        """Return whether a connection to a provider is free."""
        return self._busy[provider] < self.connections

    def occupy(self, provider: str) -> None:
        """Take a connection to a provider."""
        self._busy[provider] += 1

    def release(self, provider: str) -> None:
        """Release a connection to a provider."""
        self._busy[provider] -= 1

    def timed_out(self, now: float) -> list[int]:
        """Return the tasks that have timed out since the last call. Waiting for them has ended."""
        while self._deadlines and self._deadlines[0][0] <= now:
            _, number = heappop(self._deadlines)
            if self._statuses[number] is _Status.PLANNED:
                self._give_up(number)
        late, self._timed_out = self._timed_out, []
        return late

    def pause_s(self, now: float) -> float | None:
        """Return the seconds until there is something to do, None if that depends on polls under way."""
        moments = [
            max(queue.planned[0][0], queue.limiter.free_at(now))
            for queue in self._queues.values()
            if self._may_begin(queue)
        ]
        moments = [moment for moment in moments if moment < inf]
        if any(queue.planned for queue in self._queues.values()) and self._deadlines:
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
        """Plan a poll, which replaces any earlier plan for the task."""
        self._statuses[number], self._due[number] = _Status.PLANNED, due
        heappush(self._queue_of[number].planned, (due, number))

    def _give_up(self, number: int) -> None:
        self._end(number)
        self._timed_out.append(number)

    def _end(self, number: int) -> None:
        # A batch may have more tasks than should stay in memory.
        self._statuses[number] = _Status.OVER
        del self._pollers[number]

    def _ready(self, now: float) -> _KeyQueue | None:
        """Return the queue with the poll that is most overdue, None if no poll may begin now."""
        ready = [
            queue
            for queue in self._queues.values()
            if self._may_begin(queue)
            and queue.planned[0][0] <= now
            and queue.limiter.free_at(now) <= now
        ]
        return min(ready, key=lambda queue: queue.planned[0], default=None)

    def _may_begin(self, queue: _KeyQueue) -> bool:
        """Return whether a poll is planned and a connection is free for it."""
        while queue.planned and not self._is_current(*queue.planned[0]):
            heappop(queue.planned)
        return bool(queue.planned) and self.has_room(queue.provider)

    def _is_current(self, due: float, number: int) -> bool:
        return self.is_planned(number) and self._due[number] == due
