"""How often each way of waiting polls, and how late it finds out: simulated, on a virtual clock."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise, repeat
from math import erf, exp, log, sqrt
from random import Random
from statistics import fmean, quantiles
from typing import Final, TypeAlias

from attrs import evolve, frozen

from longtake._core.polling.poller import Poller
from longtake._core.polling.schedule import PollHints, PollSchedule, poll_schedule
from longtake._core.snapshot import Snapshot, State

_USUAL_S: Final = 120.0
_WAITS: Final = 4000
_SEEN: Final = 50
_DRAWS_OF_SEEN: Final = 20
_ADVISED_S: Final = (6.0, 30.0)
_FACTORS: Final = ((1.0, "right"), (3.0, "3x too long"), (1 / 3, "3x too short"))
_NEW_COUNTS: Final = (0, 5, 10, 20)
# Times fewer polls than runwayml's, with its mean delay.
_FEWER: Final = {"log-normal, sigma 0.2": 2.5, "log-normal, sigma 0.35": 1.6}
# The cost beside the least possible one.
_DEARER: Final = 1.1
# Polls beside those of a fixed interval with the same mean delay, whatever the prior.
_GOAL: Final = 1.15
_RUNNING: Final = Snapshot(state=State.RUNNING, provider_state="running")
# The optimum is computed over this many ages: apart from longtake's own way to it, and by brute force.
_AGES: Final = 500

PollMoments: TypeAlias = Callable[[], Iterator[float]]
"""The moments of the polls at a task that does not end, in seconds after its submit."""


@frozen
class Truth:
    """How long tasks really take.

    Attributes:
        name: For the table.
        humps: Median and spread (of the logarithm) of each hump; all are as likely.
    """

    name: str
    humps: tuple[tuple[float, float], ...]

    def draw(self, rng: Random, count: int) -> list[float]:
        """Durations drawn from it."""
        drawn = rng.choices(self.humps, k=count)
        return [rng.lognormvariate(log(median), spread) for median, spread in drawn]

    def done(self, age: float) -> float:
        """Return the share that ends within an age."""
        if age <= 0:
            return 0.0
        return fmean((1 + erf(log(age / m) / spread / sqrt(2))) / 2 for m, spread in self.humps)

    @property
    def mean_s(self) -> float:
        """The mean duration."""
        return fmean(median * exp(spread**2 / 2) for median, spread in self.humps)

    def prior(self, factor: float = 1.0) -> PollHints:
        """Return a prior with the durations of the task kind, or wrong about it by a factor."""
        middle = exp(fmean(log(median) for median, _ in self.humps))
        apart = fmean(log(median / middle) ** 2 + spread**2 for median, spread in self.humps)
        return PollHints(
            median_s=middle * factor, spread=sqrt(apart), interval_s=6, min_interval_s=1
        )


_TRUTHS: Final = (
    Truth("log-normal, sigma 0.2", ((_USUAL_S, 0.2),)),
    Truth("log-normal, sigma 0.35", ((_USUAL_S, 0.35),)),
    Truth("log-normal, sigma 0.6", ((_USUAL_S, 0.6),)),
    Truth("two clusters, 60 s and 240 s", ((60.0, 0.15), (240.0, 0.15))),
)


@frozen
class WaitCost:
    """The cost of waits: for each the number of polls, and the delay until the end was seen."""

    polls: list[int]
    delays_s: list[float]

    @property
    def mean_polls(self) -> float:
        """Polls a wait."""
        return fmean(self.polls)

    @property
    def mean_delay_s(self) -> float:
        """Seconds from the end to the poll that found it."""
        return fmean(self.delays_s)

    def line(self, name: str) -> str:
        """For the table."""
        polls, delay = quantiles(self.polls, n=20)[-1], quantiles(self.delays_s, n=20)[-1]
        return (
            f"  {name:<48} polls {self.mean_polls:7.1f} (95 %: {polls:6.0f})"
            f"  delay {self.mean_delay_s:6.2f} s (95 %: {delay:6.2f} s)"
        )


def simulated(_rounds: int) -> list[str]:
    """Measure every way of waiting over every distribution, and longtake beside the optimum."""
    lines: list[str] = []
    for truth in _TRUTHS:
        lines += [f"{truth.name}, mean {truth.mean_s:.0f} s", *_beside_others(truth)]
        lines += _beside_optimum(truth)
    lines += _robustness()
    return lines


def _robustness() -> list[str]:
    """Measure the polls that a wrong prior takes, beside a fixed interval with the same mean delay."""
    lines = ["polls beside a fixed interval with the same mean delay, prior only"]
    ratios: list[float] = []
    for truth in _TRUTHS:
        for factor, name in _FACTORS:
            for every_s in _ADVISED_S:
                how = poll_schedule(evolve(truth.prior(factor), interval_s=every_s))
                line, ratio = _beside_fixed(truth, how, f"prior {name}", every_s)
                lines.append(line)
                ratios.append(ratio)
    worst = max(ratios)
    lines.append(f"  greatest: {worst:.2f}{_verdict(worst <= _GOAL, f'{_GOAL} at most')}")
    lines.append(f"the same after {_SEEN} durations, where the provider has changed since")
    for truth in _TRUTHS:
        for factor, name in ((3.0, "3x faster now"), (1 / 3, "3x slower now")):
            seen = [duration * factor for duration in truth.draw(_rng(9), _SEEN)]
            lines += _since(truth, truth.prior(factor), seen, name)
    lines.append(
        f"the same, log-normal, with a prior sigma of 0.1 and really 0.6, or {_SEEN} such observed"
    )
    narrow, wide = Truth("", ((_USUAL_S, 0.1),)), _TRUTHS[2]
    lines += _since(wide, narrow.prior(), [], "0.1 said")
    lines += _since(wide, narrow.prior(), narrow.draw(_rng(9), _SEEN), "0.1 seen")
    return lines


def _verdict(met: bool, goal: str) -> str:
    return f"; the goal, {goal}, is {'met' if met else 'MISSED'}"


def _since(truth: Truth, prior: PollHints, before: Sequence[float], name: str) -> list[str]:
    """Return the ratios after so many durations of a truth that was not believed."""
    after = truth.draw(_rng(77), _NEW_COUNTS[-1])
    lines: list[str] = []
    for every_s in _ADVISED_S:
        ratios = [
            _beside_fixed(
                truth,
                poll_schedule(evolve(prior, interval_s=every_s), [*before, *after[:new]]),
                name,
                every_s,
            )[1]
            for new in _NEW_COUNTS
        ]
        ratios_text = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        lines.append(
            f"  {truth.name}, {name}, {every_s:.0f} s: {ratios_text} with {_NEW_COUNTS} seen since"
        )
    return lines


def _rng(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a simulation that is to be repeated


def longtake(how: PollSchedule) -> PollMoments:
    """Return the polls of longtake's own waiter, on a clock that only it moves."""

    def moments_of() -> Iterator[float]:
        waiting = Poller(schedule=how, started=0.0, submitted=0.0, fresh=True)
        now = 0.0
        while (pause := waiting.pause_s(now)) is not None:
            now += pause
            yield now
            waiting.on_response(_RUNNING, now)

    return moments_of


