"""The order of a supplement's actions: which of them changed a place, and which apply too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.errors import SpecError
from scripts.specs.json_types import arr, copied, copied_object, obj, pointer, same
from scripts.specs.overlay import apply_action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.overlay import Action, Overlay
    from scripts.specs.yaml.read import Location


def too_early(overlay: Overlay, document: JsonObject) -> list[SpecError]:
    """Return an error for each action that applies before all that it should change is there.

    Args:
        overlay: Actions that can all be applied.
        document: The document before them.
    """
    seen: dict[str, set[Location]] = {}
    finished = copied_object(document)
    for action in overlay.actions:
        before = _matches(action, finished)
        apply_action(overlay, action, finished)
        # An action may write what fits its own target: `$..schema`.
        seen[action.id] = before | _matches(action, finished)
    found: list[SpecError] = []
    for action in overlay.actions:
        missed = sorted(_matches(action, finished) - seen[action.id], key=str)
        if missed:
            maker = _maker(overlay, document, missed[0], action)
            message = (
                f"{action.label} applies before {pointer(*missed[0])} exists, which it should "
                f"change too: move it behind action {maker.number} ({maker.id}), which makes that"
            )
            found.append(SpecError(message, file=overlay.file, line=action.line))
    return found


def last_changes(
    overlay: Overlay, document: JsonObject, places: Iterable[Location]
) -> dict[Location, str]:
    """Return for each place the `x-id` of the action that changed it last, where one did.

    Args:
        overlay: Actions that can all be applied.
        document: The document before them.
        places: Places in the document after them.
    """
    changed: dict[Location, str] = {}
    known = {place: copied(at(document, place)) for place in places}
    for action, after in _replayed(overlay, document):
        for place, before in known.items():
            value = at(after, place)
            if not same(value, before):
                changed[place] = action.id
                known[place] = copied(value)
    return changed


def at(document: JsonObject, place: Location) -> Json:
    """Return what stands at a place, None where nothing does."""
    value: Json = document
    for part in place:
        if isinstance(part, int):
            value = arr(value)[part] if part < len(arr(value)) else None
        else:
            value = obj(value).get(part)
    return value


def _replayed(overlay: Overlay, document: JsonObject) -> Iterator[tuple[Action, JsonObject]]:
    """Yield each action, and the document as it is after it."""
    result = copied_object(document)
    for action in overlay.actions:
        apply_action(overlay, action, result)
        yield action, result


def _matches(action: Action, document: JsonObject) -> set[Location]:
    return {node.location for node in action.query.find(document)}


def _maker(overlay: Overlay, document: JsonObject, place: Location, early: Action) -> Action:
    """Return the action after the given one that makes a place."""
    return next(
        action
        for action, after in _replayed(overlay, document)
        if action.number > early.number and at(after, place) is not None
    )
