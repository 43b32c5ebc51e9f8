"""The emulator's clock as the clients' own, so that there is one clock for everything."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

import anyio
import anyio.lowlevel

from longtake._shell.clock import Wakeup, system_wait, system_wait_async
from longtake.emulator import Emulator, ScaledClock


class ClientClock:
    """What a client takes as `clock`: its time is the emulator's.

    Where the emulator's clock is moved by hand, sleeping moves it, and nobody really sleeps; the calls
    to callback addresses that become due are made before it ends. Where
    it runs by itself, faster by a factor, sleeping takes as much less.
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
        """Let `seconds` of the emulator's time pass."""
        clock = self._emulator.clock
        if isinstance(clock, ScaledClock):
            time.sleep(seconds / clock.speed)
        else:
            self._move_to(clock.now() + seconds)
            # What has become due meanwhile arrives before who slept goes on, so that tests repeat.
            # One whose receiver does not answer for so long is no reason to sleep on.
            with suppress(TimeoutError):
                self._emulator.settle()

    def wait(self, seconds: float, wakeup: Wakeup) -> None:
        """Let `seconds` of the emulator's time pass, or fewer, until the wakeup is set."""
        clock = self._emulator.clock
        if isinstance(clock, ScaledClock):
            system_wait(seconds / clock.speed, wakeup)
            return
        awake = clock.now() + seconds
        self.sleep(0)
        while not wakeup.is_set and clock.now() < awake:
            self.sleep(self._next_stop(awake) - clock.now())

    async def wait_async(self, seconds: float, wakeup: Wakeup) -> None:
        """Do as `wait` does, under asyncio or trio."""
        clock = self._emulator.clock
        if isinstance(clock, ScaledClock):
            await system_wait_async(seconds / clock.speed, wakeup)
            return
        awake = clock.now() + seconds
        await self.sleep_async(0)
        while not wakeup.is_set and clock.now() < awake:
            await self.sleep_async(self._next_stop(awake) - clock.now())

    def _next_stop(self, awake: float) -> float:
        due = self._emulator.next_callback_at
        # What is due and was not made is nobody's to make here: who sleeps answers a call, say.
        return min(awake, due) if due > self._emulator.clock.now() else awake

    async def sleep_async(self, seconds: float) -> None:
        """Let `seconds` of the emulator's time pass, under asyncio or trio."""
        clock = self._emulator.clock
        if isinstance(clock, ScaledClock):
            await anyio.sleep(seconds / clock.speed)
            return
        awake = clock.now() + seconds
        # Those who fall asleep now, too, sleep at the same time, not one after the other.
        await anyio.lowlevel.checkpoint()
        self._move_to(awake)
        with suppress(TimeoutError):
            await self._emulator.settle_async()

    def _move_to(self, awake: float) -> None:
        # Several threads may sleep at once: what one has moved, another does not move again.
        with self._lock:
            self._emulator.advance(max(0.0, awake - self._emulator.clock.now()))
