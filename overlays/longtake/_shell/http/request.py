"""A request before it is sent: where it goes, how it is authenticated, and what it may cost."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import httpx
from attrs import frozen

from longtake._core.credentials import Credential
from longtake._core.key_pair import KeyPair, SignedToken, TokenSigner
from longtake._core.provider import Provider
from longtake._core.retry import charge_of
from longtake._core.values import shown_url
from longtake._shell.api_key import KeySource
from longtake._shell.clock import Clock, wall_time
from longtake._shell.http.body import http_response
from longtake._shell.http.context import (
    SubmitProgress,
    deadline,
    is_charged,
    note_charge,
    note_resend,
    submit_progress,
)
from longtake._shell.http.network import Deadline, deadline_in
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    import anyio


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
        raise InvalidRequestError(f"{source} is no address: {shown_url(url)}") from None
    if parsed.userinfo:
        raise InvalidRequestError(f"{source} holds a name or password; keys are given as api_key")
    if parsed.query or parsed.fragment:
        raise InvalidRequestError(f"{source} has a query or a fragment: {shown_url(url)}")
    if parsed.scheme not in ("http", "https") or not parsed.host or " " in url:
        raise InvalidRequestError(f"{source} is no http or https address: {shown_url(url)}")
    return url.rstrip("/")


def host_of(url: str) -> str:
    """The host that an address names."""
    return httpx.URL(url).host


def origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    """What tells one host from another."""
    return url.scheme, url.raw_host, url.port


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
    keys: KeySource
    base_url: str
    timeout: float | None
    attempts: int
    clock: Clock
    max_response_bytes: int
    download_stall_s: float
    allow_private_hosts: bool = True


class BearerAuth(httpx.Auth):
    """Sends one key as a bearer token; no `repr` shows it.

    Attributes:
        source: Where the key was found.
    """

    def __init__(self, key: str, source: str) -> None:
        self._key = key
        self.source = source

    def secrets(self) -> tuple[str, ...]:
        """What an answer must not be quoted with."""
        return (self._key,)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Authenticate one request."""
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


class SignedAuth(httpx.Auth):
    """Sends a token made from a pair of keys, and once more by the vendor's clock if that was the trouble.

    A token that the vendor refuses for its date has started nothing, so this holds for submits too.

    Attributes:
        source: Where the pair was found.
    """

    requires_response_body = True

    def __init__(self, pair: KeyPair, source: str, signer: TokenSigner, clock: Clock) -> None:
        self._pair = pair
        self.source = source
        self._signer = signer
        self._clock = clock
        self._sent: list[str] = []

    def secrets(self) -> tuple[str, ...]:
        """What an answer must not be quoted with: the longest first, since a token may hold a key."""
        return (*self._sent, self._pair.secret_key, self._pair.access_key)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Authenticate one request."""
        token = self._sign(request)
        response = yield request
        if self._signer.correct_clock(token, http_response(response), wall_time(self._clock)):
            self._sign(request)
            note_resend()
            yield request

    def _sign(self, request: httpx.Request) -> SignedToken:
        token = self._signer.token(self._pair, wall_time(self._clock))
        self._sent.append(token.text)
        request.headers["Authorization"] = f"Bearer {token.text}"
        return token


KeyAuth: TypeAlias = BearerAuth | SignedAuth
"""How one request is authenticated."""


MAX_CONCURRENT_REQUESTS: Final = 64
"""The most requests of a client that are under way at once. Others wait, and nothing of them is sent."""

_TOO_MANY_REQUESTS: Final = (
    f"{MAX_CONCURRENT_REQUESTS} other requests of this client were under way all the time"
)


class ConcurrencyLimit:
    """The places of one client."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(MAX_CONCURRENT_REQUESTS)

    @contextmanager
    def slot(self, timeout_s: float | None) -> Generator[None]:
        """Take a place while the context lasts. Raises `httpx.PoolTimeout` if there is none in time."""
        limit = None if timeout_s is None else min(timeout_s, threading.TIMEOUT_MAX)
        if not self._free.acquire(timeout=limit):
            raise httpx.PoolTimeout(_TOO_MANY_REQUESTS)
        try:
            yield
        finally:
            self._free.release()


