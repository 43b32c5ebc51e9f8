"""What a request may cost, and so whether it may be sent again."""

from __future__ import annotations

import enum
import math
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_RETRY_AFTER_S: Final = 120.0
"""The longest pause that a provider may ask for: `Retry-After` may be a day, or beyond all clocks."""

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


class FailureKind(enum.Enum):
    """What a request comes to that got no response."""

    REPEATED = "repeated"
    """It may be sent again."""

    FAILED = "failed"
    """It may have been done, costs nothing, and is not sent again."""

    UNKNOWN = "unknown"
    """It may have been accepted and charged."""


def failure_kind(charge: Charge, *, left: bool) -> FailureKind:
    """Return what a request comes to that got no response.

    Args:
        charge: What it may cost.
        left: Whether a part of it may have left.
    """
    if not left or charge is Charge.REPEATABLE:
        return FailureKind.REPEATED
    return FailureKind.FAILED if charge is Charge.ONCE else FailureKind.UNKNOWN


def min_pause_s(
    asked_s: float | None, *, too_many: bool, rate_limit_window_s: float
) -> float | None:
    """Return the seconds before a request is sent again, at least; None if the caller may choose.

    Args:
        asked_s: The seconds that the provider asks for, None if it names none.
        too_many: Whether it refused the request as one too many.
        rate_limit_window_s: The seconds in which it counts requests.
    """
    return rate_limit_window_s if asked_s is None and too_many else asked_s


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` names, as a number or as a date counted from the answer's own `Date`."""
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        pass
    else:
        return max(0.0, seconds) if math.isfinite(seconds) else None
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment - parsedate_to_datetime(headers["date"])).total_seconds())
    except (KeyError, OverflowError, TypeError, ValueError):
        return None


@lru_cache
def _pattern(request: str) -> re.Pattern[str]:
    """Return what requests look like whose path has those parameters, each one segment."""
    parts = re.split(r"\{[^{}]+\}", request)
    return re.compile("[^/]+".join(map(re.escape, parts)))
