"""What httpx raises, and how it is spoken of."""

from __future__ import annotations

from typing import Final

import httpx

# Nothing of a request has left before a connection stands; a request that cannot be written down never will.
NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
NEVER_SENT: Final = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
# httpx reads where a redirect leads to, followed or not, and an address that is none is no `HTTPError`.
ANSWERLESS: Final = (httpx.HTTPError, httpx.InvalidURL)


def words(failure: Exception) -> str:
    """An exception on one line."""
    return f"{type(failure).__name__}: {failure}" if str(failure) else type(failure).__name__
