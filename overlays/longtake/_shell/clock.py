"""Clocks, and wakeups that end a sleep early."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager, suppress
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Final, Protocol
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

# The longest single sleep of a clock that a wakeup cannot interrupt.
_SLICE_S: Final = 1.0


class Clock(Protocol):
    """The clock that a client reads and sleeps by.

    A clock may have more methods: `time()`, the time of day, and `wait(seconds, wakeup)` with
    `wait_async(seconds, wakeup)`, which end early when the wakeup is set. Without them longtake notices a
    callback within a second.

    Example:
        >>> class NoWaiting:
        ...     now = 0.0
        ...     def monotonic(self) -> float:
        ...         return self.now
        ...     def sleep(self, seconds: float) -> None:
        ...         self.now += seconds
        ...     async def sleep_async(self, seconds: float) -> None:
        ...         self.now += seconds
        >>> kie = Kie(clock=NoWaiting())
    """

    def monotonic(self) -> float:
        """Return the seconds of a clock that never goes backwards."""
        ...

    def sleep(self, seconds: float) -> None:
        """Block the thread for some seconds."""
        ...

    async def sleep_async(self, seconds: float) -> None:
        """Suspend the async task for some seconds."""
        ...


class Wakeup:
    """A flag that ends a sleep early. Any thread can set it.

    Example:
        >>> wakeup = Wakeup()
        >>> with wakeup.on_set(lambda: print("awake")):
        ...     wakeup.set()
        awake

    Attributes:
        is_set: Whether it was set since it was last cleared.
    """

    __slots__ = ("__weakref__", "_lock", "_wake", "is_set")

    def __init__(self) -> None:
        self.is_set = False
        self._lock = Lock()
        self._wake: Callable[[], object] | None = None

    def set(self) -> None:
        """End the current sleep, or the next one at once."""
        with self._lock:
            self.is_set = True
            wake = self._wake
        if wake is not None:
            wake()

    def clear(self) -> None:
        """Reset the flag. Check for new events after this call, not before it."""
        self.is_set = False

    @contextmanager
    def on_set(self, wake: Callable[[], object]) -> Generator[None]:
        """Call a function whenever the wakeup is set, at once if it is set already.

        The function must not block.
        """
        with self._lock:
            self._wake = wake
            is_set = self.is_set
        if is_set:
            wake()
        try:
            yield
        finally:
            self._wake = None


class CloseSignal:
    """Sets wakeups when a client is closed.

    Attributes:
        closed: Whether the client is closed.
    """

    __slots__ = ("_wakeups", "closed")

    def __init__(self) -> None:
        self.closed = False
        self._wakeups = WeakSet[Wakeup]()

    def notify(self, wakeup: Wakeup) -> None:
        """Set a wakeup when the client is closed. The wakeup is referenced weakly."""
        self._wakeups.add(wakeup)

    def close(self) -> None:
        """Mark the client as closed and set all wakeups."""
        self.closed = True
        for wakeup in list(self._wakeups):
            wakeup.set()


class SystemClock:
    """The clock of the operating system."""

    def monotonic(self) -> float:
        """Return the seconds of a clock that never goes backwards."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block the thread for some seconds."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Suspend the async task for some seconds, under asyncio or trio."""
        import anyio  # noqa: PLC0415 - only async callers need it

        await anyio.sleep(seconds)

    def wait(self, seconds: float, wakeup: Wakeup) -> None:
        """Sleep until the time has passed or the wakeup is set."""
        system_wait(seconds, wakeup)

    async def wait_async(self, seconds: float, wakeup: Wakeup) -> None:
        """Sleep until the time has passed or the wakeup is set."""
        await system_wait_async(seconds, wakeup)


def wall_time(clock: Clock) -> float:
    """Return the time of day in seconds since 1970-01-01 UTC, from the clock's own `time()` if it has one."""
    read_time: Callable[[], float] = getattr(clock, "time", time.time)
    return read_time()


def has_wakeup(clock: Clock) -> bool:
    """Return whether a wakeup can end the sleep of a clock at once."""
    return hasattr(clock, "wait")


def wait(clock: Clock, seconds: float, wakeup: Wakeup | None) -> None:
    """Sleep until the time has passed or the wakeup is set.

    A clock without a `wait` of its own sleeps in slices of a second and checks the wakeup in between.
    """
    if wakeup is None:
        clock.sleep(seconds)
        return
    own: Callable[[float, Wakeup], None] | None = getattr(clock, "wait", None)
    if own is not None:
        own(seconds, wakeup)
        return
    for slice_s in _slices(seconds, wakeup):
        clock.sleep(slice_s)


async def wait_async(clock: Clock, seconds: float, wakeup: Wakeup | None) -> None:
    """Sleep until the time has passed or the wakeup is set; see `wait`."""
    if wakeup is None:
        await clock.sleep_async(seconds)
        return
    own: Callable[[float, Wakeup], Any] | None = getattr(clock, "wait_async", None)
    if own is not None:
        await own(seconds, wakeup)
        return
    for slice_s in _slices(seconds, wakeup):
        await clock.sleep_async(slice_s)


def system_wait(seconds: float, wakeup: Wakeup) -> None:
    """Sleep by the system clock until the time has passed or the wakeup is set."""
    awake = Event()
    with wakeup.on_set(awake.set):
        # On platforms where Ctrl-C does not interrupt a wait, it is handled between two slices.
        for slice_s in _slices(seconds, wakeup):
            awake.wait(slice_s)


async def system_wait_async(seconds: float, wakeup: Wakeup) -> None:
    """Sleep by the system clock until the time has passed or the wakeup is set, under asyncio or trio."""
    import anyio  # noqa: PLC0415 - only async callers need it

    awake = anyio.Event()
    with wakeup.on_set(from_any_thread(awake.set)), anyio.move_on_after(seconds):
        await awake.wait()


def from_any_thread(call: Callable[[], object]) -> Callable[[], None]:
    """Return a function that schedules `call` in the running event loop from any thread."""
    schedule = _scheduler()

    def call_soon() -> None:
        # The loop may have ended; then nothing waits in it any more.
        with suppress(RuntimeError):
            schedule(call)

    return call_soon


def _slices(seconds: float, wakeup: Wakeup) -> Generator[float]:
    """Yield the lengths of sleeps that add up to `seconds`, until the wakeup is set."""
    left_s = seconds
    while True:
        yield min(left_s, _SLICE_S)
        left_s -= _SLICE_S
        if left_s <= 0 or wakeup.is_set:
            return


def _scheduler() -> Callable[[Callable[[], object]], object]:
    trio: Any = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        run_soon: Callable[[Callable[[], object]], object]
        run_soon = trio.lowlevel.current_trio_token().run_sync_soon
        return run_soon
    import asyncio  # noqa: PLC0415 - only async callers need it

    return asyncio.get_running_loop().call_soon_threadsafe
