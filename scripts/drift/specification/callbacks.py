"""Changes of an operation's callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.specification.bodies import content
from scripts.drift.specification.findings import ChangeLocation, Finding
from scripts.drift.specification.responses import FORMS, ResponseComparison
from scripts.drift.wording import code
from scripts.specs.json_types import METHODS, arr, obj, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.drift.specification.schemas import SchemaComparison
    from scripts.specs.json_types import Json, JsonObject


class CallbackComparison:
    """Compares the callbacks of an operation. Their payloads are read, as responses are."""

    def __init__(self, comparison: SchemaComparison) -> None:
        self.comparison = comparison
        self.responses = ResponseComparison(comparison)

    def callbacks(
        self, old: JsonObject, new: JsonObject, renamed: Mapping[str, str]
    ) -> Iterator[Finding]:
        """Yield every callback, its address and what is posted there.

        `renamed` are the request's fields that have another name now: an address may speak of one.
        """
        before, after = _callbacks(old), _callbacks(new)
        for name, (address, posted) in before.items():
            if name in after and _speaks_as_now(address, renamed) == after[name][0]:
                before[name] = after[name][0], posted
        removed = [name for name in before if name not in after]
        added = [name for name in after if name not in before]
        if len(removed) == len(added) == 1 and before[removed[0]][0] == after[added[0]][0]:
            # The name of a callback is ours or the page's: no provider's program says it.
            after[removed[0]] = after.pop(added[0])
            removed, added = [], []
        for name in removed:
            yield self._callback(name, before[name][1], added=False)
        for name in added:
            yield self._callback(name, after[name][1], added=True)
        for name, (address, posted) in before.items():
            if name in after:
                yield from self._posted(name, address, posted, *after[name])

    def _callback(self, name: str, posted: JsonObject, *, added: bool) -> Finding:
        sides: tuple[list[Json], list[Json]] = ([], [posted]) if added else ([posted], [])
        return Finding(
            kind=ChangeKind.CALLBACK_ADDED if added else ChangeKind.CALLBACK_REMOVED,
            location=ChangeLocation(f"callback {name}", is_response=True),
            text=f"The callback {code(name)} {'is new' if added else 'was removed'}.",
            old=None if added else name,
            new=name if added else None,
            involved=self.comparison.involved(*sides),
        )

    def _posted(
        self, name: str, was: str, old: JsonObject, now: str, new: JsonObject
    ) -> Iterator[Finding]:
        location = ChangeLocation(f"callback {name}", is_response=True)
        if was != now:
            phrase = f"The callback goes to {code(now)}, went to {code(was)}."
            kind = ChangeKind.CALLBACK_ADDRESS_CHANGED
            yield Finding(kind=kind, location=location, text=phrase, old=was, new=now)
        headers = [
            {text(item.get("name")): item for item in map(obj, arr(node.get("parameters")))}
            for node in (old, new)
        ]
        yield from self.responses.headers({**headers[0]}, {**headers[1]}, location)
        bodies = [obj(obj(node.get("requestBody")).get("content")) for node in (old, new)]
        if bool(bodies[0]) != bool(bodies[1]):
            kind = ChangeKind.RESPONSE_BODY_ADDED if bodies[1] else ChangeKind.RESPONSE_BODY_REMOVED
            phrase = f"The callback has {'a body now' if bodies[1] else 'no body'}."
            involved = self.comparison.involved([bodies[0]], [bodies[1]])
            yield Finding(kind=kind, location=location, text=phrase, involved=involved)
            return
        yield from content(self.comparison, bodies[0], bodies[1], location, FORMS)


def _speaks_as_now(address: str, renamed: Mapping[str, str]) -> str:
    for old, new in renamed.items():
        address = address.replace(f"$request.body#/{old}}}", f"$request.body#/{new}}}")
    return address


def _callbacks(given: JsonObject) -> dict[str, tuple[str, JsonObject]]:
    """Return each callback's address and what is posted there."""
    found: dict[str, tuple[str, JsonObject]] = {}
    for name, callback in given.items():
        several = len(obj(callback)) > 1
        for expression, item in obj(callback).items():
            for method in METHODS:
                if isinstance(node := obj(item).get(method), dict):
                    key = f"{name} {expression}" if several else name
                    found[key] = f"{method.upper()} {expression}", node
    return found
