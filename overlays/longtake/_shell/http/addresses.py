"""Where an API is, as far as that can be told from an address."""

from __future__ import annotations

import httpx

from longtake._core.values import plain_address
from longtake.errors import InvalidRequestError


def checked_base_url(url: str, source: str) -> str:
    """`url` if requests can be sent to it.

    Raises:
        InvalidRequestError: If it is no absolute http or https address, or more than that; the message
            names its `source`.
    """
    try:
        parsed = httpx.URL(url)
        parsed.host.encode("idna")
    except (httpx.InvalidURL, TypeError, ValueError):
        raise InvalidRequestError(f"{source} is no address: {plain_address(url)}") from None
    if parsed.userinfo:
        raise InvalidRequestError(f"{source} holds a name or password; keys are given as api_key")
    if parsed.query or parsed.fragment:
        raise InvalidRequestError(f"{source} has a query or a fragment: {plain_address(url)}")
    if parsed.scheme not in ("http", "https") or not parsed.host or " " in url:
        raise InvalidRequestError(f"{source} is no http or https address: {plain_address(url)}")
    return url.rstrip("/")


def host_of(url: str) -> str:
    """The host that an address names."""
    return httpx.URL(url).host


def origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    """What tells one host from another."""
    return url.scheme, url.raw_host, url.port
