"""What changed in one operation: its parameters, body, answers, links and callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.drift import access, restrictions
from scripts.drift.findings import Finding, Spot
from scripts.drift.kinds import Kind
from scripts.drift.likeness import Named, renamed
from scripts.drift.pairing import Described, Pair
from scripts.drift.schema_changes import SchemaComparison, described, presence
from scripts.drift.shapes import Schemas
from scripts.drift.wording import code
from scripts.specs.json_types import METHODS, arr, obj, strings, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.specs.json_types import Json, JsonObject

_ITSELF: Final = Spot("")
_STYLE: Final = ("style", "explode", "allowReserved")
_STYLES: Final = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}

Address = tuple[str, str]
"""Where a parameter goes, and its name."""


class OperationComparison:
    """Compares the operations of two documents, a pair at a time."""

    def __init__(self, old: JsonObject, new: JsonObject) -> None:
        self.documents = old, new
        self.schemas = Schemas(old), Schemas(new)
        self.comparison = SchemaComparison(*self.schemas)

    def compare(self, pair: Pair) -> Iterator[Finding]:
        """Every difference between an operation and what became of it."""
        old, new = pair.old.node, pair.new.node
        involved = self.comparison.involved([old], [new])
        yield from _identity(pair, involved)
        yield from _deprecated(old, new)
        yield from access.servers(*self.documents, pair.old, pair.new)
        yield from access.security(*self.documents, pair.old, pair.new)
        yield from self._parameters(pair)
        yield from self._request(obj(old.get("requestBody")), obj(new.get("requestBody")))
        yield from self._answers(obj(old.get("responses")), obj(new.get("responses")))
        yield from self._callbacks(obj(old.get("callbacks")), obj(new.get("callbacks")))

    def _parameters(self, pair: Pair) -> Iterator[Finding]:
        before, after = _parameters(pair.old), _parameters(pair.new)
        aliases = self._aliases(before, after)
        for address, parameter in before.items():
            other = aliases.get(address, address)
            if other in after:
                yield from self._parameter(address, parameter, other, after[other])
            else:
                label = self.schemas[0].label(obj(parameter.get("schema")))
                yield Finding(
                    kind=Kind.PARAMETER_REMOVED,
                    spot=_parameter_spot(address, address),
                    text=f"{code(address[1])} ({code(label)}) is gone.",
                    old=label,
                )
        for address, parameter in after.items():
            if address not in before and address not in aliases.values():
                yield self._parameter_added(address, parameter)

    def _parameter_added(self, address: Address, parameter: JsonObject) -> Finding:
        label = self.schemas[1].label(obj(parameter.get("schema")))
        required = parameter.get("required") is True
        note = " and required" if required else ""
        return Finding(
            kind=Kind.PARAMETER_ADDED_REQUIRED if required else Kind.PARAMETER_ADDED,
            spot=_parameter_spot(address, address),
            text=f"{code(address[1])} ({code(label)}) is new{note}.",
            new=label,
        )

    def _parameter(
        self, address: Address, old: JsonObject, other: Address, new: JsonObject
    ) -> Iterator[Finding]:
        spot = _parameter_spot(address, other)
        name, now = address[1], other[1]
        if name != now:
            yield Finding(
                kind=Kind.PARAMETER_RENAMED,
                spot=spot,
                text=f"{code(name)} looks renamed to {code(now)}.",
                old=name,
                new=now,
            )
        if address[0] != other[0]:
            said = f"{code(name)} goes into the {other[0]}, went into the {address[0]}."
            was, here = address[0], other[0]
            yield Finding(kind=Kind.PARAMETER_MOVED, spot=spot, text=said, old=was, new=here)
        elif (style := _style(old)) != (current := _style(new)):
            said = f"{code(name)} is written in another way ({code(current)}, was {code(style)})."
            kind = Kind.PARAMETER_STYLE_CHANGED
            yield Finding(kind=kind, spot=spot, text=said, old=style, new=current)
        yield from presence(old.get("required") is True, new.get("required") is True, spot)
        flags = [item.get("deprecated") is True for item in (old, new)]
        yield from restrictions.deprecated(flags[0], flags[1], spot)
        yield from self.comparison.compare(obj(old.get("schema")), obj(new.get("schema")), spot)

    def _aliases(
        self, before: dict[Address, JsonObject], after: dict[Address, JsonObject]
    ) -> dict[Address, Address]:
        """What each parameter that went may be called, or go into, now."""
        gone = [address for address in before if address not in after]
        come = [address for address in after if address not in before]
        found: dict[Address, Address] = {}
        for address in list(gone):
            moved = next((item for item in come if item[1] == address[1]), None)
            if moved is not None:
                found[address] = moved
                gone.remove(address)
                come.remove(moved)
        for place in dict.fromkeys(address[0] for address in gone):
            pairs = renamed(
                self._named(self.schemas[0], before, gone, place, after),
                self._named(self.schemas[1], after, come, place, before),
            )
            found |= {(place, old.name): (place, new.name) for old, new in pairs}
        return found

    def _named(
        self,
        schemas: Schemas,
        given: dict[Address, JsonObject],
        chosen: list[Address],
        place: str,
        others: dict[Address, JsonObject],
    ) -> list[Named]:
        found: list[Named] = []
        stayed = 0
        for address, parameter in given.items():
            if address[0] == place and address in chosen:
                schema = {**parameter, **obj(parameter.get("schema"))}
                if description := parameter.get("description"):
                    schema["description"] = description
                found.append(described(schemas, address[1], schema, stayed))
            stayed += address[0] == place and address in others
        return found

    def _request(self, old: JsonObject, new: JsonObject) -> Iterator[Finding]:
        spot = Spot("request")
        was, now = obj(old.get("content")), obj(new.get("content"))
        required = new.get("required") is True
        if was and not now:
            text = "The body is gone."
            yield Finding(
                kind=Kind.BODY_REMOVED,
                spot=spot,
                text=text,
                old=[*was],
                involved=self.comparison.involved([was], [now]),
            )
        elif now and not was:
            note = " and required" if required else ""
            yield Finding(
                kind=Kind.BODY_ADDED_REQUIRED if required else Kind.BODY_ADDED,
                spot=spot,
                text=f"A body is new{note}.",
                new=[*now],
                involved=self.comparison.involved([was], [now]),
            )
        elif was:
            if (before := old.get("required") is True) != required:
                kind = Kind.BODY_REQUIRED if required else Kind.BODY_OPTIONAL
                text = f"The body {'must be given' if required else 'may be left out'}."
                yield Finding(kind=kind, spot=spot, text=text, old=before, new=required)
            kinds = (
                Kind.BODY_MEDIA_TYPE_ADDED,
                Kind.BODY_MEDIA_TYPE_REMOVED,
                Kind.BODY_MEDIA_TYPE_CHANGED,
            )
            yield from self._content(was, now, spot, kinds)

    def _content(
        self, old: JsonObject, new: JsonObject, spot: Spot, kinds: tuple[Kind, Kind, Kind]
    ) -> Iterator[Finding]:
        """A body's forms and what is in them."""
        added, removed, changed = kinds
        before, after = _media(old), _media(new)
        gone = [name for name in before if name not in after]
        come = [name for name in after if name not in before]
        pairs = [(name, name) for name in before if name in after]
        if len(gone) == len(come) == 1 and not pairs:
            pairs = [(gone[0], come[0])]
            text = f"The body is {code(come[0])}, was {code(gone[0])}."
            yield Finding(kind=changed, spot=spot, text=text, old=gone[0], new=come[0])
        else:
            for name in gone:
                text, mine = f"The body can no longer be {code(name)}.", before[name]
                involved = self.comparison.involved([mine], [])
                yield Finding(kind=removed, spot=spot, text=text, old=name, involved=involved)
            for name in come:
                text, mine = f"The body can be {code(name)}.", after[name]
                involved = self.comparison.involved([], [mine])
                yield Finding(kind=added, spot=spot, text=text, new=name, involved=involved)
        for was, now in pairs:
            schemas = obj(before[was].get("schema")), obj(after[now].get("schema"))
            yield from self.comparison.compare(*schemas, spot)

    def _answers(self, old: JsonObject, new: JsonObject) -> Iterator[Finding]:
        gone = [status for status in old if status not in new]
        come = [status for status in new if status not in old]
        pairs = [(status, status) for status in old if status in new]
        ended, begun = ([item for item in group if _is_success(item)] for group in (gone, come))
        if len(ended) == len(begun) == 1:
            pairs.append((ended[0], begun[0]))
            yield Finding(
                kind=Kind.ANSWER_STATUS_CHANGED,
                spot=Spot(f"answer {ended[0]}", is_answer=True),
                text=f"A success is {code(begun[0])}, was {code(ended[0])}.",
                old=ended[0],
                new=begun[0],
            )
            gone.remove(ended[0])
            come.remove(begun[0])
        for status in gone:
            yield self._status(status, obj(old[status]), added=False)
        for status in come:
            yield self._status(status, obj(new[status]), added=True)
        for was, now in pairs:
            spot = Spot(f"answer {was}", is_answer=True)
            yield from self._answer(obj(old[was]), obj(new[now]), spot)

    def _status(self, status: str, answer: JsonObject, *, added: bool) -> Finding:
        success = _is_success(status)
        if added:
            kind = Kind.ANSWER_STATUS_ADDED if success else Kind.ANSWER_ERROR_STATUS_ADDED
        else:
            kind = Kind.ANSWER_STATUS_REMOVED if success else Kind.ANSWER_ERROR_STATUS_REMOVED
        name = "success" if success else "error"
        sides: tuple[list[Json], list[Json]] = ([], [answer]) if added else ([answer], [])
        return Finding(
            kind=kind,
            spot=Spot(f"answer {status}", is_answer=True),
            text=f"The {name} {code(status)} is {'new' if added else 'gone'}.",
            old=None if added else status,
            new=status if added else None,
            involved=self.comparison.involved(*sides),
        )

    def _answer(self, old: JsonObject, new: JsonObject, spot: Spot) -> Iterator[Finding]:
        was, now = obj(old.get("content")), obj(new.get("content"))
        if bool(was) != bool(now):
            kind = Kind.ANSWER_BODY_ADDED if now else Kind.ANSWER_BODY_REMOVED
            text = f"The answer has {'a' if now else 'no'} body{' now' if now else ''}."
            yield Finding(
                kind=kind,
                spot=spot,
                text=text,
                old=[*was] or None,
                new=[*now] or None,
                involved=self.comparison.involved([was], [now]),
            )
        else:
            kinds = (
                Kind.ANSWER_MEDIA_TYPE_ADDED,
                Kind.ANSWER_MEDIA_TYPE_REMOVED,
                Kind.ANSWER_MEDIA_TYPE_CHANGED,
            )
            yield from self._content(was, now, spot, kinds)
        yield from self._headers(obj(old.get("headers")), obj(new.get("headers")), spot)
        yield from _links(obj(old.get("links")), obj(new.get("links")), spot)

    def _headers(self, old: JsonObject, new: JsonObject, spot: Spot) -> Iterator[Finding]:
        before = {name.lower(): name for name in old if name.lower() != "content-type"}
        after = {name.lower(): name for name in new if name.lower() != "content-type"}
        for key, name in {**before, **after}.items():
            here = Spot(f"{spot.side} header", name, members=frozenset({name}), is_answer=True)
            if key in before and key in after:
                was, now = obj(old[before[key]]), obj(new[after[key]])
                schemas = obj(was.get("schema")), obj(now.get("schema"))
                yield from self.comparison.compare(*schemas, here)
            elif key in after:
                text = f"The header {code(name)} is new."
                yield Finding(kind=Kind.ANSWER_HEADER_ADDED, spot=here, text=text, new=name)
            else:
                text = f"The header {code(name)} is gone."
                yield Finding(kind=Kind.ANSWER_HEADER_REMOVED, spot=here, text=text, old=name)

    def _callbacks(self, old: JsonObject, new: JsonObject) -> Iterator[Finding]:
        before, after = _callbacks(old), _callbacks(new)
        gone = [name for name in before if name not in after]
        come = [name for name in after if name not in before]
        if len(gone) == len(come) == 1 and before[gone[0]][0] == after[come[0]][0]:
            # The name of a callback is ours or the page's: no vendor's program says it.
            after[gone[0]] = after.pop(come[0])
            gone, come = [], []
        for name in gone:
            yield self._callback(name, before[name][1], added=False)
        for name in come:
            yield self._callback(name, after[name][1], added=True)
        for name, (address, posted) in before.items():
            if name in after:
                yield from self._posted(name, address, posted, *after[name])

    def _callback(self, name: str, posted: JsonObject, *, added: bool) -> Finding:
        sides: tuple[list[Json], list[Json]] = ([], [posted]) if added else ([posted], [])
        return Finding(
            kind=Kind.CALLBACK_ADDED if added else Kind.CALLBACK_REMOVED,
            spot=Spot(f"callback {name}", is_answer=True),
            text=f"The callback {code(name)} is {'new' if added else 'gone'}.",
            old=None if added else name,
            new=name if added else None,
            involved=self.comparison.involved(*sides),
        )

    def _posted(
        self, name: str, was: str, old: JsonObject, now: str, new: JsonObject
    ) -> Iterator[Finding]:
        spot = Spot(f"callback {name}", is_answer=True)
        if was != now:
            said = f"The callback goes to {code(now)}, went to {code(was)}."
            kind = Kind.CALLBACK_ADDRESS_CHANGED
            yield Finding(kind=kind, spot=spot, text=said, old=was, new=now)
        headers = [
            {text(item.get("name")): item for item in map(obj, arr(node.get("parameters")))}
            for node in (old, new)
        ]
        yield from self._headers({**headers[0]}, {**headers[1]}, spot)
        bodies = [obj(obj(node.get("requestBody")).get("content")) for node in (old, new)]
        if bool(bodies[0]) != bool(bodies[1]):
            kind = Kind.ANSWER_BODY_ADDED if bodies[1] else Kind.ANSWER_BODY_REMOVED
            said = f"The callback has {'a body now' if bodies[1] else 'no body'}."
            involved = self.comparison.involved([bodies[0]], [bodies[1]])
            yield Finding(kind=kind, spot=spot, text=said, involved=involved)
            return
        kinds = (
            Kind.ANSWER_MEDIA_TYPE_ADDED,
            Kind.ANSWER_MEDIA_TYPE_REMOVED,
            Kind.ANSWER_MEDIA_TYPE_CHANGED,
        )
        yield from self._content(bodies[0], bodies[1], spot, kinds)


