"""What changed in what an operation makes the vendor post: callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.kinds import Kind
from scripts.drift.specification.answers import FORMS, AnswerComparison
from scripts.drift.specification.bodies import content
from scripts.drift.specification.findings import Finding, Spot
from scripts.drift.wording import code
from scripts.specs.json_types import METHODS, arr, obj, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.drift.specification.schemas import SchemaComparison
    from scripts.specs.json_types import Json, JsonObject


class CallbackComparison:
    """Compares the callbacks of an operation. Their payloads are read, as answers are."""

    def __init__(self, comparison: SchemaComparison) -> None:
        self.comparison = comparison
        self.answers = AnswerComparison(comparison)

    def callbacks(
        self, old: JsonObject, new: JsonObject, renamed: Mapping[str, str]
    ) -> Iterator[Finding]:
        """Every callback, its address and what is posted there.

        `renamed` are the request's fields that have another name now: an address may speak of one.
        """
        before, after = _callbacks(old), _callbacks(new)
        for name, (address, posted) in before.items():
            if name in after and _speaks_as_now(address, renamed) == after[name][0]:
                before[name] = after[name][0], posted
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
        yield from self.answers.headers({**headers[0]}, {**headers[1]}, spot)
        bodies = [obj(obj(node.get("requestBody")).get("content")) for node in (old, new)]
        if bool(bodies[0]) != bool(bodies[1]):
            kind = Kind.ANSWER_BODY_ADDED if bodies[1] else Kind.ANSWER_BODY_REMOVED
            said = f"The callback has {'a body now' if bodies[1] else 'no body'}."
            involved = self.comparison.involved([bodies[0]], [bodies[1]])
            yield Finding(kind=kind, spot=spot, text=said, involved=involved)
            return
        yield from content(self.comparison, bodies[0], bodies[1], spot, FORMS)


def _speaks_as_now(address: str, renamed: Mapping[str, str]) -> str:
    for old, new in renamed.items():
        address = address.replace(f"$request.body#/{old}}}", f"$request.body#/{new}}}")
    return address


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
