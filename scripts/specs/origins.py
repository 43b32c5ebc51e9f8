"""Where a part of a finished document comes from: an action of the supplement, or a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import obj, strings
from scripts.specs.overlay_order import at, last_changes

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject
    from scripts.specs.overlay import Overlay
    from scripts.specs.yaml.read import Location

_OPERATION: Final = len(("paths", "/path", "method"))


def origins(
    places: list[Location], before: JsonObject, after: JsonObject, supplement: Overlay | None
) -> dict[Location, str]:
    """Return what a message says in brackets of each place; empty strings where nothing is known.

    Args:
        places: Places in the finished document.
        before: The merged pages.
        after: The merged pages with the supplement.
        supplement: The actions between them.
    """
    # Normalizing moves parts: one that is elsewhere now counts as the part around it.
    there = {place: _existing(after, place) for place in places}
    changed = last_changes(supplement, before, there.values()) if supplement else {}
    return {place: _origin(way, after, changed.get(way, "")) for place, way in there.items()}


def _existing(document: JsonObject, place: Location) -> Location:
    ways = (place[:end] for end in range(len(place), 0, -1))
    return next((way for way in ways if at(document, way) is not None), ())


def _origin(way: Location, after: JsonObject, action: str) -> str:
    in_operation = way[:1] == ("paths",) and len(way) >= _OPERATION
    # An operation as a whole is changed by each action on it: only a part of it is one action's.
    if action and not (in_operation and len(way) == _OPERATION):
        return f" (supplement.yaml#{action})"
    sources = strings(obj(at(after, way[:_OPERATION])).get("x-source")) if in_operation else []
    return f" ({sources[0]})" if sources else ""
