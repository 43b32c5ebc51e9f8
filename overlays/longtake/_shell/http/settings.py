"""How the API of one provider is reached."""

from __future__ import annotations

from attrs import frozen

from longtake._core.provider import Provider
from longtake._shell.clock import Clock
from longtake._shell.keys import Keys


@frozen(kw_only=True)
class Settings:
    """How the API of one provider is reached.

    Attributes:
        provider: Which one.
        keys: Where each request gets its key.
        base_url: Where the API is.
        timeout: Seconds that connecting, sending, and each piece of a response may take; None: no limit.
        attempts: How often one request is sent at most, the first time included.
        clock: What sleeps between attempts.
    """

    provider: Provider
    keys: Keys
    base_url: str
    timeout: float | None
    attempts: int
    clock: Clock
