"""When to look at a task next: a pure state machine that the sync and the async shell drive alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import define, field, frozen

from longtake._core.snapshot import Snapshot

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
    _looks: int = field(default=0, init=False)
    _next_look: float = field(init=False)
    _final: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        pause = self.pace.first_s if self.poll is None else self._polled()
        self._plan(self.started, pause if self.fresh else 0.0)

    def pause(self, now: float) -> float | None:
        """Seconds to sleep before the next look; None if there is none left because time is up.

        The last look falls on the deadline itself, so that a task that ended in time is never missed
        and the deadline is never overshot.
        """
        if self._final and self._looks:
            return None
        return max(0.0, self._next_look - now)

    def looked(self, snapshot: Snapshot, now: float) -> bool:
        """Take note of what a look showed. True if it shows something new."""
        self._looks += 1
        changed = snapshot != self._last
        self._last = snapshot
        if not self._final:
            self._plan(now, self.pace.every_s if self.poll is None else self._polled())
        return changed

    def _plan(self, now: float, pause: float) -> None:
        self._next_look = now + pause
        if self.timeout is not None and self._next_look >= self.started + self.timeout:
            self._next_look = self.started + self.timeout
            self._final = True

    def _polled(self) -> float:
        pause = self.poll(self._last) if callable(self.poll) else self.poll
        if pause is None or not pause > 0:
            raise ValueError(f"poll must be a positive number of seconds, not {pause!r}")
        return pause
