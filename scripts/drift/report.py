"""What drift reports: the changes of one provider or pair, and of all that were looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scripts.drift.changes import Rating

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.drift.changes import Change, Operation


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
    found: dict[tuple[Operation, ...], list[Change]] = {}
    for change in changes:
        key = tuple(dict.fromkeys(where.operation for where in change.where))
        found.setdefault(key, []).append(change)
    result = [
        Group(key, sorted(inside, key=lambda change: -change.rating))
        for key, inside in found.items()
    ]
    return sorted(result, key=lambda group: (not group.operations, len(group.operations) < 2))  # noqa: PLR2004 - several


def places(change: Change) -> str:
    """Where a change shows, in a few words: `answers 400, 401 and 402: code`."""
    shown = list(dict.fromkeys(where.place for where in change.where if where.place))
    parsed = [place.partition(": ")[::2] for place in shown]
    ways = {way for _, way in parsed}
    sides = [side for side, _ in parsed]
    if len(shown) < 2 or len(ways) > 1 or not all(side.startswith("answer ") for side in sides):  # noqa: PLR2004 - several
        return "; ".join(shown)
    numbers = [side.removeprefix("answer ") for side in sides]
    way = ways.pop()
    return f"answers {', '.join(numbers)}{f': {way}' if way else ''}"
