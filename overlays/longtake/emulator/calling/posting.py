"""One try to reach a callback address: on loopback, or an application in process."""

from ipaddress import ip_address
from typing import Final, NamedTuple

import anyio
import httpx
from starlette.types import ASGIApp

# As long as the one provider waits that names a time. A receiver answers in real time, at every speed.
TIMEOUT_S: Final = 15.0


class Outcome(NamedTuple):
    """How a try went: the HTTP status that was answered, or why there is none."""

    status: int | None
    error: str | None = None
    final: bool = False
    """Whether no other try can go otherwise."""


def client(app: ASGIApp | None) -> httpx.AsyncClient:
    """Return what posts, to `app` if that is given, whatever the address."""
    if app is not None:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False))
    # One connection: calls are made one after the other.
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    # A receiver's certificate on loopback is its own.
    return httpx.AsyncClient(
        limits=limits,
        verify=False,  # noqa: S501 - only loopback is called
        timeout=None,  # noqa: S113 - the whole try has a time limit instead
        trust_env=False,
    )


def refused(url: str) -> Outcome | None:
    """Say why an address is never called over a socket; None if it is."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        return Outcome(None, f"not called: {error}", final=True)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        return Outcome(None, "not called: this is no http address", final=True)
    if _is_loopback(parsed.host):
        return None
    elsewhere = (
        f"not called: the emulator calls loopback alone, and {parsed.host} is elsewhere"
        " (use 127.0.0.1, or Emulator(deliver_to=app))"
    )
    return Outcome(None, elsewhere, final=True)


async def post(
    client: httpx.AsyncClient, url: str, headers: dict[str, str], body: bytes, timeout_s: float
) -> Outcome:
    """Make one try; redirects are not followed."""
    try:
        with anyio.fail_after(timeout_s):
            answer = await client.post(url, content=body, headers=headers)
    except TimeoutError:
        return Outcome(None, f"no answer within {timeout_s:g} s")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Outcome(None, f"{type(error).__name__}: {error}".rstrip(": "))
    return Outcome(answer.status_code)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
