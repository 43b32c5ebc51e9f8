"""The films of the demonstration: a first video, lengthened to a minute and saved to a file."""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

import longtake
from longtake._providers import entry
from scripts.frame_numbers import jumps, read_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rich.console import Console

    from longtake import Film, LengthenProgress
    from longtake.models import GenerateModel
    from scripts.demo.clock import FastClock

TO_S: Final = 60
"""The length of each film in seconds."""


@frozen(kw_only=True)
class Take:
    """A film to make.

    Attributes:
        model: The model of the first video and of the hops.
        prompt: What the first video shows.
        prompts: The prompts of the hops.
        duration_s: The length of the first video in seconds, None for the model's default.
        is_async: Whether to use the asynchronous client.
    """

    model: GenerateModel
    prompt: str
    prompts: tuple[str, ...]
    duration_s: float | None = None
    is_async: bool = False

    @property
    def provider(self) -> str:
        """Return the provider."""
        return self.model.partition("/")[0]


TAKES: Final = (
    # A hop of kie/veo returns the whole video. A hop of kie/jobs/veo returns the new part.
    Take(
        model="kie/veo",
        prompt="A dog runs along a beach",
        prompts=("It reaches the sea", "It swims"),
        is_async=True,
    ),
    Take(
        model="kie/jobs/veo",
        prompt="A tram leaves the depot",
        prompts=("It crosses the bridge",),
    ),
    Take(
        model="kling/kling",
        prompt="Snow falls on a street",
        prompts=("A tram comes round the corner",),
        duration_s=5,
    ),
)
"""The films of the demonstration."""


@define
class FilmScreen:
    """Shows one line for each film, updated in place in a terminal. Elsewhere, prints a line for each hop."""

    console: Console
    progress: Progress
    _lines: dict[str, TaskID] = field(init=False)
    _printed: dict[str, int] = field(factory=dict[str, int], init=False)
    # The films are made in several threads.
    _lock: Lock = field(factory=Lock, init=False)

    def __attrs_post_init__(self) -> None:
        self._lines = {
            take.model: self.progress.add_task("first video", total=TO_S, model=take.model)
            for take in TAKES
        }

    def watch(self, take: Take, progress: LengthenProgress) -> None:
        """Show the progress of a film."""
        words = str(progress)
        with self._lock:
            is_new = self._printed.get(take.model) != progress.hop
            self._printed[take.model] = progress.hop
            if is_new and not self.console.is_terminal:
                self.console.print(f"{take.model:<13} {words}", highlight=False)
            done_s = progress.duration_s + (progress.change.progress or 0) * (
                (TO_S - progress.duration_s) / max(1, progress.hops - progress.hop + 1)
            )
            self.progress.update(
                self._lines[take.model],
                description=words.partition(", ")[0],
                completed=min(done_s, TO_S),
            )


def film_progress(console: Console) -> Progress:
    """Return the live lines."""
    return Progress(
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.fields[model]:<13}"),
        BarColumn(bar_width=20),
        TextColumn("{task.description:<15}"),
        TimeElapsedColumn(),
        console=console,
        # Without a terminal, `watch` prints a line for each hop.
        disable=not console.is_terminal,
    )


@frozen(kw_only=True)
class FilmContext:
    """The environment, clock and output of every film.

    Attributes:
        environment: The keys and addresses of the emulator, by the name of the variable.
        clock: The clock of the emulated providers.
        screen: Shows the progress.
    """

    environment: Mapping[str, str]
    clock: FastClock
    screen: FilmScreen

    def client(self, take: Take) -> dict[str, Any]:
        """Return the options of a client for the emulated provider."""
        provider = entry(take.provider).provider
        return {
            "api_key": self.environment[provider.key_variable],
            "base_url": self.environment[provider.base_url_variable],
            "clock": self.clock,
        }


def make(context: FilmContext, take: Take) -> Film:
    """Make a first video and lengthen it."""
    with entry(take.provider).client(**context.client(take)) as client:
        video = longtake.generate(
            take.model, prompt=take.prompt, duration_s=take.duration_s, client=client
        ).wait()
        return longtake.lengthen(
            video,
            to_s=TO_S,
            prompts=take.prompts,
            on_change=lambda progress: context.screen.watch(take, progress),
        )


async def make_async(context: FilmContext, take: Take) -> Film:
    """Make a first video and lengthen it, with an asynchronous client."""
    async with entry(take.provider).async_client(**context.client(take)) as client:
        task = await longtake.generate_async(
            take.model, prompt=take.prompt, duration_s=take.duration_s, client=client
        )
        return await longtake.lengthen_async(
            await task.wait(),
            to_s=TO_S,
            prompts=take.prompts,
            on_change=lambda progress: context.screen.watch(take, progress),
        )


async def make_films(context: FilmContext) -> dict[str, Film]:
    """Make the films. Those of one account are made one by one, so that the balance shows the cost of each.

    Raises:
        ExceptionGroup: With the error of each film that failed.
    """
    films: dict[str, Film] = {}

    async def make_of(provider: str) -> None:
        for take in TAKES:
            if take.provider != provider:
                continue
            if take.is_async:
                films[take.model] = await make_async(context, take)
            else:
                films[take.model] = await asyncio.to_thread(make, context, take)

    try:
        async with asyncio.TaskGroup() as group:
            for provider in {take.provider for take in TAKES}:
                group.create_task(make_of(provider))
    except BaseException:
        # Threads cannot be cancelled, so the clock ends their sleep.
        context.clock.stopping.set()
        raise
    return {take.model: films[take.model] for take in TAKES}


@frozen(kw_only=True)
class SavedFilm:
    """A film in a file, with what its frames show.

    Attributes:
        film: The film.
        file: The file.
        sheet: The contact sheet.
        frames: The number of frames.
        wrong: The number of frames that are missing, doubled or out of order.
    """

    film: Film
    file: Path
    sheet: Path
    frames: int
    wrong: int


def save(film: Film, model: str, out: Path) -> SavedFilm:
    """Save a film and its contact sheet, and read the number of every frame."""
    name = f"film-{model.replace('/', '-')}"
    file = film.save(out / f"{name}.mp4")
    numbers = read_numbers(file)
    return SavedFilm(
        film=film,
        file=file,
        sheet=film.contact_sheet(out / f"{name}.png"),
        frames=len(numbers),
        wrong=len(jumps(numbers)),
    )


def film_table(saved: Mapping[str, SavedFilm]) -> Table:
    """Return the results: one row for each film."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold underline")
    table.add_column("model", no_wrap=True)
    for header in ("hops", "seams", "length", "credits", "frames", "wrong"):
        table.add_column(header, no_wrap=True, justify="right")
    table.add_column("file", overflow="fold")
    for model, each in saved.items():
        film = each.film
        table.add_row(
            model,
            str(len(film.hops)),
            str(len(film.seams)),
            f"{film.duration_s:.1f} s",
            _cost(film),
            str(each.frames),
            str(each.wrong),
            each.file.name,
        )
    return table


def _cost(film: Film) -> str:
    if film.credits is None:
        return "unknown"
    # A cost from the balance is a maximum.
    most = any(hop.credits_from == "balance" for hop in film.hops)
    return f"{'<= ' if most else ''}{film.credits:g}"
