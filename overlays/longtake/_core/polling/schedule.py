"""Plan the polls of a task that ends at an unknown time: the optimal inspection policy.

R. E. Barlow, L. C. Hunter and F. Proschan, "Optimum Checking Procedures", 1963: each poll has a cost, and so
has each second between the end and the poll that finds it. Their recursion is numerically unstable. Dynamic
programming over a grid of ages, from the last age backwards, finds the same optimum.
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

# The maximum ratio of the next pause to the mean pause so far. If the estimate is wrong, it limits the number
# of polls to this multiple of those at a fixed interval with the same delay.
_TRUST: Final = 1.1
# Observations permit longer pauses than a prior: this many double the limit. The effect decreases with the
# share of tasks that are left at an age.
_TRUSTED_AFTER: Final = 10.0
# With callbacks, polls only replace lost callbacks: as many as at this multiple of the interval.
_CALLBACK_SPARSITY: Final = 4.0


@frozen
class Plan:
    """The age of the next poll for each age of a task that has not ended."""

    _ages_s: Sequence[float] = field(repr=False)
    _next: Sequence[int] = field(repr=False)

    def after(self, age_s: float) -> float | None:
        """Return the age of the next poll after a poll at `age_s`, None beyond the grid."""
        index = bisect_right(self._ages_s, age_s) - 1
        if index >= len(self._next):
            return None
        return self._ages_s[self._next[index]]


def plan(durations: Durations, *, poll_cost_s: float, min_interval_s: float) -> Plan:
    """Return the plan with the lowest expected cost.

    Args:
        durations: The estimated durations.
        poll_cost_s: The cost of a poll, as the equivalent delay in seconds.
        min_interval_s: The minimum number of seconds between two polls.
    """
    at, done = durations.ages_s, durations.shares
    last = len(at) - 1
    masses = [after - before for before, after in pairwise(done)]
    middles = [(start + end) / 2 for start, end in pairwise(at)]
    sums = [0.0, *accumulate(mass * middle for mass, middle in zip(masses, middles, strict=True))]
    following = [last] * last
    # A poll at age j after one at age i costs a constant of i, a constant of j, and at[j] * done[i]: for each
    # i the minimum of straight lines, one for each j. Only their lower hull is kept. As i and j decrease, the
    # best line moves only towards the newest one, so the whole search takes linear time.
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
    """The usual duration of tasks, and the provider's recommended poll interval.

    Attributes:
        median_s: The median number of seconds from submission to end.
        spread: The standard deviation of the logarithm of the duration. With 0.35, two thirds of the tasks
            end between 0.7 and 1.4 times the median.
        interval_s: The recommended number of seconds between polls. It determines the number of polls, not
            their times.
        min_interval_s: The minimum number of seconds between two polls.
    """

    median_s: float
    spread: float
    interval_s: float
    min_interval_s: float = 5.0


@frozen(kw_only=True)
class PollSchedule:
    """The poll schedule of a task kind.

    Attributes:
        durations: The estimated durations.
        interval_s: As in `PollHints`.
        min_interval_s: As in `PollHints`.
        sparsity: The factor by which the interval is extended.
    """

    durations: Durations
    interval_s: float
    min_interval_s: float
    sparsity: float = 1.0

    @cached_property
    def poll_cost_s(self) -> float:
        """Return the poll cost at which the optimal plan has about as many polls as the fixed interval.

        The optimal plan has sqrt(bends / (2 x cost)) polls, a fixed interval has mean / interval.
        """
        mean = self.durations.mean_s
        return (self.sparsity * self.interval_s / mean) ** 2 * self.durations.bends_s / 2

    @cached_property
    def with_callbacks(self) -> PollSchedule:
        """Return the sparser schedule for tasks with callbacks, which may be lost."""
        return evolve(self, sparsity=_CALLBACK_SPARSITY)

    @cached_property
    def fresh(self) -> Plan:
        """Return the plan for a task of known age."""
        return self._plan(self.durations)

    @cached_property
    def resumed(self) -> Plan:
        """Return the plan for a running task of unknown age, from the first poll on."""
        return self._plan(self.durations.rest())

    def max_pause_s(self, age_s: float, pauses: int) -> float:
        """Return the maximum number of seconds of the next pause, after `pauses` pauses up to an age."""
        known = self.durations.observed / _TRUSTED_AFTER * self.durations.left(age_s)
        trust = _TRUST * (1 + known)
        return trust * age_s / pauses

    def _plan(self, durations: Durations) -> Plan:
        return plan(durations, poll_cost_s=self.poll_cost_s, min_interval_s=self.min_interval_s)


def poll_schedule(hints: PollHints, observed: Sequence[float] = ()) -> PollSchedule:
    """Return the schedule for poll hints and observed durations."""
    return _cached_schedule(hints, tuple(observed))


@lru_cache(maxsize=16)
def _cached_schedule(hints: PollHints, observed: tuple[float, ...]) -> PollSchedule:
    durations = estimated_durations(hints.median_s, hints.spread, observed)
    return PollSchedule(
        durations=durations, interval_s=hints.interval_s, min_interval_s=hints.min_interval_s
    )


# The first few percent mean only that the task has started.
_MIN_PROGRESS: Final = 0.05
# A reported progress may be wrong by any factor. This limits its effect.
_MAX_STRETCH: Final = 4.0
_MAX_PAUSE_S: Final = 600.0


@define(kw_only=True)
class ProgressEstimate:
    """The estimated progress of one task. Times are seconds on any monotonic clock.

    Attributes:
        schedule: The poll schedule of the task kind.
        started: When waiting began.
        submitted: When the task was submitted, None if unknown.
    """

    schedule: PollSchedule
    started: float
    submitted: float | None = None
    _started_at: float | None = field(init=False)
    _pauses: int = field(init=False)
    _resting_s: float = field(default=0.0, init=False)

    def __attrs_post_init__(self) -> None:
        self._started_at = self.submitted
        # For a task of known age, the time from its submission to the first poll counts as a pause.
        self._pauses = 0 if self.submitted is None else 1

    def first_pause_s(self) -> float:
        """Return the seconds until the first poll of a task, 0 if its age is unknown."""
        if self.submitted is None:
            return 0.0
        first = self.schedule.fresh.after(0.0) or 0.0
        return max(0.0, first - (self.started - self.submitted))

    def pause_s(self, snapshot: Snapshot, now: float, *, is_planned: bool = True) -> float:
        """Return the seconds until the next poll, after one that showed a task that has not ended.

        Args:
            snapshot: The snapshot of the poll.
            now: The time.
            is_planned: Whether the poll was planned here. Other polls do not count as pauses.
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
        """Return the estimated progress from 0 to 1, None if the age of the task is unknown."""
        if self._started_at is None:
            return None
        return self.schedule.durations.share_at(now - self._started_at)

    def reaches_in_s(self, progress: float, now: float) -> float | None:
        """Return the seconds until the estimate reaches a progress, None if never or the age is unknown."""
        if self._started_at is None:
            return None
        age = now - self._started_at
        reached = self.schedule.durations.age_at(progress, age)
        return None if reached is None else reached - age

    def _next_s(self, progress: float, now: float) -> float:
        """Return the seconds until the next poll, without the limits on a pause."""
        is_reported = _MIN_PROGRESS <= progress <= 1
        if self._started_at is None and is_reported:
            self._started_at = now - progress * self.schedule.durations.median_s
        plan = self.schedule.resumed if self._started_at is None else self.schedule.fresh
        age = now - (self.started if self._started_at is None else self._started_at)
        if not is_reported:
            self._resting_s = max(0.0, age)
        stretch = self._stretch(progress, age) if is_reported else 1.0
        following = plan.after(max(0.0, age) / stretch)
        return _MAX_PAUSE_S if following is None else following * stretch - age

    def _stretch(self, progress: float, age: float) -> float:
        """Return the ratio of this task's duration to the median, as its reported progress suggests.

        The weight of the report increases with the progress, because providers' figures are imprecise.
        """
        total_s = self._resting_s + (age - self._resting_s) / progress
        factor = total_s / self.schedule.durations.median_s
        return exp(progress * log(min(_MAX_STRETCH, max(1 / _MAX_STRETCH, factor))))
