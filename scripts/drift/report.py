"""What drift reports: the changes of one provider or pair, and of all that were looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scripts.drift.changes import Rating
from scripts.drift.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.changes import Change, Operation

_TOPICS: Final = {
    Kind.SUPPLEMENT_UNMATCHED: "The supplement",
    Kind.SUPPLEMENT_SUPERFLUOUS: "The supplement",
    Kind.PAGE_UNREADABLE: "The pages",
    Kind.SPECIFICATION_BROKEN: "The pages",
    Kind.PYTHON_NOT_GENERATED: "The generated Python",
    Kind.PYTHON_API: "The generated Python",
    Kind.CLASS_RENAMED: "The generated Python",
}
"""What changes without an operation are about."""


@dataclass(slots=True)
class Comparison:
    """What changed from one thing to another."""

    name: str
    """The provider; empty where no provider is compared."""
    old: str
    """What was, as a person named it."""
    new: str
    changes: list[Change]
    notes: list[str] = field(default_factory=list[str])
    """What a person should know beside the changes, such as pages that nobody looked at."""


@dataclass(slots=True)
class Report:
    """Everything that one run of drift found."""

    comparisons: list[Comparison]

    @property
    def changes(self) -> list[Change]:
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


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that are shown together: those of one operation, of several, or of none."""

    operations: tuple[Operation, ...]
    topic: str
    """What they are about, where that is no operation."""
    changes: list[Change]


def counted(changes: Iterable[Change]) -> dict[Rating, int]:
    """How many changes there are of each rating, the worst first."""
    ratings = [change.rating for change in changes]
    return {rating: ratings.count(rating) for rating in sorted(Rating, reverse=True)}


def summary(changes: list[Change]) -> str:
    """The numbers in words: `2 breaking, 1 new`."""
    if not changes:
        return "nothing changed"
    counts = counted(changes).items()
    return ", ".join(f"{count} {rating.name.lower()}" for rating, count in counts if count)


def groups(changes: list[Change]) -> list[Group]:
    """Changes by operation, in their order, the worst of a group first.

    What several operations share comes before the single ones, what none has comes last.
    """
    found: dict[tuple[str, tuple[Operation, ...]], list[Change]] = {}
    for change in changes:
        operations = tuple(dict.fromkeys(where.operation for where in change.where))
        topic = "" if operations else _TOPICS[change.kind]
        found.setdefault((topic, operations), []).append(change)
    result = [
        Group(operations, topic, sorted(inside, key=lambda change: -change.rating))
        for (topic, operations), inside in found.items()
    ]
    return sorted(result, key=lambda group: (group.topic != "", len(group.operations) == 1))


def places(change: Change) -> list[str]:
    """Where a change shows: `answers 400, 401: code` stands for one place in several answers."""
    sides: dict[str, list[str]] = {}
    for place in dict.fromkeys(where.place for where in change.where if where.place):
        side, _, way = place.partition(": ")
        sides.setdefault(way, []).append(side)
    shown: list[str] = []
    for way, found in sides.items():
        numbers = [side.removeprefix("answer ") for side in found]
        answers = [number for number in numbers if number.isalnum() and number not in found]
        if len(answers) > 1:
            others = [side for side in found if side.removeprefix("answer ") not in answers]
            found[:] = [f"answers {', '.join(answers)}", *others]
        shown += [f"{side}: {way}" if way else side for side in found]
    return shown
