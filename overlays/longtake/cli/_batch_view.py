"""The progress of a batch: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Self

from attrs import define, field

from longtake.cli._progress import Line, clock_time

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.live import Live

    from longtake._core.snapshot import Change
    from longtake.cli._output import Output

_LABEL: Final = 26
_SHORT_LABEL: Final = 16
_NARROW: Final = 76


@define
class Tally:
    """The numbers of jobs in a batch, and their credits.

    Attributes:
        total: The jobs of the file.
        succeeded: The jobs that have succeeded.
        failed: The jobs that have ended without success in this run.
        running: The jobs whose task runs, or whose video is being downloaded.
        skipped: The jobs that are not submitted, because the batch is paused or `--max-credits` is reached.
        credits: The credits so far by provider: as reported, or the published price.
        has_unpriced: Whether there are tasks whose credits are unknown.
    """

    total: int = 0
    succeeded: int = 0
    failed: int = 0
    running: int = 0
    skipped: int = 0
    credits: dict[str, float] = field(factory=dict[str, float])
    has_unpriced: bool = False

    @property
    def ended(self) -> int:
        """Return the number of jobs that have ended."""
        return self.succeeded + self.failed

    @property
    def waiting(self) -> int:
        """Return the number of jobs that are not submitted yet."""
        return self.total - self.ended - self.running - self.skipped

    def add_credits(self, provider: str, reported: float | None, price: float | None) -> None:
        """Add the credits of a task."""
        known = price if reported is None else reported
        if known is None:
            self.has_unpriced = True
        else:
            self.credits[provider] = self.credits.get(provider, 0.0) + known

    def shown_credits(self) -> str:
        """Return the credits in words, empty if none are known."""
        texts = [
            f"{amount:,g} {name} credit{'' if amount == 1 else 's'}"
            for name, amount in sorted(self.credits.items())
            if amount
        ]
        if self.has_unpriced:
            texts.append("tasks of unknown price" if texts else "credits unknown")
        return " and ".join(texts)


class BatchView:
    """The progress of a batch on the standard error. Use it as a context manager.

    Args:
        output: The output of the run.
        tally: The numbers to show.
    """

    def __init__(self, output: Output, tally: Tally) -> None:
        self._output = output
        self._tally = tally
        # Read now, because Rich replaces the standard error while lines are updated.
        self._is_unicode = output.is_unicode
        self._lines: dict[int, Line] = {}
        self._resumed: set[int] = set()
        self._live: Live | None = None
        self._began = time.monotonic()
        self._ended_before: int | None = None
        self._has_ended = False

    def __enter__(self) -> Self:
        self._live = self._output.begin_live(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._live is not None:
            # The summary stays on the screen.
            self._lines.clear()
            self._has_ended = True
            self._output.end_live(self._live)
            self._live = None

    def note(self, text: str) -> None:
        """Print a line above the table."""
        if self._live is None:
            self._output.note(text)
        else:
            self._live.console.print(text, soft_wrap=True)

    def begin(self, number: int, name: str, *, resumed_s: float | None = None) -> None:
        """Add a job whose task runs.

        Args:
            number: The number of the job.
            name: The name of the job.
            resumed_s: For a task of an earlier run, the seconds since its submission, or 0 if only its videos
                are missing; None for a new task.
        """
        if self._ended_before is None:
            self._ended_before = self._tally.ended
        state = "submitted" if resumed_s is None else "resumed"
        self._lines[number] = Line(name, state, time.monotonic() - (resumed_s or 0.0))
        if resumed_s is not None:
            self._resumed.add(number)
        elif self._live is None:
            self._output.note(f"{name}: {state}")

    def change(self, number: int, change: Change) -> None:
        """Show a change of a task."""
        line = self._lines[number]
        line.state, line.progress = change.state.value, change.progress
        line.is_estimate, line.credits = change.is_estimate, change.snapshot.credits

    def downloading(self, number: int, progress: float | None) -> None:
        """Show the progress of a download. Called in its thread."""
        line = self._lines.get(number)
        if line is not None:
            line.state, line.progress, line.is_estimate = "downloading", progress, False

    def end(
        self, number: int, name: str, state: str, reason: str = "", *, is_new: bool = True
    ) -> None:
        """Remove a job that has ended. Print its failure; without a terminal, also a success that is new."""
        line = self._lines.pop(number, None)
        # A task of an earlier run may have ended long before its first poll in this run.
        is_timed = line is not None and number not in self._resumed
        self._resumed.discard(number)
        took = f" after {clock_time(line.elapsed_s(time.monotonic()))}" if line and is_timed else ""
        text = f"{name}: {state}{took}" + (f": {reason}" if reason else "")
        if reason or (self._live is None and is_new):
            self.note(text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the summary, and a line for each running task, as far as the terminal has room."""
        from rich.text import Text  # noqa: PLC0415 - only terminals need it

        now, width = time.monotonic(), options.max_width
        for text in self._summary(now, width):
            yield Text(text, no_wrap=True, overflow="crop", style="bold")
        room = max(1, console.size.height - 5)
        lines = list(self._lines.values())
        longest = _SHORT_LABEL if width < _NARROW else _LABEL
        label = min(longest, max((len(line.label) for line in lines), default=0))
        shown = lines if len(lines) <= room else lines[: room - 1]
        for line in shown:
            text = line.live(now, width, label, is_unicode=self._is_unicode)
            yield Text(text, no_wrap=True, overflow="crop")
        if len(shown) < len(lines):
            yield Text(f"... and {len(lines) - len(shown)} more")

    def _summary(self, now: float, width: int) -> list[str]:
        """Return the numbers of the batch, in lines that fit a width."""
        tally = self._tally
        parts = [f"{tally.ended} of {tally.total} ended"]
        if tally.failed:
            parts.append(f"{tally.failed} failed")
        parts += [f"{tally.running} running", f"{tally.waiting} waiting"]
        if tally.skipped:
            parts.append(f"{tally.skipped} not submitted")
        if credits_ := tally.shown_credits():
            parts.append(credits_)
        elapsed = now - self._began
        parts.append(clock_time(elapsed))
        done = tally.ended - (self._ended_before or 0)
        left = tally.total - tally.ended - tally.skipped
        if done and left and not self._has_ended:
            parts.append(f"about {clock_time(elapsed / done * left)} left")
        lines = [parts[0]]
        for part in parts[1:]:
            joined = f"{lines[-1]}, {part}"
            if len(joined) < width:
                lines[-1] = joined
            else:
                lines.append(part)
        return lines
