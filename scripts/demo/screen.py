"""What the demonstration shows: a line of live progress for each family, and a table at the end."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from attrs import define, field
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from longtake import AsyncTask, Change, State, Task
from scripts.demo.jobs import FAMILIES, Outcome

# Elsewhere than in a terminal, a line is printed only for each tenth of a task.
_TENTHS = 10
# What a row takes besides the task id.
_OTHER_COLUMNS = 73


def progress_display(console: Console) -> Progress:
    """The live lines."""
    return Progress(
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.fields[family]:<15}"),
        BarColumn(bar_width=24),
        TextColumn("{task.description:<12}"),
        TimeElapsedColumn(),
        console=console,
        # Elsewhere than in a terminal each change is a line of its own.
        disable=not console.is_terminal,
    )


@define
class Screen:
    """Shows each family's task as it goes on; in a terminal in place, elsewhere line by line."""

    console: Console
    progress: Progress
    _lines: dict[str, TaskID] = field(init=False)
    _printed: dict[str, tuple[object, ...]] = field(
        factory=dict[str, tuple[object, ...]], init=False
    )
    # The jobs run in several threads.
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def __attrs_post_init__(self) -> None:
        self._lines = {
            family: self.progress.add_task("submitting", total=None, family=family)
            for family in FAMILIES
        }

    def watch(self, family: str, task: Task | AsyncTask, change: Change | None) -> None:
        """Show what was just seen of a family's task."""
        words = "submitted" if change is None else change.state.value
        if change and change.progress is not None and not change.state.ended:
            # What longtake believes is no more than that: the vendor does not say.
            words += f" {'~' if change.is_estimate else ''}{change.progress:.0%}"
        with self._lock:
            detail = f"task {task.id}" if change is None else change.provider_state
            tenth = int((change.progress or 0) * _TENTHS) if change else 0
            news = (detail, change and change.state, tenth)
            if not self.console.is_terminal and news != self._printed.get(family):
                self._printed[family] = news
                self.console.print(f"{family:<15} {words} ({detail})", highlight=False)
            line = self._lines[family]
            self.progress.update(line, description=words)
            if change and change.progress is not None:
                self.progress.update(line, total=1.0, completed=change.progress)
            if change and change.state is State.SUCCEEDED:
                self.progress.update(line, total=1.0, completed=1.0)


def result_table(
    outcomes: Mapping[str, Outcome],
    lengths: Mapping[str, tuple[float, float]],
    *,
    speed: float,
    width: int,
) -> Table:
    """What came of it: one row a family.

    Args:
        outcomes: What each job gave.
        lengths: Seconds of video before and after, by family.
        speed: How many times as fast as real time the vendors' clock ran.
        width: The width of the screen: task ids are shortened to fit.
    """
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold underline")
    for header in ("provider/family", "call"):
        table.add_column(header, no_wrap=True)
    table.add_column("task id", no_wrap=True)
    for header in ("polls", "waited", "before", "after"):
        table.add_column(header, no_wrap=True, justify="right")
    table.add_column("file", overflow="fold")
    for family in FAMILIES:
        outcome, (before_s, after_s) = outcomes[family], lengths[family]
        table.add_row(
            family,
            "async" if outcome.asynchronous else "sync",
            _shortened(outcome.task.id, max(7, width - _OTHER_COLUMNS)),
            str(outcome.task.polls),
            f"{outcome.waited_s / speed:.1f} s",
            f"{before_s:.0f} s",
            f"{after_s:.0f} s",
            str(outcome.file),
        )
    return table


def _shortened(text: str, width: int) -> str:
    """`text`, without its middle if it is longer than `width`."""
    if len(text) <= width:
        return text
    tail = (width - 2) // 2
    return f"{text[: width - 2 - tail]}..{text[-tail:]}"
