"""When to poll a task, and when to give up."""

from __future__ import annotations

from typing import Any, Final

import pytest

from longtake._core.polling.poller import Poller
from longtake._core.polling.schedule import PollHints, poll_schedule
from longtake._core.snapshot import Failure, Snapshot, State
from longtake.errors import InvalidRequestError

HOW = poll_schedule(PollHints(median_s=100, spread=0.3, interval_s=10, min_interval_s=2))
RUNNING = Snapshot(state=State.RUNNING, provider_state="running")
DONE = Snapshot(state=State.SUCCEEDED, provider_state="done", progress=1.0)
FAILED = Snapshot(state=State.FAILED, provider_state="failed", failure=Failure(message="no"))


def fresh(started: float = 0.0, timeout: float | None = None) -> Poller:
    return Poller(schedule=HOW, started=started, submitted=started, fresh=True, timeout=timeout)


def test_a_new_task_is_not_polled_before_it_may_be_done() -> None:
    pause = fresh(100).pause_s(100)
    assert pause is not None
    assert 20 < pause < 90


def test_a_resumed_task_is_polled_at_once() -> None:
    assert Poller(schedule=HOW, started=100).pause_s(100) == 0


def test_a_task_that_was_polled_before_is_polled_at_once() -> None:
    assert Poller(schedule=HOW, started=100, submitted=99).pause_s(100) == 0


def test_a_task_submitted_long_ago_is_polled_at_once() -> None:
    assert Poller(schedule=HOW, started=500, submitted=0, fresh=True).pause_s(500) == 0


def test_a_fresh_task_is_waited_for_from_its_submit_on() -> None:
    late = Poller(schedule=HOW, started=15, submitted=0, fresh=True).pause_s(15)
    at_once = fresh().pause_s(0)
    assert late is not None
    assert late == pytest.approx((at_once or 0) - 15)


def test_polls_are_dense_where_the_task_probably_ends() -> None:
    waiting = fresh()
    now, pauses = 0.0, list[float]()
    while now < 150:
        pause = waiting.pause_s(now)
        assert pause is not None
        now += pause
        pauses.append(pause)
        waiting.on_response(RUNNING, now)
    assert pauses[0] > 5 * min(pauses)
    assert min(pauses) >= 2


def test_a_pause_counts_from_the_poll() -> None:
    waiting = fresh()
    waiting.on_response(RUNNING, 100)
    pause = waiting.pause_s(100)
    assert pause is not None
    assert waiting.pause_s(101) == pytest.approx(pause - 1)
    assert waiting.pause_s(400) == 0


def test_the_same_again_is_nothing_new() -> None:
    waiting = fresh()
    assert waiting.on_response(RUNNING, 60) is True
    assert waiting.on_response(RUNNING, 70) is False
    assert waiting.on_response(FAILED, 80) is True


def test_an_estimate_that_goes_down_is_nothing_new() -> None:
    waiting = fresh()
    queued = Snapshot(state=State.QUEUED, provider_state="queued", starts_in_s=30)
    assert waiting.on_response(queued, 60) is True
    assert (
        waiting.on_response(
            Snapshot(state=State.QUEUED, provider_state="queued", starts_in_s=9), 81
        )
        is False
    )


def test_a_callers_interval_replaces_the_pace() -> None:
    waiting = Poller(schedule=HOW, started=0, submitted=0, fresh=True, poll=1.5)
    assert waiting.pause_s(0) == 1.5
    waiting.on_response(RUNNING, 1.5)
    assert waiting.pause_s(1.5) == 1.5


def test_a_callers_function_sees_the_last_snapshot() -> None:
    seen: list[Snapshot | None] = []

    def poll(snapshot: Snapshot | None) -> float:
        seen.append(snapshot)
        return 3

    waiting = Poller(schedule=HOW, started=0, submitted=0, fresh=True, poll=poll)
    waiting.on_response(RUNNING, 3)
    waiting.on_response(FAILED, 6)
    assert seen == [None, RUNNING]


def test_a_poll_function_is_not_called_for_a_poll_at_once() -> None:
    seen: list[Snapshot | None] = []

    def poll(snapshot: Snapshot | None) -> float:
        seen.append(snapshot)
        return 3

    waiting = Poller(schedule=HOW, started=0, poll=poll)
    assert waiting.pause_s(0) == 0
    waiting.on_response(RUNNING, 0)
    assert waiting.pause_s(0) == 3
    assert seen == [RUNNING]


NO_TIMES: Final[list[Any]] = [0, -1, float("nan"), float("inf"), True, "5", [5], 10**400]


