"""What changed in the forms of a body and in what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.specification.findings import Finding, Spot
from scripts.drift.wording import code
from scripts.specs.json_types import obj

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.kinds import Kind
    from scripts.drift.specification.schemas import SchemaComparison
    from scripts.specs.json_types import JsonObject


def content(
    comparison: SchemaComparison,
    old: JsonObject,
    new: JsonObject,
    spot: Spot,
    kinds: tuple[Kind, Kind, Kind],
) -> Iterator[Finding]:
    """A body's forms and what is in them. The kinds are those of a form added, removed, changed."""
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
            involved = comparison.involved([mine], [])
            yield Finding(kind=removed, spot=spot, text=text, old=name, involved=involved)
        for name in come:
            text, mine = f"The body can be {code(name)}.", after[name]
            involved = comparison.involved([], [mine])
            yield Finding(kind=added, spot=spot, text=text, new=name, involved=involved)
    for was, now in pairs:
        schemas = obj(before[was].get("schema")), obj(after[now].get("schema"))
        yield from comparison.compare(*schemas, spot)


def _media(content: JsonObject) -> dict[str, JsonObject]:
    """The forms of a body, by media type without parameters such as a charset."""
    return {name.partition(";")[0].strip().lower(): obj(media) for name, media in content.items()}
