"""How long tasks of a key are believed to take: a prior, and what was seen since, on a grid of ages."""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import cached_property
from itertools import pairwise
from math import ceil, erf, exp, inf, log, sqrt
from typing import TYPE_CHECKING, Final, cast

from attrs import evolve, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_CELLS: Final = 800
# How far the grid goes beyond the shortest and the longest duration that there is reason to think of.
_REACH: Final = 25.0
# The prior counts as much as this many durations seen.
_PRIOR_WEIGHT: Final = 2.0
# Whatever is believed, a part of the belief holds anything possible: so much before anything was seen, and
# half of it after so many durations.
_MISTRUST: Final = 0.04
_MISTRUST_HALVED_AFTER: Final = 20
_MISTRUST_SPREAD: Final = 1.2
# The factor of Silverman's rule for the width of a bump.
_BANDWIDTH: Final = 0.9
_NARROWEST: Final = 0.02
_KERNEL_REACH: Final = 4.0
_HANDFUL: Final = 15
# What was seen is read so many at a time. A belief is given up where some in a row are, by e to this power,
# less likely under it than under no knowledge at all (E. S. Page's cumulative sum, 1954). Of 600 simulated
# vendors that never change, ten lost one within 200 tasks, nine of them with a sigma of 0.6.
REFUTING: Final = 5
_REFUTED: Final = 8.0


@frozen
class _Kernel:
    """A normal distribution of the logarithm of durations, with its part of the whole."""

    middle: float
    width: float
    weight: float


@frozen
class Durations:
    """A distribution of durations.

    Attributes:
        at_s: Ages in seconds, from 0 upwards.
        done: The share of tasks that have ended at each of these ages, from 0 to 1.
        seen: How many durations this rests on, beside the prior.
    """

    ages_s: Sequence[float] = field(repr=False)
    shares: Sequence[float] = field(repr=False)
    observed: int = 0

    @cached_property
    def mean_s(self) -> float:
        """The mean duration: what is left at each age, added up."""
        return sum(self._left)

    @cached_property
    def bends_s(self) -> float:
        """The integral of sqrt(density x share left), squared: how little it is known when tasks end.

        With looks of the best density it takes the place that the mean has for looks at a fixed interval
        (J. B. Keller, 1974, on Barlow, Hunter and Proschan's policy). It is at most about the mean.
        """
        total = 0.0
        for (start, end), (before, after) in zip(
            pairwise(self.ages_s), pairwise(self.shares), strict=True
        ):
            total += sqrt(max(0.0, after - before) * (end - start) * (1 - (before + after) / 2))
        return total**2

    @cached_property
    def median_s(self) -> float:
        """The age at which half of the tasks have ended."""
        return self.ages_s[min(bisect_right(self.shares, 0.5), len(self.ages_s) - 1)]

    def left(self, age_s: float) -> float:
        """The share of tasks that have not ended at an age."""
        return 1 - self.shares[bisect_right(self.ages_s, age_s) - 1]

    def mean_between_s(self, low: float, high: float) -> float:
        """The mean of those that end between two ages; their middle if none is believed to."""
        total = weight = 0.0
        first = max(0, bisect_right(self.ages_s, low) - 1)
        for index in range(first, len(self.ages_s) - 1):
            start, end = max(low, self.ages_s[index]), min(high, self.ages_s[index + 1])
            if end <= start:
                break
            share = (end - start) / (self.ages_s[index + 1] - self.ages_s[index])
            mass = (self.shares[index + 1] - self.shares[index]) * share
            total += mass * (start + end) / 2
            weight += mass
        return total / weight if weight > 0 else (low + high) / 2

    def share_at(self, age_s: float) -> float:
        """How much of its time is over for a task that has not ended at an age: 0 to 1."""
        cell = bisect_right(self.ages_s, max(0.0, age_s)) - 1
        return min(1.0, max(0.0, age_s) / self._beyond[min(cell, len(self._beyond) - 1)])

    def age_at(self, share: float, age_s: float) -> float | None:
        """The first age, from `age_s` on, at which `share_at` reaches a share; None if it never does."""
        last = len(self._beyond) - 1
        first = min(bisect_right(self.ages_s, max(0.0, age_s)) - 1, last)
        for cell in range(first, last + 1):
            reached = max(age_s, self.ages_s[cell], share * self._beyond[cell])
            if cell == last or reached < self.ages_s[cell + 1]:
                return reached
        return None

    def rest(self) -> Durations:
        """How long a task still takes of which only that it runs is known, not since when."""
        ages = [0.0]
        for left in self._left:
            ages.append(ages[-1] + left)
        return Durations(self.ages_s, [age / ages[-1] for age in ages], self.observed)

    @cached_property
    def _beyond(self) -> list[float]:
        """The mean duration of those that end after each age but the last."""
        means: list[float] = []
        total = weight = 0.0
        ages, shares = list(pairwise(self.ages_s)), list(pairwise(self.shares))
        for (start, end), (before, after) in zip(reversed(ages), reversed(shares), strict=True):
            total += (after - before) * (start + end) / 2
            weight += after - before
            means.append(total / weight if weight > 0 else end)
        return means[::-1]

    @cached_property
    def _left(self) -> list[float]:
        """The share left, by the seconds of each cell."""
        return [
            (end - start) * (1 - (before + after) / 2)
            for (start, end), (before, after) in zip(
                pairwise(self.ages_s), pairwise(self.shares), strict=True
            )
        ]


