"""The demonstration's command line, and its messages about failures."""

from __future__ import annotations

import asyncio
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import av
import av.error
import typer
from rich.console import Console

from longtake import LongtakeError
from longtake.emulator import Emulator, ScaledClock, serve
from scripts.demo.clock import FastClock
from scripts.demo.films import FilmContext, FilmScreen, film_progress, film_table, make_films, save
from scripts.demo.screen import Screen, progress_display, result_table
from scripts.demo.videos import SHOTS, DemoContext, Outcome, make, make_async

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from longtake.emulator import Server

_INTERRUPTED = 130
_LOG_WIDTH = 160


class DemoError(Exception):
    """The demonstration failed."""


async def run_all(context: DemoContext) -> dict[str, Outcome]:
    """Make all videos at once, those of synchronous clients in threads.

    Raises:
        ExceptionGroup: With the error of each shot that failed.
    """
    try:
        async with asyncio.TaskGroup() as group:
            running = {
                name: group.create_task(
                    make_async(context, shot)
                    if shot.is_async
                    else asyncio.to_thread(make, context, shot)
                )
                for name, shot in SHOTS.items()
            }
    except BaseException:
        # Threads cannot be cancelled: the clock stops their sleep.
        context.clock.stopping.set()
        raise
    return {name: task.result() for name, task in running.items()}


def length_s(file: Path) -> float:
    """Return the length of a video in seconds, by decoding every frame of it.

    Raises:
        DemoError: If it cannot be played.
    """
    try:
        with av.open(str(file)) as container:
            ends = [
                float((frame.pts or 0) * frame.time_base) + float(frame.duration * frame.time_base)
                for frame in container.decode(video=0)
                if frame.time_base
            ]
    except (av.error.FFmpegError, IndexError) as error:
        raise DemoError(f"{file} does not play: {error}") from error
    if not ends:
        raise DemoError(f"{file} has no pictures")
    return max(ends)


