"""Rate limits of a key, as the provider counts.

A provider counts a request when it arrives, at an unknown time between the sending of the request and the
arrival of the response. So a request counts from before it is sent until a whole window after its end. Then
no window of the provider contains too many requests, whatever the latency.
"""

from __future__ import annotations

import threading
from collections import deque
from math import inf, isfinite
from typing import TYPE_CHECKING, Final

from longtake._core.values import is_integer, is_number
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Rate:
    """A maximum number of requests in any period of `per_s` seconds, such as `Rate(5)` for five in a second.

    Example:
        >>> kie.limits.submits.rate = Rate(20, per_s=10)

    Attributes:
        times: The maximum number of requests, at least 1.
        per_s: The length of the period in seconds.
    """

    __slots__ = ("_limit",)

    def __init__(self, times: int, per_s: float = 1.0) -> None:
        if not (is_integer(times) and times >= 1):
            raise InvalidRequestError(
                f"times of a Rate must be a whole number, 1 or more, got {times!r}"
            )
        if not (is_number(per_s) and per_s > 0 and isfinite(per_s)):
            raise InvalidRequestError(
                f"per_s of a Rate must be a positive number of seconds, got {per_s!r}"
            )
        self._limit = (times, per_s)

    @property
    def times(self) -> int:
        """Return the maximum number of requests."""
        return self._limit[0]

    @property
    def per_s(self) -> float:
        """Return the length of the period in seconds."""
        return self._limit[1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rate) and self._limit == other._limit

    def __hash__(self) -> int:
        return hash(self._limit)

    def __repr__(self) -> str:
        return f"Rate(times={self.times!r}, per_s={self.per_s!r})"


DEFAULT_POLL_RATE: Final = Rate(10, 1.0)
"""The default rate of polls with one key, conservative because no provider documents a limit for reads."""


class RateLimiter:
    """A thread-safe rate limiter. Times are seconds on one monotonic clock."""

    __slots__ = ("_ended", "_lock", "_paused_until", "_under_way", "rate")

    def __init__(self, rate: Rate | None = None) -> None:
        self.rate = rate
        self._under_way = 0
        self._ended: deque[float] = deque()
        self._paused_until = -inf
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"RateLimiter({self.rate!r})"

    def free_at(self, now: float) -> float:
        """Return when the next request may begin, infinity if that depends on requests under way."""
        with self._lock:
            return self._free_at(now)

    def begin(self, now: float) -> bool:
        """Count a request that begins now, and return True; return False if it may not begin."""
        with self._lock:
            if now < self._free_at(now):
                return False
            self._under_way += 1
            return True

    def count(self) -> None:
        """Count a request that begins now regardless of the rate."""
        with self._lock:
            self._under_way += 1

    def end(self, now: float) -> None:
        """Record the end of a request, successful or not."""
        with self._lock:
            self._under_way -= 1
            if self.rate is not None:
                self._ended.append(now)

    def pause_until(self, until: float) -> None:
        """Stop requests from beginning before a time, after the provider reported a rate limit."""
        with self._lock:
            self._paused_until = max(self._paused_until, until)

    def _free_at(self, now: float) -> float:
        rate = self.rate
        if rate is None:
            self._ended.clear()
            return self._paused_until
        while self._ended and self._ended[0] + rate.per_s <= now:
            self._ended.popleft()
        too_many = self._under_way + len(self._ended) - rate.times + 1
        if too_many <= 0:
            return self._paused_until
        if too_many > len(self._ended):
            return inf
        return max(self._paused_until, self._ended[too_many - 1] + rate.per_s)


class KeyLimits:
    """The limits of an account. All clients with the same key at the same address share them.

    Attributes:
        reads: Limits how often tasks are polled that are waited for together.
        submits: Limits how often tasks are submitted.
        running: How many tasks may run at once, None if unknown.
        settings: The part that users see.
    """

    __slots__ = ("__weakref__", "_by_path", "reads", "running", "settings", "submits")

    def __init__(
        self,
        submits: Rate | None = None,
        running: int | None = None,
        path_rates: Mapping[str, Rate] | None = None,
    ) -> None:
        self.reads = RateLimiter(DEFAULT_POLL_RATE)
        self.submits = RateLimiter(submits)
        self.running = running
        self.settings = Limits(self)
        self._by_path = {path: RateLimiter(rate) for path, rate in (path_rates or {}).items()}

    def at_path(self, path: str) -> RateLimiter:
        """Return the limiter of the operations at and below a path with a rate of its own."""
        return self._by_path[path]


class Limits:
    """The limits of an account in `submit_all` and `wait_all`. All clients with the same key share them.

    You can set `reads.rate`, `submits.rate` and `running` at any time. A change also applies to calls in
    progress.

    Example:
        >>> kie.limits.submits.rate = Rate(10, per_s=60.0)
        >>> kie.limits.running = 20
        >>> kie.limits
        Limits(reads=Rate(times=10, per_s=1.0), submits=Rate(times=10, per_s=60.0), running=20)
    """

    # A misspelt limit raises AttributeError.
    __slots__ = ("_key_limits",)

    def __init__(self, key_limits: KeyLimits) -> None:
        self._key_limits = key_limits

    @property
    def reads(self) -> RateSetting:
        """Return the rate of the polls of `wait_all`, `as_completed` and `submit_all`."""
        return RateSetting(self._key_limits.reads)

    @property
    def submits(self) -> RateSetting:
        """Return the rate of submissions by `submit_all`."""
        return RateSetting(self._key_limits.submits)

    @property
    def running(self) -> int | None:
        """Return how many tasks of `submit_all` may run at once; None: no limit."""
        return self._key_limits.running

    @running.setter
    def running(self, running: object) -> None:
        if running is not None and not (is_integer(running) and running >= 1):
            raise InvalidRequestError(
                f"running must be a number of tasks, 1 or more, or None, got {running!r}"
            )
        self._key_limits.running = running

    def __repr__(self) -> str:
        return f"Limits(reads={self.reads.rate!r}, submits={self.submits.rate!r}, running={self.running!r})"


class RateSetting:
    """A rate that can be set."""

    __slots__ = ("_limiter",)

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter

    @property
    def rate(self) -> Rate | None:
        """Return the rate, None if there is no limit."""
        return self._limiter.rate

    @rate.setter
    def rate(self, rate: object) -> None:
        if not isinstance(rate, Rate | None):
            raise InvalidRequestError(
                "rate must be a Rate, such as Rate(5) for five in a second, or None for no limit, "
                f"got {rate!r}"
            )
        self._limiter.rate = rate

    def __repr__(self) -> str:
        return f"RateSetting(rate={self.rate!r})"