@pytest.mark.parametrize("poll", NO_TIMES, ids=lambda poll: repr(poll)[:9])
def test_an_interval_that_is_no_time_is_refused(poll: Any) -> None:
    for fresh in (True, False):
        with pytest.raises(InvalidRequestError, match="poll must be a positive number of seconds"):
            Poller(schedule=HOW, started=0, submitted=0, fresh=fresh, poll=poll)


@pytest.mark.parametrize("poll", [None, *NO_TIMES], ids=lambda poll: repr(poll)[:9])
def test_a_function_that_gives_no_time_is_refused(poll: Any) -> None:
    waiting = Poller(schedule=HOW, started=0, poll=lambda _: poll)
    with pytest.raises(
        InvalidRequestError, match="the return value of poll must be a positive number"
    ):
        waiting.on_response(RUNNING, 0)


@pytest.mark.parametrize(
    "timeout", [-1, float("nan"), "900", True, 10**400], ids=lambda timeout: repr(timeout)[:9]
)
def test_a_timeout_that_is_no_time_is_refused(timeout: Any) -> None:
    with pytest.raises(InvalidRequestError, match="timeout must be"):
        Poller(schedule=HOW, started=0, timeout=timeout)


def test_a_timeout_without_end_is_none() -> None:
    waiting = Poller(schedule=HOW, started=0, timeout=float("inf"))
    for now in range(0, 100_000, 600):
        waiting.on_response(RUNNING, now)
        assert waiting.pause_s(now) is not None


def test_after_a_failed_poll_the_providers_interval_passes() -> None:
    waiting = fresh()
    assert waiting.on_error(90) is True
    assert waiting.pause_s(90) == 10


def test_a_retry_after_delays_the_next_poll() -> None:
    waiting = fresh()
    waiting.on_error(90, asked_s=45)
    assert waiting.pause_s(90) == 45
    waiting.on_error(140, asked_s=3)
    assert waiting.pause_s(140) == 10


def test_a_retry_after_outlasts_the_callers_interval() -> None:
    waiting = Poller(schedule=HOW, started=0, poll=1)
    waiting.on_error(0, asked_s=45)
    assert waiting.pause_s(0) == 45


def test_a_retry_after_ends_at_the_deadline() -> None:
    waiting = fresh(timeout=100)
    waiting.on_error(90, asked_s=45)
    assert waiting.pause_s(90) == 10


def test_five_misses_in_a_row_are_too_many() -> None:
    waiting = fresh()
    assert [waiting.on_error(90 + 10 * count) for count in range(5)] == [True] * 4 + [False]


def test_a_successful_poll_resets_the_failures() -> None:
    waiting = fresh()
    for count in range(4):
        waiting.on_error(90 + 10 * count)
    waiting.on_response(RUNNING, 130)
    assert waiting.on_error(140) is True


def test_the_last_poll_falls_on_the_deadline() -> None:
    waiting = Poller(schedule=HOW, started=0, poll=10, timeout=15)
    waiting.on_response(RUNNING, 0)
    assert waiting.pause_s(0) == 10
    waiting.on_response(RUNNING, 10)
    assert waiting.pause_s(10) == 5
    waiting.on_response(RUNNING, 15)
    assert waiting.pause_s(15) is None


def test_the_pace_ends_at_the_deadline_too() -> None:
    assert fresh(timeout=15).pause_s(0) == 15


def test_a_timeout_of_zero_polls_once() -> None:
    waiting = fresh(timeout=0)
    assert waiting.pause_s(0) == 0
    waiting.on_response(RUNNING, 0)
    assert waiting.pause_s(0) is None


def test_the_duration_lies_between_the_last_two_polls() -> None:
    waiting = fresh(1000)
    waiting.on_response(RUNNING, 1090)
    unfinished = waiting.duration_s
    assert unfinished is None
    waiting.on_response(DONE, 1098)
    assert waiting.duration_s is not None
    assert 90 < waiting.duration_s < 98


def test_an_end_at_the_first_poll_is_an_upper_bound() -> None:
    waiting = fresh()
    first = waiting.pause_s(0)
    assert first is not None
    waiting.on_response(DONE, first)
    assert waiting.duration_s is not None
    assert first / 2 < waiting.duration_s < first


def test_polls_far_apart_do_not_show_the_duration() -> None:
    waiting = fresh()
    waiting.on_response(RUNNING, 40)
    waiting.on_response(DONE, 100)
    assert waiting.duration_s is None


def test_a_late_first_poll_does_not_show_the_duration() -> None:
    waiting = Poller(schedule=HOW, started=500, submitted=0, fresh=True)
    waiting.on_response(DONE, 500)
    assert waiting.duration_s is None


def test_a_poll_after_a_long_pause_does_not_show_the_duration() -> None:
    waiting = fresh()
    waiting.on_response(DONE, 5000)
    assert waiting.duration_s is None


