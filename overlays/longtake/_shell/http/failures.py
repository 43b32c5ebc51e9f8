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


_TRUST: Final = (
    "certificates are trusted that SSL_CERT_FILE (a file in PEM form) or SSL_CERT_DIR names, else those of "
    "the package certifi; REQUESTS_CA_BUNDLE is not read"
)


class ResponseTooLarge(httpx.DecodingError):
    """A response is larger than is allowed, and was not read further."""


def words(failure: Exception) -> str:
    """Return an exception on one line."""
    if not str(failure):
        return type(failure).__name__
    trust = f". To trust it: {_TRUST}" if "CERTIFICATE_VERIFY_FAILED" in str(failure) else ""
    return f"{type(failure).__name__}: {failure}{trust}"