def fixed(every_s: float) -> PollMoments:
    """Return a fixed interval."""
    return lambda: accumulate(repeat(every_s))


def _runwayml(rng: Random) -> PollMoments:
    """6 s, up to 1.5 s more or less."""
    return lambda: accumulate(6 + rng.uniform(-1.5, 1.5) for _ in repeat(None))


def _growing() -> Iterator[float]:
    """0.5 s, each pause 1.5 times the one before, 5 s at most."""
    now, pause = 0.0, 0.5
    while True:
        now += pause
        yield now
        pause = min(5.0, pause * 1.5)


def waited(moments_of: PollMoments, durations: Sequence[float]) -> WaitCost:
    """Wait for tasks that take so long, always at the same moments."""
    moments = _until(moments_of, max(durations))
    found = [bisect_left(moments, duration) for duration in durations]
    return WaitCost(
        [index + 1 for index in found],
        [moments[index] - duration for index, duration in zip(found, durations, strict=True)],
    )


def _waited_each(moments_of: PollMoments, durations: Sequence[float]) -> WaitCost:
    """Wait for tasks that take so long, at moments drawn anew for each."""
    each = [waited(moments_of, [duration]) for duration in durations]
    return WaitCost([one.polls[0] for one in each], [one.delays_s[0] for one in each])


def _until(moments_of: PollMoments, age: float) -> list[float]:
    moments: list[float] = []
    for moment in moments_of():
        moments.append(moment)
        if moment >= age:
            break
    return moments


