"""httpx's clients as all of longtake makes them: with the same certificates, leaving no socket behind."""

from __future__ import annotations

import ssl
import sys
from contextlib import suppress
from functools import cache
from typing import Any, Final, TypeAlias

import httpx

from longtake._version import __version__
from longtake.errors import InvalidRequestError

SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
SyncHttp: TypeAlias = httpx.Client
AsyncHttp: TypeAlias = httpx.AsyncClient

# A CDN before one vendor answers 403 to callers that look automated by not naming themselves.
USER_AGENT: Final = (
    f"longtake/{__version__} (Python {'.'.join(str(part) for part in sys.version_info[:3])})"
)

# The loop holds its tasks weakly.
_CLOSING: Final[set[object]] = set()


@cache
def certificates() -> ssl.SSLContext:
    """What hosts prove themselves by."""
    # Reading them takes longer than all else in making a client: once for all clients.
    return httpx.create_ssl_context()


def check_open(client: SyncHttp | AsyncHttp) -> None:
    """Raise `InvalidRequestError` if a client is closed."""
    if client.is_closed:
        raise InvalidRequestError(
            "the client is closed: make another one, in which from_token finds a task again"
        )


class SelfClosing(httpx.Client):
    """An `httpx.Client` that leaves no socket behind when it is forgotten."""

    def __init__(self, *, transport: SyncTransport | None, **options: Any) -> None:
        # A transport that the caller brought may serve others, too.
        self._forgettable = transport is None
        super().__init__(transport=transport, **options)

    def __del__(self) -> None:
        # At the interpreter's end, or after a failure to begin, there may be nothing left to close.
        with suppress(Exception):
            if self._forgettable:
                self.close()


class AsyncSelfClosing(httpx.AsyncClient):
    """`SelfClosing` for async callers, as far as that can be: only asyncio's running loop can close."""

    def __init__(self, *, transport: AsyncTransport | None, **options: Any) -> None:
        self._forgettable = transport is None
        super().__init__(transport=transport, **options)

    def __del__(self) -> None:
        with suppress(Exception):
            if self._forgettable and not self.is_closed:
                _close_soon(self)


def _close_soon(client: httpx.AsyncClient) -> None:
    import asyncio  # noqa: PLC0415 - loaded long ago if there is anything to close

    async def close() -> None:
        # It may have been another loop's, which has ended and closed what it had.
        with suppress(Exception):
            await client.aclose()

    task = asyncio.get_running_loop().create_task(close())
    _CLOSING.add(task)
    task.add_done_callback(_CLOSING.discard)
