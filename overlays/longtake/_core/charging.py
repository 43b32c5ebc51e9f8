"""What a request may cost, and so whether it may be sent again."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_SAFE_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS"})


class Charge(enum.Enum):
    """What a request may cost."""

    CHARGED = "charged"
    """It may start what is billed. It is sent again only if it was certainly not accepted."""

    ONCE = "once"
    """It costs nothing, but sending it again may do it twice."""

    REPEATABLE = "repeatable"
    """It costs nothing, and sending it again does no harm."""


def charge_of(method: str, path: str, uncharged: Mapping[str, bool]) -> Charge:
    """Return what a request may cost. One that no specification describes may be charged.

    Args:
        method: The method, such as `POST`.
        path: The path as the specification has it, with values in place of parameters.
        uncharged: The requests that cost nothing although they are neither GET nor DELETE, such as
            `POST /files/{id}`, and whether each may be repeated.
    """
    if method in _SAFE_METHODS:
        return Charge.REPEATABLE
    for request, repeatable in uncharged.items():
        if _pattern(request).fullmatch(f"{method} {path}"):
            return Charge.REPEATABLE if repeatable else Charge.ONCE
    return Charge.CHARGED


@lru_cache
def _pattern(request: str) -> re.Pattern[str]:
    """Return what requests look like whose path has those parameters, each one segment."""
    parts = re.split(r"\{[^{}]+\}", request)
    return re.compile("[^/]+".join(map(re.escape, parts)))
