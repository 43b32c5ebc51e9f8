"""The time of the next poll, from a task's age, the provider's hints, and an estimate that may be wrong."""

from __future__ import annotations

from bisect import bisect_left
from random import Random
from statistics import fmean

import pytest

from longtake._core.polling.schedule import PollHints, PollSchedule, ProgressEstimate, poll_schedule
from longtake._core.snapshot import Snapshot, State

HOW = poll_schedule(PollHints(median_s=100, spread=0.3, interval_s=10, min_interval_s=2))
RUNNING = Snapshot(state=State.RUNNING, provider_state="running")


def running(progress: float | None) -> Snapshot:
    return Snapshot(state=State.RUNNING, provider_state="running", progress=progress)


def queued(starts_in_s: float) -> Snapshot:
    return Snapshot(state=State.QUEUED, provider_state="queued", starts_in_s=starts_in_s)


def course(*, submitted: float | None = 0.0, started: float = 0.0) -> ProgressEstimate:
    return ProgressEstimate(schedule=HOW, started=started, submitted=submitted)


def polls_until(how: PollSchedule, age: float) -> list[float]:
    watched = ProgressEstimate(schedule=how, started=0, submitted=0)
    times = [watched.first_pause_s()]
    while times[-1] < age:
        times.append(times[-1] + watched.pause_s(RUNNING, times[-1]))
    return times


def delay_and_polls(times: list[float], durations: list[float]) -> tuple[float, float]:
    found = [bisect_left(times, duration) for duration in durations]
    delays = [times[index] - taken for index, taken in zip(found, durations, strict=True)]
    return fmean(delays), fmean(found) + 1


@pytest.mark.parametrize("believed_s", [40.0, 120.0, 360.0, 12.0])
@pytest.mark.parametrize("spread", [0.2, 0.35, 0.6])
@pytest.mark.parametrize("every_s", [6.0, 30.0])
def test_no_prior_costs_more_than_a_fixed_interval_by_far(
    believed_s: float, spread: float, every_s: float
) -> None:
    rng = Random(5)  # noqa: S311 - no secret
    durations = [120 * rng.lognormvariate(0, spread) for _ in range(1000)]
    how = poll_schedule(
        PollHints(median_s=believed_s, spread=spread, interval_s=every_s, min_interval_s=1)
    )
    delay, polls = delay_and_polls(polls_until(how, max(durations)), durations)
    interval, fixed_delay, fixed_polls = delay, 0.0, 0.0
    while fixed_delay < delay:
        interval *= 1.02
        fixed = [interval * count for count in range(1, int(max(durations) / interval) + 2)]
        fixed_delay, fixed_polls = delay_and_polls(fixed, durations)
    assert polls <= 1.15 * fixed_polls


@pytest.mark.parametrize("spread", [0.2, 0.35])
def test_a_slower_provider_costs_little_more_than_a_fixed_interval(spread: float) -> None:
    rng = Random(6)  # noqa: S311 - no secret
    seen = [120 * rng.lognormvariate(0, spread) for _ in range(50)]
    slow = [3 * duration for duration in seen]
    how = poll_schedule(
        PollHints(median_s=120, spread=spread, interval_s=6, min_interval_s=1), seen
    )
    delay, polls = delay_and_polls(polls_until(how, max(slow)), slow)
    assert polls <= 1.15 * fmean(slow) / (2 * delay) + 1


def test_a_resumed_task_is_polled_at_even_intervals() -> None:
    resumed = course(submitted=None)
    assert resumed.first_pause_s() == 0
    first = resumed.pause_s(RUNNING, 0.2)
    second = resumed.pause_s(RUNNING, 0.2 + first)
    assert 2 <= second <= 1.2 * first
    assert first < course().first_pause_s()


def test_progress_of_a_quick_task_brings_the_next_poll_forward() -> None:
    assert course().pause_s(running(0.9), 30) < course().pause_s(running(None), 30) / 2


def test_progress_of_a_slow_task_delays_the_next_poll() -> None:
    assert course().pause_s(running(0.3), 90) > 2 * course().pause_s(running(None), 90)


def test_time_in_the_queue_is_no_slow_work() -> None:
    """Half of the work in the 20 seconds since the queue was left: 20 more, not 100."""
    waited = course()
    waited.pause_s(running(0.0), 80)
    assert waited.pause_s(running(0.5), 100) < 0.7 * course().pause_s(running(0.5), 100)


@pytest.mark.parametrize("progress", [0.0, 0.01, -3.0, 17.0])
def test_progress_without_information_changes_nothing(progress: float) -> None:
    assert course().pause_s(running(progress), 60) == course().pause_s(running(None), 60)


def test_progress_tells_the_age_of_a_resumed_task() -> None:
    early, late = course(submitted=None), course(submitted=None)
    assert early.pause_s(running(0.2), 0) > 3 * late.pause_s(running(0.9), 0)


def test_a_task_whose_progress_stops_near_the_end_is_polled_rarely() -> None:
    stuck, now = course(), 100.0
    pauses: list[float] = []
    for _ in range(50):
        pauses.append(stuck.pause_s(running(0.99), now))
        now += pauses[-1]
    assert min(pauses) >= 2
    assert max(pauses) < 120


def test_a_queued_task_is_polled_when_it_may_be_done() -> None:
    assert course().pause_s(queued(200), 10) == pytest.approx(200 + course().first_pause_s())


def test_an_estimate_is_forgotten_when_work_began() -> None:
    begun = course()
    begun.pause_s(queued(500), 10)
    assert begun.pause_s(running(None), 30) < 100


@pytest.mark.parametrize("starts_in_s", [1e12, 1e300, 5000.0])
def test_an_implausible_estimate_is_ignored(starts_in_s: float) -> None:
    assert course().pause_s(queued(starts_in_s), 10) == 600


@pytest.mark.parametrize("starts_in_s", [0.0, -50.0])
def test_an_estimate_of_nothing_changes_nothing(starts_in_s: float) -> None:
    assert course().pause_s(queued(starts_in_s), 60) == course().pause_s(running(None), 60)


def test_a_task_without_an_end_is_polled_less_and_less() -> None:
    endless, now, pauses = course(), 60.0, list[float]()
    for _ in range(400):
        pauses.append(endless.pause_s(RUNNING, now))
        now += pauses[-1]
    assert pauses[-1] > 1.5 * pauses[10]
    assert max(pauses) <= 600
