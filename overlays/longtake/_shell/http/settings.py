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
        timeout: Seconds that one request may take in total; None: no limit.
        attempts: How often one request is sent at most, the first time included.
        clock: What sleeps between attempts.
        max_response_bytes: The most bytes of a decoded response.
        download_stall_s: Seconds in which 1,024 bytes of a download must arrive.
        allow_private_hosts: Whether downloads may connect to hosts that are not public.
    """

    provider: Provider
    keys: Keys
    base_url: str
    timeout: float | None
    attempts: int
    clock: Clock
    max_response_bytes: int
    download_stall_s: float
    allow_private_hosts: bool = True
