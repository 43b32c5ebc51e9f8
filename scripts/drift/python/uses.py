"""Whether a class is filled in by the caller, read from a response, or both, and what a change means there.

The same change means different things: a value more is something new to send, and something that a
program does not expect in a response.
"""

from __future__ import annotations

from enum import Flag, auto
from typing import TYPE_CHECKING, Final

from scripts.drift.changes import Rating
from scripts.drift.python.surface import ApiPart, PartKind
from scripts.drift.python.types import ANY, Relation, Type, everything_in

if TYPE_CHECKING:
    from collections.abc import Iterator

_CALLBACKS: Final = "callbacks."
NOT_SENT: Final = ("UNSET", "None")
"""The defaults of what is not sent unless it is given: of a field, and of a method's parameter."""


class Use(Flag):
    """How programs use the values of a type."""

    NEITHER = 0
    GIVEN = auto()
    """They write them: parameters, and the fields of a request."""
    READ = auto()
    """They take them: what a function returns, and the fields of a response or a callback."""
    BOTH = GIVEN | READ


def uses(parts: dict[str, ApiPart]) -> dict[str, Use]:
    """Return what each class and each named type of a package is used for, directly or inside another.

    A named type is used only where the annotation has no member that allows its values anyway:
    `TaskState | str` promises no more than `str`.
    """
    found: dict[str, Use] = {}
    waiting = [(name, Use.READ) for name in parts if name.startswith(_CALLBACKS)]
    for part in parts.values():
        if part.kind is PartKind.FUNCTION:
            waiting += [(name, use) for _, mentions, use in _places(part) for name in mentions]
    while waiting:
        name, use = waiting.pop()
        class_, known = parts.get(name), found.get(name, Use.NEITHER)
        if class_ is not None and class_.kind is PartKind.CLASS and use not in known:
            found[name] = known | use
            waiting += [(inner, use) for slot in class_.slots.values() for inner in slot.mentions]
    for name, part in parts.items():
        for type_, mentions, use in _places(part, found.get(name, Use.NEITHER)):
            for mentioned in mentions:
                values = parts[mentioned].type if mentioned in parts else None
                if values is not None:
                    closed = use if values & everything_in(type_) else Use.NEITHER
                    found[mentioned] = found.get(mentioned, Use.NEITHER) | closed
    return found


def _places(part: ApiPart, use: Use = Use.GIVEN) -> Iterator[tuple[Type, frozenset[str], Use]]:
    """Yield each type in a part, what it speaks of, and what a person does with it there."""
    for slot in part.slots.values():
        yield slot.type, slot.mentions, Use.GIVEN if part.kind is PartKind.FUNCTION else use
    if part.type is not None and part.kind is PartKind.FUNCTION:
        yield part.type, part.mentions, Use.READ


def rating_of_type(old: Type, change: Relation, use: Use) -> Rating:
    """Return what it means that a type allows more, less, or something else than before."""
    if change is Relation.OTHER and use:
        return Rating.BREAKING
    ratings = [Rating.HARMLESS]
    if Use.GIVEN in use and change is not Relation.SAME:
        ratings.append(Rating.NEW if change is Relation.WIDER else Rating.BREAKING)
    # Of Any one may read everything; of what takes its place one may not.
    if Use.READ in use and (
        change is Relation.WIDER or (change is Relation.NARROWER and ANY in everything_in(old))
    ):
        ratings.append(Rating.BREAKING)
    return max(ratings)


def rating_of_required(use: Use, *, required: bool) -> Rating:
    """Return what it means that something has become required, or optional."""
    if required:
        return Rating.BREAKING if Use.GIVEN in use else Rating.HARMLESS
    return Rating.BREAKING if Use.READ in use else Rating.NEW


def rating_of_default(old: str | None, use: Use) -> Rating:
    """Return what it means that a default is another one.

    A default where there was none is what the provider did with calls that left the parameter out, now in
    writing. Of another value in its place, or of none, that cannot be said.
    """
    return Rating.BREAKING if Use.GIVEN in use and old not in NOT_SENT else Rating.HARMLESS