def _identity(pair: Pair, involved: frozenset[str]) -> Iterator[Finding]:
    """Its address, its name and its family."""
    old, new = pair.old.operation, pair.new.operation
    if pair.old.template != pair.new.template:
        looks = "looks moved" if pair.guessed else "has moved"
        was, now = f"{old.method} {old.path}", f"{new.method} {new.path}"
        text = f"It {looks} to {code(now)} from {code(was)}."
        yield Finding(kind=Kind.OPERATION_MOVED, spot=_ITSELF, text=text, old=was, new=now)
    if old.operation_id != new.operation_id:
        was, now = old.operation_id, new.operation_id
        text = f"It is called {code(now)}, was {code(was)}."
        kind = Kind.OPERATION_RENAMED
        yield Finding(kind=kind, spot=_ITSELF, text=text, old=was, new=now, involved=involved)
    was, now = (", ".join(strings(item.node.get("tags"))) for item in (pair.old, pair.new))
    if was != now:
        text = f"Its family is {code(now)}, was {code(was)}."
        kind = Kind.OPERATION_FAMILY_CHANGED
        yield Finding(kind=kind, spot=_ITSELF, text=text, old=was, new=now, involved=involved)


def _deprecated(old: JsonObject, new: JsonObject) -> Iterator[Finding]:
    was, now = old.get("deprecated") is True, new.get("deprecated") is True
    if was != now:
        kind = Kind.OPERATION_DEPRECATED if now else Kind.OPERATION_UNDEPRECATED
        text = f"It is {'deprecated' if now else 'no longer deprecated'}."
        yield Finding(kind=kind, spot=_ITSELF, text=text, old=was, new=now)


