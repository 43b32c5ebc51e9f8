"""Findings of a comparison, before they are grouped and rated by their effects in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

if TYPE_CHECKING:
    from scripts.drift.change_kinds import ChangeKind
    from scripts.drift.changes import OperationRef
    from scripts.specs.json_types import Json


@frozen
class ChangeLocation:
    """Where in an operation a comparison stands."""

    side: str
    """`request`, `response 200`, `callback finished`, `query`, ..."""
    way: str = ""
    """The way inside a body, by the old names: `data.urls[]`."""
    name: str = ""
    """The new name of the last member."""
    origin: tuple[str, ...] = ()
    """The component that was entered last (its old and new name), and the way from there."""
    components: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    """The field or parameter that was entered last, by its old and its new name."""
    parted: frozenset[str] = frozenset()
    """The component entered last, where another stands on the other side: it is added or removed here."""
    listed_in: frozenset[str] = frozenset()
    """The components that the values of this very place are listed in."""
    is_response: bool = False

    @property
    def place(self) -> str:
        """The place as people read it."""
        return f"{self.side}: {self.way}" if self.way else self.side

    def entered(self, old: str, new: str, parted: frozenset[str] = frozenset()) -> ChangeLocation:
        """Return the location after following references to components, if there are any."""
        if not (old or new):
            return self
        names = frozenset(filter(None, (old, new)))
        # The side stays in the origin: what breaks in a request may be harmless in a response.
        origin = ("component", "response" if self.is_response else "request", old, new)
        return evolve(self, origin=origin, components=names, parted=parted)

    def field(self, old: str, new: str) -> ChangeLocation:
        """Return the location of a property. The place has its old name, which programs use."""
        way = f"{self.way}.{old}" if self.way else old
        return evolve(self._step(way, f".{old}"), name=new, members=frozenset({old, new}))

    def inside(self, suffix: str) -> ChangeLocation:
        """Return the location of an array's items (`[]`) or of an object's other members (`.*`)."""
        return evolve(self._step(self.way + suffix, suffix), name=self.name + suffix)

    def _step(self, way: str, step: str) -> ChangeLocation:
        return evolve(self, way=way, origin=(*self.origin, step))


@frozen(kw_only=True)
class Hints:
    """Names that show that a change in the generated Python is an effect of a finding."""

    components: frozenset[str] = frozenset()
    """The components in which it stands, by both names."""
    members: frozenset[str] = frozenset()
    """The parameter or field, by both names."""
    involved: frozenset[str] = frozenset()
    """The components that are added or removed with it."""


@frozen(kw_only=True)
class Finding:
    """One difference at one place of one operation."""

    kind: ChangeKind
    location: ChangeLocation
    text: str
    old: Json = None
    new: Json = None
    involved: frozenset[str] = field(factory=frozenset[str])

    @property
    def hints(self) -> Hints:
        """The names that its effects in Python have."""
        return Hints(
            components=self.location.components,
            members=self.location.members,
            involved=self.involved | self.location.listed_in | self.location.parted,
        )


@frozen
class Placed:
    """A finding and the operation that shows it."""

    operation: OperationRef
    finding: Finding
