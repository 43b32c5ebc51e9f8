"""Changes between two schemas, rated for programs that send or receive what they describe."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

from attrs import evolve

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.specification import restrictions
from scripts.drift.specification.findings import ChangeLocation, Finding
from scripts.drift.specification.similarity import Named, renamed
from scripts.drift.wording import code
from scripts.specs.json_types import obj, same, text
from scripts.specs.normalize.shown_members import ONLY_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.drift.specification.shapes import DocumentSchemas, Option, Shape
    from scripts.specs.json_types import Json, JsonObject

_CONTAINERS = ("object", "array")
# Components that hold each other lead to one another in more ways than there is time for.
_MOST_PLACES: Final = 20


class SchemaComparison:
    """Compares schemas of an old and a new document."""

    def __init__(self, old: DocumentSchemas, new: DocumentSchemas) -> None:
        self.old = old
        self.new = new
        self.renamed: dict[str, str] = {}
        """Components that are called otherwise now, as far as the comparison came."""
        # Schemas by identity, components by name: what is being compared need not be again.
        self._entered: set[tuple[int, int] | tuple[str, str]] = set()
        self._places: Counter[tuple[str, str]] = Counter()
        """How often two components were compared since the comparison began at the outside."""

    def compare(
        self, old: JsonObject, new: JsonObject, location: ChangeLocation
    ) -> Iterator[Finding]:
        """Yield every difference between two schemas and what is inside them."""
        if not self._entered:
            self._places.clear()
        yield from self._once((id(old), id(new)), self._compare(old, new, location))

    def _component(self, names: tuple[str, str], findings: Iterator[Finding]) -> Iterator[Finding]:
        """Findings about two components, at the first of the places that lead there."""
        self._places[names] += 1
        if self._places[names] <= _MOST_PLACES:
            yield from self._once(names, findings)

    def _once(
        self, pair: tuple[int, int] | tuple[str, str], findings: Iterator[Finding]
    ) -> Iterator[Finding]:
        """Findings about a pair, unless they are asked for while it is compared: it holds itself."""
        if pair in self._entered:
            return
        self._entered.add(pair)
        try:
            yield from findings
        finally:
            self._entered.discard(pair)

    def involved(self, old: Iterable[Json], new: Iterable[Json]) -> frozenset[str]:
        """Return the components that only the old values reach, or only the new ones."""
        removed = {name for item in old for name in self.old.reachable(item)}
        added = {name for item in new for name in self.new.reachable(item)}
        return frozenset(
            {name for name in removed if name not in self.new.used}
            | {name for name in added if name not in self.old.used}
        )

    def _compare(
        self, old: JsonObject, new: JsonObject, given: ChangeLocation
    ) -> Iterator[Finding]:
        names = self.old.name(old), self.new.name(new)
        location = given.entered(*names, self._parted(*names))
        self._note_names(*names)
        lists = self.old.listed_in(old) | self.new.listed_in(new)
        given = evolve(given, listed_in=lists)
        before, after = self.old.shape(old), self.new.shape(new)
        # Changes of the member itself belong to the schema that holds it.
        yield from self._types(old, new, before, after, given)
        yield from _null(before, after, given)
        yield from restrictions.default(before.default, after.default, given)
        yield from restrictions.deprecated(before.deprecated, after.deprecated, given)
        for kind in dict.fromkeys(option.kind for option in before.options):
            for mine, theirs in _matched(before.of_kind(kind), after.of_kind(kind)):
                names = mine.component, theirs.component
                owner = location.entered(*names, self._parted(*names))
                self._note_names(*names)
                findings = self._option(mine, theirs, given, owner)
                yield from self._component(names, findings) if all(names) else findings

    def _parted(self, old: str, new: str) -> frozenset[str]:
        """Return the component that only one side has, where the other one is on both sides.

        A place that gets a schema of its own instead of a shared one brings a class with it.
        """
        removed = bool(old) and old not in self.new.used
        added = bool(new) and new not in self.old.used
        return frozenset({old if removed else new}) if removed != added else frozenset()

    def _note_names(self, old: str, new: str) -> None:
        if old and new and old not in self.new.used and new not in self.old.used:
            self.renamed.setdefault(old, new)

    def _types(
        self,
        old: JsonObject,
        new: JsonObject,
        before: Shape,
        after: Shape,
        location: ChangeLocation,
    ) -> Iterator[Finding]:
        removed, added = _kinds_apart(before, after)
        if not (removed or added):
            return
        was, now = self.old.label(old), self.new.label(new)
        if location.is_response:
            untyped = "any" in removed and any(kind in _CONTAINERS for kind in added)
            widened = ChangeKind.RESPONSE_TYPE_WIDENED
            narrowed = (
                ChangeKind.RESPONSE_DESCRIBED if untyped else ChangeKind.RESPONSE_TYPE_NARROWED
            )
            changed = ChangeKind.RESPONSE_TYPE_CHANGED
        else:
            widened, narrowed = ChangeKind.REQUEST_TYPE_WIDENED, ChangeKind.REQUEST_TYPE_NARROWED
            changed = ChangeKind.REQUEST_TYPE_CHANGED
        if "any" in removed or not added:
            kind = narrowed
        elif "any" in added or not removed:
            kind = widened
        else:
            kind = changed
        yield Finding(
            kind=kind,
            location=location,
            text=f"{restrictions.subject(location)} is {code(now)}, was {code(was)}.",
            old=was,
            new=now,
            involved=self.involved([old], [new]),
        )

    def _option(
        self, old: Option, new: Option, given: ChangeLocation, location: ChangeLocation
    ) -> Iterator[Finding]:
        yield from restrictions.values(old, new, given)
        yield from restrictions.rules(old.rules, new.rules, given)
        if old.kind == "array":
            yield from self.compare(old.items or {}, new.items or {}, location.inside("[]"))
        if old.kind == "object":
            yield from self._properties(old, new, location)
            yield from self._others(old, new, given, location)

    def _properties(self, old: Option, new: Option, location: ChangeLocation) -> Iterator[Finding]:
        """Yield what became of an object's properties."""
        # An example often keeps the old name of a renamed member: a name that only an example has
        # counts as removed.
        left = {
            name
            for name, schema in new.properties.items()
            if not (_is_only_shown(schema) and name in old.properties)
            or _is_only_shown(old.properties[name])
        }
        removed = [name for name in old.properties if name not in left]
        added = [name for name in new.properties if name not in old.properties]
        stayed = frozenset(old.properties) & left
        pairs = renamed(
            [self._named(self.old, old, name, stayed) for name in removed],
            [self._named(self.new, new, name, stayed) for name in added],
        )
        aliases = {before.name: after.name for before, after in pairs}
        for name, schema in old.properties.items():
            other = aliases.get(name, name)
            if other not in new.properties:
                yield self._removed(name, schema, location.field(name, name))
                continue
            here = location.field(name, other)
            if other != name:
                yield self._renamed(name, other, schema, new.properties[other], here)
            yield from presence(name in old.required, other in new.required, here)
            yield from self.compare(schema, new.properties[other], here)
        for name in added:
            if name not in aliases.values():
                required = name in new.required
                yield self._added(name, new.properties[name], location.field(name, name), required)

    def _named(
        self, schemas: DocumentSchemas, option: Option, name: str, stayed: frozenset[str]
    ) -> Named:
        before = list(option.properties)[: list(option.properties).index(name)]
        return described(
            schemas, name, option.properties[name], sum(item in stayed for item in before)
        )

    def _added(
        self, name: str, schema: JsonObject, location: ChangeLocation, required: bool
    ) -> Finding:
        label = self.new.label(schema)
        if location.is_response:
            kind, note = ChangeKind.RESPONSE_FIELD_ADDED, ""
        elif required:
            kind, note = ChangeKind.REQUEST_FIELD_ADDED_REQUIRED, " and required"
        else:
            kind, note = ChangeKind.REQUEST_FIELD_ADDED, ""
        return Finding(
            kind=kind,
            location=location,
            text=f"{code(name)} ({code(label)}) is new{note}.",
            new=label,
            involved=self.involved([], [schema]),
        )

    def _removed(self, name: str, schema: JsonObject, location: ChangeLocation) -> Finding:
        kind = (
            ChangeKind.RESPONSE_FIELD_REMOVED
            if location.is_response
            else ChangeKind.REQUEST_FIELD_REMOVED
        )
        label = self.old.label(schema)
        return Finding(
            kind=kind,
            location=location,
            text=f"{code(name)} ({code(label)}) was removed.",
            old=label,
            involved=self.involved([schema], []),
        )

    def _renamed(
        self, old: str, new: str, before: JsonObject, after: JsonObject, location: ChangeLocation
    ) -> Finding:
        return Finding(
            kind=ChangeKind.RESPONSE_FIELD_RENAMED
            if location.is_response
            else ChangeKind.REQUEST_FIELD_RENAMED,
            location=location,
            text=f"{code(old)} looks renamed to {code(new)}.",
            old=old,
            new=new,
            involved=self.involved([before], [after]),
        )

    def _others(
        self, old: Option, new: Option, given: ChangeLocation, location: ChangeLocation
    ) -> Iterator[Finding]:
        """Members that are not listed."""
        was, now = _allows_others(old), _allows_others(new)
        if was != now:
            if given.is_response:
                kind = ChangeKind.RESPONSE_OPENNESS_CHANGED
            else:
                kind = ChangeKind.REQUEST_OPENED if now else ChangeKind.REQUEST_CLOSED
            may = "may have" if now else "may no longer have"
            yield Finding(
                kind=kind,
                location=given,
                text=f"{restrictions.subject(given)} {may} members that are not listed.",
                old=was,
                new=now,
            )
        elif was:
            yield from self.compare(obj(old.additional), obj(new.additional), location.inside(".*"))


