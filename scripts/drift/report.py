"""The report of drift: the changes of one provider or pair, and of all that were compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import Rating

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.changes import DriftChange, OperationRef

_TOPICS: Final = {
    ChangeKind.SUPPLEMENT_UNMATCHED: "The supplement",
    ChangeKind.SUPPLEMENT_SUPERFLUOUS: "The supplement",
    ChangeKind.PAGE_UNREADABLE: "The pages",
    ChangeKind.SPECIFICATION_BROKEN: "The pages",
    ChangeKind.PYTHON_NOT_GENERATED: "The generated Python",
    ChangeKind.PYTHON_API: "The generated Python",
    ChangeKind.CLASS_RENAMED: "The generated Python",
}
"""The topics of changes without an operation."""


@define
class Comparison:
    """The changes from one thing to another."""

    name: str
    """The provider; empty where no provider is compared."""
    old: str
    """The old side, as the command line or the provider names it."""
    new: str
    changes: list[DriftChange]
    notes: list[str] = field(factory=list[str])
    """Facts beside the changes, such as pages that were not compared."""


@define
class Report:
    """Everything that one run of drift found."""

    comparisons: list[Comparison]

    @property
    def changes(self) -> list[DriftChange]:
        """All changes of all comparisons."""
        return [change for comparison in self.comparisons for change in comparison.changes]

    @property
    def rating(self) -> Rating | None:
        """The worst rating; None where nothing changed."""
        return max((change.rating for change in self.changes), default=None)

    @property
    def status(self) -> int:
        """The exit status: 0 nothing, 1 harmless or new, 2 breaking."""
        if self.rating is None:
            return 0
        return 2 if self.rating is Rating.BREAKING else 1


@frozen
class Group:
    """Changes that are shown together: those of one operation, of several, or of none."""

    operations: tuple[OperationRef, ...]
    topic: str
    """Their topic, if it is not an operation."""
    changes: list[DriftChange]


def counted(changes: Iterable[DriftChange]) -> dict[Rating, int]:
    """Return how many changes there are of each rating, the worst first."""
    ratings = [change.rating for change in changes]
    return {rating: ratings.count(rating) for rating in sorted(Rating, reverse=True)}


def summary(changes: list[DriftChange]) -> str:
    """Return the numbers in words: `2 breaking, 1 new`."""
    if not changes:
        return "nothing changed"
    counts = counted(changes).items()
    return ", ".join(f"{count} {rating.name.lower()}" for rating, count in counts if count)


def groups(changes: list[DriftChange]) -> list[Group]:
    """Changes by operation, in their order, the worst of a group first.

    Changes that several operations share are first, then those of one, then those of none.
    """
    found: dict[tuple[str, tuple[OperationRef, ...]], list[DriftChange]] = {}
    for change in changes:
        operations = tuple(dict.fromkeys(where.operation for where in change.where))
        topic = "" if operations else _TOPICS[change.kind]
        found.setdefault((topic, operations), []).append(change)
    result = [
        Group(operations, topic, sorted(inside, key=lambda change: -change.rating))
        for (topic, operations), inside in found.items()
    ]
    return sorted(result, key=lambda group: (group.topic != "", len(group.operations) == 1))


def places(change: DriftChange) -> list[str]:
    """Return where a change shows: `responses 400, 401: code` stands for one place in several responses."""
    sides: dict[str, list[str]] = {}
    for place in dict.fromkeys(where.place for where in change.where if where.place):
        side, _, way = place.partition(": ")
        sides.setdefault(way, []).append(side)
    shown: list[str] = []
    for way, found in sides.items():
        numbers = [side.removeprefix("response ") for side in found]
        responses = [number for number in numbers if number.isalnum() and number not in found]
        if len(responses) > 1:
            others = [side for side in found if side.removeprefix("response ") not in responses]
            found[:] = [f"responses {', '.join(responses)}", *others]
        shown += [f"{side}: {way}" if way else side for side in found]
    return shown
