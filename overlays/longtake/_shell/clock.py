"""The one place that reads the time and sleeps, so that a test can bring its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from longtake._shell.bell import Bell


class Clock(Protocol):
    """Time as longtake needs it.

    A clock may have more than this: `time()`, the time of day, and `rest(seconds, bell)` with its sister
    `rest_async`, which sleep until the bell rings at the latest. Without them a callback is heard within a
    second of its sleep.
    """

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let the thread sleep."""
        ...

    async def sleep_async(self, seconds: float) -> None:
        """Let the event loop's task sleep."""
        ...


def wall_time(clock: Clock) -> float:
    """The time of day, in seconds since 1970-01-01 UTC: by the clock's own `time()`, if it has one."""
    tell: Callable[[], float] = getattr(clock, "time", time.time)
    return tell()


class SystemClock:
    """The machine's own time."""

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let the thread sleep."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Let the event loop's task sleep, under asyncio or trio."""
        import anyio  # noqa: PLC0415 - only async callers pay for it

        await anyio.sleep(seconds)

    def rest(self, seconds: float, bell: Bell) -> None:
        """Let the thread sleep, until the bell rings at the latest."""
        from longtake._shell.bell import rest_by_the_machine  # noqa: PLC0415 - for callbacks

        rest_by_the_machine(seconds, bell)

    async def rest_async(self, seconds: float, bell: Bell) -> None:
        """Let the event loop's task sleep, until the bell rings at the latest."""
        from longtake._shell.bell import rest_by_the_machine_async  # noqa: PLC0415 - for callbacks

        await rest_by_the_machine_async(seconds, bell)
