"""No window holds more than a rate allows, wherever between beginning and end a request is counted."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longtake import InvalidRequestError
from longtake._core.rate_limit import KeyLimits, Rate, RateLimiter

if TYPE_CHECKING:
    from collections.abc import Sequence

RATES = st.builds(Rate, st.integers(1, 5), st.floats(0.1, 20))
# Of each request: how long it takes, where in that time the provider counts it, and how long after the one
# before somebody wants to make it.
REQUESTS = st.lists(
    st.tuples(st.floats(0, 30), st.floats(0, 1), st.floats(0, 3)), min_size=1, max_size=60
)


def counted(budget: RateLimiter, requests: Sequence[tuple[float, float, float]]) -> list[float]:
    """Make requests as soon as they may begin, and give when the provider counts each."""
    now, under_way, times = 0.0, list[float](), list[float]()
    for takes_s, share, later_s in requests:
        now += later_s
        while True:
            while under_way and under_way[0] <= now:
                budget.end(under_way.pop(0))
            if budget.begin(now):
                break
            free_at = budget.free_at(now)
            assert free_at > now
            now = min([free_at, *under_way[:1]])
        under_way = sorted([*under_way, now + takes_s])
        times.append(now + takes_s * share)
    return sorted(times)


@given(RATES, REQUESTS)
def test_no_window_of_the_provider_exceeds_the_rate(
    rate: Rate, requests: list[tuple[float, float, float]]
) -> None:
    times = counted(RateLimiter(rate), requests)
    for first, next_window in zip(times, times[rate.times :], strict=False):
        assert next_window - first >= rate.per_s * (1 - 1e-9)


@given(RATES, st.integers(1, 40))
def test_what_takes_no_time_goes_at_the_full_rate(rate: Rate, count: int) -> None:
    times = counted(RateLimiter(rate), [(0, 0, 0)] * count)
    assert times[-1] == pytest.approx((count - 1) // rate.times * rate.per_s)


def test_without_a_rate_everything_may_begin_until_it_is_held() -> None:
    budget = RateLimiter()
    assert all(budget.begin(0) for _ in range(1000))
    budget.pause_until(5)
    budget.pause_until(3)
    assert not budget.begin(4.9)
    assert budget.free_at(4.9) == 5
    assert budget.begin(5)


def test_a_rate_that_is_set_goes_from_then_on() -> None:
    budget = RateLimiter(Rate(1, 10))
    assert budget.begin(0)
    assert budget.free_at(0) == inf
    budget.end(1)
    assert budget.free_at(1) == 11
    budget.rate = Rate(2, 10)
    assert budget.begin(1)
    budget.rate = None
    assert budget.begin(1)


def test_what_is_counted_without_asking_is_counted() -> None:
    budget = RateLimiter(Rate(2, 10))
    budget.count()
    budget.count()
    budget.count()
    for now in (1, 2, 3):
        budget.end(now)
    assert budget.free_at(3) == 12


@pytest.mark.parametrize(
    ("times", "per_s"),
    [
        (0, 1),
        (-1, 1),
        (1, 0),
        (1, -1),
        (1, inf),
        ("5", 1),
        (True, 1),
        (1.5, 1),
        (1, "1"),
        (1, True),
    ],
)
def test_what_is_no_rate_is_refused(times: Any, per_s: Any) -> None:
    with pytest.raises(InvalidRequestError, match="of a Rate must be"):
        Rate(times, per_s)


@pytest.mark.parametrize("rate", [5, "5", (5, 1)])
def test_what_is_set_as_a_rate_is_one(rate: Any) -> None:
    limits = KeyLimits().settings
    with pytest.raises(InvalidRequestError, match=r"such as Rate\(5\)"):
        limits.reads.rate = rate


@pytest.mark.parametrize("running", [0, -1, True, "50", 1.5])
def test_what_is_set_as_running_is_a_number_of_tasks(running: Any) -> None:
    limits = KeyLimits(running=3).settings
    with pytest.raises(InvalidRequestError, match="1 or more, or None"):
        limits.running = running
    assert limits.running == 3
    limits.running = None


@pytest.mark.parametrize("name", ["reads", "submits", "runing"])
def test_a_misspelt_limit_is_an_error(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(KeyLimits().settings, name, Rate(5))


def test_limits_say_what_they_are() -> None:
    limits = KeyLimits(Rate(20, 10), 100).settings
    assert repr(limits) == (
        "Limits(reads=Rate(times=10, per_s=1.0), submits=Rate(times=20, per_s=10), running=100)"
    )
    assert repr(limits.submits) == "RateSetting(rate=Rate(times=20, per_s=10))"


def test_users_see_only_the_rates_and_the_number_of_running_tasks() -> None:
    limits = KeyLimits().settings
    assert {name for name in dir(limits) if not name.startswith("_")} == {
        "reads",
        "running",
        "submits",
    }
    assert {name for name in dir(limits.reads) if not name.startswith("_")} == {"rate"}
