"""Changes of a body's media types and their schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.specification.findings import ChangeLocation, Finding
from scripts.drift.wording import code
from scripts.specs.json_types import obj

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.change_kinds import ChangeKind
    from scripts.drift.specification.schemas import SchemaComparison
    from scripts.specs.json_types import JsonObject


def content(
    comparison: SchemaComparison,
    old: JsonObject,
    new: JsonObject,
    location: ChangeLocation,
    kinds: tuple[ChangeKind, ChangeKind, ChangeKind],
) -> Iterator[Finding]:
    """Yield a body's forms and what is in them. The kinds are those of a form added, removed, changed."""
    added_kind, removed_kind, changed = kinds
    before, after = _media(old), _media(new)
    removed = [name for name in before if name not in after]
    added = [name for name in after if name not in before]
    pairs = [(name, name) for name in before if name in after]
    if len(removed) == len(added) == 1 and not pairs:
        pairs = [(removed[0], added[0])]
        text = f"The body is {code(added[0])}, was {code(removed[0])}."
        yield Finding(kind=changed, location=location, text=text, old=removed[0], new=added[0])
    else:
        for name in removed:
            text, mine = f"The body can no longer be {code(name)}.", before[name]
            involved = comparison.involved([mine], [])
            yield Finding(
                kind=removed_kind, location=location, text=text, old=name, involved=involved
            )
        for name in added:
            text, mine = f"The body can be {code(name)}.", after[name]
            involved = comparison.involved([], [mine])
            yield Finding(
                kind=added_kind, location=location, text=text, new=name, involved=involved
            )
    for was, now in pairs:
        schemas = obj(before[was].get("schema")), obj(after[now].get("schema"))
        yield from comparison.compare(*schemas, location)


def _media(content: JsonObject) -> dict[str, JsonObject]:
    """Return the forms of a body, by media type without parameters such as a charset."""
    return {name.partition(";")[0].strip().lower(): obj(media) for name, media in content.items()}
