"""The progress of tasks: live lines on a terminal, a plain line for each change of state elsewhere."""

from __future__ import annotations

import time
from math import isfinite
from typing import TYPE_CHECKING, Final, Self

from longtake._core.values import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.live import Live

    from longtake._core.snapshot import Change
    from longtake.cli._output import Output

ENDED: Final = (
    "succeeded",
    "failed",
    "cancelled",
    "downloaded",
    "stopped",
    "uploaded",
    "not stored",
)
"""The states after which a line no longer changes."""

_STYLES: Final = {
    "succeeded": "green",
    "downloaded": "green",
    "uploaded": "green",
    "failed": "red",
    "not stored": "red",
    "cancelled": "yellow",
    "stopped": "yellow",
}
_WITH_BAR: Final = 76
_WITH_LONG_BAR: Final = 96
_MAX_LABEL: Final = 26
# Below this progress, an estimate of the remaining time is useless.
_LEAST_PROGRESS: Final = 0.02


class Line:
    """The line of one task.

    Attributes:
        label: The name of the task, such as its short id and its model.
        state: The state, such as `running`.
        progress: The progress from 0 to 1, None if it is unknown.
        is_estimate: Whether the progress is an estimate.
        credits: The credits that the task cost, None if they are unknown.
        message: The reason of a failure, empty for none.
        ends: The estimated time of the end; None: derived from the elapsed time and the progress.
    """

    def __init__(self, label: str, state: str, began: float) -> None:
        self.label = label
        self.state = state
        self.progress: float | None = None
        self.is_estimate = False
        self.credits: float | None = None
        self.message = ""
        self.ends: float | None = None
        self._began = began
        self._ended: float | None = None
        self._printed_credits: float | None = None

    def end(self, now: float | None) -> None:
        """Stop the elapsed time at `now`. None continues it."""
        self._ended = now

    def elapsed_s(self, now: float) -> float:
        """Return the seconds from the submission to `now`, or to the end."""
        return max(0.0, (now if self._ended is None else self._ended) - self._began)

    def rest_s(self, now: float) -> float | None:
        """Return the estimated seconds until the end, None if there is no estimate."""
        if self.progress is None or self._ended is not None:
            return None
        if self.ends is not None:
            return max(0.0, self.ends - now) if isfinite(self.ends) else None
        if not _LEAST_PROGRESS <= self.progress < 1:
            return None
        return self.elapsed_s(now) * (1 - self.progress) / self.progress

    def live(self, now: float, width: int, label_width: int, *, is_unicode: bool) -> str:
        """Return the line for a terminal of this width, in columns."""
        percent = ""
        if self.progress is not None:
            percent = f"{'~' if self.is_estimate else ''}{self.progress:.0%}"
        bar = ""
        if width >= _WITH_BAR:
            size = 20 if width >= _WITH_LONG_BAR else 10
            bar = _bar(self.progress or 0.0, size, is_unicode=is_unicode) + " "
        parts = [
            (
                f"{self.label[:label_width]:<{label_width}} {bar}{self.state[:11]:<11}"
                f"{percent:>5} {clock_time(self.elapsed_s(now)):>6}"
            ),
            *self._details(now),
        ]
        return "  ".join(parts)[: max(1, width - 1)]

    def plain(self, now: float) -> str:
        """Return the line for a change of state, for an output without updates in place.

        The credits are in the first line that has them, and again if they change.
        """
        took = f" after {clock_time(self.elapsed_s(now))}" if self._ended is not None else ""
        has_credits = self.credits != self._printed_credits
        self._printed_credits = self.credits
        details = [
            *self._details(now, has_credits=has_credits),
            *filter(None, [self.message]),
        ]
        return f"{self.label}: {self.state}{took}" + (f" ({'; '.join(details)})" if details else "")

    def _details(self, now: float, *, has_credits: bool = True) -> Iterator[str]:
        rest = self.rest_s(now)
        if rest is not None:
            yield f"about {clock_time(rest)} left"
        if has_credits and self.credits is not None:
            yield counted(self.credits, "credit")


class Progress:
    """The progress of tasks on the standard error. Use it as a context manager.

    Args:
        output: The output of the run.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
        # Read now, because Rich replaces the standard error while lines are updated.
        self._is_unicode = output.is_unicode
        self._lines: dict[str, Line] = {}
        self._live: Live | None = None

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
            self._output.end_live(self._live)
            self._live = None

    def add(self, key: str, label: str, state: str = "submitted", *, elapsed_s: float = 0) -> None:
        """Add a task.

        Args:
            key: The key for `update`, such as the token.
            label: The name to show, such as the short id and the model.
            state: The state.
            elapsed_s: Seconds since the submission.
        """
        self._lines[key] = Line(label, state, time.monotonic() - elapsed_s)
        self._print(key)

    def change(self, key: str, change: Change) -> None:
        """Show a change of a task."""
        self.update(
            key,
            change.state.value,
            progress=change.progress,
            is_estimate=change.is_estimate,
            credits_=change.snapshot.credits,
            message=change.snapshot.failure.message if change.snapshot.failure else "",
        )

    def update(
        self,
        key: str,
        state: str,
        *,
        progress: float | None = None,
        is_estimate: bool = False,
        credits_: float | None = None,
        message: str = "",
        rest_s: float | None = None,
    ) -> None:
        """Show a state of a task.

        Args:
            key: The key of the task.
            state: The state, such as `running`.
            progress: The progress from 0 to 1, None if it is unknown.
            is_estimate: Whether the progress is an estimate.
            credits_: The credits that the task cost, None for no change.
            message: The reason of a failure.
            rest_s: The estimated seconds until the end; infinite if there is no estimate; None: derived from
                the elapsed time and the progress.
        """
        line = self._lines[key]
        line.ends = None if rest_s is None else time.monotonic() + rest_s
        is_new = state != line.state
        line.state, line.progress, line.is_estimate = state, progress, is_estimate
        line.credits = line.credits if credits_ is None else credits_
        line.message = message or line.message
        line.end(time.monotonic() if state in ENDED else None)
        if is_new:
            self._print(key)

    def _print(self, key: str) -> None:
        if self._live is None:
            self._output.note(self._lines[key].plain(time.monotonic()))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines that fit the height. Unfinished tasks come before those that have ended."""
        from rich.text import Text  # noqa: PLC0415 - only terminals need it

        now = time.monotonic()
        lines = list(self._lines.values())
        room = max(1, console.size.height - 2)
        hidden = len(lines) - room
        if hidden > 0:
            unfinished = [line for line in lines if line.state not in ENDED]
            lines = (unfinished + [line for line in lines if line.state in ENDED])[: room - 1]
            hidden = len(self._lines) - len(lines)
        width = min(_MAX_LABEL, max((len(line.label) for line in lines), default=0))
        for line in lines:
            text = line.live(now, options.max_width, width, is_unicode=self._is_unicode)
            yield Text(text, style=_STYLES.get(line.state, ""), no_wrap=True, overflow="crop")
        if hidden > 0:
            done = sum(line.state in ENDED for line in self._lines.values())
            yield Text(f"... and {hidden} more; {done} of {len(self._lines)} have ended")


def clock_time(seconds: float) -> str:
    """Return a duration such as `1:05` or `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _bar(progress: float, size: int, *, is_unicode: bool) -> str:
    full = min(size, round(progress * size))
    done, left = ("█", "░") if is_unicode else ("#", ".")
    return done * full + left * (size - full)
