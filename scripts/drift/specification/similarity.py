"""Whether something that was added is something that was removed, under another name."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from attrs import frozen

from scripts.specs.normalize.naming.identifiers import words

if TYPE_CHECKING:
    from collections.abc import Sequence

# Tried on the renamings that providers made: taskId/task_id, seed/seeds, waterMark/watermark,
# callBackUrl/webhookUrl on the one hand, width/height and startTime/endTime on the other.
_SAME_NAME: Final = 0.75
_RELATED_NAME: Final = 0.3
# Below 1, which is for the same letters.
_NEARLY: Final = 0.95
_SAME_WORDS: Final = 0.8
_ENOUGH_WORDS: Final = 4
_ENOUGH_LETTERS: Final = 4


@frozen
class Named:
    """The properties of a parameter or field by which a renamed one is recognised."""

    name: str
    type: str
    """Its type in a few words."""
    traits: str
    """The values, ranges or members that it allows; empty if only the type restricts it."""
    is_distinct: bool
    """Whether its traits are such as two things seldom share: a list of values, or members."""
    description: str
    position: int
    """Where it stands among those that stayed: how many of them stand before it."""


def renamed(removed: Sequence[Named], added: Sequence[Named]) -> list[tuple[Named, Named]]:
    """Return the pairs that look like one thing under two names, the likest first, each at most once."""
    scored = [(similarity(old, new), old, new) for old in removed for new in added]
    found: list[tuple[Named, Named]] = []
    taken: set[tuple[str, str]] = set()
    for score, old, new in sorted(scored, key=lambda item: (-item[0], item[1].name, item[2].name)):
        if score > 0 and not {("old", old.name), ("new", new.name)} & taken:
            found.append((old, new))
            taken |= {("old", old.name), ("new", new.name)}
    return found


def similarity(old: Named, new: Named) -> float:
    """Return how much two look like one, from 0 (not at all) up."""
    name = name_similarity(old.name, new.name)
    same_type = old.type == new.type
    same_place = old.position == new.position
    described = _described_alike(old.description, new.description)
    distinctive = bool(old.traits) and old.traits == new.traits
    alike = (
        (name >= _SAME_NAME and (same_type or same_place))
        or (name >= _RELATED_NAME and same_type and same_place)
        or (same_type and described)
        or (same_type and distinctive and (same_place or old.is_distinct))
    )
    score = name + 2 * (name == 1) + same_type + same_place + 2 * described + distinctive
    return score if alike else 0.0


def name_similarity(old: str, new: str) -> float:
    """Return how alike two names are, from 0 to 1. How their words are joined does not count."""
    mine, theirs = words(old), words(new)
    letters = "".join(mine), "".join(theirs)
    if letters[0] == letters[1]:
        return 1.0
    shared = len({_stem(word) for word in mine} & {_stem(word) for word in theirs})
    overlap = _NEARLY * shared / max(len(mine), len(theirs), 1)
    if min(map(len, letters)) >= _ENOUGH_LETTERS and (
        letters[0] in letters[1] or letters[1] in letters[0]
    ):
        # waterMark and watermarkText: two words or one is a matter of taste.
        overlap = max(overlap, _RELATED_NAME)
    if len(mine) == len(theirs) == 1:
        return max(overlap, SequenceMatcher(None, *letters, autojunk=False).ratio())
    return overlap


def _stem(word: str) -> str:
    return word.removesuffix("s")


def _described_alike(old: str, new: str) -> bool:
    mine, theirs = words(old), words(new)
    if min(len(mine), len(theirs)) < _ENOUGH_WORDS:
        return False
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= _SAME_WORDS
