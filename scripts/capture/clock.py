"""Time, as capturing needs it: injected, so that no test waits."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class CaptureClock(Protocol):
    """The clock by which pauses and limits are measured."""

    def monotonic(self) -> float:
        """Return seconds since some moment; never goes back."""
        ...

    def now(self) -> datetime:
        """Return the time of day, with its zone."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class RealClock:
    """This machine's clock."""

    def monotonic(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)
