"""What changed in what an operation answers: statuses, bodies, headers and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.drift.kinds import Kind
from scripts.drift.specification.bodies import content
from scripts.drift.specification.findings import Finding, Spot
from scripts.drift.wording import code
from scripts.specs.json_types import obj, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.specification.schemas import SchemaComparison
    from scripts.specs.json_types import Json, JsonObject

FORMS: Final = (
    Kind.ANSWER_MEDIA_TYPE_ADDED,
    Kind.ANSWER_MEDIA_TYPE_REMOVED,
    Kind.ANSWER_MEDIA_TYPE_CHANGED,
)


class AnswerComparison:
    """Compares the answers of an operation."""

    def __init__(self, comparison: SchemaComparison) -> None:
        self.comparison = comparison

    def answers(self, old: JsonObject, new: JsonObject) -> Iterator[Finding]:
        """Every status, and what comes with it."""
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
            yield from content(self.comparison, was, now, spot, FORMS)
        yield from self.headers(obj(old.get("headers")), obj(new.get("headers")), spot)
        yield from _links(obj(old.get("links")), obj(new.get("links")), spot)

    def headers(self, old: JsonObject, new: JsonObject, spot: Spot) -> Iterator[Finding]:
        """The headers that come with an answer or a callback."""
        before = {name.lower(): name for name in old if name.lower() != "content-type"}
        after = {name.lower(): name for name in new if name.lower() != "content-type"}
        for key, name in {**before, **after}.items():
            here = Spot(
                f"{spot.side} header", name, name, members=frozenset({name}), is_answer=True
            )
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


def _is_success(status: str) -> bool:
    return status.startswith("2")


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
