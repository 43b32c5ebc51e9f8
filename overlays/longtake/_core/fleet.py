"""Whom to look at next where many tasks are waited for at once: a pure schedule that both shells follow.

Each task is waited for as if it were alone. What they share is how often a client asks its vendor, and how
many requests of a provider are under way.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from enum import Enum, auto
from heapq import heappop, heappush
from math import inf
from typing import Final

from attrs import define, field

from longtake._core.waiting import Waiting

CONNECTIONS: Final = 8
"""How many looks of one provider are under way at once, at most."""

READS_PER_S: Final = 10
"""How many looks one client begins in any second, at most. No vendor here names a limit for reads; this is
the polite side of what their gateways are built for."""

# Machines wake late. What is later than this after a deadline was held up, and is not looked at any more.
_LATE_S: Final = 1.0
_WINDOW_S: Final = 1.0


@define(eq=False)
class Budget:
    """At most so many looks in any second, whoever asks for them.

    Attributes:
        per_s: How many.
    """

    per_s: int = READS_PER_S
    _begun: deque[float] = field(factory=deque[float], init=False, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def free_at(self) -> float:
        """When the next look may begin."""
        with self._lock:
            return self._free_at()

    def take(self, now: float) -> bool:
        """Count a look that begins now. False if it may not."""
        with self._lock:
            if now < self._free_at():
                return False
            if len(self._begun) == self.per_s:
                self._begun.popleft()
            self._begun.append(now)
            return True

    def _free_at(self) -> float:
        return self._begun[0] + _WINDOW_S if len(self._begun) == self.per_s else -inf


class _Place(Enum):
    PLANNED = auto()
    UNDER_WAY = auto()
    OVER = auto()


@define(eq=False)
class _Lane:
    """The tasks of one client, by when they are to be looked at."""

    provider: str
    budget: Budget
    planned: list[tuple[float, int]] = field(factory=list[tuple[float, int]])


@define(eq=False)
class Fleet:
    """Tasks that are waited for at once, by the numbers that `add` gives them. Times as in `Waiting`.

    Attributes:
        connections: How many looks of one provider are under way at once, at most.
    """

    connections: int = CONNECTIONS
    _waitings: list[Waiting] = field(factory=list[Waiting], init=False)
    _places: list[_Place] = field(factory=list[_Place], init=False)
    _lane_of: list[_Lane] = field(factory=list[_Lane], init=False)
    _lanes: dict[int, _Lane] = field(factory=dict[int, _Lane], init=False)
    _limits: list[tuple[float, int]] = field(factory=list[tuple[float, int]], init=False)
    _late: list[int] = field(factory=list[int], init=False)
    _busy: Counter[str] = field(factory=Counter[str], init=False)

    def add(self, waiting: Waiting, *, provider: str, budget: Budget, now: float) -> int:
        """Wait for one more task, and give its number: 0, 1, 2 and so on.

        Args:
            waiting: When it is to be looked at.
            provider: Whom its looks go to.
            budget: What its client's looks are counted by.
            now: The time.
        """
        number = len(self._waitings)
        self._waitings.append(waiting)
        self._places.append(_Place.PLANNED)
        self._lane_of.append(self._lanes.setdefault(id(budget), _Lane(provider, budget)))
        if waiting.deadline is not None:
            heappush(self._limits, (waiting.deadline + _LATE_S, number))
        self._plan(number, now)
        return number

    def begin(self, now: float) -> list[int]:
        """The tasks to look at now, those that waited longest first. They are under way from here on."""
        begun: list[int] = []
        while (lane := self._ready(now)) is not None and lane.budget.take(now):
            _, number = heappop(lane.planned)
            self._places[number] = _Place.UNDER_WAY
            self._busy[lane.provider] += 1
            begun.append(number)
        return begun

    def looked(self, number: int, now: float, *, ended: bool) -> None:
        """Take note that a look is over, and whether waiting for the task is."""
        self._busy[self._lane_of[number].provider] -= 1
        if ended:
            self._places[number] = _Place.OVER
        else:
            self._plan(number, now)

    def late(self, now: float) -> list[int]:
        """The tasks whose time is up. They are not waited for any longer."""
        while self._limits and self._limits[0][0] <= now:
            _, number = heappop(self._limits)
            if self._places[number] is _Place.PLANNED:
                self._give_up(number)
        late, self._late = self._late, []
        return late

    def pause(self, now: float) -> float | None:
        """Seconds until there is something to do; None if that depends on looks under way."""
        moments = [
            max(lane.planned[0][0], lane.budget.free_at())
            for lane in self._lanes.values()
            if self._may_begin(lane)
        ]
        if any(lane.planned for lane in self._lanes.values()) and self._limits:
            moments.append(self._limits[0][0])
        if self._late:
            moments.append(now)
        return max(0.0, min(moments) - now) if moments else None

    def _plan(self, number: int, now: float) -> None:
        pause = self._waitings[number].pause(now)
        if pause is None:
            self._give_up(number)
        else:
            self._places[number] = _Place.PLANNED
            heappush(self._lane_of[number].planned, (now + pause, number))

    def _give_up(self, number: int) -> None:
        self._places[number] = _Place.OVER
        self._late.append(number)

    def _ready(self, now: float) -> _Lane | None:
        """Of the lanes that may begin a look now, the one with the look that is due longest."""
        ready = [
            lane
            for lane in self._lanes.values()
            if self._may_begin(lane) and lane.planned[0][0] <= now and lane.budget.free_at() <= now
        ]
        return min(ready, key=lambda lane: lane.planned[0], default=None)

    def _may_begin(self, lane: _Lane) -> bool:
        """Whether a look is planned, and a connection free for it."""
        while lane.planned and self._places[lane.planned[0][1]] is not _Place.PLANNED:
            heappop(lane.planned)
        return bool(lane.planned) and self._busy[lane.provider] < self.connections