def described(schemas: DocumentSchemas, name: str, schema: JsonObject, position: int) -> Named:
    """Return what is known of a parameter or field, to recognise it by."""
    options = schemas.shape(schema).options
    traits = sorted(trait for option in options if (trait := restrictions.trait(option)))
    return Named(
        name,
        schemas.label(schema),
        "; ".join(traits),
        any(option.enum or option.known or option.properties for option in options),
        text(schema.get("description")),
        position,
    )


def _kinds_apart(before: Shape, after: Shape) -> tuple[list[str], list[str]]:
    """Return the types that are no longer allowed, and those that are only now."""
    was = [option.kind for option in before.options]
    now = [option.kind for option in after.options]
    removed = [kind for kind in was if not _covered(kind, now)]
    added = [kind for kind in now if not _covered(kind, was)]
    for kind in _CONTAINERS:
        # Several objects in one union have no names that count: their number tells.
        if kind in was and kind in now:
            removed += [kind] * max(was.count(kind) - now.count(kind), 0)
            added += [kind] * max(now.count(kind) - was.count(kind), 0)
    return removed, added


def _covered(kind: str, kinds: list[str]) -> bool:
    return kind in kinds or (kind == "integer" and "number" in kinds)


def _matched(old: list[Option], new: list[Option]) -> Iterator[tuple[Option, Option]]:
    """Yield options of one kind, each with the likest of the other side."""
    left = list(new)
    for option in old:
        if left:
            best = max(left, key=partial(_alike, option))
            left.remove(best)
            yield option, best


