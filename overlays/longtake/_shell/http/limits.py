"""The limits of accounts, which all clients with the same key at the same address share.

Requests of operations with a rate of their own wait here. Submissions and polls wait in their batches.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import asynccontextmanager, contextmanager, nullcontext
from math import inf
from typing import TYPE_CHECKING, Final, TypeAlias
from weakref import WeakValueDictionary

from longtake._core.rate_limit import KeyLimits
from longtake._shell.api_key import Identity
from longtake._shell.clock import Clock, SystemClock
from longtake._shell.http.context import limited_path_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Hashable
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    import httpx

    from longtake._core.rate_limit import RateLimiter
    from longtake._shell.http.request import Settings

_Account: TypeAlias = "tuple[Hashable, ...]"

# Requests of a closed client still count at the provider, so the limits of the latest accounts are kept.
_KEPT_ACCOUNTS: Final = 256

# The pause before another attempt to begin while requests of other threads or tasks are under way. It is as
# short as a fast response, so that a wait is not much longer than the provider's limit requires.
_UNDER_WAY_S: Final = 0.05

_UNPACED: Final = nullcontext()

accounts: Final[WeakValueDictionary[_Account, KeyLimits]] = WeakValueDictionary()
"""The limits of all accounts that clients exist for. It contains no key."""

_recent: Final[deque[KeyLimits]] = deque(maxlen=_KEPT_ACCOUNTS)
_lock: Final = threading.Lock()


def account_limits(settings: Settings) -> KeyLimits:
    """Return the limits that all clients with the same key, URL and clock share."""
    provider = settings.provider
    clock = _clock_identity(settings.clock)
    account = (provider.name, settings.base_url, settings.keys.identity, clock)
    with _lock:
        limits = accounts.get(account)
        if limits is None:
            limits = accounts[account] = KeyLimits(
                provider.submit_rate, provider.max_running, provider.path_rates
            )
            if clock is None:
                _recent.append(limits)
        return limits


def paced(settings: Settings, request: httpx.Request) -> AbstractContextManager[None]:
    """Wait until a request may begin, and count it while the context lasts."""
    limiter = _limiter(settings, request)
    return _UNPACED if limiter is None else _paced(limiter, settings.clock)


@contextmanager
def _paced(limiter: RateLimiter, clock: Clock) -> Generator[None]:
    # Set before `finally`, since an interruption that leaves a request counted would stop all later ones.
    begun = False
    try:
        while not (begun := limiter.begin(now := clock.monotonic())):
            clock.sleep(_pause_s(limiter, now))
        yield
    finally:
        if begun:
            limiter.end(clock.monotonic())


def paced_async(settings: Settings, request: httpx.Request) -> AbstractAsyncContextManager[None]:
    """Wait until a request may begin; see `paced`."""
    limiter = _limiter(settings, request)
    return _UNPACED if limiter is None else _paced_async(limiter, settings.clock)


@asynccontextmanager
async def _paced_async(limiter: RateLimiter, clock: Clock) -> AsyncGenerator[None]:
    begun = False
    try:
        while not (begun := limiter.begin(now := clock.monotonic())):
            await clock.sleep_async(_pause_s(limiter, now))
        yield
    finally:
        if begun:
            limiter.end(clock.monotonic())


def _limiter(settings: Settings, request: httpx.Request) -> RateLimiter | None:
    path = limited_path_of(request)
    return None if path is None else account_limits(settings).at_path(path)


def _pause_s(limiter: RateLimiter, now: float) -> float:
    pause_s = limiter.free_at(now) - now
    return _UNDER_WAY_S if pause_s == inf else max(pause_s, 0.0)


def _clock_identity(clock: Clock) -> Hashable:
    """Return a value that is equal for clocks whose times can be compared; None for the system's."""
    return None if type(clock) is SystemClock else Identity(clock)
