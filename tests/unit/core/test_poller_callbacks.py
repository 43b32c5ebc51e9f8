"""What calls of a provider, or of a forger, do to when a task is polled."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longtake._core.poll_queue import PollQueue
from longtake._core.polling.poller import Poller
from longtake._core.polling.schedule import PollHints, poll_schedule
from longtake._core.rate_limit import Rate, RateLimiter
from longtake._core.snapshot import Snapshot, State

HOW: Final = poll_schedule(PollHints(median_s=100, spread=0.3, interval_s=10, min_interval_s=2))
RUNNING: Final = Snapshot(state=State.RUNNING, provider_state="running")
DONE: Final = Snapshot(state=State.SUCCEEDED, provider_state="done", progress=1.0)


def called(timeout: float | None = None) -> Poller:
    return Poller(schedule=HOW.with_callbacks, started=0, submitted=0, fresh=True, timeout=timeout)


def polls_until(age: float, waiting: Poller) -> int:
    now, polls = 0.0, 0
    while (pause := waiting.pause_s(now)) is not None and now + pause < age:
        now, polls = now + pause, polls + 1
        waiting.on_response(RUNNING, now)
    return polls


def test_polls_are_sparser_with_callbacks() -> None:
    usual = Poller(schedule=HOW, started=0, submitted=0, fresh=True)
    assert 0 < polls_until(140, called()) <= polls_until(140, usual) / 2
    assert HOW.with_callbacks is HOW.with_callbacks


def test_a_callback_triggers_a_poll_at_once() -> None:
    waiting = called()
    waiting.on_callback(40, ended=True)
    assert waiting.pause_s(40) == 0
    assert waiting.pause_s(41) == 0


def test_a_callback_after_a_poll_waits_for_the_minimum_interval() -> None:
    waiting = called()
    waiting.on_response(RUNNING, 40)
    waiting.on_callback(41, ended=False)
    assert waiting.pause_s(41) == 1
    waiting.on_callback(41.5, ended=True)
    assert waiting.pause_s(41.5) == 0.5


def test_a_callback_delays_no_poll() -> None:
    waiting = Poller(schedule=HOW, started=0, poll=0.5)
    waiting.on_response(RUNNING, 0)
    waiting.on_callback(0.1, ended=True)
    assert waiting.pause_s(0.1) == pytest.approx(0.4)


def test_a_callback_does_not_shorten_a_retry_after() -> None:
    waiting = called()
    waiting.on_error(10, asked_s=50)
    waiting.on_callback(11, ended=True)
    assert waiting.pause_s(11) == 49


def test_after_an_unconfirmed_end_polls_are_dense_at_first() -> None:
    waiting = called()
    waiting.on_callback(20, ended=True)
    now, pauses = 20.0, list[float]()
    for _ in range(4):
        waiting.on_response(RUNNING, now)
        pause = waiting.pause_s(now)
        assert pause is not None
        pauses.append(pause)
        now += pause
    assert pauses == [2, 4, 8, 16]


def test_a_call_that_tells_of_work_going_on_changes_nothing_else() -> None:
    waiting, other = called(), called()
    waiting.on_callback(20, ended=False)
    waiting.on_response(RUNNING, 20)
    other.on_response(RUNNING, 20)
    pauses = (waiting.pause_s(20), other.pause_s(20))
    assert None not in pauses
    # A poll that a callback triggered does not show how long this plan's own pauses are.
    assert (pauses[0] or 0) >= (pauses[1] or 0) > 10


def test_a_duration_is_learned_from_the_call() -> None:
    waiting = called()
    waiting.on_callback(77, ended=True)
    waiting.on_response(DONE, 77)
    assert waiting.duration_s == 77


@pytest.mark.parametrize("ended", [True, False])
def test_nothing_is_learned_from_a_call_that_may_be_old(ended: bool) -> None:
    waiting = called()
    waiting.on_callback(30, ended=ended, earlier=True)
    waiting.on_response(DONE, 30)
    assert waiting.duration_s is None


def test_a_call_after_the_deadline_begins_nothing() -> None:
    waiting = called(timeout=50)
    waiting.on_response(RUNNING, 50)
    assert waiting.pause_s(50) is None
    waiting.on_callback(51, ended=True)
    assert waiting.pause_s(51) is None


@given(
    calls=st.lists(st.tuples(st.floats(0, 300, allow_nan=False), st.booleans()), max_size=60).map(
        sorted
    ),
    timeout=st.floats(10, 300),
)
def test_a_flood_of_callbacks_keeps_the_minimum_interval(
    calls: list[tuple[float, bool]], timeout: float
) -> None:
    waiting = called(timeout)
    now, polls, coming = 0.0, list[float](), list(calls)
    while (pause := waiting.pause_s(now)) is not None:
        if coming and coming[0][0] <= now + pause:
            at, ended = coming.pop(0)
            now = max(now, at)
            waiting.on_callback(now, ended=ended)
            continue
        now += pause
        polls.append(now)
        waiting.on_response(RUNNING, now)
    # The last poll falls on the deadline, however near the one before.
    assert all(later - earlier >= 2 - 1e-9 for earlier, later in pairwise(polls[:-1]))
    assert polls[-1] == pytest.approx(timeout)


def fleet_of(count: int, rate: Rate) -> tuple[PollQueue, list[Poller], RateLimiter]:
    fleet, budget = PollQueue(), RateLimiter(rate)
    waitings = [called() for _ in range(count)]
    for waiting in waitings:
        fleet.add(waiting, provider="kie", limiter=budget, now=0)
    return fleet, waitings, budget


def test_a_call_brings_a_task_to_the_front() -> None:
    fleet, waitings, budget = fleet_of(20, Rate(1000))
    assert fleet.begin(5) == []
    waitings[13].on_callback(5, ended=True)
    fleet.on_callback(13, 5)
    assert fleet.pause_s(5) == 0
    assert fleet.begin(5) == [13]
    fleet.on_response(13, 6, ended=True)
    budget.end(6)
    # The poll that was planned for it before is not made.
    later, seen = 6.0, list[int]()
    while len(seen) < 19:
        later += fleet.pause_s(later) or 0
        for number in fleet.begin(later):
            seen.append(number)
            fleet.on_response(number, later, ended=True)
            budget.end(later)
    assert sorted(seen) == [number for number in range(20) if number != 13]


def test_a_callback_during_a_poll_starts_no_other() -> None:
    fleet, waitings, _ = fleet_of(1, Rate(1000))
    first = waitings[0].pause_s(0) or 0
    assert fleet.begin(first) == [0]
    waitings[0].on_callback(first, ended=True)
    fleet.on_callback(0, first)
    assert fleet.begin(first) == []
    assert fleet.pause_s(first) is None


def test_the_budget_holds_however_many_are_called_about_at_once() -> None:
    fleet, waitings, budget = fleet_of(5000, Rate(100))
    for number, waiting in enumerate(waitings):
        waiting.on_callback(1, ended=True)
        fleet.on_callback(number, 1)
    now, begun = 1.0, list[float]()
    while len(begun) < 5000:
        for number in fleet.begin(now):
            begun.append(now)
            fleet.on_response(number, now, ended=True)
            budget.end(now)
            waitings[number].on_response(DONE, now)
        pause = fleet.pause_s(now)
        now += 1 if pause is None or pause == inf else max(pause, 0.001)
    assert all(begun[n + 100] - begun[n] >= 1 - 1e-9 for n in range(4900))
