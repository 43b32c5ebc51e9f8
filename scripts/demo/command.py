"""The demonstration's command line, and its messages about failures."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import av
import av.error
import typer
from rich.console import Console

from longtake import LongtakeError
from longtake.emulator import Emulator, ScaledClock, serve
from scripts.demo.clock import FastClock
from scripts.demo.extensions import (
    ASYNC_EXTENSIONS,
    MODELS,
    SYNC_EXTENSIONS,
    DemoContext,
    ExtensionOutcome,
)
from scripts.demo.screen import Screen, progress_display, result_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_INTERRUPTED = 130
_LOG_WIDTH = 160


class DemoError(Exception):
    """The demonstration did not do what it should."""


async def run_all(context: DemoContext) -> dict[str, ExtensionOutcome]:
    """Run the five extensions at once; the synchronous ones in threads.

    Raises:
        ExceptionGroup: With the error of each extension that failed.
    """
    try:
        async with asyncio.TaskGroup() as group:
            running = {
                model: group.create_task(asyncio.to_thread(extension, context))
                for model, extension in SYNC_EXTENSIONS.items()
            }
            running |= {
                model: group.create_task(extension(context))
                for model, extension in ASYNC_EXTENSIONS.items()
            }
    except BaseException:
        # Threads cannot be cancelled: the clock stops their sleep.
        context.clock.stopping.set()
        raise
    return {model: task.result() for model, task in running.items()}


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
    outcomes: Mapping[str, ExtensionOutcome], sources: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Return seconds before and after, by model.

    Raises:
        DemoError: If a file does not play, or is no longer than its source.
    """
    lengths = {model: (sources[model], length_s(outcomes[model].file)) for model in MODELS}
    for model, (before_s, after_s) in lengths.items():
        if after_s <= before_s:
            raise DemoError(
                f"{model}: {after_s:.1f} s is no longer than its source, {before_s:.1f} s"
            )
    return lengths


def main(
    out: Annotated[Path, typer.Option(help="Where the videos go.")] = Path("out"),
    speed: Annotated[
        float,
        typer.Option(min=1, max=1000, help="How many times as fast the providers' clock runs."),
    ] = 30,
    seed: Annotated[
        int,
        typer.Option(help="What chance is drawn from; which task draws first is left to the race."),
    ] = 0,
) -> None:
    """Extend five videos with the five operations, against the emulated providers. No key is needed."""
    console = DemoConsole()
    if not console.is_terminal:
        console.width = _LOG_WIDTH
    failures: list[Exception] = []
    try:
        demonstrate(console, out, speed, seed)
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
    """A console whose reader may leave, as `head` does: the job goes on, and the videos are kept."""

    def on_broken_pipe(self) -> None:
        """Print no more. The exit that rich makes of it would fall into whatever thread is printing."""
        try:
            super().on_broken_pipe()
        except SystemExit:
            return


def check_folder(out: Path) -> None:
    """Make the folder and try it, before anything is submitted: what cannot be kept should not be made.

    Raises:
        DemoError: If no file can be written there.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise DemoError(f"the videos cannot go to {str(out)!r}: {error.strerror}") from error


def demonstrate(console: Console, out: Path, speed: float, seed: int) -> None:
    """Run the main job and show it.

    Raises:
        ExceptionGroup: With the error of each extension that failed.
        DemoError: If what came of it is not right.
        OSError: If the emulator cannot be started.
    """
    check_folder(out)
    # A proxy is for the world outside; this machine's own addresses do not go through one.
    os.environ["NO_PROXY"] = ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1"]))
    emulator = Emulator(clock=ScaledClock(speed), seed=seed)
    with serve(emulator) as server:
        console.print(
            f"Three emulated providers at {server.base_url}, their clock {speed:g} times as fast as yours",
            highlight=False,
        )
        with progress_display(console) as progress:
            context = DemoContext(
                environment=server.environment,
                clock=FastClock(speed),
                out=out,
                watch=Screen(console, progress).watch,
            )
            outcomes = asyncio.run(run_all(context))
        sources = {model: float(emulator.sources[model].seconds) for model in MODELS}
        lengths = measured(outcomes, sources)
    waited_s = max(outcome.waited_s for outcome in outcomes.values())
    console.print(result_table(outcomes, lengths, speed=speed, width=console.width))
    console.print(
        f"The slowest took {waited_s:.0f} s of the providers' time. before and after: seconds of video.",
        highlight=False,
    )
