"""The clocks, and the providers' formats of a time."""

import asyncio
from math import inf
from typing import Any

import pytest

from longtake.emulator.clock import (
    ManualClock,
    ReleasedError,
    ScaledClock,
    iso,
    milliseconds,
    plain,
)


def test_a_manual_clock_moves_only_when_it_is_moved() -> None:
    clock = ManualClock(100.0)
    assert clock.now() == 100.0
    clock.advance(2.5)
    assert clock.now() == 102.5


def test_every_manual_clock_begins_at_the_same_time() -> None:
    assert ManualClock().now() == ManualClock().now()


def test_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="seconds must be 0 or more, got -1"):
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
    with pytest.raises(ValueError, match="must not lead beyond the year 9998"):
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


def test_times_have_the_providers_formats() -> None:
    moment = 1722474123.456
    assert iso(moment) == "2024-08-01T01:02:03.456Z"
    assert plain(moment) == "2024-08-01 01:02:03"
    assert milliseconds(moment) == 1722474123456


@pytest.mark.anyio
@pytest.mark.parametrize("clock", [ManualClock(100.0), ScaledClock(1e-6)], ids=["manual", "scaled"])
async def test_an_alarm_rings_when_the_clock_was_moved_there(
    clock: ManualClock | ScaledClock,
) -> None:
    waiting = asyncio.ensure_future(clock.alarm(clock.now() + 60).wait())
    await asyncio.sleep(0)
    clock.advance(59)
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.advance(1)
    await waiting


@pytest.mark.anyio
async def test_an_alarm_of_a_fast_clock_rings_by_itself() -> None:
    clock = ScaledClock(1e9)
    due = clock.now() + 1e6
    await clock.alarm(due).wait()
    assert clock.now() >= due


@pytest.mark.anyio
async def test_an_alarm_for_a_time_that_is_over_rings_at_once() -> None:
    await ManualClock(100.0).alarm(99).wait()


@pytest.mark.anyio
@pytest.mark.parametrize("clock", [ManualClock(), ScaledClock()], ids=["manual", "scaled"])
async def test_waits_end_at_a_release(clock: ManualClock | ScaledClock) -> None:
    waiting = asyncio.ensure_future(clock.alarm(inf).wait())
    await asyncio.sleep(0)
    # Made before the release, and waited for only after it.
    early = clock.alarm(inf)
    clock.release()
    for wait in (waiting, early.wait()):
        with pytest.raises(ReleasedError):
            await wait
    # Later alarms are not affected.
    later = asyncio.ensure_future(clock.alarm(clock.now() + 5).wait())
    await asyncio.sleep(0)
    clock.advance(5)
    await later


@pytest.mark.anyio
async def test_a_clock_can_be_moved_from_another_thread() -> None:
    clock = ManualClock()
    waiting = asyncio.ensure_future(clock.alarm(clock.now() + 5).wait())
    await asyncio.sleep(0)
    await asyncio.to_thread(clock.advance, 5)
    await waiting


def test_a_clock_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    manual = ManualClock(100.0)
    manual.advance(7)
    manual.restart()
    assert manual.now() == 100.0
    monkeypatch.setattr("time.time", lambda: 1000.0)
    monkeypatch.setattr("time.monotonic", lambda: 5.0)
    scaled = ScaledClock(60)
    scaled.advance(7)
    monkeypatch.setattr("time.monotonic", lambda: 9.0)
    scaled.restart()
    assert scaled.now() == 1000.0


def unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Silence a loop's messages."""
    del loop, context


def test_a_wait_in_a_closed_loop_blocks_no_other_wait() -> None:
    clock = ManualClock()
    loop = asyncio.new_event_loop()
    # It would log the task that is pending.
    loop.set_exception_handler(unheard)
    waiting = clock.alarm(clock.now() + 5).wait()
    task = loop.create_task(waiting)
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()

    async def wait() -> None:
        others = [asyncio.ensure_future(clock.alarm(clock.now() + 5).wait()) for _ in range(3)]
        await asyncio.sleep(0)
        clock.advance(5)
        await asyncio.gather(*others)

    asyncio.run(wait())
    clock.release()
    assert not task.done()
    waiting.close()
