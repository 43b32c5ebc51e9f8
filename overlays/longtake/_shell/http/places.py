"""How many requests of a client are under way at once.

With as many requests as its pool has connections, httpcore may close a connection under a request. Of a
submit nobody could tell then whether it was accepted.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final

import httpx

if TYPE_CHECKING:
    import anyio

REQUESTS_UNDER_WAY: Final = 64
"""The most requests of a client that are under way at once. Others wait, and nothing of them is sent."""

_NO_PLACE: Final = f"{REQUESTS_UNDER_WAY} other requests of this client were under way all the time"


class Places:
    """The places of one client."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(REQUESTS_UNDER_WAY)

    @contextmanager
    def taken(self, timeout_s: float | None) -> Generator[None]:
        """Take a place while the context lasts. Raises `httpx.PoolTimeout` if there is none in time."""
        limit = None if timeout_s is None else min(timeout_s, threading.TIMEOUT_MAX)
        if not self._free.acquire(timeout=limit):
            raise httpx.PoolTimeout(_NO_PLACE)
        try:
            yield
        finally:
            self._free.release()


class AsyncPlaces:
    """`Places` for async callers."""

    @cached_property
    def _free(self) -> anyio.Semaphore:
        from anyio import Semaphore  # noqa: PLC0415 - only async callers pay for it

        return Semaphore(REQUESTS_UNDER_WAY, fast_acquire=True)

    @asynccontextmanager
    async def taken(self, timeout_s: float | None) -> AsyncGenerator[None]:
        """Take a place while the context lasts; see `Places.taken`."""
        from anyio import move_on_after  # noqa: PLC0415 - only async callers pay for it

        with move_on_after(timeout_s) as scope:
            await self._free.acquire()
        if scope.cancelled_caught:
            raise httpx.PoolTimeout(_NO_PLACE)
        try:
            yield
        finally:
            self._free.release()
