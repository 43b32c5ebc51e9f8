"""The clock that longtake reads and sleeps by, and what ends a sleep early."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from threading import Event, Lock
from typing import Any, Final, Protocol
from weakref import WeakSet


class Clock(Protocol):
    """Time as longtake needs it.

    A clock may have more methods: `time()`, the time of day, and `wait(seconds, wakeup)` with
    `wait_async(seconds, wakeup)`, which end early when the wakeup is set. Without them a callback is noticed
    within a second.
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

    def wait(self, seconds: float, wakeup: Wakeup) -> None:
        """Sleep until the time has passed or the wakeup is set."""
        system_wait(seconds, wakeup)

    async def wait_async(self, seconds: float, wakeup: Wakeup) -> None:
        """Sleep until the time has passed or the wakeup is set."""
        await system_wait_async(seconds, wakeup)


# How long a clock sleeps at once that nobody can wake.
_SLICE_S: Final = 1.0


class Wakeup:
    """Rung by whoever has news, in any thread; heard by the one who sleeps.

    Attributes:
        rung: Whether it was rung since it was last silent.
    """

    __slots__ = ("__weakref__", "_lock", "_wake", "is_set")

    def __init__(self) -> None:
        self.is_set = False
        self._lock = Lock()
        self._wake: Callable[[], object] | None = None

    def set(self) -> None:
        """Wake who sleeps, or keep them from falling asleep."""
        with self._lock:
            self.is_set = True
            wake = self._wake
        if wake is not None:
            wake()

    def clear(self) -> None:
        """Take note that it was heard. What it was rung for is to be looked for after this."""
        self.is_set = False

    @contextmanager
    def calling(self, wake: Callable[[], object]) -> Generator[None]:
        """Call a function whenever it is rung, at once if it was. The function must not block."""
        with self._lock:
            self._wake = wake
            rung = self.is_set
        if rung:
            wake()
        try:
            yield
        finally:
            self._wake = None


class CloseSignal:
    """Wakes those who sleep when their client is closed.

    Attributes:
        closed: Whether it is.
    """

    __slots__ = ("_wakeups", "closed")

    def __init__(self) -> None:
        self.closed = False
        self._wakeups = WeakSet[Wakeup]()

    def notify(self, wakeup: Wakeup) -> None:
        """Set a wakeup when the client is closed. It is held weakly."""
        self._wakeups.add(wakeup)

    def close(self) -> None:
        """Take note that the client is closed."""
        self.closed = True
        for wakeup in list(self._wakeups):
            wakeup.set()


def has_wakeup(clock: Clock) -> bool:
    """Return whether a sleep by a clock can be ended from elsewhere."""
    return hasattr(clock, "wait")


def wait(clock: Clock, seconds: float, wakeup: Wakeup | None) -> None:
    """Sleep until the time has passed or the wakeup is set.

    A clock without a `wait` of its own cannot be woken. It sleeps a second at a time.
    """
    if wakeup is None:
        clock.sleep(seconds)
        return
    own: Callable[[float, Wakeup], None] | None = getattr(clock, "wait", None)
    if own is not None:
        own(seconds, wakeup)
        return
    for nap in _slices(seconds, wakeup):
        clock.sleep(nap)


async def wait_async(clock: Clock, seconds: float, wakeup: Wakeup | None) -> None:
    """Do as `wait` does, in an event loop."""
    if wakeup is None:
        await clock.sleep_async(seconds)
        return
    own: Callable[[float, Wakeup], Any] | None = getattr(clock, "wait_async", None)
    if own is not None:
        await own(seconds, wakeup)
        return
    for nap in _slices(seconds, wakeup):
        await clock.sleep_async(nap)


def _slices(seconds: float, wakeup: Wakeup) -> Generator[float]:
    left = seconds
    while True:
        yield min(left, _SLICE_S)
        left -= _SLICE_S
        if left <= 0 or wakeup.is_set:
            return


def system_wait(seconds: float, wakeup: Wakeup) -> None:
    """Sleep by the system clock until the time has passed or the wakeup is set."""
    awake = Event()
    with wakeup.calling(awake.set):
        # Where Ctrl-C does not end a wait, it is met between two.
        for nap in _slices(seconds, wakeup):
            awake.wait(nap)


async def system_wait_async(seconds: float, wakeup: Wakeup) -> None:
    """`rest_by_the_machine` in an event loop, of asyncio or trio."""
    import anyio  # noqa: PLC0415 - only async callers pay for it

    awake = anyio.Event()
    with wakeup.calling(from_any_thread(awake.set)), anyio.move_on_after(seconds):
        await awake.wait()


def from_any_thread(call: Callable[[], object]) -> Callable[[], None]:
    """What lets a function be called in the event loop that runs here, while it runs."""
    schedule = _scheduler()

    def later() -> None:
        # The loop may have ended, and nobody waits in it any more.
        with suppress(RuntimeError):
            schedule(call)

    return later


def _scheduler() -> Callable[[Callable[[], object]], object]:
    trio: Any = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        run_soon: Callable[[Callable[[], object]], object]
        run_soon = trio.lowlevel.current_trio_token().run_sync_soon
        return run_soon
    import asyncio  # noqa: PLC0415 - only async callers pay for it

    return asyncio.get_running_loop().call_soon_threadsafe