class AsyncConcurrencyLimit:
    """`ConcurrencyLimit` for async callers."""

    @cached_property
    def _free(self) -> anyio.Semaphore:
        from anyio import Semaphore  # noqa: PLC0415 - only async callers pay for it

        return Semaphore(MAX_CONCURRENT_REQUESTS, fast_acquire=True)

    @asynccontextmanager
    async def slot(self, timeout_s: float | None) -> AsyncGenerator[None]:
        """Take a place while the context lasts; see `ConcurrencyLimit.taken`."""
        from anyio import move_on_after  # noqa: PLC0415 - only async callers pay for it

        with move_on_after(timeout_s) as scope:
            await self._free.acquire()
        if scope.cancelled_caught:
            raise httpx.PoolTimeout(_TOO_MANY_REQUESTS)
        try:
            yield
        finally:
            self._free.release()


# What a look that begins just before a deadline may take beyond it.
_LAST_POLL_S: Final = 5.0


class RequestPreparer:
    """How the requests of a client leave.

    Attributes:
        settings: Where to, and with what.
        traced: Whether the transport tells what it does: only httpx's own is known to.
        signer: What makes tokens, where the provider knows pairs of keys: one, that learns for all requests.
    """

    def __init__(self, settings: Settings, *, traced: bool) -> None:
        self.settings = settings
        self.is_traced = traced
        signing = settings.provider.key_pair_signing
        self.signer = None if signing is None else TokenSigner(signing)
        base = httpx.URL(settings.base_url)
        self._origin = origin(base)
        self._host = base.host
        self._path = base.path.rstrip("/")

    def needs_key(self, request: httpx.Request, auth: object) -> bool:
        """Whether a request is to carry the key: to the API's own host, and not if the caller says how."""
        return auth is httpx.USE_CLIENT_DEFAULT and origin(request.url) == self._origin

    def auth_for(self, credential: Credential) -> KeyAuth:
        """The way to send a key."""
        key, source = credential.key, credential.source
        if (current := submit_progress.get()) is not None:
            current.accounts.add(credential.account)
        if isinstance(key, str):
            return BearerAuth(key, source)
        if self.signer is None:
            raise InvalidRequestError(f"{self.settings.provider.name} takes no pair of keys")
        return SignedAuth(key, source, self.signer, self.settings.clock)

    def prepare(self, request: httpx.Request) -> None:
        """Note what the request may cost, and put it on the path that the API's host has for it."""
        path = request.url.raw_path.decode("ascii")
        known = self.settings.provider.uncharged
        note_charge(
            request,
            charge_of(request.method, path.removeprefix(self._path).partition("?")[0], known),
        )
        if origin(request.url) != self._origin or not path.startswith(self._path):
            return
        moved = self._path + self.settings.provider.path_on(
            self._host, path.removeprefix(self._path)
        )
        if moved != path:
            request.url = request.url.copy_with(raw_path=moved.encode("ascii"))

    def left_s(self) -> float | None:
        """The seconds that an attempt may take until the deadline, with a little for the last look."""
        until = deadline.get()
        if until is None:
            return None
        return max(_LAST_POLL_S, until - self.settings.clock.monotonic())

    def timeout_s(self) -> float | None:
        """Return the seconds that a request may take or wait for its turn, by timeout and deadline."""
        limits = [limit for limit in (self.settings.timeout, self.left_s()) if limit is not None]
        return min(limits, default=None)

    def time_limit(self) -> Deadline:
        """Return when a request that begins now must have ended."""
        until = deadline.get()
        clock = self.settings.clock
        return deadline_in(
            self.timeout_s(),
            lambda: until is not None and clock.monotonic() > until + _LAST_POLL_S,
        )

    def apply_deadline(self, request: httpx.Request) -> None:
        """Let no step of an attempt take longer than is left: a caller's transport has no other limit."""
        left_s = self.left_s()
        if left_s is None:
            return
        timeout: dict[str, float | None] = request.extensions["timeout"]
        request.extensions["timeout"] = {
            name: left_s if limit is None else min(limit, left_s) for name, limit in timeout.items()
        }

    def start_submit(self, request: httpx.Request) -> SubmitProgress | None:
        """Note that a submit is about to leave, and return where its progress is noted; None for a read."""
        if not is_charged(request):
            return None
        current = submit_progress.get() or SubmitProgress()
        current.response = None
        current.under_way = not self.is_traced
        return current


def note_sent(current: SubmitProgress, event: str, info: Any) -> bool:
    """Note what the transport does with a submit, and return whether that is all there is to note."""
    # Until then there is a connection to be had and made: nothing of the request has left. A proxy is sent
    # a request of its own before.
    if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
        current.under_way = True
    return current.under_way
