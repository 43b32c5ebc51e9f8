"""Names out of words: splitting, joining, singular."""

from __future__ import annotations

import re

from scripts.specs.normalize.naming.chinese import english

# `text2video` is one word, as are `4K` and `1080p`.
_WORD = re.compile(
    r"[A-Z]?[a-z]+2[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+[A-Za-z](?![a-z])|\d+"
)


def words(source: str) -> list[str]:
    """Return the words of a title, path segment or identifier, in lower case: `callBackUrl` has three.

    Chinese terms are words in English, as far as they are known; other letters are none.
    """
    return [word.lower() for word in _WORD.findall(english(source))]


def pascal(*parts: str) -> str:
    """Return the words of all parts as one PascalCase name. Digits stay with the word before them."""
    return "".join(word[:1].upper() + word[1:] for part in parts for word in words(part))


def joined(name: str, part: str) -> str:
    """Return a part's name after its owner's, saying a shared word once: KlingTask's TaskStatus."""
    for size in range(len(part), 1, -1):
        if name.endswith(part[:size]) and (size == len(part) or part[size].isupper()):
            return name + part[size:] if size < len(part) else name + part
    return name + part


def snake(*parts: str) -> str:
    """Return the words of all parts as one snake_case name."""
    joined = "_".join(word for part in parts for word in words(part))
    return re.sub(r"(?<=[a-z])_(?=\d+(_|$))", "", joined)


def slug(source: str) -> str:
    """ASCII letters and digits only, in lower case: `Gen-2` is gen2."""
    return re.sub(r"[^a-z0-9]", "", source.lower())


def singular(name: str) -> str:
    """Return one of what the name says many of, as far as a rule can tell."""
    for plural, one in (("ies", "y"), ("sses", "ss"), ("xes", "x")):
        if name.endswith(plural) and len(name) > len(plural) + 1:
            return name[: -len(plural)] + one
    keeps = name.endswith(("ss", "us", "is")) or len(name) < 3  # noqa: PLR2004 - "as" is no plural
    return name if keeps or not name.endswith("s") else name[:-1]
