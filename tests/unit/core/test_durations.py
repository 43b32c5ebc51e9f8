"""What is believed of durations, from a prior and from what was seen."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from longtake._core.polling.durations import Durations, estimated_durations


def drawn(*medians: float, spread: float = 0.1, count: int = 50) -> list[float]:
    rng = Random(3)  # noqa: S311 - no secret
    return [rng.choice(medians) * rng.lognormvariate(0, spread) for _ in range(count)]


def share(durations: Durations, low: float, high: float) -> float:
    """The share that ends between two ages."""
    edges = zip(durations.ages_s, durations.shares, strict=True)
    inside = [done for at, done in edges if low <= at <= high]
    return inside[-1] - inside[0]


def test_the_prior_is_what_was_said() -> None:
    durations = estimated_durations(300, 0.45)
    assert durations.median_s == pytest.approx(300, rel=0.02)
    assert share(durations, 300 / 1.568, 300 * 1.568) == pytest.approx(0.68, abs=0.04)


@pytest.mark.parametrize("seen", [(), (80.0,), (1e-3, 1e7), (50.0,) * 30, drawn(60, 240)])
def test_shares_rise_from_nothing_to_all(seen: tuple[float, ...]) -> None:
    durations = estimated_durations(100, 0.5, seen)
    assert durations.ages_s[0] == 0
    assert durations.shares[0] == 0
    assert durations.shares[-1] == 1
    assert all(before < after for before, after in pairwise(durations.ages_s))
    assert all(before <= after for before, after in pairwise(durations.shares))


def test_what_was_seen_replaces_a_prior_that_was_wrong() -> None:
    seen = drawn(120, count=20)
    assert estimated_durations(360, 0.4, seen).median_s == pytest.approx(120, rel=0.1)
    assert estimated_durations(40, 0.4, seen).median_s == pytest.approx(120, rel=0.1)


def test_the_more_was_seen_the_surer() -> None:
    few, many = (
        estimated_durations(100, 0.6, drawn(100, count=5)),
        estimated_durations(100, 0.6, drawn(100, count=80)),
    )
    assert many.bends_s < few.bends_s < estimated_durations(100, 0.6).bends_s


def test_two_humps_stay_two() -> None:
    durations = estimated_durations(120, 0.6, drawn(60, 240))
    assert share(durations, 45, 80) > 0.35
    assert share(durations, 180, 320) > 0.35
    assert share(durations, 95, 160) < 0.06


@pytest.mark.parametrize("factor", [0.25, 4])
def test_durations_before_a_change_do_not_count(factor: float) -> None:
    seen = drawn(120, spread=0.3, count=100)
    changed = [duration * factor for duration in drawn(120, spread=0.3, count=5)]
    durations = estimated_durations(120, 0.4, seen + changed)
    assert durations.observed == 5
    assert durations.median_s == pytest.approx(120 * factor, rel=0.35)


def test_humps_that_are_gone_are_given_up_although_their_middle_stays() -> None:
    durations = estimated_durations(120, 0.6, drawn(60, 240) + drawn(120, count=5))
    assert durations.observed == 5
    assert share(durations, 95, 160) > 0.3


def test_more_scattered_durations_are_a_change() -> None:
    assert (
        estimated_durations(120, 0.4, drawn(120) + drawn(120, spread=0.6, count=20)).observed < 25
    )


@pytest.mark.parametrize("spread", [0.2, 0.35, 0.6])
def test_durations_without_a_change_are_kept(spread: float) -> None:
    assert estimated_durations(120, 0.4, drawn(120, spread=spread, count=200)).observed == 200


def test_two_humps_are_no_change() -> None:
    assert estimated_durations(120, 0.6, drawn(60, 240, count=200)).observed == 200


@pytest.mark.parametrize("odd", [0.1, 30])
def test_a_stray_duration_is_no_change(odd: float) -> None:
    seen = drawn(120, count=52)
    seen[37] *= odd
    assert estimated_durations(120, 0.4, seen).observed == 52


def test_nothing_is_impossible() -> None:
    durations = estimated_durations(100, 0.1, drawn(100, count=200))
    assert share(durations, 10, 50) > 0
    assert share(durations, 200, 1000) > 0


def test_the_mean_between_two_ages_leans_to_where_more_end() -> None:
    durations = estimated_durations(100, 0.2)
    assert 80 < durations.mean_between_s(0, 100) < 95
    assert durations.mean_between_s(99.9, 100.1) == pytest.approx(100, abs=0.1)
    assert durations.mean_between_s(0, 1e9) == pytest.approx(durations.mean_s, rel=0.01)
    assert durations.mean_between_s(1e6, 2e6) == 1.5e6


def test_fewer_and_fewer_are_left() -> None:
    durations = estimated_durations(100, 0.3)
    assert durations.left(0) == 1
    assert durations.left(100) == pytest.approx(0.5, abs=0.02)
    assert durations.left(1e9) == 0


def test_what_is_left_of_a_task_of_unknown_age() -> None:
    """A memoryless wait is the only one of which as much is always left; a sure one has half left."""
    sure = estimated_durations(100, 0.02, [100.0] * 200)
    rest = sure.rest()
    assert rest.median_s == pytest.approx(sure.mean_s / 2, rel=0.1)
    assert rest.shares[-1] == pytest.approx(1)


def test_a_share_is_the_age_by_the_mean_of_what_may_still_be() -> None:
    durations = estimated_durations(100, 0.3)
    assert durations.share_at(-5) == durations.share_at(0) == 0
    assert durations.share_at(50) == pytest.approx(50 / durations.mean_between_s(50, 1e9), rel=0.02)
    assert durations.share_at(50) == pytest.approx(0.45, abs=0.06)
    assert durations.share_at(1e9) == 1
    assert all(0 <= durations.share_at(age) <= 1 for age in range(0, 4000, 7))
