"""The output of the demonstration: one line of progress for each model, and a table at the end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from attrs import define, field
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from scripts.demo.videos import SHOTS, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from longtake import AsyncTask, Change, Task

# Without a terminal, a line is printed for each tenth of a task.
_TENTHS = 10
# The width of a row without the task id.
_OTHER_COLUMNS = 73


def progress_display(console: Console) -> Progress:
    """Return the live lines."""
    return Progress(
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.fields[model]:<17}"),
        BarColumn(bar_width=20),
        TextColumn("{task.description:<21}"),
        TimeElapsedColumn(),
        console=console,
        # Without a terminal each change is a line of its own.
        disable=not console.is_terminal,
    )


@define
class Screen:
    """Show each model's tasks: in place in a terminal, line by line elsewhere."""

    console: Console
    progress: Progress
    _lines: dict[str, TaskID] = field(init=False)
    _printed: dict[str, tuple[object, ...]] = field(
        factory=dict[str, tuple[object, ...]], init=False
    )
    # The shots run in several threads.
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def __attrs_post_init__(self) -> None:
        self._lines = {
            model: self.progress.add_task("submitting", total=None, model=model) for model in SHOTS
        }

    def watch(self, model: str, step: str, task: Task | AsyncTask, change: Change | None) -> None:
        """Show a change of a model's task."""
        words = f"{step}: {'submitted' if change is None else change.state.value}"
        if change and change.progress is not None and not change.state.ended:
            # The provider does not report progress: this is longtake's estimate.
            words += f" {'~' if change.is_estimate else ''}{change.progress:.0%}"
        with self._lock:
            detail = f"task {task.id}" if change is None else change.provider_state
            tenth = int((change.progress or 0) * _TENTHS) if change else 0
            printed = (step, detail, change and change.state, tenth)
            if not self.console.is_terminal and printed != self._printed.get(model):
                self._printed[model] = printed
                self.console.print(f"{model:<17} {words} ({detail})", highlight=False)
            line = self._lines[model]
            self.progress.update(line, description=words)
            if change and change.progress is not None:
                # The bar covers both tasks of a shot that makes its first video.
                tasks, before = (2, step == "extend") if SHOTS[model].first else (1, 0)
                self.progress.update(line, total=tasks, completed=before + change.progress)


def result_table(
    outcomes: Mapping[str, Outcome],
    lengths: Mapping[str, tuple[float, float]],
    *,
    speed: float,
    width: int,
) -> Table:
    """Return the results: one row for each model.

    Args:
        outcomes: What came of each shot.
        lengths: Seconds of the first and of the extended video, by model.
        speed: How many times as fast as real time the providers' clock ran.
        width: The width of the screen: task ids are shortened to fit.
    """
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold underline")
    for header in ("model", "call"):
        table.add_column(header, no_wrap=True)
    table.add_column("task id", no_wrap=True)
    for header in ("polls", "waited", "first", "after"):
        table.add_column(header, no_wrap=True, justify="right")
    table.add_column("file", overflow="fold")
    for model, outcome in outcomes.items():
        first_s, extended_s = lengths[model]
        table.add_row(
            model,
            "async" if SHOTS[model].is_async else "sync",
            _shortened(outcome.task.id, max(7, width - _OTHER_COLUMNS)),
            str(outcome.polls),
            f"{outcome.waited_s / speed:.1f} s",
            f"{first_s:.0f} s",
            f"{extended_s:.0f} s",
            outcome.file.name,
        )
    return table


def _shortened(text: str, width: int) -> str:
    """`text`, without its middle if it is longer than `width`."""
    if len(text) <= width:
        return text
    tail = (width - 2) // 2
    return f"{text[: width - 2 - tail]}..{text[-tail:]}"