def _beside_others(truth: Truth) -> list[str]:
    durations = truth.draw(_rng(7), _WAITS)
    runwayml = _waited_each(_runwayml(_rng(8)), durations)
    lines = [
        waited(fixed(30.0), durations).line("every 30 s"),
        runwayml.line("runwayml, 6 s +- 1.5 s"),
        waited(fixed(0.1), durations).line("fal_client, every 0.1 s"),
        waited(_growing, durations).line("exponential, 0.5 s x 1.5 to 5 s"),
    ]
    pace = truth.prior()
    seen = truth.draw(_rng(9), _SEEN)
    for known, how in (
        ("prior", poll_schedule(pace)),
        (f"{_SEEN} seen", poll_schedule(pace, seen)),
    ):
        equal = _at_delay(how, durations, runwayml.mean_delay_s)
        fewer = runwayml.mean_polls / equal.mean_polls
        goal = _FEWER.get(truth.name)
        lines += [
            waited(longtake(evolve(how, interval_s=30.0)), durations).line(
                f"longtake, 30 s advised, {known}"
            ),
            equal.line(f"longtake, runwayml's delay, {known}")
            + f"  {fewer:.2f}x fewer{_verdict(fewer >= goal, f'at least {goal}') if goal else ''}",
        ]
    return lines


def _at_delay(how: PollSchedule, durations: Sequence[float], delay_s: float) -> WaitCost:
    """longtake, with the advised interval that brings about a mean delay."""

    def found(every_s: float) -> WaitCost:
        return waited(longtake(evolve(how, interval_s=every_s)), durations)

    return found(_solve(lambda every_s: found(every_s).mean_delay_s, delay_s))


def _fixed_at_delay(durations: Sequence[float], delay_s: float) -> WaitCost:
    """Return the shortest fixed interval with a mean delay. A longer one may have it by chance."""
    every_s = delay_s
    while (found := waited(fixed(every_s), durations)).mean_delay_s < delay_s:
        every_s *= 1.01
    return found


def _solve(rising: Callable[[float], float], value: float) -> float:
    """Return where a function of seconds that rises, about, has a value."""
    low, high = 0.05, 2000.0
    for _ in range(20):
        middle = sqrt(low * high)
        low, high = (middle, high) if rising(middle) < value else (low, middle)
    return sqrt(low * high)


def _beside_optimum(truth: Truth) -> list[str]:
    """Return what waiting costs over the least that it can cost, at longtake's own price of a poll."""
    lines: list[str] = []
    optimal = _Optimum(truth)
    for every_s in _ADVISED_S:
        pace = evolve(truth.prior(), interval_s=every_s)
        ratios: list[float] = []
        for draw in range(_DRAWS_OF_SEEN):
            how = poll_schedule(pace, truth.draw(_rng(100 + draw), _SEEN))
            ratios.append(
                _cost(truth, longtake(how), how.poll_cost_s) / optimal.cost(how.poll_cost_s)
            )
        lines.append(
            f"  {_SEEN} seen, {every_s:.0f} s advised: {fmean(ratios):.3f} times the least possible cost"
            f" ({min(ratios):.3f} to {max(ratios):.3f})"
            f"{_verdict(fmean(ratios) <= _DEARER, f'{_DEARER} at most')}"
        )
    return lines


def _cost(truth: Truth, moments_of: PollMoments, price_s: float) -> float:
    """Return the expected price of the polls and seconds of delay."""
    moments = [0.0, *_until(moments_of, truth.mean_s * 60)]
    return sum(
        price_s * (1 - truth.done(before)) + after * (truth.done(after) - truth.done(before))
        for before, after in pairwise(moments)
    ) - (truth.mean_s)


class _Optimum:
    """The least expected cost of any moments on a grid of ages, after the true distribution."""

    def __init__(self, truth: Truth) -> None:
        self._mean_s = truth.mean_s
        longest = next(age for age in range(1, 100_000) if truth.done(age) > 1 - 1e-6)
        self._at = [longest * index / _AGES for index in range(_AGES + 1)]
        self._done = [truth.done(age) for age in self._at]

    def cost(self, price_s: float) -> float:
        """Return the least cost with a price of a poll."""
        at, done = self._at, self._done
        costs = [0.0] * (_AGES + 1)
        for index in range(_AGES - 1, -1, -1):
            share = done[index]
            costs[index] = price_s * (1 - share) + min(
                at[later] * (done[later] - share) + costs[later]
                for later in range(index + 1, _AGES + 1)
            )
        return costs[0] - self._mean_s


def _beside_fixed(truth: Truth, how: PollSchedule, name: str, every_s: float) -> tuple[str, float]:
    durations = truth.draw(_rng(7), _WAITS)
    ours = waited(longtake(how), durations)
    ratio = ours.mean_polls / _fixed_at_delay(durations, ours.mean_delay_s).mean_polls
    line = ours.line(f"{truth.name}, {name}, {every_s:.0f} s")
    return f"{line}  {ratio:.2f}", ratio
