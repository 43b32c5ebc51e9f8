"""Changes of the values that a type may have: lists of values, ranges, formats, defaults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.specification.findings import ChangeLocation, Finding
from scripts.drift.wording import code, value
from scripts.drift.wording import values as shown_values
from scripts.specs.json_types import same
from scripts.specs.schemas import map_children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.specification.shapes import Option
    from scripts.specs.json_types import Json, JsonObject

# What a pair of limits is called, and the keywords of its lower and its upper end.
_RANGES: Final = (
    ("", ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")),
    ("length", ("minLength",), ("maxLength",)),
    ("number of items", ("minItems",), ("maxItems",)),
    ("number of members", ("minProperties",), ("maxProperties",)),
)
_LIMITS: Final = frozenset(key for _, low, high in _RANGES for key in (*low, *high))
_OF_RESPONSES: Final = {
    "narrowed": ChangeKind.RESPONSE_RANGE_CHANGED,
    "widened": ChangeKind.RESPONSE_RANGE_CHANGED,
    "changed": ChangeKind.RESPONSE_RANGE_CHANGED,
}
_OF_REQUESTS: Final = {
    "narrowed": ChangeKind.REQUEST_RANGE_NARROWED,
    "widened": ChangeKind.REQUEST_RANGE_WIDENED,
    "changed": ChangeKind.REQUEST_RANGE_CHANGED,
}

End = tuple[float, bool]
"""A range's end, and whether it lies outside itself."""


def subject(location: ChangeLocation) -> str:
    """Return what a sentence about this location is about."""
    return code(location.name) if location.name else "The body"


def trait(option: Option) -> str:
    """Return what an option allows beside its type, to recognise it by."""
    known = {"enum": option.enum, "known": option.known, "properties": [*option.properties]}
    phrase = {key: item for key, item in {**known, **_bare(option.rules)}.items() if item}
    return json.dumps(phrase, sort_keys=True, ensure_ascii=False) if phrase else ""


def default(
    old: tuple[Json, ...], new: tuple[Json, ...], location: ChangeLocation
) -> Iterator[Finding]:
    """Yield what is meant when nothing is given."""
    if same([*old], [*new]):
        return
    if not old:
        kind, text = (
            ChangeKind.REQUEST_DEFAULT_ADDED,
            f"a default is documented, {code(value(new[0]))}",
        )
    elif not new:
        kind, text = ChangeKind.REQUEST_DEFAULT_REMOVED, "the default is no longer documented"
    else:
        kind = ChangeKind.REQUEST_DEFAULT_CHANGED
        text = f"the default is {code(value(new[0]))}, was {code(value(old[0]))}"
    yield Finding(
        kind=ChangeKind.RESPONSE_DEFAULT_CHANGED if location.is_response else kind,
        location=location,
        text=f"{subject(location)}: {text}.",
        old=old[0] if old else None,
        new=new[0] if new else None,
    )


def deprecated(was: bool, now: bool, location: ChangeLocation) -> Iterator[Finding]:
    """Yield whether the provider advises against it."""
    if was == now:
        return
    if location.is_response:
        kind = ChangeKind.RESPONSE_DEPRECATED if now else ChangeKind.RESPONSE_UNDEPRECATED
    else:
        kind = ChangeKind.REQUEST_DEPRECATED if now else ChangeKind.REQUEST_UNDEPRECATED
    text = f"{subject(location)} is {'deprecated' if now else 'no longer deprecated'}."
    yield Finding(kind=kind, location=location, text=text, old=was, new=now)


def values(old: Option, new: Option, location: ChangeLocation) -> Iterator[Finding]:
    """Yield the lists of values, closed or open."""
    if old.enum is not None and new.enum is not None:
        yield from _listed(old.enum, new.enum, location, closed=True)
    elif old.enum is None and new.enum is None:
        if old.known is not None and new.known is not None:
            yield from _listed(old.known, new.known, location, closed=False)
        elif old.known is not None or new.known is not None:
            yield _open_list(old.known, new.known, location)
    else:
        yield _opened_or_closed(old, new, location)