def _alike(old: Option, new: Option) -> float:
    shared = old.properties.keys() & new.properties.keys()
    every = old.properties.keys() | new.properties.keys()
    equal = same(old.rules, new.rules) + same(old.items, new.items)
    return len(shared) / max(len(every), 1) + equal / 10


def _null(before: Shape, after: Shape, location: ChangeLocation) -> Iterator[Finding]:
    # What allows anything allows null as well.
    was, now = _nullable(before), _nullable(after)
    if was == now or "any" in {option.kind for option in [*before.options, *after.options]}:
        return
    if location.is_response:
        kind = ChangeKind.RESPONSE_NULL_ADDED if now else ChangeKind.RESPONSE_NULL_REMOVED
        phrase = "may be null" if now else "is never null"
    else:
        kind = ChangeKind.REQUEST_NULL_ALLOWED if now else ChangeKind.REQUEST_NULL_REFUSED
        phrase = "may be null" if now else "may no longer be null"
    text = f"{restrictions.subject(location)} {phrase}."
    yield Finding(kind=kind, location=location, text=text, old=was, new=now)


def _nullable(shape: Shape) -> bool:
    return shape.nullable or any(option.kind == "any" for option in shape.options)


def presence(was: bool, now: bool, location: ChangeLocation) -> Iterator[Finding]:
    """Yield whether a parameter or field must be there."""
    if was == now:
        return
    if location.is_response:
        kind = ChangeKind.RESPONSE_REQUIRED if now else ChangeKind.RESPONSE_OPTIONAL
        phrase = "is always there" if now else "may be missing"
    else:
        kind = ChangeKind.REQUEST_REQUIRED if now else ChangeKind.REQUEST_OPTIONAL
        phrase = "must be given" if now else "may be left out"
    name = restrictions.subject(location)
    old, new = ("required" if flag else "optional" for flag in (was, now))
    yield Finding(kind=kind, location=location, text=f"{name} {phrase}.", old=old, new=new)


def _is_only_shown(schema: JsonObject) -> bool:
    """Return whether no description on the page but an example alone has the property."""
    return schema.get("description") == ONLY_SHOWN


def _allows_others(option: Option) -> bool:
    return option.additional is not False
