"""The demonstration on a clock that moves by itself, and what it shows."""

from __future__ import annotations

import asyncio
from io import StringIO
from typing import TYPE_CHECKING

from attrs import field, frozen
from rich.progress import Progress

from scripts.demo.clock import FastClock, Stopped
from scripts.demo.films import FilmContext, FilmScreen

if TYPE_CHECKING:
    from rich.console import Console

    from longtake.emulator import Emulator, Server


@frozen
class HandClock(FastClock):
    """Moves the emulator's clock in place of sleeping."""

    emulator: Emulator = field(kw_only=True)

    def monotonic(self) -> float:
        return self.emulator.clock.now()

    def sleep(self, seconds: float) -> None:
        if self.stopping.is_set():
            raise Stopped
        self.emulator.advance(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.emulator.advance(seconds)
        await asyncio.sleep(0)


def shown(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def film_context(server: Server, console: Console) -> FilmContext:
    return FilmContext(
        environment=server.environment,
        clock=HandClock(1.0, emulator=server.emulator),
        screen=FilmScreen(console, Progress(console=console, disable=True)),
    )
