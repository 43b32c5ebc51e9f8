"""Coroutines that wait for a clock, each in the event loop of its own thread."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass


class ReleasedError(Exception):
    """What a wait ends with when nobody is to wait any longer, the time having come or not."""


class Waiters:
    """Everyone who waits for one clock."""

    def __init__(self) -> None:
        self._wakes: set[Callable[[], None]] = set()
        self._era = 0
        self._lock = threading.Lock()

    def alarm(self, left_s: Callable[[], float | None]) -> "Alarm":
        """Return what can be waited for: that `left_s()` is 0 or less.

        It returns real seconds, None when only a move of the clock can bring the time nearer, and
        is asked again whenever the clock was moved.
        """
        return Alarm(self, left_s, self._era)

    async def wait(self, left_s: Callable[[], float | None], era: int) -> None:
        """Wait as an alarm does that was made in `era`."""
        loop, moved = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            # A test may have closed its loop with somebody still waiting in it, for ever now.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(moved.set)

        with self._lock:
            self._wakes.add(wake)
        try:
            while (left := left_s()) is None or left > 0:
                if era != self._era:
                    raise ReleasedError
                try:
                    await asyncio.wait_for(moved.wait(), left)
                except TimeoutError:
                    continue
                # Cleared before the time is looked at again: a move in between is not missed.
                moved.clear()
        finally:
            with self._lock:
                self._wakes.discard(wake)

    def moved(self) -> None:
        """Let everyone look at the clock again."""
        # Within the lock: who has left, and closed its loop, is not called any more.
        with self._lock:
            for wake in self._wakes:
                wake()

    def release(self) -> None:
        """Let everyone go who waits now, or is about to wait for an alarm that was made before."""
        with self._lock:
            self._era += 1
        self.moved()


@dataclass(frozen=True, slots=True)
class Alarm:
    """A time to wait for; made at once, so that no release is missed before the wait begins."""

    _waiters: Waiters
    _left_s: Callable[[], float | None]
    _era: int

    async def wait(self) -> None:
        """Wait until the time has come; `ReleasedError` if nobody is to wait any longer."""
        await self._waiters.wait(self._left_s, self._era)
