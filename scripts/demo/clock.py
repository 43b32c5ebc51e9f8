"""The clients' clock in the demonstration: as fast as the emulated providers' own."""

from __future__ import annotations

import asyncio
import threading
import time

from attrs import field, frozen


class Stopped(Exception):  # noqa: N818 - not an error: the demonstration was interrupted
    """The demonstration is over before its time."""


@frozen
class FastClock:
    """Real time `speed` times as fast, so that minutes of a provider's work pass in seconds.

    Attributes:
        speed: How many times as fast.
        stopping: Set when the extensions that sleep in threads shall end now.
    """

    speed: float
    stopping: threading.Event = field(factory=threading.Event, init=False)

    def monotonic(self) -> float:
        """Return seconds of the providers' time."""
        return time.monotonic() * self.speed

    def sleep(self, seconds: float) -> None:
        """Sleep through so many seconds of the providers' time.

        Raises:
            Stopped: If the demonstration ends meanwhile.
        """
        if self.stopping.wait(seconds / self.speed):
            raise Stopped

    async def sleep_async(self, seconds: float) -> None:
        """Sleep through so many seconds of the providers' time, in an event loop."""
        await asyncio.sleep(seconds / self.speed)
