"""The emulator's one clock, and waiting for it; nothing else in the emulator reads the time.

Times are seconds since 1970-01-01 UTC, as floats.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Final, Protocol

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

# The start of every `ManualClock`, so that each run is the same.
MANUAL_START: Final = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
# No clock goes beyond this time: a link's expiry must still be a date.
LATEST: Final = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


class ReleasedError(Exception):
    """A wait was ended by `release` before its time came."""


class Waiters:
    """The coroutines that wait for one clock, each in the event loop of its own thread."""

    def __init__(self) -> None:
        self._wake_ups: set[Callable[[], None]] = set()
        self._generation = 0
        self._lock = threading.Lock()

    def alarm(self, left_s: Callable[[], float | None]) -> Alarm:
        """Return an alarm that goes off once `left_s()` is 0 or less.

        Args:
            left_s: Returns the real seconds that are left, or None if only a move of the clock can bring
                the time nearer. It is called again after each move of the clock.
        """
        return Alarm(self, left_s, self._generation)

    async def wait(self, left_s: Callable[[], float | None], generation: int) -> None:
        """Wait for an alarm that was made in `generation`."""
        loop, moved = asyncio.get_running_loop(), asyncio.Event()

        def wake_up() -> None:
            # A test may have closed its loop while a coroutine still waited in it.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(moved.set)

        with self._lock:
            self._wake_ups.add(wake_up)
        try:
            while (left := left_s()) is None or left > 0:
                if generation != self._generation:
                    raise ReleasedError
                try:
                    await asyncio.wait_for(moved.wait(), left)
                except TimeoutError:
                    continue
                # Cleared before the time is read again, so that no move in between is missed.
                moved.clear()
        finally:
            with self._lock:
                self._wake_ups.discard(wake_up)

    def notify(self) -> None:
        """Let every waiting coroutine read the clock again."""
        # Within the lock: a coroutine that has left, and whose loop is closed, is not called any more.
        with self._lock:
            for wake_up in self._wake_ups:
                wake_up()

    def release(self) -> None:
        """End every wait for an alarm that exists now, also those that begin later."""
        with self._lock:
            self._generation += 1
        self.notify()


@frozen
class Alarm:
    """A time to wait for. It is made before the wait begins, so that it misses no release."""

    _waiters: Waiters
    _left_s: Callable[[], float | None]
    _generation: int

    async def wait(self) -> None:
        """Wait until the time has come; raise `ReleasedError` if the alarm is released before."""
        await self._waiters.wait(self._left_s, self._generation)


class EmulatorClock(Protocol):
    """The clock of the emulated providers.

    Example:
        >>> clock: EmulatorClock = ManualClock(start=0)
        >>> clock.advance(60)
        >>> clock.now()
        60
    """

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        ...

    def advance(self, seconds: float) -> None:
        """Move the clock on.

        Args:
            seconds: How far, in seconds.

        Raises:
            ValueError: For a move backwards, or beyond the year 9998.
        """
        ...

    def alarm(self, time_s: float | Callable[[], float]) -> Alarm:
        """Return an alarm for a time, which ends early when `release` is called.

        A function is called again at each `advance`, even by 0 seconds.

        Args:
            time_s: The time in seconds since 1970-01-01 UTC, or a function that returns it.
        """
        ...

    def release(self) -> None:
        """End every wait for an alarm."""
        ...

    def restart(self) -> None:
        """Go back to the start of the clock."""
        ...


class ManualClock:
    """A clock that stands still until `advance` moves it.

    Example:
        >>> clock = ManualClock(start=0)
        >>> emulator = Emulator(clock=clock)
        >>> emulator.advance(600)
        >>> clock.now()
        600

    Args:
        start: Its first time, in seconds since 1970-01-01 UTC.
    """

    def __init__(self, start: float = MANUAL_START) -> None:
        self._start = self._now = start
        # Tests move it from their thread while a server reads it in another.
        self._lock = threading.Lock()
        self._waiters = Waiters()

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock on by `seconds`."""
        if seconds < 0:
            raise ValueError(f"seconds must be 0 or more, got {seconds}")
        with self._lock:
            # Written this way round, so that nan is refused as well.
            if not self._now + seconds <= LATEST:
                raise ValueError(f"seconds must not lead beyond the year 9998, got {seconds}")
            self._now += seconds
        self._waiters.notify()

    def alarm(self, time_s: float | Callable[[], float]) -> Alarm:
        """Return an alarm for a time, which ends early when `release` is called."""
        return self._waiters.alarm(lambda: 0 if self._now >= _seconds(time_s) else None)

    def release(self) -> None:
        """End every wait for an alarm."""
        self._waiters.release()

    def restart(self) -> None:
        """Go back to the start of the clock."""
        with self._lock:
            self._now = self._start


class ScaledClock:
    """A clock that runs `speed` times as fast as real time, from the moment when it is made.

    Example:
        >>> with serve(Emulator(clock=ScaledClock(speed=60))) as server:
        ...     print(server.base_url)
        http://127.0.0.1:...
    """

    def __init__(self, speed: float = 1.0) -> None:
        if not 0 < speed < inf:
            raise ValueError(f"speed must be greater than 0, got {speed}")
        self.speed = speed
        self._skipped = ManualClock(0.0)
        self._waiters = Waiters()
        self.restart()

    def now(self) -> float:
        """Return the clock's time in seconds since 1970-01-01 UTC."""
        start, monotonic_start = self._starts
        elapsed = time.monotonic() - monotonic_start
        return min(start + elapsed * self.speed + self._skipped.now(), LATEST)

    def advance(self, seconds: float) -> None:
        """Skip `seconds` of this clock's time."""
        self._skipped.advance(seconds)
        self._waiters.notify()

    def alarm(self, time_s: float | Callable[[], float]) -> Alarm:
        """Return an alarm for a time, which ends early when `release` is called."""
        return self._waiters.alarm(lambda: self._real_seconds_until(_seconds(time_s)))

    def release(self) -> None:
        """End every wait for an alarm."""
        self._waiters.release()

    def restart(self) -> None:
        """Start again at the real time."""
        # The system's date may be set back while the clock runs; the monotonic time cannot. Both change
        # in one assignment, because other threads read the time meanwhile.
        self._starts = time.time(), time.monotonic()
        self._skipped.restart()

    def _real_seconds_until(self, time_s: float) -> float | None:
        seconds = (time_s - self.now()) / self.speed
        return None if seconds == inf else seconds


def _seconds(time_s: float | Callable[[], float]) -> float:
    return time_s() if callable(time_s) else time_s


def iso(time_s: float) -> str:
    """Format a time with a `Z`: `2024-08-01T01:02:03.456Z`."""
    # Without the zone, +00:00; strftime takes twice as long.
    text = datetime.fromtimestamp(time_s, UTC).isoformat(timespec="milliseconds")
    return text[:23] + "Z"


def plain(time_s: float) -> str:
    """Format a time without a zone: `2024-08-01 01:02:03`."""
    return datetime.fromtimestamp(time_s, UTC).isoformat(" ", "seconds")[:19]


def milliseconds(time_s: float) -> int:
    """Return a time in milliseconds since 1970-01-01 UTC."""
    return round(time_s * 1000)
