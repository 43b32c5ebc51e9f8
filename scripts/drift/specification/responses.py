"""Changes of an operation's responses: statuses, bodies, headers and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.specification.bodies import content
from scripts.drift.specification.findings import ChangeLocation, Finding
from scripts.drift.wording import code
from scripts.specs.json_types import obj, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.specification.schemas import SchemaComparison
    from scripts.specs.json_types import Json, JsonObject

FORMS: Final = (
    ChangeKind.RESPONSE_MEDIA_TYPE_ADDED,
    ChangeKind.RESPONSE_MEDIA_TYPE_REMOVED,
    ChangeKind.RESPONSE_MEDIA_TYPE_CHANGED,
)


class ResponseComparison:
    """Compares the responses of an operation."""

    def __init__(self, comparison: SchemaComparison) -> None:
        self.comparison = comparison

    def responses(self, old: JsonObject, new: JsonObject) -> Iterator[Finding]:
        """Yield every status, and what comes with it."""
        removed = [status for status in old if status not in new]
        added = [status for status in new if status not in old]
        pairs = [(status, status) for status in old if status in new]
        ended, begun = ([item for item in group if _is_success(item)] for group in (removed, added))
        if len(ended) == len(begun) == 1:
            pairs.append((ended[0], begun[0]))
            yield Finding(
                kind=ChangeKind.RESPONSE_STATUS_CHANGED,
                location=ChangeLocation(f"response {ended[0]}", is_response=True),
                text=f"A success is {code(begun[0])}, was {code(ended[0])}.",
                old=ended[0],
                new=begun[0],
            )
            removed.remove(ended[0])
            added.remove(begun[0])
        for status in removed:
            yield self._status(status, obj(old[status]), added=False)
        for status in added:
            yield self._status(status, obj(new[status]), added=True)
        for was, now in pairs:
            location = ChangeLocation(f"response {was}", is_response=True)
            yield from self._response(obj(old[was]), obj(new[now]), location)

    def _status(self, status: str, response: JsonObject, *, added: bool) -> Finding:
        success = _is_success(status)
        if added:
            kind = (
                ChangeKind.RESPONSE_STATUS_ADDED
                if success
                else ChangeKind.RESPONSE_ERROR_STATUS_ADDED
            )
        else:
            kind = (
                ChangeKind.RESPONSE_STATUS_REMOVED
                if success
                else ChangeKind.RESPONSE_ERROR_STATUS_REMOVED
            )
        name = "success" if success else "error"
        sides: tuple[list[Json], list[Json]] = ([], [response]) if added else ([response], [])
        return Finding(
            kind=kind,
            location=ChangeLocation(f"response {status}", is_response=True),
            text=f"The {name} {code(status)} {'is new' if added else 'was removed'}.",
            old=None if added else status,
            new=status if added else None,
            involved=self.comparison.involved(*sides),
        )

    def _response(
        self, old: JsonObject, new: JsonObject, location: ChangeLocation
    ) -> Iterator[Finding]:
        was, now = obj(old.get("content")), obj(new.get("content"))
        if bool(was) != bool(now):
            kind = ChangeKind.RESPONSE_BODY_ADDED if now else ChangeKind.RESPONSE_BODY_REMOVED
            text = f"The response has {'a' if now else 'no'} body{' now' if now else ''}."
            yield Finding(
                kind=kind,
                location=location,
                text=text,
                old=[*was] or None,
                new=[*now] or None,
                involved=self.comparison.involved([was], [now]),
            )
        else:
            yield from content(self.comparison, was, now, location, FORMS)
        yield from self.headers(obj(old.get("headers")), obj(new.get("headers")), location)
        yield from _links(obj(old.get("links")), obj(new.get("links")), location)

    def headers(
        self, old: JsonObject, new: JsonObject, location: ChangeLocation
    ) -> Iterator[Finding]:
        """Yield the headers that come with a response or a callback."""
        before = {name.lower(): name for name in old if name.lower() != "content-type"}
        after = {name.lower(): name for name in new if name.lower() != "content-type"}
        for key, name in {**before, **after}.items():
            here = ChangeLocation(
                f"{location.side} header", name, name, members=frozenset({name}), is_response=True
            )
            if key in before and key in after:
                was, now = obj(old[before[key]]), obj(new[after[key]])
                schemas = obj(was.get("schema")), obj(now.get("schema"))
                yield from self.comparison.compare(*schemas, here)
            elif key in after:
                text = f"The header {code(name)} is new."
                yield Finding(
                    kind=ChangeKind.RESPONSE_HEADER_ADDED, location=here, text=text, new=name
                )
            else:
                text = f"The header {code(name)} was removed."
                yield Finding(
                    kind=ChangeKind.RESPONSE_HEADER_REMOVED, location=here, text=text, old=name
                )


def _is_success(status: str) -> bool:
    return status.startswith("2")


def _links(old: JsonObject, new: JsonObject, location: ChangeLocation) -> Iterator[Finding]:
    """Yield which operation reads what this one starts."""
    before, after = ([_link(obj(item)) for item in links.values()] for links in (old, new))
    removed = [item for item in before if item not in after]
    added = [item for item in after if item not in before]
    here = ChangeLocation(f"{location.side} link", is_response=True)
    while removed and added:
        was, now = removed.pop(0), added.pop(0)
        text = f"The task is read with {code(now)}, was {code(was)}."
        yield Finding(kind=ChangeKind.LINK_CHANGED, location=here, text=text, old=was, new=now)
    for item in removed:
        text = f"It no longer links to {code(item)}, which reads what was started."
        yield Finding(kind=ChangeKind.LINK_REMOVED, location=here, text=text, old=item)
    for item in added:
        text = f"The task is read with {code(item)}."
        yield Finding(kind=ChangeKind.LINK_ADDED, location=here, text=text, new=item)


def _link(link: JsonObject) -> str:
    target = text(link.get("operationId")) or text(link.get("operationRef"))
    given = obj(link.get("parameters"))
    bound = ", ".join(f"{name}={text(value) or value}" for name, value in sorted(given.items()))
    return f"{target}({bound})"