def measured(
    outcomes: Mapping[str, Outcome], sources: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Return the seconds of the first video and of the extension, by model.

    Args:
        outcomes: What came of each shot.
        sources: The lengths in seconds of the emulator's own videos, by model.

    Raises:
        DemoError: If a file does not play, or a whole video is no longer than its source.
    """
    lengths = {
        model: (
            length_s(outcome.first) if outcome.first else sources[model],
            length_s(outcome.file),
        )
        for model, outcome in outcomes.items()
    }
    for model, (first_s, extended_s) in lengths.items():
        if extended_s <= first_s and not outcomes[model].is_part:
            raise DemoError(
                f"{model}: the extended video has {extended_s:.1f} s, the first one {first_s:.1f} s; "
                "it must be longer"
            )
    return lengths


app = typer.Typer(add_completion=False)

OutOption = Annotated[Path, typer.Option(help="The folder for the videos.")]
SpeedOption = Annotated[
    float,
    typer.Option(
        min=1, max=1000, help="How many times as fast as real time the providers' clock runs."
    ),
]
SeedOption = Annotated[
    int,
    typer.Option(help="The seed of ids and durations. The order in which tasks draw varies."),
]


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    out: OutOption = Path("out"),
    speed: SpeedOption = 60,
    seed: SeedOption = 0,
) -> None:
    """Make first videos with several models and extend them, at the emulated providers. No key is needed."""
    if context.invoked_subcommand is None:
        run(demonstrate, out, speed, seed)


@app.command("film")
def film(
    out: OutOption = Path("out"),
    speed: SpeedOption = 600,
    seed: SeedOption = 0,
) -> None:
    """Make first videos and lengthen each to a minute, at the emulated providers. No key is needed."""
    run(demonstrate_films, out, speed, seed)


def run(
    demonstration: Callable[[Console, Path, float, int], None], out: Path, speed: float, seed: int
) -> None:
    """Run a demonstration, and exit with status 1 if it fails."""
    console = DemoConsole()
    if not console.is_terminal:
        console.width = _LOG_WIDTH
    failures: list[Exception] = []
    try:
        demonstration(console, out, speed, seed)
    except KeyboardInterrupt:
        console.print("Interrupted. Nothing is left running.")
        raise typer.Exit(_INTERRUPTED) from None
    except ExceptionGroup as group:
        expected, unexpected = group.split((LongtakeError, OSError))
        if unexpected or expected is None:
            raise
        failures += expected.exceptions
    except (DemoError, OSError) as error:
        failures.append(error)
    for failure in failures:
        console.print(
            f"[red]{type(failure).__name__}[/]: {failure}", soft_wrap=True, highlight=False
        )
    if failures:
        raise typer.Exit(1)


class DemoConsole(Console):
    """A console whose output may be closed, as by `head`: the job continues, and the videos are kept."""

    def on_broken_pipe(self) -> None:
        """Stop printing. rich would exit in whichever thread is printing."""
        try:
            super().on_broken_pipe()
        except SystemExit:
            return


def check_folder(out: Path) -> None:
    """Create the folder and test that it is writable, before anything is submitted.

    Raises:
        DemoError: If no file can be written there.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise DemoError(
            f"--out must be a folder that can be written, got {str(out)!r} ({error.strerror})"
        ) from error


@contextmanager
def emulated(
    console: Console, out: Path, speed: float, seed: int
) -> Generator[tuple[Emulator, Server]]:
    """Serve the emulated providers while the context lasts.

    Raises:
        DemoError: If no file can be written to the folder.
        OSError: If the emulator cannot be started.
    """
    check_folder(out)
    # A proxy of the environment cannot reach the emulator on this machine.
    os.environ["NO_PROXY"] = ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1"]))
    emulator = Emulator(clock=ScaledClock(speed), seed=seed)
    with serve(emulator) as server:
        console.print(
            f"The providers are emulated at {server.base_url}; "
            f"their clock runs {speed:g} times as fast as yours",
            highlight=False,
        )
        yield emulator, server


def demonstrate(console: Console, out: Path, speed: float, seed: int) -> None:
    """Run the main job and show it.

    Raises:
        ExceptionGroup: With the error of each shot that failed.
        DemoError: If a file is not what it should be.
        OSError: If the emulator cannot be started.
    """
    with emulated(console, out, speed, seed) as (emulator, server):
        with progress_display(console) as progress:
            context = DemoContext(
                environment=server.environment,
                clock=FastClock(speed),
                out=out,
                watch=Screen(console, progress).watch,
            )
            outcomes = asyncio.run(run_all(context))
        sources = {
            name: float(emulator.sources[name].seconds)
            for name, shot in SHOTS.items()
            if not shot.first
        }
        lengths = measured(outcomes, sources)
    waited_s = max(outcome.waited_s for outcome in outcomes.values())
    console.print(result_table(outcomes, lengths, speed=speed, width=console.width))
    console.print(
        f"The videos are in {out}. first and after: seconds of the video before and after its extension. "
        f"The slowest took {waited_s:.0f} s of the providers' time.",
        highlight=False,
    )


def demonstrate_films(console: Console, out: Path, speed: float, seed: int) -> None:
    """Make the films and show them.

    Raises:
        ExceptionGroup: With the error of each film that failed.
        DemoError: If frames of a film are missing, doubled or out of order.
        OSError: If the emulator cannot be started.
    """
    with (
        emulated(console, out, speed, seed) as (_, server),
        film_progress(console) as progress,
    ):
        context = FilmContext(
            environment=server.environment,
            clock=FastClock(speed),
            screen=FilmScreen(console, progress),
        )
        films = asyncio.run(make_films(context))
    saved = {model: save(film, model, out) for model, film in films.items()}
    console.print(film_table(saved))
    console.print(
        f"The films and their contact sheets are in {out}. wrong: frames that are missing, doubled or out of "
        "order, by the number that each frame shows.",
        highlight=False,
    )
    wrong = [model for model, each in saved.items() if each.wrong]
    if wrong:
        raise DemoError(f"the films of {', '.join(wrong)} do not show every frame once")
