"""Reading what vendors send where their documentation says something else.

A finished, paid video must not be lost because a field beside it has another type than it should.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeGuard


def text(value: object) -> str | None:
    """A text, or a whole number as one (ids come as both); None for anything else and for no text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def number(value: object) -> float | None:
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


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a caller gave a whole number; see `is_number`."""
    return isinstance(value, int) and not isinstance(value, bool)


def unended(words: str) -> str:
    """Words without a full stop of their own, for a sentence that goes on."""
    return words.rstrip().removesuffix(".")


def mentions(words: str | None, any_of: Iterable[str]) -> bool:
    """Whether a vendor's words, in any case, hold one of some lower-case texts."""
    return words is not None and any(text in words.lower() for text in any_of)
