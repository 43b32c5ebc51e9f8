"""Two documents and the Python generated from them, compared: one list of changes, each rated."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import ApiChange, DriftChange, Rating, Where
from scripts.drift.python.generated import NotGeneratedError, generated_changes
from scripts.drift.python_effects import Cause, attribute
from scripts.drift.ratings import RULES
from scripts.drift.specification import comparison
from scripts.drift.specification.findings import Hints, Placed
from scripts.drift.specification.pairing import described_operations
from scripts.drift.wording import code

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.specs.json_types import JsonObject

PythonComparison: TypeAlias = "Callable[[JsonObject, JsonObject], list[ApiChange]]"


def compare(
    old: JsonObject, new: JsonObject, python: PythonComparison | None = generated_changes
) -> list[DriftChange]:
    """Return every change between two normalized documents, in the order of the old one.

    Args:
        old: What was.
        new: What is.
        python: What compares the generated packages; None rates by the documents alone.
    """
    compared = comparison.compare(old, new)
    ids = _ids(old, new)
    causes = [_cause(group, ids) for group in compared.changes]
    if python is None:
        return [_change(cause) for cause in causes]
    causes += [_class_renamed(*names) for names in compared.renamed.items()]
    broken: list[DriftChange] = []
    left: list[ApiChange] = []
    try:
        left = attribute(causes, python(old, new), [old, new])
    except NotGeneratedError as error:
        broken.append(simple(ChangeKind.PYTHON_NOT_GENERATED, f"{_first_line(error)}."))
    # That a component is called otherwise counts where a class is called by it.
    reported = [
        cause
        for cause in causes
        if cause.kind is not ChangeKind.CLASS_RENAMED or cause.python_effects
    ]
    return [*map(_change, reported), *map(_python_change, left), *broken]


def simple(kind: ChangeKind, text: str) -> DriftChange:
    """Return a change that is about no operation."""
    return DriftChange(
        kind=kind, rating=RULES[kind].rating, where=(), old=None, new=None, text=text
    )


def _ids(old: JsonObject, new: JsonObject) -> dict[tuple[str, str], set[str]]:
    """Return what the operation at an address is called in either document."""
    found: dict[tuple[str, str], set[str]] = {}
    for document in (old, new):
        for item in described_operations(document):
            names = found.setdefault((item.operation.method, item.operation.path), set())
            names.add(item.operation.operation_id)
    return found


def _cause(group: list[Placed], ids: dict[tuple[str, str], set[str]]) -> Cause:
    names: set[str] = set()
    for placed in group:
        operation = placed.operation
        names |= {operation.operation_id} | ids.get((operation.method, operation.path), set())
        if placed.finding.kind is ChangeKind.OPERATION_RENAMED:
            names.add(str(placed.finding.new))
    hints = [placed.finding.hints for placed in group]
    return Cause(group[0].finding.kind, group, frozenset(names), hints)


def _class_renamed(old: str, new: str) -> Cause:
    hints = [Hints(components=frozenset({old, new}))]
    return Cause(ChangeKind.CLASS_RENAMED, [], frozenset(), hints, renamed=(old, new))


def _change(cause: Cause) -> DriftChange:
    # Another name of a class means what it means in Python, such as nothing for a 5xx response's.
    of_class = cause.kind is ChangeKind.CLASS_RENAMED and bool(cause.python_effects)
    own = Rating.HARMLESS if of_class else min(RULES[cause.kind].rating, cause.most)
    rating = max([own, *(change.rating for change in cause.python_effects)])
    python_effects = tuple(
        sorted(cause.python_effects, key=lambda change: (-change.rating, change.symbol))
    )
    if not cause.placed:
        return _renaming(cause, rating, python_effects)
    first = cause.placed[0].finding
    where = tuple(
        dict.fromkeys(Where(item.operation, item.finding.location.place) for item in cause.placed)
    )
    return DriftChange(
        kind=cause.kind,
        rating=rating,
        where=where,
        old=first.old,
        new=first.new,
        text=first.text,
        python_effects=python_effects,
    )


def _renaming(cause: Cause, rating: Rating, python_effects: tuple[ApiChange, ...]) -> DriftChange:
    old, new = cause.renamed
    text = f"The class {code(old)} is called {code(new)}."
    return DriftChange(
        kind=cause.kind,
        rating=rating,
        where=(),
        old=old,
        new=new,
        text=text,
        python_effects=python_effects,
    )


def _python_change(change: ApiChange) -> DriftChange:
    text = f"{change.text[:1].upper()}{change.text[1:]}."
    return DriftChange(
        kind=ChangeKind.PYTHON_API,
        rating=change.rating,
        where=(),
        old=None,
        new=None,
        text=text,
        python_effects=(change,),
    )


def _first_line(error: Exception) -> str:
    text = next(iter(str(error).strip().splitlines()), "")
    return f"{text[:1].upper()}{text[1:]}".rstrip(".: ")
