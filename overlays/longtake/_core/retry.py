"""Whether a request may be sent again, depending on whether it is charged."""

from __future__ import annotations

import enum
import math
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

ValueT = TypeVar("ValueT")

MAX_RETRY_AFTER_S: Final = 120.0
"""The longest `Retry-After` that longtake honours. Providers may send a day, or a number that overflows."""

_SAFE_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS"})


class Charge(enum.Enum):
    """Whether a request is charged, and whether it may be repeated."""

    CHARGED = "charged"
    """Possibly charged. It is sent again only if it was certainly not accepted."""

    ONCE = "once"
    """Not charged, but a repetition may take effect twice."""

    REPEATABLE = "repeatable"
    """Not charged and safe to repeat."""


def charge_of(method: str, path: str, uncharged: Mapping[str, bool]) -> Charge:
    """Return the `Charge` of a request. One that no specification describes counts as charged.

    Args:
        method: The HTTP method, such as `POST`.
        path: The path in the specification, with values in place of its parameters.
        uncharged: The uncharged requests other than GET and DELETE, such as `POST /files/{id}`, and whether
            each may be repeated.
    """
    if method in _SAFE_METHODS:
        return Charge.REPEATABLE
    repeatable = at_request(uncharged, method, path)
    if repeatable is None:
        return Charge.CHARGED
    return Charge.REPEATABLE if repeatable else Charge.ONCE


def at_request(values: Mapping[str, ValueT], method: str, path: str) -> ValueT | None:
    """Return the value of a request, None if there is none.

    Args:
        values: The values by request, such as `POST /files/{id}`.
        method: The HTTP method, such as `POST`.
        path: The path in the specification, with values in place of its parameters.
    """
    sent = f"{method} {path}"
    return next(
        (value for request, value in values.items() if _pattern(request).fullmatch(sent)), None
    )


class FailureKind(enum.Enum):
    """The consequence of a request that got no response."""

    REPEATED = "repeated"
    """It may be sent again."""

    FAILED = "failed"
    """It may have taken effect, is not charged, and is not sent again."""

    UNKNOWN = "unknown"
    """It may have been accepted and charged."""


def failure_kind(charge: Charge, *, left: bool) -> FailureKind:
    """Return the consequence of a request that got no response.

    Args:
        charge: Whether the request is charged.
        left: Whether a part of the request may have been sent.
    """
    if not left or charge is Charge.REPEATABLE:
        return FailureKind.REPEATED
    return FailureKind.FAILED if charge is Charge.ONCE else FailureKind.UNKNOWN


def min_pause_s(
    asked_s: float | None, *, too_many: bool, rate_limit_window_s: float
) -> float | None:
    """Return the minimum number of seconds before a retry, None if the caller may choose.

    Args:
        asked_s: The `Retry-After` of the response in seconds, None if it has none.
        too_many: Whether the provider refused the request because of a rate limit.
        rate_limit_window_s: The length of the provider's rate limit window in seconds.
    """
    return rate_limit_window_s if asked_s is None and too_many else asked_s


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return `Retry-After` in seconds, None if it is missing or invalid.

    A date counts from the response's own `Date` header.
    """
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
    """Return the pattern of requests whose path parameters are one segment each."""
    parts = re.split(r"\{[^{}]+\}", request)
    return re.compile("[^/]+".join(map(re.escape, parts)))
