"""UTF-8 that someone read as Windows-1252 or Latin-1 and saved again, once or several times.

What is turned back are runs of characters whose bytes are whole UTF-8 sequences. Correct text has
such runs by chance only where a letter meets typographic punctuation (the German „MENÜ“), so these
need more evidence than the bytes.
"""

from __future__ import annotations

import re
from typing import Final


def _bytes() -> dict[str, int]:
    """The byte that each character was misread from."""
    found = {chr(code): code for code in range(0x80, 0x100)}
    for code in range(0x80, 0xA0):
        try:
            found[bytes([code]).decode("cp1252")] = code
        except UnicodeDecodeError:
            # Windows-1252 leaves five bytes open; they are read as Latin-1 then.
            continue
    return found


_BYTE: Final = _bytes()


def _one_of(low: int, high: int) -> str:
    characters = "".join(char for char, code in _BYTE.items() if low <= code <= high)
    return f"[{re.escape(characters)}]"


_REST: Final = _one_of(0x80, 0xBF)
_SEQUENCE: Final = (
    rf"(?:{_one_of(0xC2, 0xDF)}{_REST}|{_one_of(0xE0, 0xEF)}{_REST}{{2}}"
    rf"|{_one_of(0xF0, 0xF4)}{_REST}{{3}})"
)
_ONE: Final = re.compile(_SEQUENCE)
_RUN: Final = re.compile(rf"{_SEQUENCE}+")
# What correct text sets right behind a letter.
_FOLLOWS_LETTERS: Final = frozenset(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u2026\u2013\u2014\u2039\u203a\u2122"
    "\u00a0\u00ab\u00bb\u00ae\u00b0\u00b7\u00b2\u00b3\u00b9"
)
# Latin letters with accents, the most misread of all; each pair stands among plain letters.
_LATIN: Final = frozenset("\u00c2\u00c3\u00c4\u00c5")
_MOST_TIMES: Final = 4


def repaired(line: str) -> str:
    """The line, with every certain case of mojibake turned back."""
    if line.isascii():
        return line
    for _ in range(_MOST_TIMES):
        mended = _RUN.sub(_turned_back, line)
        if mended == line:
            break
        line = mended
    return line


def _turned_back(found: re.Match[str]) -> str:
    run = found[0]
    sequences = _ONE.findall(run)
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    if len(sequences) == 1 and not _certain(run, before, after):
        return run
    try:
        return bytes(_BYTE[character] for character in run).decode("utf-8")
    except UnicodeDecodeError:
        return run


def _certain(sequence: str, before: str, after: str) -> bool:
    """Whether one sequence alone is mojibake and not a letter with its punctuation."""
    punctuated = all(character in _FOLLOWS_LETTERS for character in sequence[1:])
    if len(sequence) > 2:  # noqa: PLR2004 - a lead and one character is what the rest is about
        return not (punctuated and before.isalpha())
    if sequence[0] not in _LATIN:
        return False
    if not punctuated:
        return True
    # AMANHÃ” is a word and a quotation mark; "Ãœber" begins like that only when misread.
    alone = sequence[0] in "\u00c2\u00c3" and not before.isalpha()
    return not before.isupper() and (alone or after.isalpha() or before.islower())
