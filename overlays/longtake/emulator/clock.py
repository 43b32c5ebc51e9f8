"""The emulator's one clock: nothing else in it reads the time.

Times are seconds since 1970-01-01 UTC, as floats.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from math import inf
from typing import Protocol

from longtake.emulator.waiters import Alarm, Waiters

# Where a clock moved by hand begins, the same in every run.
MANUAL_START = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
# Every clock ends here: later times cannot be written any more, as a link's expiry must be.
LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


class Clock(Protocol):
    """What tells the emulated vendors the time."""

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        ...

    def advance(self, seconds: float) -> None:
        """Move the clock on by `seconds`; `ValueError` for a move backwards or out of the calendar."""
        ...

    def alarm(self, time_s: float | Callable[[], float]) -> Alarm:
        """Return what waits until it is `time_s`, unless `release` is called before.

        A function is asked for the time again whenever the clock was moved, if only by 0 seconds.
        """
        ...

    def release(self) -> None:
        """Let go everyone who waits for an alarm."""
        ...

    def restart(self) -> None:
        """Go back to where the clock began."""
        ...


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: float = MANUAL_START) -> None:
        self._start = self._now = start
        # Tests move it from their thread while a server answers in another.
        self._lock = threading.Lock()
        self._waiters = Waiters()

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock on by `seconds`."""
        if seconds < 0:
            raise ValueError(f"time does not go back: advance({seconds})")
        with self._lock:
            # Asked this way, so that no answer comes for nan either.
            if not self._now + seconds <= LATEST:
                raise ValueError(f"time ends with the year 9998: advance({seconds})")
            self._now += seconds
        self._waiters.moved()

    def alarm(self, time_s: float | Callable[[], float]) -> Alarm:
        """Return what waits until it is `time_s`, unless `release` is called before."""
        return self._waiters.alarm(lambda: 0 if self._now >= _asked(time_s) else None)

    def release(self) -> None:
        """Let go everyone who waits for an alarm."""
        self._waiters.release()

    def restart(self) -> None:
        """Go back to where the clock began."""
        with self._lock:
            self._now = self._start


class ScaledClock:
    """Real time, running `speed` times as fast from the moment when the clock is made."""

    def __init__(self, speed: float = 1.0) -> None:
        if not 0 < speed < float("inf"):
            raise ValueError(f"speed must be greater than 0, not {speed}")
        self.speed = speed
        self._skipped = ManualClock(0.0)
        self._waiters = Waiters()
        self.restart()

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC, as far as it has come here."""
        start, monotonic_start = self._began
        elapsed = time.monotonic() - monotonic_start
        return min(start + elapsed * self.speed + self._skipped.now(), LATEST)

    def advance(self, seconds: float) -> None:
        """Skip `seconds` of this clock's time."""
        self._skipped.advance(seconds)
        self._waiters.moved()

    def alarm(self, time_s: float | Callable[[], float]) -> Alarm:
        """Return what waits until it is `time_s`, unless `release` is called before."""
        return self._waiters.alarm(lambda: self._real_seconds_until(_asked(time_s)))

    def release(self) -> None:
        """Let go everyone who waits for an alarm."""
        self._waiters.release()

    def restart(self) -> None:
        """Begin again with the real time as it is now."""
        # The system's date may be set back while we run; the second one cannot. One assignment: other
        # threads ask for the time meanwhile.
        self._began = time.time(), time.monotonic()
        self._skipped.restart()

    def _real_seconds_until(self, time_s: float) -> float | None:
        seconds = (time_s - self.now()) / self.speed
        return None if seconds == inf else seconds


def _asked(time_s: float | Callable[[], float]) -> float:
    return time_s() if callable(time_s) else time_s


def iso(time_s: float) -> str:
    """Write a time with a `Z`: `2024-08-01T01:02:03.456Z`."""
    # Without what stands for the zone, +00:00; strftime takes twice as long.
    written = datetime.fromtimestamp(time_s, UTC).isoformat(timespec="milliseconds")
    return written[:23] + "Z"


def plain(time_s: float) -> str:
    """Write a time without a zone: `2024-08-01 01:02:03`."""
    return datetime.fromtimestamp(time_s, UTC).isoformat(" ", "seconds")[:19]


def milliseconds(time_s: float) -> int:
    """Return a time in milliseconds since 1970-01-01 UTC."""
    return round(time_s * 1000)