def _listed(
    old: list[Json], new: list[Json], location: ChangeLocation, *, closed: bool
) -> Iterator[Finding]:
    removed = [item for item in old if not any(same(item, other) for other in new)]
    added = [item for item in new if not any(same(item, other) for other in old)]
    if location.is_response and closed:
        removed_kind, added_kind = (
            ChangeKind.RESPONSE_ENUM_VALUE_REMOVED,
            ChangeKind.RESPONSE_ENUM_VALUE_ADDED,
        )
    elif location.is_response:
        removed_kind, added_kind = (
            ChangeKind.RESPONSE_KNOWN_VALUE_REMOVED,
            ChangeKind.RESPONSE_KNOWN_VALUE_ADDED,
        )
    elif closed:
        removed_kind, added_kind = (
            ChangeKind.REQUEST_ENUM_VALUE_REMOVED,
            ChangeKind.REQUEST_ENUM_VALUE_ADDED,
        )
    else:
        removed_kind = added_kind = ChangeKind.REQUEST_KNOWN_VALUES_CHANGED
    if removed:
        text = _list_sentence(location, removed, closed=closed, now=False)
        yield Finding(kind=removed_kind, location=location, text=text, old=removed)
    if added:
        text = _list_sentence(location, added, closed=closed, now=True)
        yield Finding(kind=added_kind, location=location, text=text, new=added)


def _list_sentence(
    location: ChangeLocation, changed: list[Json], *, closed: bool, now: bool
) -> str:
    name, listed = subject(location), shown_values(changed)
    if not closed:
        return f"{name}: {listed} {'joined' if now else 'left'} the known values."
    verb = "can be" if location.is_response else "takes"
    no_longer = "can no longer be" if location.is_response else "no longer takes"
    return f"{name} {verb} {listed} too." if now else f"{name} {no_longer} {listed}."


def _open_list(old: list[Json] | None, new: list[Json] | None, location: ChangeLocation) -> Finding:
    listed = new if new is not None else old or []
    if location.is_response:
        kind = (
            ChangeKind.RESPONSE_VALUES_LISTED
            if old is None
            else ChangeKind.RESPONSE_VALUES_UNLISTED
        )
    else:
        kind = ChangeKind.REQUEST_KNOWN_VALUES_CHANGED
    phrase = "are listed now" if old is None else "are no longer listed"
    text = f"Values of {subject(location)} {phrase}, any other is possible: {shown_values(listed)}."
    return Finding(kind=kind, location=location, text=text, old=old, new=new)


def _opened_or_closed(old: Option, new: Option, location: ChangeLocation) -> Finding:
    closes = new.enum is not None
    was = old.enum if old.enum is not None else old.known
    now = new.enum if new.enum is not None else new.known
    if location.is_response:
        kind = ChangeKind.RESPONSE_ENUM_CLOSED if closes else ChangeKind.RESPONSE_ENUM_OPENED
    else:
        kind = ChangeKind.REQUEST_ENUM_ADDED if closes else ChangeKind.REQUEST_ENUM_REMOVED
    listed = shown_values((new.enum if closes else old.enum) or [])
    phrase = f"must be one of {listed}" if closes else f"may be other than {listed}"
    text = f"{subject(location)} {phrase}."
    return Finding(kind=kind, location=location, text=text, old=was, new=now)


def rules(old: JsonObject, new: JsonObject, location: ChangeLocation) -> Iterator[Finding]:
    """Ranges, formats and all else that narrows a type."""
    kinds = _OF_RESPONSES if location.is_response else _OF_REQUESTS
    for what, low, high in _RANGES:
        before = _low(old, low), _high(old, high)
        after = _low(new, low), _high(new, high)
        if before != after:
            floor = _floor(low)
            past, present = _range(before, floor), _range(after, floor)
            of = f"The {what} of {subject(location)}" if what else subject(location)
            text = f"{of} is {present}, was {past}."
            kind = kinds[_direction(before, after)]
            yield Finding(kind=kind, location=location, text=text, old=past, new=present)
    for key in ("multipleOf", "pattern", "uniqueItems"):
        was, now = (item.get(key) or None for item in (old, new))
        if not same(was, now):
            kind = kinds[_step_direction(was, now)]
            yield Finding(
                kind=kind,
                location=location,
                text=_rule_sentence(location, key, was, now),
                old=was,
                new=now,
            )
    if not same(old.get("format"), new.get("format")):
        yield _format(old.get("format"), new.get("format"), location)
    yield from _other_rules(_bare(old), _bare(new), location)


