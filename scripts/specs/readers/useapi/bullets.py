"""Bullets of a parameter list: the names, whether they are required, and the rest as prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.specs.readers.useapi import sections

if TYPE_CHECKING:
    from collections.abc import Collection

    from scripts.specs.page import PageFragment
    from scripts.specs.readers.useapi.rendering import Line
    from scripts.specs.readers.useapi.sections import Bullet

_NAME = re.compile(r"`?(?P<name>[A-Za-z_]\w*(?:-\w+)*(?:\[\])?)`?")
_BETWEEN = re.compile(r"\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+")
# `image1…image3` are three names.
_NUMBERED = re.compile(r"(?P<stem>\w*?[A-Za-z_])(?P<number>\d{1,2})")
_UP_TO = re.compile(r"\s*(?:\u2026|\.{2,3})\s*")
_EITHER = re.compile(r"(?:either|one of)(?:\s+of)?\s+(?:the\s+)?", re.IGNORECASE)
_HOW = re.compile(
    r"\s+(?:is|are)\s+(?P<adverb>(?:not|always|also|both|conditionally|only)\s+)?"
    r"(?P<how>optional|required|mandatory)\b(?P<rest>.*)",
    re.DOTALL,
)
_IN_BRACKETS = re.compile(r"\s*\((?P<how>optional|required)\)(?P<rest>.*)", re.DOTALL)
_NAMED_ONLY = re.compile(r"\s*(?:(?:[:\u2013\u2014]|-\s)\s*(?P<rest>.*))?", re.DOTALL)
_CONDITION = re.compile(r"\s*,?\s*(if|when|unless|for|only|in case|by)\b", re.IGNORECASE)
_LIKE_CODE = re.compile(r"[a-z_]")


@frozen
class ParameterDescription:
    """One parameter as its bullet describes it."""

    name: str
    required: bool
    description: str
    line: int
    states_presence: bool = True
    """Whether the bullet says that it is required or optional; others say nothing against it."""


@frozen
class ParameterList:
    """The parameters of a list, and the lines that belong to none of its items."""

    items: list[ParameterDescription]
    loose: list[Line]


def described(
    result: PageFragment, lines: tuple[Line, ...], known: Collection[str] = ()
) -> ParameterList:
    """Return the parameters of a list, in order; a name that stands twice is joined into one.

    `known` are names that stand elsewhere on the page: a bullet that begins with one is about it.
    """
    found: dict[str, list[ParameterDescription]] = {}
    bullets, loose = sections.bullets(lines)
    for bullet in bullets:
        read = _read(bullet, known)
        if not read:
            result.left_out("an item that names no parameter", bullet.number)
        for item in read:
            found.setdefault(item.name, []).append(item)
    return ParameterList([_in_one(result, items) for items in found.values()], loose)


def _in_one(result: PageFragment, items: list[ParameterDescription]) -> ParameterDescription:
    first = items[0]
    explicit = [item for item in items if item.states_presence] or items
    required = all(item.required for item in explicit)
    if not required and any(item.required for item in explicit):
        # A caller who leaves it out is refused by the provider at worst; a client must not insist.
        other = next(item for item in explicit if item.required != explicit[0].required)
        result.repaired(f"`{first.name}` is required by one item only: optional", other.line)
    parts = dict.fromkeys(item.description for item in items if item.description)
    return evolve(first, required=required, description="\n\n".join(parts))


def _read(bullet: Bullet, known: Collection[str]) -> list[ParameterDescription]:
    head, body = bullet.head, sections.paragraphs(bullet.body)
    either = _EITHER.match(head)
    names, rest = _names(head[either.end() :] if either else head)
    if not names:
        return []
    how = _HOW.fullmatch(rest) or (None if either else _IN_BRACKETS.fullmatch(rest))
    states_presence = True
    is_choice = either is not None or _offers_choice(head, names, rest)
    if how is not None and not (is_choice and how["how"] != "optional"):
        required, prose = _obligation(how)
    elif how is not None:
        # One of them is enough.
        return _about(names, head, body, bullet.number)
    elif (only := _NAMED_ONLY.fullmatch(rest)) is not None and _are_names(names, known):
        required, prose = False, only["rest"] or ""
        states_presence = False
    elif names[0] in known:
        # A sentence about a parameter that stands elsewhere.
        return _about(names[:1], head, body, bullet.number, states_presence=False)
    else:
        return []
    text = _prose(prose, body)
    return [
        ParameterDescription(name, required, text, bullet.number, states_presence) for name in names
    ]


def _about(
    names: list[str], head: str, body: str, line: int, *, states_presence: bool = True
) -> list[ParameterDescription]:
    """Parameters that a sentence is about as a whole, so that it keeps its words."""
    stated = "\n".join(part for part in (head, body) if part)
    return [ParameterDescription(name, False, stated, line, states_presence) for name in names]


def _offers_choice(head: str, names: list[str], rest: str) -> bool:
    """Return whether the names that a text begins with are a choice."""
    return len(names) > 1 and " or " in head.removesuffix(rest)


def _names(text: str) -> tuple[list[str], str]:
    """Return the names that a text begins with, and what follows them."""
    names: list[str] = []
    at = 0
    while (found := _NAME.match(text, at)) is not None:
        more, end = _up_to(text, found)
        names += more
        between = _BETWEEN.match(text, end)
        if between is None or _NAME.match(text, between.end()) is None:
            return names, text[end:]
        at = between.end()
    return names, text[at:]


def _up_to(text: str, first: re.Match[str]) -> tuple[list[str], int]:
    """Return the names from one to the last of its numbered kind, mostly itself alone, and where they end."""
    alone = [first["name"]], first.end()
    dots = _UP_TO.match(text, first.end())
    last = _NAME.match(text, dots.end()) if dots else None
    low = _NUMBERED.fullmatch(first["name"])
    high = _NUMBERED.fullmatch(last["name"]) if last else None
    if last is None or low is None or high is None or low["stem"] != high["stem"]:
        return alone
    numbers = range(int(low["number"]), int(high["number"]) + 1)
    return ([f"{low['stem']}{number}" for number in numbers], last.end()) if numbers else alone


def _obligation(how: re.Match[str]) -> tuple[bool, str]:
    """Return whether the names are required, and the prose. A condition is nothing `required` can say."""
    stated = how.groupdict()
    adverb = (stated.get("adverb") or "").strip()
    optional = stated["how"] == "optional" or adverb == "not"
    rest = str(stated["rest"])
    conditional = _CONDITION.match(rest) is not None or adverb in {"conditionally", "only"}
    word = "Optional" if optional else "Required"
    return not optional and not conditional, f"{word}{rest}" if conditional else rest


def _are_names(names: list[str], known: Collection[str]) -> bool:
    """Return whether words before a colon are parameters: `Note:` is none."""
    return all(name in known or _LIKE_CODE.match(name) is not None for name in names)


def _prose(rest: str, body: str) -> str:
    """Return the description without the words that became `required`."""
    first = rest.strip().lstrip(".,;:").strip()
    first = first[:1].upper() + first[1:]
    return "\n".join(part for part in (first, body) if part)
