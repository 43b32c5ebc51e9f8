"""OpenAPI Overlay 1.0.0, applied strictly.

As the standard has it: actions in order; `update` merges objects recursively, concatenates arrays
and replaces everything else; an array as target gets the update appended; `remove` wins over
`update`. Stricter than the standard: an action that matches nothing is an error (that is how we
learn that a page changed under a correction), and every action states its reason (`description`)
and has a unique `x-id`, which the operations that it changed list in `x-source`. `attempt` reports all
actions that no longer fit, not only the first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from attrs import evolve, frozen
from jsonpath_rfc9535 import JSONPathError, JSONPathQuery
from jsonpath_rfc9535 import compile as compile_path

from scripts.specs.errors import SpecError, together
from scripts.specs.json_types import arr, copied, copied_object, obj, operations, same, text
from scripts.specs.yaml.read import Location, YamlDocument, read_yaml_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject

_VERSION: Final = "1.0.0"
_TOP: Final = {"overlay", "info", "extends", "actions"}
_ACTION: Final = {"target", "description", "update", "remove"}
_WORDING: Final = {"description", "summary", "title", "example", "examples"}
_NAMES: Final = {"properties", "schemas"}
_ON_NAMES = re.compile(r"\b(properties|schemas)('\]|\"\])?\s*$")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@frozen
class Action:
    """One correction, where it stands, and why it is made."""

    number: int
    line: int | None
    id: str
    description: str
    target: str
    query: JSONPathQuery
    update: Json
    remove: bool

    @property
    def label(self) -> str:
        """Its name in messages."""
        return f"action {self.number} ({self.id}: {self.description!r})"


@frozen
class Overlay:
    """A supplement, read and checked."""

    file: Path
    actions: tuple[Action, ...]


def load(file: Path) -> Overlay:
    """Read an overlay and check it against the standard and our two additions."""
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"cannot be read: {type(error).__name__}", file=file) from None
    document, places = read_yaml_object(source, file=file)
    if text(document.get("overlay")) != _VERSION:
        raise SpecError(f"expected `overlay: {_VERSION}`", file=file, line=places.line("overlay"))
    _known_keys(document, _TOP, "the overlay", file, places.line())
    info = obj(document.get("info"))
    if not text(info.get("title")) or not text(info.get("version")):
        raise SpecError(
            "expected `info` with a `title` and a `version`", file=file, line=places.line("info")
        )
    if "extends" in document and not text(document["extends"]):
        raise SpecError(
            "expected `extends` to be a URL or a path", file=file, line=places.line("extends")
        )
    listed = document.get("actions")
    if not isinstance(listed, list) or not listed:
        raise SpecError("expected a list of `actions`", file=file, line=places.line("actions"))
    actions = tuple(_action(item, index, file, places) for index, item in enumerate(listed))
    _unique_ids(actions, file)
    return Overlay(file, actions)


def _known_keys(
    given: JsonObject, known: set[str], what: str, file: Path, line: int | None
) -> None:
    for key in given:
        if key not in known and not key.startswith("x-"):
            raise SpecError(f"expected no `{key}` in {what}", file=file, line=line)


def _action(item: Json, index: int, file: Path, places: YamlDocument) -> Action:
    number = index + 1
    line = places.line("actions", index)
    given = obj(item)
    name = text(given.get("x-id"))
    _known_keys(given, _ACTION, f"action {number}", file, line)
    if not _ID.fullmatch(name):
        raise SpecError(
            f"expected action {number} to have an `x-id` such as veo-read", file=file, line=line
        )
    if not text(given.get("description")).strip():
        raise SpecError(
            f"expected action {number} ({name}) to have a `description`: its reason",
            file=file,
            line=line,
        )
    target = text(given.get("target"))
    try:
        query = compile_path(target)
    except JSONPathError as error:
        raise SpecError(
            f"expected action {number} ({name}) to have a JSONPath `target` (RFC 9535): {error}",
            file=file,
            line=line,
        ) from None
    remove = given.get("remove", False)
    if not isinstance(remove, bool) or not (remove or "update" in given):
        raise SpecError(
            f"expected action {number} ({name}) to have an `update` or `remove: true`",
            file=file,
            line=line,
        )
    reason = " ".join(text(given["description"]).split())
    return Action(number, line, name, reason, target, query, given.get("update"), remove)


def _unique_ids(actions: tuple[Action, ...], file: Path) -> None:
    seen: dict[str, int] = {}
    for action in actions:
        if action.id in seen:
            raise SpecError(
                f"expected each `x-id` once: action {action.number} has that of action "
                f"{seen[action.id]}, {action.id}",
                file=file,
                line=action.line,
            )
        seen[action.id] = action.number


Way = tuple[str, ...]
"""The way inside an action's update to one of its objects."""


