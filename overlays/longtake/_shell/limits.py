"""The limits of an account, shared by all clients that have the same key at the same address."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable
from typing import Final, TypeAlias
from weakref import WeakValueDictionary

from longtake._core.budget import Limits
from longtake._shell.clock import Clock, SystemClock
from longtake._shell.http.settings import Settings
from longtake._shell.keys import Same

# What a client spent that is closed by now still counts at the vendor: the last so many accounts are kept.
_KEPT: Final = 256

_Account: TypeAlias = tuple[Hashable, ...]

known: Final[WeakValueDictionary[_Account, Limits]] = WeakValueDictionary()
"""Those of all accounts that clients are for. It holds no key."""

_lately: Final[deque[Limits]] = deque(maxlen=_KEPT)
_lock: Final = threading.Lock()


def limits_of(settings: Settings) -> Limits:
    """The limits of the account that a client is for."""
    provider = settings.provider
    time = _time_of(settings.clock)
    account = (provider.name, settings.base_url, settings.keys.identity, time)
    with _lock:
        limits = known.get(account)
        if limits is None:
            limits = known[account] = Limits(provider.submits, provider.running)
            if time is None:
                _lately.append(limits)
        return limits


def _time_of(clock: Clock) -> Hashable:
    """What tells times apart that cannot be compared: None for the machine's own."""
    return None if type(clock) is SystemClock else Same(clock)
