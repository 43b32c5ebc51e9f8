"""A report as GitHub-flavoured Markdown, fit to be the body of a pull request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import Rating
from scripts.drift.report import groups, places, summary
from scripts.drift.wording import code, printable, spans

if TYPE_CHECKING:
    from scripts.drift.changes import DriftChange
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
    """Return the report's text. One that would be too long goes without details, then without its end."""
    whole = _text(report, details=True)
    if len(whole) <= longest:
        return whole
    short = _text(report, details=False)
    if len(short) <= longest:
        return short
    cut = "\n\n**The rest did not fit.** `make drift` shows all of it.\n"
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
    # What is about no operation has no place in one.
    head = ["Rating", "Where", "What"] if group.operations else ["Rating", "What"]
    rows = [_cells(change, placed=bool(group.operations)) for change in group.changes]
    lines = [head, [":--"] * len(head), *rows]
    parts = [_title(group), "\n".join(f"| {' | '.join(cells)} |" for cells in lines)]
    listed = _python_effects(group.changes)
    if listed and details:
        count = sum(len(change.python_effects) for change in group.changes)
        counted = f"{count} change{'s' if count > 1 else ''}"
        inside = "\n\n".join(listed)
        parts.append(
            f"<details><summary>In the generated Python: {counted}</summary>\n\n{inside}\n\n</details>"
        )
    return parts


def _title(group: Group) -> str:
    operations = group.operations
    if not operations:
        return f"### {group.topic}"
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


def _cells(change: DriftChange, *, placed: bool) -> list[str]:
    where = [_in_cell(code(place, _LONGEST_PATH)) for place in places(change)]
    mark = f"{_MARKS[change.rating]} {change.rating.name.lower()}"
    what = _in_cell(_sentence(change.text))
    return [mark, "<br>".join(where), what] if placed else [mark, what]


def _python_effects(changes: list[DriftChange]) -> list[str]:
    """Return what changes do to the generated Python, under what does it where several do."""
    causes = [
        change
        for change in changes
        if change.python_effects and change.kind is not ChangeKind.PYTHON_API
    ]
    blocks: list[str] = []
    for change in causes:
        if len(causes) > 1:
            blocks.append(_sentence(change.text))
        items = [
            f"- {_MARKS[item.rating]} {_sentence(item.text)}" for item in change.python_effects
        ]
        blocks.append("\n".join(items))
    return blocks


def _sentence(text: str) -> str:
    """Return a sentence whose code stays code and whose other characters are no markup."""
    parts = (code(part, len(part)) if is_code else escaped(part) for is_code, part in spans(text))
    return " ".join("".join(parts).split("\n"))


def escaped(text: str) -> str:
    """Return text that is nothing but text."""
    return _MARKUP.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), printable(text))


def _in_cell(markdown: str) -> str:
    """Return the Markdown for a table's cell: a bar would end the cell, in code as well."""
    return re.sub(r"(?<!\\)\|", r"\\|", markdown)
