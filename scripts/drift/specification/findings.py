"""What a comparison found, before it is known where else it shows and what follows in Python."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.drift.changes import Operation
    from scripts.drift.kinds import Kind
    from scripts.specs.json_types import Json


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in an operation a comparison stands."""

    side: str
    """`request`, `answer 200`, `callback finished`, `query`, ..."""
    way: str = ""
    """The way inside a body, by the old names: `data.urls[]`."""
    name: str = ""
    """What it is called now, at the end of the way."""
    origin: tuple[str, ...] = ()
    """The component that was entered last (its old and new name), and the way from there."""
    components: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    """The field or parameter that was entered last, by its old and its new name."""
    parted: frozenset[str] = frozenset()
    """The component entered last, where another stands on the other side: it comes or goes here."""
    listed_in: frozenset[str] = frozenset()
    """The components that the values of this very place are listed in."""
    is_answer: bool = False

    @property
    def place(self) -> str:
        """The place as people read it."""
        return f"{self.side}: {self.way}" if self.way else self.side

    def entered(self, old: str, new: str, parted: frozenset[str] = frozenset()) -> Spot:
        """The spot after following references to components, if there are any."""
        if not (old or new):
            return self
        names = frozenset(filter(None, (old, new)))
        # The side stays in the origin: what breaks in a request may be harmless in an answer.
        origin = ("component", "answer" if self.is_answer else "request", old, new)
        return replace(self, origin=origin, components=names, parted=parted)

    def field(self, old: str, new: str) -> Spot:
        """The spot of a property. The place has its old name: that is the one people know."""
        way = f"{self.way}.{old}" if self.way else old
        return replace(self._step(way, f".{old}"), name=new, members=frozenset({old, new}))

    def inside(self, suffix: str) -> Spot:
        """The spot of an array's items (`[]`) or of an object's other members (`.*`)."""
        return replace(self._step(self.way + suffix, suffix), name=self.name + suffix)

    def _step(self, way: str, step: str) -> Spot:
        return replace(self, way=way, origin=(*self.origin, step))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """By what a change in the generated Python is recognised as a consequence of this one."""

    components: frozenset[str] = frozenset()
    """The components in which it stands, by both names."""
    members: frozenset[str] = frozenset()
    """The parameter or field, by both names."""
    involved: frozenset[str] = frozenset()
    """The components that come or go with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference at one place of one operation."""

    kind: Kind
    spot: Spot
    text: str
    old: Json = None
    new: Json = None
    involved: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def hints(self) -> Hints:
        """What recognises its consequences."""
        return Hints(
            components=self.spot.components,
            members=self.spot.members,
            involved=self.involved | self.spot.listed_in | self.spot.parted,
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and the operation that shows it."""

    operation: Operation
    finding: Finding
