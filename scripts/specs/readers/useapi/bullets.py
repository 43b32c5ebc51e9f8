"""What a bullet of a parameter list says: which names, required or not, and the rest as prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.specs.readers.useapi.sections import bullets, paragraphs

if TYPE_CHECKING:
    from scripts.specs.readers.useapi.sections import Line

_NAME = r"`?[A-Za-z_]\w*(?:\[\])?`?"
_LIST = rf"{_NAME}(?:\s*(?:,|and|or|,\s*and)\s*{_NAME})*"
_SENTENCE = re.compile(
    rf"(?P<names>{_LIST})\s+(?:is|are)\s+(?P<how>optional|required)(?P<rest>.*)", re.DOTALL
)
_NAMED_ONLY = re.compile(rf"(?P<names>{_LIST})\s*(?:[:\u2013\u2014-]\s*(?P<rest>.*))?", re.DOTALL)
_CONDITION = re.compile(r"\s*,?\s*(if|when|unless|for|only|in case|by)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Described:
    """One parameter as its bullet describes it."""

    name: str
    required: bool
    description: str
    line: int


def described(lines: tuple[Line, ...]) -> list[Described]:
    """The parameters of a list, in order; a name that stands twice is joined into one."""
    found: dict[str, Described] = {}
    for bullet in bullets(lines):
        rest = paragraphs(bullet.body)
        for name, required, prose in _read(bullet.head, rest):
            known = found.get(name)
            if known is None:
                found[name] = Described(name, required, prose, bullet.number)
            else:
                text = "\n\n".join(part for part in (known.description, prose) if part)
                found[name] = Described(name, known.required or required, text, known.line)
    return list(found.values())


def _read(head: str, body: str) -> list[tuple[str, bool, str]]:
    sentence = _SENTENCE.fullmatch(head)
    if sentence is None:
        named = _NAMED_ONLY.fullmatch(head)
        if named is None:
            return []
        return [(name, False, _prose(named["rest"] or "", body)) for name in _names(named["names"])]
    rest = sentence["rest"]
    # "X is required when Y" is a condition, which a schema's `required` cannot say.
    conditional = _CONDITION.match(rest) is not None
    required = sentence["how"] == "required" and not conditional
    prose = f"{sentence['how'].capitalize()}{rest}" if conditional else rest
    return [(name, required, _prose(prose, body)) for name in _names(sentence["names"])]


def _names(listed: str) -> list[str]:
    parts = re.split(r"\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+", listed)
    return [part.strip("`") for part in parts if part]


def _prose(rest: str, body: str) -> str:
    """The description without the words that became `required`."""
    first = rest.strip().lstrip(".,;:").strip()
    first = first[:1].upper() + first[1:]
    return "\n".join(part for part in (first, body) if part)