def estimated_durations(
    median_s: float, spread: float, observed: Sequence[float] = ()
) -> Durations:
    """What is believed of a key's durations.

    Log-normal around what is usual before anything was seen; each duration seen adds a bump of its own,
    so that two humps come out as two. A small part always stays spread widely: nothing is impossible. What
    was seen before the vendor changed counts no more.

    Args:
        usual_s: The median, before anything was seen.
        spread: The standard deviation of the logarithm of the durations, before anything was seen.
        seen: The durations seen, in their order.
    """
    usual = log(median_s)
    logs = _since_the_last_change(usual, spread, [log(duration) for duration in observed])
    reach = log(_REACH)
    low, high = min(usual, *logs, usual) - reach, max(usual, *logs, usual) + reach
    step = (high - low) / _CELLS
    edges = [low + step * cell for cell in range(_CELLS + 1)]
    weights = [0.0] * (_CELLS + 1)
    for bump in _bumps(usual, spread, logs):
        _add(weights, edges, bump)
    return _distribution(edges, weights, len(logs))


def _since_the_last_change(usual: float, spread: float, logs: Sequence[float]) -> list[float]:
    """What was seen since the vendor last became another, as far as a few durations tell.

    It did where what was believed by then explains what followed far worse than no knowledge at all does.
    """
    kept: list[float] = []
    doubtful: list[float] = []
    for_it = 0.0
    for first in range(0, len(logs), REFUTING):
        few = logs[first : first + REFUTING]
        doubtful += few
        if len(kept) >= REFUTING and len(few) == REFUTING:
            for_it = min(0.0, for_it + _evidence(_bumps(usual, spread, kept), few))
        if for_it < -_REFUTED:
            kept, doubtful, for_it = doubtful, [], 0.0
        elif for_it == 0:
            kept, doubtful = kept + doubtful, []
    return kept + doubtful


def _evidence(bumps: Sequence[_Kernel], logs: Sequence[float]) -> float:
    """The logarithm of how much likelier what was seen is under a belief than under no knowledge."""
    ignorance = evolve(bumps[0], weight=1.0)
    return sum(log(_density(bumps, each) / _density([ignorance], each)) for each in logs)


def _bumps(usual: float, spread: float, logs: Sequence[float]) -> list[_Kernel]:
    """What a belief is made of, the part that knows nothing first."""
    count = len(logs)
    doubt = _MISTRUST * _MISTRUST_HALVED_AFTER / (_MISTRUST_HALVED_AFTER + count)
    known = (1 - doubt) * count / (count + _PRIOR_WEIGHT)
    bumps = [_Kernel(usual, _MISTRUST_SPREAD, doubt), _Kernel(usual, spread, 1 - doubt - known)]
    if logs:
        width = _bandwidth(logs, spread)
        bumps += [_Kernel(middle, width, known / count) for middle in logs]
    return bumps


