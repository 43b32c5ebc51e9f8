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
        from longtake._shell.clock import rest_by_the_machine  # noqa: PLC0415 - for callbacks

        rest_by_the_machine(seconds, bell)

    async def rest_async(self, seconds: float, bell: Bell) -> None:
        """Let the event loop's task sleep, until the bell rings at the latest."""
        from longtake._shell.clock import rest_by_the_machine_async  # noqa: PLC0415 - for callbacks

        await rest_by_the_machine_async(seconds, bell)


# How long a clock sleeps at once that nobody can wake.
_NAP_S: Final = 1.0


class Bell:
    """Rung by whoever has news, in any thread; heard by the one who sleeps.

    Attributes:
        rung: Whether it was rung since it was last silent.
    """

    __slots__ = ("__weakref__", "_lock", "_wake", "rung")

    def __init__(self) -> None:
        self.rung = False
        self._lock = Lock()
        self._wake: Callable[[], object] | None = None

    def ring(self) -> None:
        """Wake who sleeps, or keep them from falling asleep."""
        with self._lock:
            self.rung = True
            wake = self._wake
        if wake is not None:
            wake()

    def silence(self) -> None:
        """Take note that it was heard. What it was rung for is to be looked for after this."""
        self.rung = False

    @contextmanager
    def heard(self, wake: Callable[[], object]) -> Generator[None]:
        """Call a function whenever it is rung, at once if it was. The function must not block."""
        with self._lock:
            self._wake = wake
            rung = self.rung
        if rung:
            wake()
        try:
            yield
        finally:
            self._wake = None


class Closing:
    """Wakes those who sleep when their client is closed.

    Attributes:
        closed: Whether it is.
    """

    __slots__ = ("_bells", "closed")

    def __init__(self) -> None:
        self.closed = False
        self._bells = WeakSet[Bell]()

    def wakes(self, bell: Bell) -> None:
        """Ring a bell when the client is closed, for as long as the bell is there."""
        self._bells.add(bell)

    def close(self) -> None:
        """Take note that the client is closed."""
        self.closed = True
        for bell in list(self._bells):
            bell.ring()


def can_be_woken(clock: Clock) -> bool:
    """Return whether a sleep by a clock can be ended from elsewhere."""
    return hasattr(clock, "rest")


def rest(clock: Clock, seconds: float, bell: Bell | None) -> None:
    """Sleep, until the bell rings at the latest.

    A clock that has no `rest` of its own cannot be woken: it sleeps a second at a time.
    """
    if bell is None:
        clock.sleep(seconds)
        return
    own: Callable[[float, Bell], None] | None = getattr(clock, "rest", None)
    if own is not None:
        own(seconds, bell)
        return
    for nap in _naps(seconds, bell):
        clock.sleep(nap)


async def rest_async(clock: Clock, seconds: float, bell: Bell | None) -> None:
    """`rest` in an event loop."""
    if bell is None:
        await clock.sleep_async(seconds)
        return
    own: Callable[[float, Bell], Any] | None = getattr(clock, "rest_async", None)
    if own is not None:
        await own(seconds, bell)
        return
    for nap in _naps(seconds, bell):
        await clock.sleep_async(nap)


def _naps(seconds: float, bell: Bell) -> Generator[float]:
    left = seconds
    while True:
        yield min(left, _NAP_S)
        left -= _NAP_S
        if left <= 0 or bell.rung:
            return


def rest_by_the_machine(seconds: float, bell: Bell) -> None:
    """Sleep by the machine's own time, until the bell rings at the latest."""
    awake = Event()
    with bell.heard(awake.set):
        # Where Ctrl-C does not end a wait, it is met between two.
        for nap in _naps(seconds, bell):
            awake.wait(nap)


async def rest_by_the_machine_async(seconds: float, bell: Bell) -> None:
    """`rest_by_the_machine` in an event loop, of asyncio or trio."""
    import anyio  # noqa: PLC0415 - only async callers pay for it

    awake = anyio.Event()
    with bell.heard(from_any_thread(awake.set)), anyio.move_on_after(seconds):
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
