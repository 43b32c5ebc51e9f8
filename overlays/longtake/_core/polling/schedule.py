"""When to look at what ends at an unknown time: the optimal inspection policy.

R. E. Barlow, L. C. Hunter and F. Proschan, "Optimum Checking Procedures", 1963: each look costs something,
and so does each second between the end and the look that finds it. Their recursion runs away at the
slightest error; the same optimum comes from dynamic programming over a grid of ages, from the last age
backwards.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from math import exp, log
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field, frozen

from longtake._core.polling.durations import Durations, estimated_durations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from longtake._core.snapshot import Snapshot

# How much longer than the mean pause so far the next may be. Where tasks take about one time, and not the
# one that is believed, this bounds the looks: so many times those of a fixed interval with the same delay.
_TRUST: Final = 1.1
# What was seen may be trusted further than a prior: this many durations, and the bound is twice as wide.
# As an age makes the belief unlikely, so much of that is taken back.
_TRUSTED_AFTER: Final = 10.0
# Where a vendor calls, looks are for calls that are lost: as many as at so many times the interval.
_CALLBACK_SPARSITY: Final = 4.0


@frozen
class Plan:
    """For each age of a task that has not ended, the age at which to look next."""

    _ages_s: Sequence[float] = field(repr=False)
    _next: Sequence[int] = field(repr=False)

    def after(self, age_s: float) -> float | None:
        """The age of the next look, at an age at which the task was seen not to have ended.

        None beyond all that was believed.
        """
        index = bisect_right(self._ages_s, age_s) - 1
        if index >= len(self._next):
            return None
        return self._ages_s[self._next[index]]


def plan(durations: Durations, *, poll_cost_s: float, min_interval_s: float) -> Plan:
    """The plan with the least expected cost.

    Args:
        durations: What is believed.
        look_costs_s: What a look costs, as seconds of delay that are as bad.
        least_s: Seconds between two looks, at least.
    """
    at, done = durations.ages_s, durations.shares
    last = len(at) - 1
    masses = [after - before for before, after in pairwise(done)]
    middles = [(start + end) / 2 for start, end in pairwise(at)]
    sums = [0.0, *accumulate(mass * middle for mass, middle in zip(masses, middles, strict=True))]
    following = [last] * last
    # A look at age j after one at age i costs a constant of i, a constant of j, and at[j] * done[i]: for
    # each i the least of straight lines, one a j. Only the lower hull of the lines is kept, and as both
    # go down the best line only ever moves towards the newest. So all of it takes linear time.
    hull: deque[tuple[float, float, int]] = deque([(at[last], at[last] - sums[last], last)])
    costs = [0.0] * (last + 1)
    candidate = last - 1
    for index in range(last - 1, -1, -1):
        while candidate > index and at[candidate] >= at[index] + min_interval_s:
            fixed = at[candidate] * done[candidate] - sums[candidate] + costs[candidate]
            _add_line(hull, (at[candidate], fixed, candidate))
            candidate -= 1
        age, fixed, best = _lowest(hull, done[index])
        following[index] = best
        costs[index] = poll_cost_s * (1 - done[index]) + sums[index] + fixed - age * done[index]
    return Plan(at, following)


def _add_line(hull: deque[tuple[float, float, int]], line: tuple[float, float, int]) -> None:
    age, fixed, _ = line
    while len(hull) > 1:
        (older_age, older, _), (middle_age, middle, _) = hull[-2], hull[-1]
        if (middle - fixed) * (older_age - middle_age) < (older - middle) * (middle_age - age):
            break
        hull.pop()
    hull.append(line)


def _lowest(hull: deque[tuple[float, float, int]], share: float) -> tuple[float, float, int]:
    while len(hull) > 1 and hull[1][1] - hull[1][0] * share <= hull[0][1] - hull[0][0] * share:
        hull.popleft()
    return hull[0]


@frozen(kw_only=True)
class PollHints:
    """What is known of a family before anything was seen, and how often the vendor likes to be asked.

    Attributes:
        usual_s: Seconds from a submit to its end, as a median.
        spread: The standard deviation of the logarithm of these seconds: 0.35 says that two thirds end
            between 0.7 and 1.4 times what is usual.
        every_s: Seconds between looks that the vendor advises. As many looks as with this interval are
            taken, at better times.
        least_s: Seconds between two looks, at least.
    """

    median_s: float
    spread: float
    interval_s: float
    min_interval_s: float = 5.0


@frozen(kw_only=True)
class PollSchedule:
    """How to look at tasks of a family, after what is believed of it.

    Attributes:
        durations: What is believed.
        every_s: As in `PollHints`.
        least_s: As in `PollHints`.
        sparser: How many times the interval is to count for.
    """

    durations: Durations
    interval_s: float
    min_interval_s: float
    sparsity: float = 1.0

    @cached_property
    def poll_cost_s(self) -> float:
        """The price at which about as many looks are best as the vendor's interval takes.

        Looks of the best density number sqrt(bends / (2 x price)), those at an interval mean / interval.
        """
        mean = self.durations.mean_s
        return (self.sparsity * self.interval_s / mean) ** 2 * self.durations.bends_s / 2

    @cached_property
    def with_callbacks(self) -> PollSchedule:
        """How to look where the vendor calls when a task ends, and a call may be lost."""
        return evolve(self, sparsity=_CALLBACK_SPARSITY)

    @cached_property
    def fresh(self) -> Plan:
        """The plan for a task whose age is known."""
        return self._plan(self.durations)

    @cached_property
    def resumed(self) -> Plan:
        """The plan for a task that was found running, from then on."""
        return self._plan(self.durations.rest())

    def max_pause_s(self, age_s: float, pauses: int) -> float:
        """Seconds of the next pause at most, where so many came to an age."""
        known = self.durations.observed / _TRUSTED_AFTER * self.durations.left(age_s)
        trust = _TRUST * (1 + known)
        return trust * age_s / pauses

    def _plan(self, durations: Durations) -> Plan:
        return plan(durations, poll_cost_s=self.poll_cost_s, min_interval_s=self.min_interval_s)


def poll_schedule(hints: PollHints, observed: Sequence[float] = ()) -> PollSchedule:
    """How to look at tasks of a family, after its pace and the durations seen."""
    return _cached_schedule(hints, tuple(observed))


@lru_cache(maxsize=16)
def _cached_schedule(hints: PollHints, observed: tuple[float, ...]) -> PollSchedule:
    durations = estimated_durations(hints.median_s, hints.spread, observed)
    return PollSchedule(
        durations=durations, interval_s=hints.interval_s, min_interval_s=hints.min_interval_s
    )


# Vendors' first few percent say nothing but that work began.
_MIN_PROGRESS: Final = 0.05
# Hints may be wrong by any factor; this is as far as one is followed.
_MAX_STRETCH: Final = 4.0
_MAX_PAUSE_S: Final = 600.0


@define(kw_only=True)
class ProgressEstimate:
    """One task on its way. Times are seconds on any monotonic clock.

    Attributes:
        inspection: How tasks of its family are looked at.
        started: When waiting for it began.
        submitted: When it was submitted, None if nobody knows.
    """

    schedule: PollSchedule
    started: float
    submitted: float | None = None
    _started_at: float | None = field(init=False)
    _pauses: int = field(init=False)
    _resting_s: float = field(default=0.0, init=False)

    def __attrs_post_init__(self) -> None:
        self._started_at = self.submitted
        # Before the first look at a task whose age is known there was one, from its submit on.
        self._pauses = 0 if self.submitted is None else 1

    def first_pause_s(self) -> float:
        """Seconds to the first look at a task that was never looked at; 0 if its age is unknown."""
        if self.submitted is None:
            return 0.0
        first = self.schedule.fresh.after(0.0) or 0.0
        return max(0.0, first - (self.started - self.submitted))

    def pause_s(self, snapshot: Snapshot, now: float, *, is_planned: bool = True) -> float:
        """Seconds to the next look, after one that showed a task that has not ended.

        Args:
            snapshot: What it showed.
            now: The time.
            planned: Whether it was this plan's. Others bound no pause, now or later.
        """
        queued_s = snapshot.starts_in_s or 0.0
        if queued_s > 0:
            self._started_at = now + queued_s
        elif self._started_at is not None:
            self._started_at = min(self._started_at, now)
        pause = self._next_s(snapshot.progress or 0.0, now)
        if is_planned and self._pauses and not queued_s > 0:
            age = now - (self.started if self.submitted is None else self.submitted)
            pause = min(pause, self.schedule.max_pause_s(age, self._pauses))
        self._pauses += is_planned
        return min(_MAX_PAUSE_S, max(self.schedule.min_interval_s, pause))

    def progress(self, now: float) -> float | None:
        """How much is believed to be done, 0 to 1; None of a task whose age is unknown."""
        if self._started_at is None:
            return None
        return self.schedule.durations.share_at(now - self._started_at)

    def reaches_in_s(self, progress: float, now: float) -> float | None:
        """Seconds until `progress` is so much; None if it never is, or the task's age is unknown."""
        if self._started_at is None:
            return None
        age = now - self._started_at
        reached = self.schedule.durations.age_at(progress, age)
        return None if reached is None else reached - age

    def _next_s(self, progress: float, now: float) -> float:
        """Seconds to the next look after belief and hints alone."""
        told = _MIN_PROGRESS <= progress <= 1
        if self._started_at is None and told:
            self._started_at = now - progress * self.schedule.durations.median_s
        plan = self.schedule.resumed if self._started_at is None else self.schedule.fresh
        age = now - (self.started if self._started_at is None else self._started_at)
        if not told:
            self._resting_s = max(0.0, age)
        stretch = self._stretch(progress, age) if told else 1.0
        following = plan.after(max(0.0, age) / stretch)
        return _MAX_PAUSE_S if following is None else following * stretch - age

    def _stretch(self, progress: float, age: float) -> float:
        """How many times as long as usual this task takes, after the vendor's word.

        The word is trusted as far as the work has come: vendors' figures are no stopwatches.
        """
        told_s = self._resting_s + (age - self._resting_s) / progress
        factor = told_s / self.schedule.durations.median_s
        return exp(progress * log(min(_MAX_STRETCH, max(1 / _MAX_STRETCH, factor))))
