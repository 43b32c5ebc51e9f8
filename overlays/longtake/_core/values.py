"""Reading what vendors send where their documentation says something else.

A finished, paid video must not be lost because a field beside it has another type than it should.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, TypeGuard
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_WORDS: Final = 1000
_LONGEST_TEXT: Final = 8000
_LONGEST_ADDRESS: Final = 200
# A name and password before the host.
_USER_INFO: Final = re.compile(r"//[^/]*@")
# Sequences that set a terminal's colours, title or links (ECMA-48).
_TERMINAL_SEQUENCE: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
)


def as_string(value: object) -> str | None:
    """A text, or a whole number as one (ids come as both); None for anything else and for no text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def as_link(value: object) -> str | None:
    """Return a link without padding, None for anything else and for an empty one."""
    return (value.strip() or None) if isinstance(value, str) else None


def as_number(value: object) -> float | None:
    """A finite number, or one written as a text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def is_number(value: object) -> TypeGuard[float]:
    """Whether a caller gave a number: true and false are none, though Python counts with them."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: object) -> TypeGuard[int]:
    """Whether a caller gave a whole number; see `is_number`."""
    return isinstance(value, int) and not isinstance(value, bool)


def without_period(words: str) -> str:
    """Words without a full stop of their own, for a sentence that goes on."""
    return words.rstrip().removesuffix(".")


def contains_any(words: str | None, any_of: Iterable[str]) -> bool:
    """Return whether a provider's words hold one of some lower-case phrases, in any case and spelling.

    An underscore counts as a space: codes such as `PUBLIC_ERROR_MINOR_UPLOAD` stand among words, too.
    """
    if words is None:
        return False
    written = " ".join(words.casefold().replace("_", " ").split())
    return any(phrase in written for phrase in any_of)


def single_line(words: str, limit: int = _LONGEST_WORDS) -> str:
    """Return a provider's words on one line, as a terminal or a log may show them.

    Args:
        words: The words as they came.
        limit: How many characters are kept; an ellipsis stands for the rest.
    """
    # Blanks may be many: more than a few times the limit is never shown, and need not be searched.
    line = " ".join(printable(words, 8 * limit).split())
    return line if len(line) <= limit else line[:limit] + "…"


def printable(text: str, limit: int = _LONGEST_TEXT) -> str:
    """Return a text without control characters, terminal sequences and marks that turn its direction.

    Args:
        text: The text as it came.
        limit: How many characters are kept; an ellipsis stands for the rest.
    """
    kept = text if len(text) <= limit else text[:limit] + "…"
    if kept.isprintable():
        return kept
    return "".join(map(_printable, _TERMINAL_SEQUENCE.sub("", kept)))


def shown_url(url: object) -> str:
    """Return an address as a message may show it: without the parts that may hold a secret.

    Args:
        url: An address, or whatever a caller gave in the place of one.
    """
    if not isinstance(url, str):
        return repr(type(url).__name__)
    head, mark, _ = url.partition("?" if "?" in url else "#")
    shown = _USER_INFO.sub("//***@", head) + (f"{mark}***" if mark else "")
    return repr(single_line(shown, _LONGEST_ADDRESS))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    # Format characters (Cf) stand within words, all others between them.
    return "" if category(character) == "Cf" else " "
