"""A report as GitHub-flavoured Markdown, fit to be the body of a pull request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.drift.changes import Rating
from scripts.drift.kinds import Kind
from scripts.drift.report import groups, places, summary
from scripts.drift.wording import code, printable, spans

if TYPE_CHECKING:
    from scripts.drift.changes import Change, Operation
    from scripts.drift.report import Comparison, Group, Report

# GitHub refuses a body of more than 65,536 characters.
_LONGEST: Final = 60_000
_MARKS: Final = {Rating.BREAKING: "🔴", Rating.NEW: "🟢", Rating.HARMLESS: "⚪"}
_MOST_OPERATIONS: Final = 8
# A long path says more than its beginning.
_LONGEST_PATH: Final = 200
_MARKUP = re.compile(r"[\\`*_\[\]<>|#~&@]")
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;"}


def render(report: Report, *, longest: int = _LONGEST) -> str:
    """The report's text. One that would be too long goes without details, then without its end."""
    whole = _text(report, details=True)
    if len(whole) <= longest:
        return whole
    short = _text(report, details=False)
    if len(short) <= longest:
        return short
    cut = "\n\n**The report is longer than this.** All of it: `python -m scripts.drift --help`.\n"
    return short[: short.rindex("\n", 0, longest - len(cut))] + cut


def _text(report: Report, *, details: bool) -> str:
    parts = [f"**In all: {summary(report.changes)}.**"] if len(report.comparisons) > 1 else []
    for comparison in report.comparisons:
        parts += _comparison(comparison, details=details)
    return "\n\n".join(parts) + "\n"


def _comparison(comparison: Comparison, *, details: bool) -> list[str]:
    name = f"{escaped(comparison.name)}: " if comparison.name else ""
    parts = [f"## {name}{summary(comparison.changes)}"]
    parts.append(
        f"From {code(comparison.old, _LONGEST_PATH)} to {code(comparison.new, _LONGEST_PATH)}."
    )
    for group in groups(comparison.changes):
        parts += _group(group, details=details)
    if comparison.notes:
        parts.append("\n".join(f"- {_sentence(note)}" for note in comparison.notes))
    return parts


def _group(group: Group, *, details: bool) -> list[str]:
    rows = [_row(change) for change in group.changes]
    parts = [
        _title(group.operations),
        "\n".join(["| Rating | Where | What |", "| :-- | :-- | :-- |", *rows]),
    ]
    lines = [line for change in group.changes for line in _consequences(change)]
    if lines and details:
        counted = f"{len(lines)} change{'s' if len(lines) > 1 else ''}"
        listed = "\n".join(lines)
        parts.append(
            f"<details><summary>In the generated Python: {counted}</summary>\n\n{listed}\n\n</details>"
        )
    return parts


def _title(operations: tuple[Operation, ...]) -> str:
    if not operations:
        return "### Beside the operations"
    names = [
        f"{code(f'{item.method} {item.path}', _LONGEST_PATH)} ({code(item.operation_id)})"
        for item in operations
    ]
    if len(names) == 1:
        return f"### {names[0]}"
    shown = names[:_MOST_OPERATIONS]
    if len(names) > _MOST_OPERATIONS:
        shown.append(f"and {len(names) - _MOST_OPERATIONS} more")
    return "\n".join([f"### {len(names)} operations\n", *(f"- {name}" for name in shown)])


def _row(change: Change) -> str:
    place = places(change)
    where = _in_cell(code(place, _LONGEST_PATH)) if place else ""
    mark = f"{_MARKS[change.rating]} {change.rating.name.lower()}"
    return f"| {mark} | {where} | {_in_cell(_sentence(change.text))} |"


def _consequences(change: Change) -> list[str]:
    if change.kind is Kind.PYTHON_API:
        return []
    return [f"- {_MARKS[item.rating]} {_sentence(item.text)}" for item in change.api]


def _sentence(text: str) -> str:
    """A sentence whose code stays code and whose other characters are no markup."""
    parts = (code(part, len(part)) if is_code else escaped(part) for is_code, part in spans(text))
    return " ".join("".join(parts).split("\n"))


def escaped(text: str) -> str:
    """Text that is nothing but text."""
    return _MARKUP.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), printable(text))


def _in_cell(markdown: str) -> str:
    """A table's cell ends at a bar, in code as well."""
    return re.sub(r"(?<!\\)\|", r"\\|", markdown)