def _low(given: JsonObject, keys: tuple[str, ...]) -> End:
    ends = [(n, key.startswith("ex")) for key in keys if (n := _number(given.get(key))) is not None]
    return max(ends, default=(_floor(keys), False))


def _floor(keys: tuple[str, ...]) -> float:
    """No length, and no number of things, is below zero: saying so says nothing."""
    return -float("inf") if keys[0] == "minimum" else 0.0


def _high(given: JsonObject, keys: tuple[str, ...]) -> End:
    ends = [(n, key.startswith("ex")) for key in keys if (n := _number(given.get(key))) is not None]
    return min(ends, key=lambda end: (end[0], not end[1]), default=(float("inf"), False))


def _number(given: Json) -> float | None:
    return given if isinstance(given, (int, float)) and not isinstance(given, bool) else None


def _direction(old: tuple[End, End], new: tuple[End, End]) -> str:
    (low, high), (new_low, new_high) = old, new
    narrower = new_low > low or (new_high[0], not new_high[1]) < (high[0], not high[1])
    wider = new_low < low or (new_high[0], not new_high[1]) > (high[0], not high[1])
    if narrower and wider:
        return "changed"
    return "narrowed" if narrower else "widened"


def _range(ends: tuple[End, End], floor: float) -> str:
    (low, above), (high, below) = ends
    least = _written(low) if low > floor or above else ""
    most = _written(high) if high != float("inf") else ""
    if least and most and not (above or below):
        return f"{least} to {most}"
    parts = [f"{'over' if above else 'at least'} {least}"] if least else []
    parts += [f"{'under' if below else 'at most'} {most}"] if most else []
    return " and ".join(parts) or "not limited"


def _written(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _step_direction(old: Json, new: Json) -> str:
    if old is None or new is None:
        return "narrowed" if old is None else "widened"
    before, after = _number(old), _number(new)
    if before and after:
        if (after / before).is_integer():
            return "narrowed"
        if (before / after).is_integer():
            return "widened"
    return "changed"


def _rule_sentence(location: ChangeLocation, key: str, old: Json, new: Json) -> str:
    words = {"multipleOf": "a multiple of", "pattern": "text like", "uniqueItems": "all different"}
    name, what = subject(location), words[key]
    if key == "uniqueItems":
        return f"{name}: items {'must be' if new else 'need no longer be'} {what}."
    if new is None:
        return f"{name} need no longer be {what} {code(value(old))}."
    was = "" if old is None else f", was {code(value(old))}"
    return f"{name} must be {what} {code(value(new))}{was}."


def _format(old: Json, new: Json, location: ChangeLocation) -> Finding:
    if old is None:
        kind, phrase = (
            ChangeKind.REQUEST_FORMAT_ADDED,
            f"has the format {code(value(new))}, had none",
        )
    elif new is None:
        kind, phrase = ChangeKind.REQUEST_FORMAT_REMOVED, f"has no format, had {code(value(old))}"
    else:
        kind = ChangeKind.REQUEST_FORMAT_CHANGED
        phrase = f"has the format {code(value(new))}, had {code(value(old))}"
    if location.is_response:
        kind = ChangeKind.RESPONSE_FORMAT_CHANGED
    text = f"{subject(location)} {phrase}."
    return Finding(kind=kind, location=location, text=text, old=old, new=new)


def _other_rules(old: JsonObject, new: JsonObject, location: ChangeLocation) -> Iterator[Finding]:
    known = {"multipleOf", "pattern", "uniqueItems", "format", *_LIMITS}
    kind = (
        ChangeKind.RESPONSE_RULE_CHANGED
        if location.is_response
        else ChangeKind.REQUEST_RULE_CHANGED
    )
    for key in sorted((old.keys() | new.keys()) - known):
        if not same(old.get(key), new.get(key)):
            changed = (
                "is new" if key not in old else "was removed" if key not in new else "is another"
            )
            text = f"{subject(location)}: the rule {code(key)} {changed}."
            yield Finding(kind=kind, location=location, text=text, old=key in old, new=key in new)


def _bare(rules: JsonObject) -> JsonObject:
    """Rules without the wording of the schemas inside them."""
    wording = {"description", "title", "examples", "example"}

    def without(schema: JsonObject) -> JsonObject:
        kept: JsonObject = {key: item for key, item in schema.items() if key not in wording}
        return map_children(kept, without)

    return map_children(rules, without)