def _parameter_spot(old: Address, new: Address) -> Spot:
    return Spot(old[0], old[1], members=frozenset({old[1], new[1]}))


def _parameters(of: Described) -> dict[Address, JsonObject]:
    """An operation's parameters. Path parameters are told apart by name like all others."""
    given = [*arr(of.shared.get("parameters")), *arr(of.node.get("parameters"))]
    found: dict[Address, JsonObject] = {}
    for parameter in map(obj, given):
        place, name = text(parameter.get("in")), text(parameter.get("name"))
        found[place, name.lower() if place == "header" else name] = parameter
    return found


def _is_success(status: str) -> bool:
    return status.startswith("2")


def _style(parameter: JsonObject) -> str:
    place = text(parameter.get("in"))
    style = text(parameter.get("style")) or _STYLES.get(place, "form")
    explode = parameter.get("explode", style == "form")
    reserved = ", reserved" if parameter.get("allowReserved") is True else ""
    return f"{style}{', exploded' if explode is True else ''}{reserved}"


def _media(content: JsonObject) -> dict[str, JsonObject]:
    """The forms of a body, by media type without parameters such as a charset."""
    return {name.partition(";")[0].strip().lower(): obj(media) for name, media in content.items()}


def _links(old: JsonObject, new: JsonObject, spot: Spot) -> Iterator[Finding]:
    """Which operation reads what this one starts."""
    before, after = ([_link(obj(item)) for item in links.values()] for links in (old, new))
    gone = [item for item in before if item not in after]
    come = [item for item in after if item not in before]
    here = Spot(f"{spot.side} link", is_answer=True)
    while gone and come:
        was, now = gone.pop(0), come.pop(0)
        text = f"What was started is read with {code(now)}, was {code(was)}."
        yield Finding(kind=Kind.LINK_CHANGED, spot=here, text=text, old=was, new=now)
    for item in gone:
        text = f"It no longer says that {code(item)} reads what was started."
        yield Finding(kind=Kind.LINK_REMOVED, spot=here, text=text, old=item)
    for item in come:
        text = f"What was started is read with {code(item)}."
        yield Finding(kind=Kind.LINK_ADDED, spot=here, text=text, new=item)


def _link(link: JsonObject) -> str:
    target = text(link.get("operationId")) or text(link.get("operationRef"))
    given = obj(link.get("parameters"))
    bound = ", ".join(f"{name}={text(value) or value}" for name, value in sorted(given.items()))
    return f"{target}({bound})"


def _callbacks(given: JsonObject) -> dict[str, tuple[str, JsonObject]]:
    """Each callback's address and what is posted there."""
    found: dict[str, tuple[str, JsonObject]] = {}
    for name, callback in given.items():
        several = len(obj(callback)) > 1
        for expression, item in obj(callback).items():
            for method in METHODS:
                if isinstance(node := obj(item).get(method), dict):
                    key = f"{name} {expression}" if several else name
                    found[key] = f"{method.upper()} {expression}", node
    return found
