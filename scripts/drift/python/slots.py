"""Changes of one function, class or named type that is in both packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.drift.changes import ApiChange, Rating
from scripts.drift.python.surface import ApiPart, PartKind, Slot
from scripts.drift.python.types import NONE, UNSET, Relation, Type, relation, written
from scripts.drift.python.uses import (
    Use,
    rating_of_default,
    rating_of_required,
    rating_of_type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOT_WORDS: Final = {PartKind.FUNCTION: "parameter", PartKind.CLASS: "field"}
_HAS: Final = {PartKind.FUNCTION: "takes", PartKind.CLASS: "has"}
_TYPE_KINDS: Final = {
    Relation.WIDER: "type-widened",
    Relation.NARROWER: "type-narrowed",
    Relation.OTHER: "type-changed",
}


def part_changes(symbol: str, old: ApiPart, new: ApiPart, use: Use) -> Iterator[ApiChange]:
    """Yield the changes from `old` to `new`, both found under `symbol` and used as `use` describes."""
    if old.kind is not new.kind:
        yield ApiChange(
            kind="kind-changed",
            rating=Rating.BREAKING,
            symbol=symbol,
            text=f"`{symbol}` is something else: {new.kind.value}, it was {old.kind.value}",
        )
        return
    if old.kind is PartKind.FUNCTION:
        yield from _slots_changes(symbol, old, new, Use.GIVEN)
        yield from _own_type_changes(symbol, old, new, Use.READ)
    elif old.kind is PartKind.CLASS:
        yield from _slots_changes(symbol, old, new, use)
    else:
        yield from _own_type_changes(symbol, old, new, use)


def _own_type_changes(symbol: str, old: ApiPart, new: ApiPart, use: Use) -> Iterator[ApiChange]:
    """Of what a function returns, or a name stands for."""
    if old.type is None or new.type is None:
        return
    change = relation(old.type, new.type)
    if change is not Relation.SAME:
        returned = old.kind is PartKind.FUNCTION
        subject = f"the result of `{symbol}`" if returned else f"`{symbol}`"
        yield ApiChange(
            kind="return-type-changed" if returned else "value-changed",
            rating=rating_of_type(old.type, change, use),
            symbol=symbol,
            text=_type_text(subject, old.type, new.type),
        )


def _slots_changes(symbol: str, old: ApiPart, new: ApiPart, use: Use) -> Iterator[ApiChange]:
    word, has = SLOT_WORDS[old.kind], _HAS[old.kind]
    for name in old.slots.keys() - new.slots.keys():
        yield ApiChange(
            kind=f"{word}-removed",
            rating=Rating.BREAKING,
            symbol=symbol,
            member=name,
            text=f"`{symbol}` no longer {has} the {word} `{name}`",
        )
    for name in new.slots.keys() - old.slots.keys():
        required = new.slots[name].required and Use.GIVEN in use
        yield ApiChange(
            kind=f"{word}-added-required" if required else f"{word}-added",
            rating=Rating.BREAKING if required else Rating.NEW,
            symbol=symbol,
            member=name,
            text=f"`{symbol}` {has} a new {'required ' if required else ''}{word} `{name}`",
        )
    for name in old.slots.keys() & new.slots.keys():
        subject = f"the {word} `{name}` of `{symbol}`"
        for kind, rating, text in _slot_changes(subject, old.slots[name], new.slots[name], use):
            yield ApiChange(
                kind=f"{word}-{kind}", rating=rating, symbol=symbol, member=name, text=text
            )


def _slot_changes(
    subject: str, old: Slot, new: Slot, use: Use
) -> Iterator[tuple[str, Rating, str]]:
    before, after = old.type, new.type
    if old.required != new.required:
        state = "required" if new.required else "optional"
        rating = rating_of_required(use, required=new.required)
        yield f"became-{state}", rating, f"{subject} has become {state}"
        # The first change reports already that it may be left out.
        marker = UNSET if UNSET in before | after else NONE
        if new.required:
            before -= {marker} - after
        else:
            after -= {marker} - before
    elif old.default != new.default:
        rating = rating_of_default(old.default, use)
        yield (
            "default-changed",
            rating,
            f"{subject} has the default `{new.default}`, it was `{old.default}`",
        )
    change = relation(before, after)
    if change is not Relation.SAME:
        rating = rating_of_type(before, change, use)
        yield _TYPE_KINDS[change], rating, _type_text(subject, before, after)


def _type_text(subject: str, old: Type, new: Type) -> str:
    removed, added = old - new, new - old
    if removed and added:
        return f"{subject} is `{written(new)}`, it was `{written(old)}`"
    if removed:
        return f"{subject} can no longer be `{written(removed)}`"
    return f"{subject} can also be `{written(added)}`"
