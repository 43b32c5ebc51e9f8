"""The optimal inspection policy."""

from __future__ import annotations

from itertools import accumulate, pairwise
from random import Random

import pytest

from longtake._core.polling.durations import Durations
from longtake._core.polling.schedule import PollHints, plan, poll_schedule


def random_durations(seed: int, cells: int = 40) -> Durations:
    rng = Random(seed)  # noqa: S311 - no secret
    at = [0.0, *accumulate(rng.uniform(0.5, 4) for _ in range(cells))]
    weights = [rng.random() ** 4 * rng.choice((0, 1, 5)) + 1e-6 for _ in range(cells)]
    done = [0.0, *(part / sum(weights) for part in accumulate(weights))]
    return Durations(at, done)


def cost(durations: Durations, polls: list[int], price: float) -> float:
    """Return the cost of polls at these points of the grid, and of the delay until they show the end."""
    at, done = durations.ages_s, durations.shares
    return sum(
        price * (1 - done[before]) + at[after] * (done[after] - done[before])
        for before, after in pairwise([0, *polls])
    )


def least_cost(durations: Durations, price: float, least_s: float) -> float:
    """Return the least cost, from trying every next poll at every age."""
    at, done = durations.ages_s, durations.shares
    last = len(at) - 1
    costs = [0.0] * (last + 1)
    for index in range(last - 1, -1, -1):
        costs[index] = min(
            price * (1 - done[index]) + at[later] * (done[later] - done[index]) + costs[later]
            for later in range(index + 1, last + 1)
            if later == last or at[later] >= at[index] + least_s
        )
    return costs[0]


@pytest.mark.parametrize("price", [0.01, 1.0, 30.0])
@pytest.mark.parametrize("least_s", [0.0, 7.0])
def test_no_plan_is_cheaper(price: float, least_s: float) -> None:
    for seed in range(30):
        durations = random_durations(seed)
        planned = plan(durations, poll_cost_s=price, min_interval_s=least_s)
        polls = [0]
        while polls[-1] < len(durations.ages_s) - 1:
            following = planned.after(durations.ages_s[polls[-1]])
            assert following is not None
            polls.append(durations.ages_s.index(following))
        least = least_cost(durations, price, least_s)
        assert cost(durations, polls[1:], price) == pytest.approx(least, rel=1e-9), seed


def test_a_plan_goes_on_from_any_age() -> None:
    durations = random_durations(1)
    planned = plan(durations, poll_cost_s=1, min_interval_s=0)
    for at in range(1, 80):
        following = planned.after(at / 2)
        assert following is None or following > at / 2
    assert planned.after(durations.ages_s[-1]) is None


def test_beyond_the_estimate_there_is_no_plan() -> None:
    assert (
        poll_schedule(PollHints(median_s=100, spread=0.3, interval_s=10)).fresh.after(1e6) is None
    )


@pytest.mark.parametrize("spread", [0.2, 0.35, 0.6])
@pytest.mark.parametrize("every_s", [6.0, 15.0])
def test_there_are_about_as_many_polls_as_with_the_recommended_interval(
    spread: float, every_s: float
) -> None:
    how = poll_schedule(
        PollHints(median_s=120, spread=spread, interval_s=every_s, min_interval_s=0.5)
    )
    polls, age, durations = 0.0, 0.0, how.durations
    while (following := how.fresh.after(age)) is not None:
        polls += 1 - durations.shares[durations.ages_s.index(age)]
        age = following
    assert polls == pytest.approx(durations.mean_s / every_s, rel=0.25)


def test_the_estimate_is_computed_once() -> None:
    pace = PollHints(median_s=120, spread=0.35, interval_s=10)
    assert poll_schedule(pace, [100.0]) is poll_schedule(pace, [100.0])
    assert poll_schedule(pace, [100.0]) is not poll_schedule(pace, [101.0])