def _density(bumps: Sequence[_Kernel], at: float) -> float:
    """How dense a belief is at a logarithm, up to a factor; never nothing."""
    tiny = 1e-300
    return tiny + sum(
        bump.weight / bump.width * exp(-(((at - bump.middle) / bump.width) ** 2) / 2)
        for bump in bumps
    )


def _bandwidth(logs: Sequence[float], spread: float) -> float:
    """Wide while little was seen, as the prior's spread says; then as what was seen says."""
    middle = sum(logs) / len(logs)
    squares = sum((value - middle) ** 2 for value in logs)
    deviation = sqrt(
        (_PRIOR_WEIGHT * spread**2 + squares) / (_PRIOR_WEIGHT + max(1, len(logs) - 1))
    )
    shrinking = exp(-0.2 * log(len(logs)))
    return max(_NARROWEST, _BANDWIDTH * min(deviation, _densest(logs)) * shrinking)


def _densest(logs: Sequence[float]) -> float:
    """The deviation that the closest three tenths of the values suggest: that of a hump, not of all humps.

    As little says little, it is infinite for a handful.
    """
    if len(logs) < _HANDFUL:
        return inf
    ordered = sorted(logs)
    within = ceil(len(ordered) * 0.3)
    return min(high - low for low, high in zip(ordered, ordered[within:], strict=False)) / 0.77


def _add(weights: list[float], edges: Sequence[float], bump: _Kernel) -> None:
    """Add a bump to the cells, cell i lying between edges i-1 and i."""
    step = edges[1] - edges[0]
    reach = _KERNEL_REACH * bump.width
    first = max(1, int((bump.middle - reach - edges[0]) / step))
    last = min(len(edges) - 1, int((bump.middle + reach - edges[0]) / step) + 1)
    scale = 1 / (bump.width * sqrt(2))
    before = erf((edges[first - 1] - bump.middle) * scale)
    for cell in range(first, last + 1):
        after = erf((edges[cell] - bump.middle) * scale)
        weights[cell] += bump.weight * (after - before) / 2
        before = after


def _distribution(edges: Sequence[float], weights: Sequence[float], seen: int) -> Durations:
    total = sum(weights)
    done = [0.0]
    for weight in weights:
        done.append(min(1.0, done[-1] + weight / total))
    done[-1] = 1.0
    return Durations([0.0, *(exp(edge) for edge in edges)], done, seen)


MAX_DURATIONS: Final = 200
"""How many durations of a key are remembered: vendors change."""

# No video is made sooner. What was, was made up by a test.
_SHORTEST_S: Final = 3.0
_LONGEST_S: Final = 7 * 24 * 3600.0
_ENTRY: Final = 2


def to_line(key: str, duration_s: float) -> bytes:
    """One duration, as a line of JSON."""
    return json.dumps([key, round(duration_s, 1)]).encode() + b"\n"


def parse_lines(lines: bytes) -> dict[str, list[float]]:
    """The latest durations of each key. Lines that are none are left out."""
    found: dict[str, list[float]] = {}
    for key, duration_s in _entries(lines):
        found.setdefault(key, []).append(duration_s)
    return {key: durations[-MAX_DURATIONS:] for key, durations in found.items()}


def to_lines(durations: Mapping[str, Iterable[float]]) -> bytes:
    """The lines of many durations."""
    return b"".join(to_line(key, each) for key, many in durations.items() for each in many)


def is_plausible(duration_s: float) -> bool:
    """Whether a task can have taken so long."""
    return _SHORTEST_S <= duration_s < _LONGEST_S


def _entries(lines: bytes) -> Iterator[tuple[str, float]]:
    for each in lines.splitlines():
        try:
            value: object = json.loads(each)
        except (ValueError, RecursionError):
            continue
        entry = cast("list[object]", value) if isinstance(value, list) else []
        if len(entry) != _ENTRY:
            continue
        key, duration_s = entry
        number = isinstance(duration_s, int | float) and not isinstance(duration_s, bool)
        if isinstance(key, str) and number and is_plausible(cast("float", duration_s)):
            yield key, float(cast("float", duration_s))
