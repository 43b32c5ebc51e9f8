"""The clocks, and the vendors' ways to write a time."""

import pytest

from longtake.emulator.clock import ManualClock, ScaledClock, iso, milliseconds, plain


def test_a_manual_clock_moves_only_when_it_is_moved() -> None:
    clock = ManualClock(100.0)
    assert clock.now() == 100.0
    clock.advance(2.5)
    assert clock.now() == 102.5


def test_every_manual_clock_begins_at_the_same_time() -> None:
    assert ManualClock().now() == ManualClock().now()


def test_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="does not go back"):
        ManualClock().advance(-1)


def test_a_scaled_clock_runs_and_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1000.0)
    monkeypatch.setattr("time.monotonic", lambda: 5.0)
    clock = ScaledClock(60)
    monkeypatch.setattr("time.monotonic", lambda: 7.0)
    assert clock.now() == 1120.0
    clock.advance(10)
    assert clock.now() == 1130.0


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 1e12])
def test_time_stays_in_the_calendar(seconds: float) -> None:
    clock = ManualClock()
    with pytest.raises(ValueError, match="time ends"):
        clock.advance(seconds)
    assert clock.now() == ManualClock().now()


def test_a_scaled_clock_stops_at_the_end_of_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ScaledClock(1e300)
    monkeypatch.setattr("time.monotonic", lambda: 1e9)
    assert plain(clock.now()) == "9999-01-01 00:00:00"


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf")])
def test_a_clock_that_stands_still_is_no_scaled_clock(speed: float) -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        ScaledClock(speed)


def test_times_as_the_vendors_write_them() -> None:
    moment = 1722474123.456
    assert iso(moment) == "2024-08-01T01:02:03.456Z"
    assert plain(moment) == "2024-08-01 01:02:03"
    assert milliseconds(moment) == 1722474123456