@frozen
class ActionFailure:
    """An action that could not be applied, in whole or in part, and why."""

    action: Action
    error: SpecError
    part: Way = ()
    """The part of its update that corrects something which is no longer there."""


@frozen
class AppliedActions:
    """A document with every action applied that can be."""

    document: JsonObject
    failures: list[ActionFailure]
    superfluous: list[Action]
    """The actions whose update the document says already, apart from the wording."""
    corrected: dict[str, set[Way]]
    """By action, the parts of its update that found something to correct."""


def apply(overlay: Overlay, document: JsonObject) -> JsonObject:
    """Return a copy of the document with every action applied.

    Each operation that an action made or changed lists it in `x-source`.

    Raises:
        SpecError: If an action cannot be applied; it names each that cannot.
    """
    attempted = attempt(overlay, document)
    if attempted.failures:
        raise together([_explained(failure, attempted) for failure in attempted.failures])
    return attempted.document


def _explained(failure: ActionFailure, attempted: AppliedActions) -> SpecError:
    """Return the error, and what to do where the action only came too early."""
    error = failure.error
    if failure.part or not failure.action.query.find(attempted.document):
        return error
    message = f"{error.message}; a later action makes that: move this one behind it"
    return SpecError(message, file=error.file, line=error.line)


def attempt(
    overlay: Overlay, document: JsonObject, expected: Mapping[str, set[Way]] | None = None
) -> AppliedActions:
    """Apply what can be applied to a copy of the document, and report what cannot.

    Args:
        overlay: The supplement.
        document: The merged pages.
        expected: What each action corrected before, as an earlier attempt returned it. A part that finds
            it no more is not applied: it would make anew, in part, what the provider took away.
    """
    result = AppliedActions(copied_object(document), [], [], {})
    for action in overlay.actions:
        before = {(path, method): item for path, method, item in operations(result.document)}
        before = {key: copied_object(item) for key, item in before.items()}
        if _is_superfluous(action, result.document):
            result.superfluous.append(action)
        found = _corrected(action, result.document)
        result.corrected[action.id] = found
        lost = _outermost((expected or {}).get(action.id, set()) - found)
        try:
            apply_action(overlay, _without_parts(action, lost), result.document)
        except SpecError as error:
            result.failures.append(ActionFailure(action, error))
            continue
        result.failures.extend(_lost(overlay, action, way) for way in lost)
        for path, method, operation in operations(result.document):
            if not same(before.get((path, method)), operation):
                source = operation.get("x-source")
                entry = f"{overlay.file.name}#{action.id}"
                operation["x-source"] = [*arr(source), entry]
    return result


def _lost(overlay: Overlay, action: Action, way: Way) -> ActionFailure:
    message = f"{action.label} corrects what is not there: {'.'.join(way)} of {action.target}"
    return ActionFailure(action, SpecError(message, file=overlay.file, line=action.line), way)


def _corrected(action: Action, document: JsonObject) -> set[Way]:
    if action.remove or not isinstance(action.update, dict):
        return set()
    targets = [obj(cast("Json", node.value)) for node in action.query.find(document)]
    return {way for target in targets for way in _shared_ways(target, action.update, ())}


