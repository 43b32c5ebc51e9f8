"""What calls of a vendor, or of a forger, do to when a task is looked at."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longtake._core.poll_queue import Fleet
from longtake._core.polling.poller import Waiting
from longtake._core.polling.schedule import Pace, inspection
from longtake._core.rate_limit import Budget, Rate
from longtake._core.snapshot import Snapshot, State

HOW: Final = inspection(Pace(usual_s=100, spread=0.3, every_s=10, least_s=2))
RUNNING: Final = Snapshot(state=State.RUNNING, vendor_state="running")
DONE: Final = Snapshot(state=State.SUCCEEDED, vendor_state="done", progress=1.0)


def called(timeout: float | None = None) -> Waiting:
    return Waiting(inspection=HOW.where_called, started=0, submitted=0, fresh=True, timeout=timeout)


def looks_until(age: float, waiting: Waiting) -> int:
    now, looks = 0.0, 0
    while (pause := waiting.pause(now)) is not None and now + pause < age:
        now, looks = now + pause, looks + 1
        waiting.looked(RUNNING, now)
    return looks


def test_looks_are_sparser_where_the_vendor_calls() -> None:
    usual = Waiting(inspection=HOW, started=0, submitted=0, fresh=True)
    assert 0 < looks_until(140, called()) <= looks_until(140, usual) / 2
    assert HOW.where_called is HOW.where_called


def test_a_call_is_looked_at_at_once() -> None:
    waiting = called()
    waiting.announced(40, ended=True)
    assert waiting.pause(40) == 0
    assert waiting.pause(41) == 0


def test_after_a_look_a_call_waits_for_the_least_pause() -> None:
    waiting = called()
    waiting.looked(RUNNING, 40)
    waiting.announced(41, ended=False)
    assert waiting.pause(41) == 1
    waiting.announced(41.5, ended=True)
    assert waiting.pause(41.5) == 0.5


def test_a_call_makes_no_look_later() -> None:
    waiting = Waiting(inspection=HOW, started=0, poll=0.5)
    waiting.looked(RUNNING, 0)
    waiting.announced(0.1, ended=True)
    assert waiting.pause(0.1) == pytest.approx(0.4)


def test_a_vendor_that_asked_for_peace_has_it_whoever_calls() -> None:
    waiting = called()
    waiting.missed(10, asked_s=50)
    waiting.announced(11, ended=True)
    assert waiting.pause(11) == 49


def test_an_announced_end_that_is_not_shown_yet_is_looked_for_closely_and_then_less() -> None:
    waiting = called()
    waiting.announced(20, ended=True)
    now, pauses = 20.0, list[float]()
    for _ in range(4):
        waiting.looked(RUNNING, now)
        pause = waiting.pause(now)
        assert pause is not None
        pauses.append(pause)
        now += pause
    assert pauses == [2, 4, 8, 16]


def test_a_call_that_tells_of_work_going_on_changes_nothing_else() -> None:
    waiting, other = called(), called()
    waiting.announced(20, ended=False)
    waiting.looked(RUNNING, 20)
    other.looked(RUNNING, 20)
    pauses = (waiting.pause(20), other.pause(20))
    assert None not in pauses
    # A look that somebody else brought about says nothing of how long this plan's own pauses are.
    assert (pauses[0] or 0) >= (pauses[1] or 0) > 10


def test_a_duration_is_learned_from_the_call() -> None:
    waiting = called()
    waiting.announced(77, ended=True)
    waiting.looked(DONE, 77)
    assert waiting.took_s == 77


@pytest.mark.parametrize("ended", [True, False])
def test_nothing_is_learned_from_a_call_that_may_be_old(ended: bool) -> None:
    waiting = called()
    waiting.announced(30, ended=ended, earlier=True)
    waiting.looked(DONE, 30)
    assert waiting.took_s is None


def test_a_call_after_the_deadline_begins_nothing() -> None:
    waiting = called(timeout=50)
    waiting.looked(RUNNING, 50)
    assert waiting.pause(50) is None
    waiting.announced(51, ended=True)
    assert waiting.pause(51) is None


@given(
    calls=st.lists(st.tuples(st.floats(0, 300, allow_nan=False), st.booleans()), max_size=60).map(
        sorted
    ),
    timeout=st.floats(10, 300),
)
def test_no_flood_of_calls_makes_looks_denser_than_the_least_pause(
    calls: list[tuple[float, bool]], timeout: float
) -> None:
    waiting = called(timeout)
    now, looks, coming = 0.0, list[float](), list(calls)
    while (pause := waiting.pause(now)) is not None:
        if coming and coming[0][0] <= now + pause:
            at, ended = coming.pop(0)
            now = max(now, at)
            waiting.announced(now, ended=ended)
            continue
        now += pause
        looks.append(now)
        waiting.looked(RUNNING, now)
    # The last look falls on the deadline, however near the one before.
    assert all(later - earlier >= 2 - 1e-9 for earlier, later in pairwise(looks[:-1]))
    assert looks[-1] == pytest.approx(timeout)


def fleet_of(count: int, rate: Rate) -> tuple[Fleet, list[Waiting], Budget]:
    fleet, budget = Fleet(), Budget(rate)
    waitings = [called() for _ in range(count)]
    for waiting in waitings:
        fleet.add(waiting, provider="kie", budget=budget, now=0)
    return fleet, waitings, budget


def test_a_call_brings_a_task_to_the_front() -> None:
    fleet, waitings, budget = fleet_of(20, Rate(1000))
    assert fleet.begin(5) == []
    waitings[13].announced(5, ended=True)
    fleet.sooner(13, 5)
    assert fleet.pause(5) == 0
    assert fleet.begin(5) == [13]
    fleet.looked(13, 6, ended=True)
    budget.end(6)
    # What was planned for it before brings nobody to look at it again.
    later, seen = 6.0, list[int]()
    while len(seen) < 19:
        later += fleet.pause(later) or 0
        for number in fleet.begin(later):
            seen.append(number)
            fleet.looked(number, later, ended=True)
            budget.end(later)
    assert sorted(seen) == [number for number in range(20) if number != 13]


def test_a_call_during_a_look_does_not_begin_another() -> None:
    fleet, waitings, _ = fleet_of(1, Rate(1000))
    first = waitings[0].pause(0) or 0
    assert fleet.begin(first) == [0]
    waitings[0].announced(first, ended=True)
    fleet.sooner(0, first)
    assert fleet.begin(first) == []
    assert fleet.pause(first) is None


def test_the_budget_holds_however_many_are_called_about_at_once() -> None:
    fleet, waitings, budget = fleet_of(5000, Rate(100))
    for number, waiting in enumerate(waitings):
        waiting.announced(1, ended=True)
        fleet.sooner(number, 1)
    now, begun = 1.0, list[float]()
    while len(begun) < 5000:
        for number in fleet.begin(now):
            begun.append(now)
            fleet.looked(number, now, ended=True)
            budget.end(now)
            waitings[number].looked(DONE, now)
        pause = fleet.pause(now)
        now += 1 if pause is None or pause == inf else max(pause, 0.001)
    assert all(begun[n + 100] - begun[n] >= 1 - 1e-9 for n in range(4900))
