"""Estimate how long tasks take, from a prior and the observed durations, on a grid of ages."""

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
# The grid extends by this factor below the shortest and above the longest duration.
_REACH: Final = 25.0
# The prior has the weight of this many observed durations.
_PRIOR_WEIGHT: Final = 2.0
# A wide component keeps any duration possible. This is its weight without observations; the weight halves
# after so many.
_WIDE_WEIGHT: Final = 0.04
_WIDE_WEIGHT_HALVED_AFTER: Final = 20
_WIDE_SPREAD: Final = 1.2
# The factor of Silverman's rule for the width of a kernel.
_BANDWIDTH: Final = 0.9
_NARROWEST: Final = 0.02
_KERNEL_REACH: Final = 4.0
_HANDFUL: Final = 15
# Observations are tested in groups of this size. The earlier ones are discarded when consecutive groups are,
# by e to the power of the threshold, less likely under them than under the wide component alone (E. S. Page's
# cumulative sum, 1954). Of 600 simulated providers that never change, ten discarded observations within 200
# tasks, nine of them with a sigma of 0.6.
REFUTING: Final = 5
_REFUTED: Final = 8.0


@frozen
class _Kernel:
    """A weighted normal distribution of the logarithm of durations."""

    middle: float
    width: float
    weight: float


@frozen
class Durations:
    """A distribution of durations.

    Attributes:
        ages_s: Ages in seconds, ascending from 0.
        shares: The share of tasks that have ended at each of these ages, from 0 to 1.
        observed: The number of observed durations in the estimate.
    """

    ages_s: Sequence[float] = field(repr=False)
    shares: Sequence[float] = field(repr=False)
    observed: int = 0

    @cached_property
    def mean_s(self) -> float:
        """Return the mean duration in seconds."""
        return sum(self._left)

    @cached_property
    def bends_s(self) -> float:
        """Return the squared integral of sqrt(density x share left), a measure of the uncertainty.

        For polls at the optimal density it replaces the mean, which determines the number of polls at a
        fixed interval (J. B. Keller, 1974, on the policy of Barlow, Hunter and Proschan). It is at most about
        the mean.
        """
        total = 0.0
        for (start, end), (before, after) in zip(
            pairwise(self.ages_s), pairwise(self.shares), strict=True
        ):
            total += sqrt(max(0.0, after - before) * (end - start) * (1 - (before + after) / 2))
        return total**2

    @cached_property
    def median_s(self) -> float:
        """Return the age at which half of the tasks have ended, in seconds."""
        return self.ages_s[min(bisect_right(self.shares, 0.5), len(self.ages_s) - 1)]

    def left(self, age_s: float) -> float:
        """Return the share of tasks that have not ended at an age."""
        return 1 - self.shares[bisect_right(self.ages_s, age_s) - 1]

    def mean_between_s(self, low: float, high: float) -> float:
        """Return the mean duration of tasks that end between two ages, the midpoint if there are none."""
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
        """Return the estimated progress of a task that has not ended at an age, from 0 to 1."""
        cell = bisect_right(self.ages_s, max(0.0, age_s)) - 1
        return min(1.0, max(0.0, age_s) / self._beyond[min(cell, len(self._beyond) - 1)])

    def age_at(self, share: float, age_s: float) -> float | None:
        """Return the first age from `age_s` on at which `share_at` reaches a share, None if there is none."""
        last = len(self._beyond) - 1
        first = min(bisect_right(self.ages_s, max(0.0, age_s)) - 1, last)
        for cell in range(first, last + 1):
            reached = max(age_s, self.ages_s[cell], share * self._beyond[cell])
            if cell == last or reached < self.ages_s[cell + 1]:
                return reached
        return None

    def rest(self) -> Durations:
        """Return the distribution of the remaining duration of a running task of unknown age."""
        ages = [0.0]
        for left in self._left:
            ages.append(ages[-1] + left)
        return Durations(self.ages_s, [age / ages[-1] for age in ages], self.observed)

    @cached_property
    def _beyond(self) -> list[float]:
        """Return the mean duration of tasks that end after each age but the last."""
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
        """Return the mean share left in each cell, times the cell's length in seconds."""
        return [
            (end - start) * (1 - (before + after) / 2)
            for (start, end), (before, after) in zip(
                pairwise(self.ages_s), pairwise(self.shares), strict=True
            )
        ]


def estimated_durations(
    median_s: float, spread: float, observed: Sequence[float] = ()
) -> Durations:
    """Return the estimated distribution of durations.

    The prior is log-normal. Each observation adds a kernel, so that two clusters stay apart. A small, wide
    component keeps any duration possible. Observations from before a change at the provider are ignored.

    Args:
        median_s: The median of the prior in seconds.
        spread: The standard deviation of the logarithm of the durations in the prior.
        observed: The observed durations in seconds, oldest first.
    """
    usual = log(median_s)
    logs = _since_last_change(usual, spread, [log(duration) for duration in observed])
    reach = log(_REACH)
    low, high = min(usual, *logs, usual) - reach, max(usual, *logs, usual) + reach
    step = (high - low) / _CELLS
    edges = [low + step * cell for cell in range(_CELLS + 1)]
    weights = [0.0] * (_CELLS + 1)
    for kernel in _kernels(usual, spread, logs):
        _add(weights, edges, kernel)
    return _distribution(edges, weights, len(logs))


