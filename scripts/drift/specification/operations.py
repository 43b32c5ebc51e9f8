"""Changes of one operation: its parameters, body, responses, links and callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.specification import access
from scripts.drift.specification.bodies import content
from scripts.drift.specification.callbacks import CallbackComparison
from scripts.drift.specification.findings import ChangeLocation, Finding
from scripts.drift.specification.parameters import ParameterComparison
from scripts.drift.specification.responses import ResponseComparison
from scripts.drift.specification.schemas import SchemaComparison
from scripts.drift.specification.shapes import DocumentSchemas
from scripts.drift.wording import code
from scripts.specs.json_types import obj, strings, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.specification.pairing import Pair
    from scripts.specs.json_types import Json, JsonObject

_ITSELF: Final = ChangeLocation("")
_FORMS: Final = (
    ChangeKind.BODY_MEDIA_TYPE_ADDED,
    ChangeKind.BODY_MEDIA_TYPE_REMOVED,
    ChangeKind.BODY_MEDIA_TYPE_CHANGED,
)


class OperationComparison:
    """Compares the operations of two documents, a pair at a time."""

    def __init__(self, old: JsonObject, new: JsonObject) -> None:
        self.documents = old, new
        self.schemas = DocumentSchemas(old), DocumentSchemas(new)
        self.comparison = SchemaComparison(*self.schemas)

    def compare(self, pair: Pair) -> Iterator[Finding]:
        """Yield every difference between an operation and what became of it."""
        old, new = pair.old.node, pair.new.node
        involved = self.comparison.involved([old], [new])
        yield from _identity(pair, involved)
        yield from _deprecated(old, new)
        yield from access.servers(*self.documents, pair.old, pair.new)
        yield from access.security(*self.documents, pair.old, pair.new)
        yield from ParameterComparison(self.comparison).parameters(pair)
        request = [*self._request(obj(old.get("requestBody")), obj(new.get("requestBody")))]
        yield from request
        responses = obj(old.get("responses")), obj(new.get("responses"))
        yield from ResponseComparison(self.comparison).responses(*responses)
        renamed = {
            item.location.way: text(item.new)
            for item in request
            if item.kind is ChangeKind.REQUEST_FIELD_RENAMED
        }
        callbacks = obj(old.get("callbacks")), obj(new.get("callbacks"))
        yield from CallbackComparison(self.comparison).callbacks(*callbacks, renamed)

    def _request(self, old: JsonObject, new: JsonObject) -> Iterator[Finding]:
        location = ChangeLocation("request")
        was, now = obj(old.get("content")), obj(new.get("content"))
        required = new.get("required") is True
        if was and not now:
            yield Finding(
                kind=ChangeKind.BODY_REMOVED,
                location=location,
                text="The body was removed.",
                old=[*was],
                involved=self.comparison.involved([was], [now]),
            )
        elif now and not was:
            note = " and required" if required else ""
            yield Finding(
                kind=ChangeKind.BODY_ADDED_REQUIRED if required else ChangeKind.BODY_ADDED,
                location=location,
                text=f"A body is new{note}.",
                new=[*now],
                involved=self.comparison.involved([was], [now]),
            )
        elif was:
            if (before := old.get("required") is True) != required:
                kind = ChangeKind.BODY_REQUIRED if required else ChangeKind.BODY_OPTIONAL
                text = f"The body {'must be given' if required else 'may be left out'}."
                yield Finding(kind=kind, location=location, text=text, old=before, new=required)
            yield from content(self.comparison, was, now, location, _FORMS)


def _identity(pair: Pair, involved: frozenset[str]) -> Iterator[Finding]:
    """Yield its address, its name and its tag."""
    old, new = pair.old.operation, pair.new.operation
    if pair.old.template != pair.new.template:
        moved = "looks moved" if pair.guessed else "has moved"
        was, now = f"{old.method} {old.path}", f"{new.method} {new.path}"
        text = f"It {moved} to {code(now)} from {code(was)}."
        yield Finding(
            kind=ChangeKind.OPERATION_MOVED, location=_ITSELF, text=text, old=was, new=now
        )
    if old.operation_id != new.operation_id:
        was, now = old.operation_id, new.operation_id
        text = f"It is called {code(now)}, was {code(was)}."
        kind = ChangeKind.OPERATION_RENAMED
        yield Finding(kind=kind, location=_ITSELF, text=text, old=was, new=now, involved=involved)
    was, now = (", ".join(strings(item.node.get("tags"))) for item in (pair.old, pair.new))
    if was != now:
        text = f"Its tag is {code(now)}, was {code(was)}."
        kind = ChangeKind.OPERATION_TAG_CHANGED
        yield Finding(kind=kind, location=_ITSELF, text=text, old=was, new=now, involved=involved)
    yield from _method(pair.old.node, pair.new.node, involved)


def _method(old: JsonObject, new: JsonObject, involved: frozenset[str]) -> Iterator[Finding]:
    """Yield what the method on a client is called, and what it returns.

    Specifications had neither once: nothing was renamed where one side has no method.
    """
    if "x-method" not in old or "x-method" not in new:
        return
    was, now = (f"{text(side.get('x-resource'))}.{text(side['x-method'])}" for side in (old, new))
    if was != now:
        phrase = f"Its method is {code(now)}, was {code(was)}."
        kind = ChangeKind.OPERATION_METHOD_RENAMED
        yield Finding(kind=kind, location=_ITSELF, text=phrase, old=was, new=now, involved=involved)
    before, after = old.get("x-result"), new.get("x-result")
    if before != after:
        phrase = f"Its method returns {_returned(after)}, was {_returned(before)}."
        kind = ChangeKind.OPERATION_RESULT_CHANGED
        yield Finding(
            kind=kind, location=_ITSELF, text=phrase, old=before, new=after, involved=involved
        )


def _returned(pointer: Json) -> str:
    return code(pointer) if isinstance(pointer, str) and pointer else "the whole body"


def _deprecated(old: JsonObject, new: JsonObject) -> Iterator[Finding]:
    was, now = old.get("deprecated") is True, new.get("deprecated") is True
    if was != now:
        kind = ChangeKind.OPERATION_DEPRECATED if now else ChangeKind.OPERATION_UNDEPRECATED
        text = f"It is {'deprecated' if now else 'no longer deprecated'}."
        yield Finding(kind=kind, location=_ITSELF, text=text, old=was, new=now)
