"""Removal of invisible characters. Spaces and line ends of every kind become the usual ones."""

from __future__ import annotations

import re
from typing import Final

# Joiners shape emoji and the scripts of South Asia and Persia; elsewhere they are left over.
_JOINER: Final = re.compile(
    r"(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\u0600-\u0dff])[\u200c\u200d]"
    r"|[\u200c\u200d](?![\u2190-\u2bff\U0001f000-\U0001faff\u0600-\u0dff])"
)
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    r"\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_SPACE: Final = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f]")
_BREAK: Final = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


def visible(text: str) -> str:
    """Return the text without invisible characters, with one kind of space and of line end."""
    return _JOINER.sub("", _UNSEEN.sub("", _SPACE.sub(" ", _BREAK.sub("\n", text))))
