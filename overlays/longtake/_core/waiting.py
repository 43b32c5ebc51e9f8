"""When to look at a task next: a pure state machine that the sync and the async shell drive alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from attrs import define, field, frozen

from longtake._core.snapshot import Snapshot
from longtake.errors import InvalidRequestError

_MISSES_IN_A_ROW: Final = 5

Poll: TypeAlias = float | Callable[[Snapshot | None], float]
"""A fixed number of seconds between looks, or a function from the last snapshot to the next pause."""


@frozen(kw_only=True)
class Pace:
    """How a family is looked at when nobody says otherwise, from the vendor's own advice.

    Attributes:
        first_s: Seconds from a fresh submit to the first look: it cannot be done before.
        every_s: Seconds between looks after that.
    """

    first_s: float
    every_s: float


@define(kw_only=True)
class Waiting:
    """Decides when to look, and when to give up. Times are seconds on any monotonic clock.

    Attributes:
        pace: The family's pace.
        poll: The caller's own pace, instead of the family's.
        fresh: Whether the task was only just submitted. A resumed one is looked at at once.
        started: When waiting began.
        timeout: Seconds after which to give up; None never does.
    """

    pace: Pace
    started: float
    poll: Poll | None = None
    fresh: bool = False
    timeout: float | None = None
    _last: Snapshot | None = field(default=None, init=False)
    _next_look: float = field(init=False)
    _over: bool = field(default=False, init=False)
    _misses: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        if self.timeout is not None and not self.timeout >= 0:
            raise InvalidRequestError(
                f"timeout must be a number of seconds, or None to wait for ever; not {self.timeout!r}"
            )
        pause = self._pause_s(self.pace.first_s)
        self._plan(self.started, pause if self.fresh else 0.0)

    def pause(self, now: float) -> float | None:
        """Seconds to sleep before the next look; None if there is none left because time is up.

        The last look falls on the deadline itself, so that a task that ended in time is not missed, and
        nothing begins after it.
        """
        return None if self._over else max(0.0, self._next_look - now)

    def looked(self, snapshot: Snapshot, now: float) -> bool:
        """Take note of what a look showed. True if it shows something new."""
        changed = snapshot != self._last
        self._last = snapshot
        self._misses = 0
        self._plan_next(now)
        return changed

    def missed(self, now: float) -> bool:
        """Take note of a look that showed nothing, as the vendor was not to be reached.

        A task of half an hour must not be given up for a minute's outage. True if waiting goes on, False
        if so many looks in a row went wrong that it is more than that.
        """
        self._misses += 1
        self._plan_next(now)
        return self._misses < _MISSES_IN_A_ROW

    def _plan_next(self, now: float) -> None:
        self._over = self.deadline is not None and now >= self.deadline
        if not self._over:
            self._plan(now, self._pause_s(self.pace.every_s))

    @property
    def deadline(self) -> float | None:
        """When to give up, None for never."""
        return None if self.timeout is None else self.started + self.timeout

    def _plan(self, now: float, pause: float) -> None:
        self._next_look = now + pause
        if self.deadline is not None:
            self._next_look = min(self._next_look, self.deadline)

    def _pause_s(self, usual_s: float) -> float:
        """The caller's pause, the usual one if the caller left it to us."""
        return usual_s if self.poll is None else self._polled()

    def _polled(self) -> float:
        pause = self.poll(self._last) if callable(self.poll) else self.poll
        if pause is None or not pause > 0:
            raise InvalidRequestError(f"poll must be a positive number of seconds, not {pause!r}")
        return pause
