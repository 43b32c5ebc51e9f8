"""When to look at a task, and when to give up."""

from __future__ import annotations

import pytest

from longtake._core.snapshot import Snapshot, State
from longtake._core.waiting import Pace, Waiting
from longtake.errors import InvalidRequestError

PACE = Pace(first_s=30, every_s=10)
RUNNING = Snapshot(state=State.RUNNING, vendor_state="running")


def test_a_fresh_task_is_not_looked_at_at_once() -> None:
    assert Waiting(pace=PACE, started=100, fresh=True).pause(100) == 30


def test_a_resumed_task_is_looked_at_at_once() -> None:
    assert Waiting(pace=PACE, started=100).pause(100) == 0


def test_looks_follow_at_the_familys_pace() -> None:
    waiting = Waiting(pace=PACE, started=0)
    assert waiting.looked(RUNNING, 2) is True
    assert waiting.pause(2) == 10
    assert waiting.pause(5) == 7
    assert waiting.pause(20) == 0
    assert waiting.looked(RUNNING, 20) is False


def test_a_callers_interval_replaces_the_pace() -> None:
    waiting = Waiting(pace=PACE, started=0, fresh=True, poll=1.5)
    assert waiting.pause(0) == 1.5


def test_a_callers_function_sees_the_last_snapshot() -> None:
    seen: list[Snapshot | None] = []

    def poll(snapshot: Snapshot | None) -> float:
        seen.append(snapshot)
        return 3

    waiting = Waiting(pace=PACE, started=0, fresh=True, poll=poll)
    waiting.looked(RUNNING, 3)
    assert seen == [None, RUNNING]


@pytest.mark.parametrize("poll", [0, -1, float("nan")])
def test_an_interval_that_is_no_time_is_refused(poll: float) -> None:
    with pytest.raises(InvalidRequestError, match="poll must be a positive number of seconds"):
        Waiting(pace=PACE, started=0, fresh=True, poll=poll)


@pytest.mark.parametrize("timeout", [-1, float("nan")])
def test_a_timeout_that_is_no_time_is_refused(timeout: float) -> None:
    with pytest.raises(InvalidRequestError, match="timeout must be"):
        Waiting(pace=PACE, started=0, timeout=timeout)


def test_the_last_look_falls_on_the_deadline() -> None:
    waiting = Waiting(pace=PACE, started=0, timeout=15)
    waiting.looked(RUNNING, 0)
    assert waiting.pause(0) == 10
    waiting.looked(RUNNING, 10)
    assert waiting.pause(10) == 5
    waiting.looked(RUNNING, 15)
    assert waiting.pause(15) is None


def test_no_time_at_all_is_still_one_look() -> None:
    waiting = Waiting(pace=PACE, started=0, fresh=True, timeout=0)
    assert waiting.pause(0) == 0
    waiting.looked(RUNNING, 0)
    assert waiting.pause(0) is None