def test_a_first_poll_at_a_callers_interval_does_not_show_the_duration() -> None:
    waiting = Poller(schedule=HOW, started=0, submitted=0, fresh=True, poll=60)
    waiting.on_response(DONE, 60)
    assert waiting.duration_s is None


@pytest.mark.parametrize("end", [DONE, FAILED])
def test_how_long_a_task_of_unknown_age_took_is_unknown(end: Snapshot) -> None:
    waiting = Poller(schedule=HOW, started=0)
    waiting.on_response(RUNNING, 90)
    waiting.on_response(end, 98)
    assert waiting.duration_s is None


def test_a_failure_does_not_show_the_duration() -> None:
    waiting = fresh()
    waiting.on_response(RUNNING, 90)
    waiting.on_response(FAILED, 98)
    assert waiting.duration_s is None


def test_progress_is_estimated_where_the_provider_reports_none() -> None:
    waiting = fresh()
    assert Poller(schedule=HOW, started=0).change(0) is None
    shares: list[float] = []
    for now in range(0, 2000, 25):
        waiting.on_response(RUNNING, now)
        change = waiting.change(now)
        assert change is not None
        assert change.is_estimate
        assert change.progress is not None
        shares.append(change.progress)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[2] == pytest.approx(0.47, abs=0.06)
    assert max(shares) <= 0.99


def test_a_fresh_task_has_estimated_progress_before_the_first_poll() -> None:
    waiting = fresh()
    assert waiting.changes_in_s(0) == 0
    first = waiting.change(0)
    assert first is not None
    assert (first.state, first.provider_state) == (State.QUEUED, "submitted")
    assert (first.progress, first.is_estimate) == (0, True)
    now, shares = 0.0, list[float | None]()
    while (pause := waiting.changes_in_s(now)) is not None:
        assert pause >= 1
        now += pause
        change = waiting.change(now)
        assert change is not None
        shares.append(change.progress)
    assert shares == [percent / 100 for percent in range(1, 100)]


def test_progress_is_reported_once_a_second_at_most() -> None:
    how = poll_schedule(PollHints(median_s=5, spread=0.3, interval_s=10, min_interval_s=2))
    waiting = Poller(schedule=how, started=0, submitted=0, fresh=True)
    waiting.change(0)
    assert waiting.changes_in_s(0) == 1


def test_only_a_poll_tells_more_where_the_provider_has_figures_or_the_task_has_ended() -> None:
    waiting = fresh()
    waiting.on_response(Snapshot(state=State.RUNNING, provider_state="running", progress=0.5), 20)
    assert waiting.changes_in_s(20) is None
    waiting.on_response(FAILED, 30)
    assert waiting.changes_in_s(30) is None
    assert Poller(schedule=HOW, started=0).changes_in_s(0) is None


def test_progress_never_goes_back_and_is_below_one_until_the_end() -> None:
    waiting = fresh()
    estimate = waiting.change(40)
    shares: list[tuple[float | None, bool]] = []
    for progress in (0.1, 0.7, 0.6, 1.0):
        waiting.on_response(
            Snapshot(state=State.RUNNING, provider_state="running", progress=progress), 41
        )
        change = waiting.change(41)
        assert change is not None
        shares.append((change.progress, change.is_estimate))
    assert estimate is not None
    assert shares == [(estimate.progress, True), (0.7, False), (0.7, True), (0.99, False)]


def test_the_providers_progress_takes_precedence() -> None:
    waiting = fresh()
    waiting.on_response(Snapshot(state=State.RUNNING, provider_state="running", progress=0.123), 90)
    change = waiting.change(90)
    assert change is not None
    assert (change.progress, change.is_estimate) == (0.12, False)
    waiting.on_response(DONE, 91)
    change = waiting.change(91)
    assert change is not None
    assert (change.progress, change.is_estimate) == (1.0, False)


@pytest.mark.parametrize("nonsense", [-0.5, 40.0, float("nan")])
def test_an_invalid_progress_counts_as_none(nonsense: float) -> None:
    waiting = fresh()
    waiting.on_response(
        Snapshot(state=State.RUNNING, provider_state="running", progress=nonsense), 50
    )
    change = waiting.change(50)
    assert change is not None
    assert change.is_estimate


def test_a_task_that_waits_for_its_turn_has_nothing_done() -> None:
    waiting = fresh()
    waiting.on_response(Snapshot(state=State.QUEUED, provider_state="queued", starts_in_s=60), 50)
    change = waiting.change(50)
    assert change is not None
    assert change.progress == 0


def test_how_much_of_a_task_of_unknown_age_is_done_is_unknown() -> None:
    waiting = Poller(schedule=HOW, started=0)
    waiting.on_response(RUNNING, 90)
    change = waiting.change(90)
    assert change is not None
    assert (change.progress, change.is_estimate) == (None, False)