def _shared_ways(target: JsonObject, update: JsonObject, way: Way) -> Iterator[Way]:
    for key, part in update.items():
        known = target.get(key)
        if isinstance(part, dict) and isinstance(known, dict):
            yield (*way, key)
            yield from _shared_ways(known, part, (*way, key))


def _outermost(ways: set[Way]) -> list[Way]:
    return sorted(way for way in ways if not any(way[:end] in ways for end in range(len(way))))


def _without_parts(action: Action, ways: list[Way]) -> Action:
    if not ways:
        return action
    update = copied(action.update)
    for *around, last in ways:
        holder = obj(update)
        for key in around:
            holder = obj(holder.get(key))
        holder.pop(last, None)
    return evolve(action, update=update)


def _is_superfluous(action: Action, document: JsonObject) -> bool:
    """Return whether everything that the action would write stands there already.

    Wording counts only in an action that writes nothing else: the provider's words are never ours.
    """
    if action.remove:
        return False
    update = _without_wording(action.update, named=_ON_NAMES.search(action.target) is not None)
    wanted = action.update if update in ({}, None) else update
    targets = [cast("Json", node.value) for node in action.query.find(document)]
    return bool(targets) and all(
        any(_holds(item, wanted) for item in target)
        if isinstance(target, list)
        else _holds(target, wanted)
        for target in targets
    )


def _holds(known: Json, wanted: Json) -> bool:
    if isinstance(known, dict) and isinstance(wanted, dict):
        return all(key in known and _holds(known[key], wanted[key]) for key in wanted)
    if isinstance(known, list) and isinstance(wanted, list):
        return all(any(_holds(item, part) for item in known) for part in wanted)
    return same(known, wanted)


def _without_wording(value: Json, *, named: bool = False) -> Json:
    """`named` says that the keys of this object are names that someone chose, such as properties."""
    if not isinstance(value, dict):
        return value
    return {
        key: _without_wording(item, named=not named and key in _NAMES)
        for key, item in value.items()
        if named or key not in _WORDING
    }


def apply_action(overlay: Overlay, action: Action, document: JsonObject) -> None:
    """Apply one action to the document, in place.

    Raises:
        SpecError: If it matches nothing, or what it matches cannot be changed so.
    """
    # A path may find one place twice, and what it finds are the document's own values.
    found = {node.location: cast("Json", node.value) for node in action.query.find(document)}
    if not found:
        raise SpecError(
            f"{action.label} matches nothing: {action.target}",
            file=overlay.file,
            line=action.line,
        )
    if action.remove:
        for location in sorted(found, key=_removal_order):
            _remove(overlay, action, document, location)
    else:
        for target in found.values():
            _update(overlay, action, target)


def _removal_order(location: Location) -> tuple[int, int]:
    """Parts before what holds them, and the last of an array first: nothing moves that is to go."""
    last = location[-1] if location else 0
    return -len(location), -last if isinstance(last, int) else 0


def _remove(overlay: Overlay, action: Action, document: JsonObject, location: Location) -> None:
    if not location:
        raise SpecError(
            f"{action.label} cannot remove the whole document",
            file=overlay.file,
            line=action.line,
        )
    *way, last = location
    parent: Json = document
    for part in way:
        parent = arr(parent)[part] if isinstance(part, int) else obj(parent)[part]
    if isinstance(last, int):
        del arr(parent)[last]
    else:
        del obj(parent)[last]


def _update(overlay: Overlay, action: Action, target: Json) -> None:
    if isinstance(target, list):
        target.append(copied(action.update))
    elif isinstance(target, dict) and isinstance(action.update, dict):
        _merge(target, action.update)
    else:
        wanted = "an object" if isinstance(target, dict) else "an object or array as its target"
        raise SpecError(
            f"{action.label}: expected {wanted} to update: {action.target}",
            file=overlay.file,
            line=action.line,
        )


def _merge(target: JsonObject, update: JsonObject) -> None:
    for key, value in update.items():
        known = target.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
        elif isinstance(known, list) and isinstance(value, list):
            known.extend(copied(value) for value in value)
        else:
            target[key] = copied(value)
