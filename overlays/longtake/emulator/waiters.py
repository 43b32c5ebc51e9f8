"""Coroutines that wait for a clock, each in the event loop of its own thread."""

import asyncio
import threading
from collections.abc import Callable


class ReleasedError(Exception):
    """What a wait ends with when nobody is to wait any longer, the time having come or not."""


class Waiters:
    """Everyone who waits for one clock."""

    def __init__(self) -> None:
        self._wakes: set[Callable[[], None]] = set()
        self._era = 0
        self._lock = threading.Lock()

    async def wait(self, left_s: Callable[[], float | None]) -> None:
        """Wait until `left_s()` is 0 or less; it is asked again whenever the clock was moved.

        It returns real seconds, None when only a move of the clock can bring the time nearer.
        Raises `ReleasedError` when `release` is called meanwhile.
        """
        loop, moved = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(moved.set)

        with self._lock:
            self._wakes.add(wake)
            era = self._era
        try:
            while (left := left_s()) is None or left > 0:
                try:
                    await asyncio.wait_for(moved.wait(), left)
                except TimeoutError:
                    continue
                # Cleared before the time is looked at again: a move in between is not missed.
                moved.clear()
                if era != self._era:
                    raise ReleasedError
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
        """Let everyone go who waits now."""
        with self._lock:
            self._era += 1
        self.moved()
