"""A report for a person at a terminal, in the width that they have."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import Rating
from scripts.drift.report import groups, places, summary
from scripts.drift.wording import printable, spans

if TYPE_CHECKING:
    from scripts.drift.changes import DriftChange
    from scripts.drift.report import Comparison, Group, Report

_STYLES: Final = {Rating.BREAKING: "bold red", Rating.NEW: "green", Rating.HARMLESS: "dim"}
_MOST_EFFECTS: Final = 8
_MOST_OPERATIONS: Final = 6


def show(report: Report, console: Console) -> None:
    """Print the report. The console decides about colours: nothing depends on them alone."""
    for comparison in report.comparisons:
        _show_comparison(comparison, console)
    if len(report.comparisons) > 1:
        console.print(Text(f"All together: {summary(report.changes)}", style="bold"))


def render(report: Report, *, width: int = 80) -> str:
    """Return the report as plain text, for a file."""
    stream = io.StringIO()
    show(report, Console(file=stream, width=width, color_system=None, legacy_windows=False))
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def _show_comparison(comparison: Comparison, console: Console) -> None:
    name = f"{comparison.name}: " if comparison.name else ""
    title = Text(f"{name}{summary(comparison.changes)}", style="bold")
    between = Text(f" ({printable(comparison.old)} -> {printable(comparison.new)})", style="dim")
    console.print(title + between)
    for group in groups(comparison.changes):
        console.print()
        _show_group(group, console)
    if comparison.notes:
        console.print()
    for note in comparison.notes:
        console.print(Padding(Text("- ") + _styled(note), (0, 0, 0, 2)))
    console.print()


def _show_group(group: Group, console: Console) -> None:
    for line in _titles(group):
        console.print(line)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, width=8)
    grid.add_column(overflow="fold")
    for change in group.changes:
        rating = Text(change.rating.name.lower(), style=_STYLES[change.rating])
        grid.add_row(rating, _sentence_of(change))
        if effects := _python_effects(change):
            grid.add_row("", effects)
    console.print(Padding(grid, (0, 0, 0, 2)))


def _titles(group: Group) -> list[Text]:
    operations = group.operations
    if not operations:
        return [Text(group.topic, style="bold cyan")]
    lines: list[Text] = []
    if len(operations) > 1:
        lines.append(Text(f"{len(operations)} operations", style="bold cyan"))
    for operation in operations[:_MOST_OPERATIONS]:
        indent = "  " if len(operations) > 1 else ""
        line = Text(f"{indent}{operation.method} {printable(operation.path)}", style="bold cyan")
        lines.append(line + Text(f"  {printable(operation.operation_id)}", style="dim"))
    if len(operations) > _MOST_OPERATIONS:
        lines.append(Text(f"  and {len(operations) - _MOST_OPERATIONS} more", style="dim"))
    return lines


def _sentence_of(change: DriftChange) -> Text:
    head = Text("".join(f"{printable(place)}\n" for place in places(change)), style="dim")
    return head + _styled(change.text)


def _python_effects(change: DriftChange) -> Table | None:
    """Return what it does to the generated Python, where that is more than the change itself."""
    if change.kind is ChangeKind.PYTHON_API or not change.python_effects:
        return None
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for effect in change.python_effects[:_MOST_EFFECTS]:
        table.add_row(Text("-", style="dim"), _styled(effect.text))
    if len(change.python_effects) > _MOST_EFFECTS:
        more = f"and {len(change.python_effects) - _MOST_EFFECTS} more changes in Python"
        table.add_row(Text("-", style="dim"), Text(more, style="dim"))
    return table


def _styled(text: str) -> Text:
    result = Text()
    for is_code, part in spans(text):
        result.append(printable(part), style="cyan" if is_code else "")
    return result
