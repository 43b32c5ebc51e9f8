"""Read values from responses that may differ from the provider's documentation.

A finished, charged video must not be lost because another field of the response has an undocumented type.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeGuard
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Iterable

# Larger numbers are milliseconds: as seconds they would be in the year 5138 or later.
_MILLISECONDS: Final = 1e11
_MAX_LINE_LENGTH: Final = 1000
_MAX_TEXT_LENGTH: Final = 8000
_MAX_URL_LENGTH: Final = 200
# A user name and password before the host.
_USER_INFO: Final = re.compile(r"//[^/]*@")
# Sequences that set a terminal's colours, title or links (ECMA-48). Not compiled, since few messages need it.
_TERMINAL_SEQUENCE: Final = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
)


def as_string(value: object) -> str | None:
    """Return a string or an integer as a string, None for anything else and for "".

    Providers send ids as both.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def as_link(value: object) -> str | None:
    """Return a link without surrounding space, None if it is empty or not a string."""
    return (value.strip() or None) if isinstance(value, str) else None


def as_number(value: object) -> float | None:
    """Return a finite number, also from a string; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def as_time(value: object) -> datetime | None:
    """Return a time, from milliseconds or seconds since 1970 or from an RFC 3339 string with a zone.

    Anything else is None, also a string without a zone: providers do not document which one they mean.
    """
    number = as_number(value)
    try:
        if number is not None:
            return datetime.fromtimestamp(number / (1000 if number >= _MILLISECONDS else 1), UTC)
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment is not None and moment.tzinfo else None


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a caller gave an int or a float. A bool does not count as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: object) -> TypeGuard[int]:
    """Return whether a caller gave an int. A bool does not count as a number."""
    return isinstance(value, int) and not isinstance(value, bool)


def without_period(words: str) -> str:
    """Return a text without its final period, for use inside a sentence."""
    return words.rstrip().removesuffix(".")


def counted(number: float, noun: str) -> str:
    """Return a number with a noun in the singular or plural, such as `1 credit`."""
    shown = number if isinstance(number, int) else f"{number:g}"
    return f"{shown} {noun}{'' if number == 1 else 's'}"


def contains_any(words: str | None, any_of: Iterable[str]) -> bool:
    """Return whether a provider's message contains any of the lower-case phrases, ignoring case.

    An underscore counts as a space, because messages contain codes such as `PUBLIC_ERROR_MINOR_UPLOAD`.
    """
    if words is None:
        return False
    written = " ".join(words.casefold().replace("_", " ").split())
    return any(phrase in written for phrase in any_of)


def single_line(words: str, limit: int = _MAX_LINE_LENGTH) -> str:
    """Return a provider's message on one line, safe for a terminal and a log.

    Args:
        words: The message as received.
        limit: The maximum number of characters; an ellipsis replaces the rest.
    """
    # Most of the characters may be spaces. Beyond a few times the limit they are not worth processing.
    line = " ".join(printable(words, 8 * limit).split())
    return line if len(line) <= limit else line[:limit] + "…"


def printable(text: str, limit: int = _MAX_TEXT_LENGTH) -> str:
    """Return a text without control characters, terminal sequences and bidirectional marks.

    Args:
        text: The text as received.
        limit: The maximum number of characters; an ellipsis replaces the rest.
    """
    kept = text if len(text) <= limit else text[:limit] + "…"
    if kept.isprintable():
        return kept
    return "".join(map(_printable, re.sub(_TERMINAL_SEQUENCE, "", kept)))


def shown_url(url: object) -> str:
    """Return a URL for a message, without the parts that may hold a secret.

    Args:
        url: The URL, or any other value that a caller gave instead.
    """
    if not isinstance(url, str):
        return repr(type(url).__name__)
    head, mark, _ = url.partition("?" if "?" in url else "#")
    shown = _USER_INFO.sub("//***@", head) + (f"{mark}***" if mark else "")
    return repr(single_line(shown, _MAX_URL_LENGTH))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    # Format characters (Cf) occur within words, all others between words.
    return "" if category(character) == "Cf" else " "
