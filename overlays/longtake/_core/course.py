"""How far a task is believed to be, after its age and the vendor's hints, and so when to look next."""

from __future__ import annotations

from math import exp, log
from typing import Final

from attrs import define, field

from longtake._core.inspection import Inspection
from longtake._core.snapshot import Snapshot

# Vendors' first few percent say nothing but that work began.
_LEAST_PROGRESS: Final = 0.05
# Hints may be wrong by any factor; this is as far as one is followed.
_FURTHEST: Final = 4.0
_LONGEST_PAUSE_S: Final = 600.0


@define(kw_only=True)
class Course:
    """One task on its way. Times are seconds on any monotonic clock.

    Attributes:
        inspection: How tasks of its family are looked at.
        started: When waiting for it began.
        submitted: When it was submitted, None if nobody knows.
    """

    inspection: Inspection
    started: float
    submitted: float | None = None
    _begun: float | None = field(init=False)
    _pauses: int = field(init=False)
    _resting_s: float = field(default=0.0, init=False)

    def __attrs_post_init__(self) -> None:
        self._begun = self.submitted
        # Before the first look at a task whose age is known there was one, from its submit on.
        self._pauses = 0 if self.submitted is None else 1

    def first_pause_s(self) -> float:
        """Seconds to the first look at a task that was never looked at; 0 if its age is unknown."""
        if self.submitted is None:
            return 0.0
        first = self.inspection.fresh.after(0.0) or 0.0
        return max(0.0, first - (self.started - self.submitted))

    def pause_s(self, snapshot: Snapshot, now: float, *, planned: bool = True) -> float:
        """Seconds to the next look, after one that showed a task that has not ended.

        Args:
            snapshot: What it showed.
            now: The time.
            planned: Whether it was this plan's. Others bound no pause, now or later.
        """
        queued_s = snapshot.starts_in_s or 0.0
        if queued_s > 0:
            self._begun = now + queued_s
        elif self._begun is not None:
            self._begun = min(self._begun, now)
        pause = self._next_s(snapshot.progress or 0.0, now)
        if planned and self._pauses and not queued_s > 0:
            age = now - (self.started if self.submitted is None else self.submitted)
            pause = min(pause, self.inspection.bound_s(age, self._pauses))
        self._pauses += planned
        return min(_LONGEST_PAUSE_S, max(self.inspection.least_s, pause))

    def share(self, now: float) -> float | None:
        """How much is believed to be done, 0 to 1; None of a task whose age is unknown."""
        if self._begun is None:
            return None
        return self.inspection.durations.share_at(now - self._begun)

    def reaches_in_s(self, share: float, now: float) -> float | None:
        """Seconds until `share` is so much; None if it never is, or the task's age is unknown."""
        if self._begun is None:
            return None
        age = now - self._begun
        reached = self.inspection.durations.age_at(share, age)
        return None if reached is None else reached - age

    def _next_s(self, progress: float, now: float) -> float:
        """Seconds to the next look after belief and hints alone."""
        told = _LEAST_PROGRESS <= progress <= 1
        if self._begun is None and told:
            self._begun = now - progress * self.inspection.durations.median_s
        plan = self.inspection.resumed if self._begun is None else self.inspection.fresh
        age = now - (self.started if self._begun is None else self._begun)
        if not told:
            self._resting_s = max(0.0, age)
        stretch = self._stretch(progress, age) if told else 1.0
        following = plan.after(max(0.0, age) / stretch)
        return _LONGEST_PAUSE_S if following is None else following * stretch - age

    def _stretch(self, progress: float, age: float) -> float:
        """How many times as long as usual this task takes, after the vendor's word.

        The word is trusted as far as the work has come: vendors' figures are no stopwatches.
        """
        told_s = self._resting_s + (age - self._resting_s) / progress
        factor = told_s / self.inspection.durations.median_s
        return exp(progress * log(min(_FURTHEST, max(1 / _FURTHEST, factor))))
