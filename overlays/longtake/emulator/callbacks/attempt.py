"""One attempt to send a callback: to an address on loopback, or to an application in process."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, NamedTuple

import anyio
import httpx

if TYPE_CHECKING:
    from starlette.types import ASGIApp

# The only timeout that a provider documents. A receiver takes real time, at every speed of the clock.
TIMEOUT_S: Final = 15.0


class AttemptResult(NamedTuple):
    """The result of an attempt.

    Attributes:
        status: The HTTP status of the response; None without one.
        error: Why there was no response.
        final: Whether another attempt cannot end otherwise.
    """

    status: int | None
    error: str | None = None
    final: bool = False


def client(app: ASGIApp | None) -> httpx.AsyncClient:
    """Return the HTTP client of the attempts, which sends all of them to `app` if it is given."""
    if app is not None:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False))
    # One connection: callbacks are sent one after the other.
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    # A receiver's certificate on loopback is its own.
    return httpx.AsyncClient(
        limits=limits,
        verify=False,  # noqa: S501 - callbacks go to loopback only
        timeout=None,  # noqa: S113 - the whole attempt has a time limit instead
        trust_env=False,
    )


def refusal(url: str) -> AttemptResult | None:
    """Return why no callback is sent to an address over a socket; None if it is."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        return AttemptResult(None, f"not sent: {error}", final=True)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        return AttemptResult(None, "not sent: the address must be an http URL", final=True)
    if _is_loopback(parsed.host):
        return None
    elsewhere = (
        f"not sent: callbacks go to loopback only, and {parsed.host} is elsewhere"
        " (use 127.0.0.1, or Emulator(deliver_to=app))"
    )
    return AttemptResult(None, elsewhere, final=True)


async def post(
    client: httpx.AsyncClient, url: str, headers: dict[str, str], body: bytes, timeout_s: float
) -> AttemptResult:
    """Make one attempt; redirects are not followed."""
    try:
        with anyio.fail_after(timeout_s):
            response = await client.post(url, content=body, headers=headers)
    except TimeoutError:
        return AttemptResult(None, f"no response within {timeout_s:g} s")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return AttemptResult(None, f"{type(error).__name__}: {error}".rstrip(": "))
    return AttemptResult(response.status_code)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
