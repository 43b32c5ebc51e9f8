"""A report as JSON, in the shape that docs/drift-kinds.md describes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from scripts.drift.report import counted

if TYPE_CHECKING:
    from scripts.drift.changes import ApiChange, DriftChange, Where
    from scripts.drift.report import Comparison, Report
    from scripts.specs.json_types import Json, JsonObject

VERSION: Final = 2
"""Counts up when something is removed or means something else, not when something is added."""


def render(report: Report) -> str:
    """Return the report's text, with a line end."""
    rating = None if report.rating is None else report.rating.name.lower()
    counts: JsonObject = {key.name.lower(): count for key, count in counted(report.changes).items()}
    value: JsonObject = {
        "version": VERSION,
        "status": report.status,
        "rating": rating,
        "counts": counts,
        "comparisons": [_comparison(item) for item in report.comparisons],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _comparison(comparison: Comparison) -> Json:
    return {
        "name": comparison.name,
        "old": comparison.old,
        "new": comparison.new,
        "notes": [*comparison.notes],
        "changes": [_change(change) for change in comparison.changes],
    }


def _change(change: DriftChange) -> Json:
    return {
        "kind": change.kind.value,
        "rating": change.rating.name.lower(),
        "text": change.text,
        "old": change.old,
        "new": change.new,
        "where": [_where(where) for where in change.where],
        "python": [_api(item) for item in change.python_effects],
    }


def _where(where: Where) -> Json:
    return {
        "method": where.operation.method,
        "path": where.operation.path,
        "operation_id": where.operation.operation_id,
        "place": where.place,
    }


def _api(change: ApiChange) -> Json:
    return {
        "kind": change.kind,
        "rating": change.rating.name.lower(),
        "symbol": change.symbol,
        "member": change.member,
        "text": change.text,
    }
