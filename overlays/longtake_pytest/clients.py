"""The options and the clock with which longtake's clients use an emulator."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypedDict

import anyio
import anyio.lowlevel

from longtake._providers import PROVIDERS
from longtake._shell.clock import Wakeup, system_wait, system_wait_async
from longtake.emulator import Emulator, ScaledClock

if TYPE_CHECKING:
    from longtake import Clock
    from longtake._providers import ProviderName

IN_PROCESS: Final = "http://emulator.test"


class ClientClock:
    """The emulator's clock as the `clock` of a client.

    Where a test moves the emulator's clock, sleeping moves it and takes no real time; the callbacks that
    become due are sent before the sleep ends. Where the clock runs by itself, faster by a factor, sleeping
    takes as much less real time.

    Example:
        >>> clock = ClientClock(emulator)
        >>> clock.sleep(600)
        >>> emulator.clock.now() == clock.time()
        True

    Args:
        emulator: The emulator.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        """Return the emulator's time."""
        return self._emulator.clock.now()

    def time(self) -> float:
        """Return the emulator's time of day, in seconds since 1970-01-01 UTC."""
        return self._emulator.clock.now()

    def sleep(self, seconds: float) -> None:
        """Sleep for `seconds` of the emulator's time."""
        clock = self._emulator.clock
        if isinstance(clock, ScaledClock):
            time.sleep(seconds / clock.speed)
        else:
            self._move_to(clock.now() + seconds)
            # The callbacks that are due arrive before the sleep ends, so that tests repeat. A receiver
            # that does not respond in time does not prolong the sleep.
            with suppress(TimeoutError):
                self._emulator.settle()

    async def sleep_async(self, seconds: float) -> None:
        """Sleep for `seconds` of the emulator's time, under asyncio or trio."""
        clock = self._emulator.clock
        if isinstance(clock, ScaledClock):
            await anyio.sleep(seconds / clock.speed)
            return
        end = clock.now() + seconds
        # Coroutines that begin to sleep now sleep at the same time, not one after the other.
        await anyio.lowlevel.checkpoint()
        self._move_to(end)
        with suppress(TimeoutError):
            await self._emulator.settle_async()

    def wait(self, seconds: float, wakeup: Wakeup) -> None:
        """Sleep for `seconds` of the emulator's time, or until a callback ends the sleep."""
        clock = self._emulator.clock
        if isinstance(clock, ScaledClock):
            system_wait(seconds / clock.speed, wakeup)
            return
        end = clock.now() + seconds
        self.sleep(0)
        while not wakeup.is_set and clock.now() < end:
            self.sleep(self._next_stop(end) - clock.now())

    async def wait_async(self, seconds: float, wakeup: Wakeup) -> None:
        """Sleep as `wait` does, under asyncio or trio."""
        clock = self._emulator.clock
        if isinstance(clock, ScaledClock):
            await system_wait_async(seconds / clock.speed, wakeup)
            return
        end = clock.now() + seconds
        await self.sleep_async(0)
        while not wakeup.is_set and clock.now() < end:
            await self.sleep_async(self._next_stop(end) - clock.now())

    def _next_stop(self, end: float) -> float:
        due = self._emulator.next_callback_at
        # A callback that is due and not sent is not sent from here: a receiver may be the one that sleeps.
        return min(end, due) if due > self._emulator.clock.now() else end

    def _move_to(self, end: float) -> None:
        # Several threads may sleep at once: a move of one is not repeated by another.
        with self._lock:
            self._emulator.advance(max(0.0, end - self._emulator.clock.now()))


class ClientOptions(TypedDict):
    """Keyword arguments of `Kie`, `UseApi`, `Chainhub`, `Kling` and of their asynchronous forms.

    Example:
        >>> options: ClientOptions = client_options(emulator, "kie", origin=emulator.base_url)
        >>> with Kie(**options, attempts=1) as kie:
        ...     kie.account.credits()
        10000.0

    Attributes:
        api_key: The key of the emulated account.
        base_url: The address of the emulated provider.
        clock: The emulator's clock.
    """

    api_key: str
    base_url: str
    clock: Clock


def client_options(
    emulator: Emulator, provider: ProviderName, *, origin: str = IN_PROCESS
) -> ClientOptions:
    """Return the options with which a client reaches an emulator.

    Without `origin` the emulator is in process, and the client also needs a transport:
    `AsyncKie(**client_options(emulator, "kie"), transport=httpx.ASGITransport(emulator))`.

    Args:
        emulator: The emulator.
        provider: The provider's name.
        origin: Where the emulator is served, such as `http://127.0.0.1:8000`.

    Raises:
        ValueError: If there is no such provider.
    """
    if provider not in PROVIDERS:
        raise ValueError(f"provider must be one of {', '.join(PROVIDERS)}, got {provider!r}")
    names, declared = emulator.environment(origin), PROVIDERS[provider].provider
    return {
        "api_key": names[declared.key_variable],
        "base_url": names[declared.base_url_variable],
        "clock": ClientClock(emulator),
    }