def _since_last_change(usual: float, spread: float, logs: Sequence[float]) -> list[float]:
    """Return the observations since the last change of the provider's durations.

    A change is assumed where the earlier observations explain the later ones far worse than the wide
    component alone.
    """
    kept: list[float] = []
    tested: list[float] = []
    total = 0.0
    for first in range(0, len(logs), REFUTING):
        group = logs[first : first + REFUTING]
        tested += group
        if len(kept) >= REFUTING and len(group) == REFUTING:
            total = min(0.0, total + _evidence(_kernels(usual, spread, kept), group))
        if total < -_REFUTED:
            kept, tested, total = tested, [], 0.0
        elif total == 0:
            kept, tested = kept + tested, []
    return kept + tested


def _evidence(kernels: Sequence[_Kernel], logs: Sequence[float]) -> float:
    """Return the log likelihood ratio of observations: all kernels against the wide component alone."""
    wide = evolve(kernels[0], weight=1.0)
    return sum(log(_density(kernels, each) / _density([wide], each)) for each in logs)


def _kernels(usual: float, spread: float, logs: Sequence[float]) -> list[_Kernel]:
    """Return the components of an estimate, the wide one first."""
    count = len(logs)
    wide = _WIDE_WEIGHT * _WIDE_WEIGHT_HALVED_AFTER / (_WIDE_WEIGHT_HALVED_AFTER + count)
    observed = (1 - wide) * count / (count + _PRIOR_WEIGHT)
    kernels = [_Kernel(usual, _WIDE_SPREAD, wide), _Kernel(usual, spread, 1 - wide - observed)]
    if logs:
        width = _bandwidth(logs, spread)
        kernels += [_Kernel(middle, width, observed / count) for middle in logs]
    return kernels


def _density(kernels: Sequence[_Kernel], at: float) -> float:
    """Return the density of an estimate at a logarithm, up to a constant factor; never 0."""
    tiny = 1e-300
    return tiny + sum(
        kernel.weight / kernel.width * exp(-(((at - kernel.middle) / kernel.width) ** 2) / 2)
        for kernel in kernels
    )


def _bandwidth(logs: Sequence[float], spread: float) -> float:
    """Return the width of the kernels: from the prior's spread at first, later from the observations."""
    middle = sum(logs) / len(logs)
    squares = sum((value - middle) ** 2 for value in logs)
    deviation = sqrt(
        (_PRIOR_WEIGHT * spread**2 + squares) / (_PRIOR_WEIGHT + max(1, len(logs) - 1))
    )
    shrinking = exp(-0.2 * log(len(logs)))
    return max(_NARROWEST, _BANDWIDTH * min(deviation, _densest(logs)) * shrinking)


def _densest(logs: Sequence[float]) -> float:
    """Return the deviation that the closest three tenths of the values suggest, which is that of one cluster.

    It is infinite for fewer than 15 values, which are too few to tell.
    """
    if len(logs) < _HANDFUL:
        return inf
    ordered = sorted(logs)
    within = ceil(len(ordered) * 0.3)
    return min(high - low for low, high in zip(ordered, ordered[within:], strict=False)) / 0.77


def _add(weights: list[float], edges: Sequence[float], kernel: _Kernel) -> None:
    """Add a kernel to the cells. Cell i lies between the edges i-1 and i."""
    step = edges[1] - edges[0]
    reach = _KERNEL_REACH * kernel.width
    first = max(1, int((kernel.middle - reach - edges[0]) / step))
    last = min(len(edges) - 1, int((kernel.middle + reach - edges[0]) / step) + 1)
    scale = 1 / (kernel.width * sqrt(2))
    before = erf((edges[first - 1] - kernel.middle) * scale)
    for cell in range(first, last + 1):
        after = erf((edges[cell] - kernel.middle) * scale)
        weights[cell] += kernel.weight * (after - before) / 2
        before = after


def _distribution(edges: Sequence[float], weights: Sequence[float], observed: int) -> Durations:
    total = sum(weights)
    shares = [0.0]
    for weight in weights:
        shares.append(min(1.0, shares[-1] + weight / total))
    shares[-1] = 1.0
    return Durations([0.0, *(exp(edge) for edge in edges)], shares, observed)


MAX_DURATIONS: Final = 200
"""The maximum number of stored durations of a key. Old ones say little, because providers change."""

# No provider makes a video faster. Shorter durations come from tests.
_SHORTEST_S: Final = 3.0
_LONGEST_S: Final = 7 * 24 * 3600.0
_ENTRY: Final = 2


def to_line(key: str, duration_s: float) -> bytes:
    """Return a duration as a line of JSON."""
    return json.dumps([key, round(duration_s, 1)]).encode() + b"\n"


def parse_lines(lines: bytes) -> dict[str, list[float]]:
    """Return the latest durations of each key. Invalid lines are skipped."""
    found: dict[str, list[float]] = {}
    for key, duration_s in _entries(lines):
        found.setdefault(key, []).append(duration_s)
    return {key: durations[-MAX_DURATIONS:] for key, durations in found.items()}


def to_lines(durations: Mapping[str, Iterable[float]]) -> bytes:
    """Return durations as lines of JSON."""
    return b"".join(to_line(key, each) for key, many in durations.items() for each in many)


def is_plausible(duration_s: float) -> bool:
    """Return whether a task can have taken so long."""
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
