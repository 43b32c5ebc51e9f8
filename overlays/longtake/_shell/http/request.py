"""Preparing a request: its URL, authentication, charge and time limit."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import httpx

from longtake._core.key_pair import KeyPair, SignedToken, TokenSigner
from longtake._core.retry import at_request, charge_of
from longtake._core.values import shown_url
from longtake._shell.clock import Clock, wall_time
from longtake._shell.http.body import http_response
from longtake._shell.http.context import (
    SubmitProgress,
    deadline,
    is_charged,
    note_charge,
    note_limited_path,
    note_resend,
    note_server_origin,
    server_origin_of,
    submit_progress,
)
from longtake._shell.http.network import Deadline, deadline_in
from longtake._shell.http.uploads import UploadStream
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Mapping

    import anyio

    from longtake._core.credentials import Credential
    from longtake._core.provider import Provider
    from longtake._shell.api_key import KeySource
    from longtake._shell.http.context import Origin


MAX_CONCURRENT_REQUESTS: Final = 64
"""The most concurrent requests of one client. Others wait, and nothing of them is sent."""

_TOO_MANY_REQUESTS: Final = f"this client already had {MAX_CONCURRENT_REQUESTS} concurrent requests"

_MAX_URLS: Final = 64

# The time that a poll which begins just before a deadline may take beyond it.
_LAST_POLL_S: Final = 5.0


class Settings(NamedTuple):
    """The settings of a client for one provider's API.

    Attributes:
        provider: The provider.
        keys: The source of each request's key.
        base_url: The URL of the API.
        timeout: Seconds that one request may take in total; None: no limit.
        attempts: The most times that one request is sent, the first one included.
        clock: The clock for the pauses between attempts.
        max_response_bytes: The largest size of a decoded response in bytes.
        download_stall_s: Seconds in which 1,024 bytes of a download must arrive.
        allow_private_hosts: Whether downloads may connect to hosts that are not public.
        servers: The URL to use for each server of `Provider.servers`.
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
    servers: Mapping[str, str] = MappingProxyType({})


def checked_base_url(url: str, source: str) -> str:
    """Return `url` if requests can be sent to it.

    Raises:
        InvalidRequestError: If it is not an absolute http or https URL, or has a user, query or fragment. The
            message names its `source`.
    """
    try:
        parsed = httpx.URL(url)
        parsed.host.encode("idna")
    except (httpx.InvalidURL, TypeError, ValueError):
        raise InvalidRequestError(f"{source} must be a URL, got {shown_url(url)}") from None
    if parsed.userinfo:
        raise InvalidRequestError(
            f"{source} must not contain a user name or password; pass the key as api_key"
        )
    if parsed.query or parsed.fragment:
        raise InvalidRequestError(
            f"{source} must not have a query or fragment, got {shown_url(url)}"
        )
    if parsed.scheme not in ("http", "https") or not parsed.host or " " in url:
        raise InvalidRequestError(f"{source} must be an http or https URL, got {shown_url(url)}")
    return url.rstrip("/")


def origin(url: httpx.URL) -> Origin:
    """Return the scheme, host and port of a URL."""
    return url.scheme, url.raw_host, url.port


class UrlCache:
    """The URLs of the latest paths. httpx parses a path and the whole URL anew for each request."""

    def __init__(self) -> None:
        self._urls: dict[str, httpx.URL] = {}

    def get(self, url: httpx.URL | str, merge: Callable[[httpx.URL | str], httpx.URL]) -> httpx.URL:
        """Return the whole URL of a request, which `merge` returns for a path that is not in the cache."""
        if not isinstance(url, str):
            return merge(url)
        merged = self._urls.get(url)
        if merged is None:
            # Paths may contain the ids of tasks, of which there is no end.
            if len(self._urls) >= _MAX_URLS:
                self._urls.clear()
            merged = self._urls[url] = merge(url)
        return merged


class BearerAuth(httpx.Auth):
    """Sends a key as a bearer token. Its `repr` does not show the key.

    Attributes:
        source: Where the key was found.
    """

    def __init__(self, key: str, source: str) -> None:
        self._key = key
        self.source = source

    def secrets(self) -> tuple[str, ...]:
        """Return the strings that must be masked in quoted responses."""
        return (self._key,)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Authenticate a request."""
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


class SignedAuth(httpx.Auth):
    """Sends a token signed with a key pair, and a second one if the provider's clock differs from ours.

    A request whose token is rejected for its date has started nothing, so this is safe for submissions too.

    Attributes:
        source: Where the key pair was found.
    """

    requires_response_body = True

    def __init__(self, pair: KeyPair, source: str, signer: TokenSigner, clock: Clock) -> None:
        self._pair = pair
        self.source = source
        self._signer = signer
        self._clock = clock
        self._sent: list[str] = []

    def secrets(self) -> tuple[str, ...]:
        """Return the strings that must be masked, tokens first, since a token may contain a key."""
        return (*self._sent, self._pair.secret_key, self._pair.access_key)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Authenticate a request."""
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
"""The authentication of one request."""


class ConcurrencyLimit:
    """Limits the concurrent requests of one client to `MAX_CONCURRENT_REQUESTS`."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(MAX_CONCURRENT_REQUESTS)

    @contextmanager
    def slot(self, timeout_s: float | None) -> Generator[None]:
        """Take a slot while the context lasts. Raises `httpx.PoolTimeout` if none becomes free in time."""
        limit = None if timeout_s is None else min(timeout_s, threading.TIMEOUT_MAX)
        if not self._free.acquire(timeout=limit):
            raise httpx.PoolTimeout(_TOO_MANY_REQUESTS)
        try:
            yield
        finally:
            self._free.release()


class AsyncConcurrencyLimit:
    """`ConcurrencyLimit` for asynchronous clients."""

    @cached_property
    def _free(self) -> anyio.Semaphore:
        from anyio import Semaphore  # noqa: PLC0415 - only async callers need it

        return Semaphore(MAX_CONCURRENT_REQUESTS, fast_acquire=True)

    @asynccontextmanager
    async def slot(self, timeout_s: float | None) -> AsyncGenerator[None]:
        """Take a slot while the context lasts; see `ConcurrencyLimit.slot`."""
        from anyio import move_on_after  # noqa: PLC0415 - only async callers need it

        with move_on_after(timeout_s) as scope:
            await self._free.acquire()
        if scope.cancelled_caught:
            raise httpx.PoolTimeout(_TOO_MANY_REQUESTS)
        try:
            yield
        finally:
            self._free.release()


class RequestPreparer:
    """Prepares the requests of a client.

    Attributes:
        settings: The settings of the client.
        is_traced: Whether the transport reports its steps, as httpx's own does.
        signer: Signs tokens with a key pair; None if the provider has no key pairs. All requests share it, so
            that they share the measured difference of the clocks.
    """

    def __init__(self, settings: Settings, *, traced: bool) -> None:
        self.settings = settings
        self.is_traced = traced
        signing = settings.provider.key_pair_signing
        self.signer = None if signing is None else TokenSigner(signing)
        base = httpx.URL(settings.base_url)
        self._origin = origin(base)
        self._path = base.path.rstrip("/")

    def needs_key(self, request: httpx.Request, auth: object) -> bool:
        """Return whether a request needs the key: it goes to the API's host and has no `auth` of its own."""
        return auth is httpx.USE_CLIENT_DEFAULT and origin(request.url) == server_origin_of(
            request, self._origin
        )

    def auth_for(self, credential: Credential) -> KeyAuth:
        """Return the authentication for a key or key pair.

        Raises:
            InvalidRequestError: If it is a key pair and the provider takes none.
        """
        key, source = credential.key, credential.source
        if (progress := submit_progress.get()) is not None:
            progress.accounts.add(credential.account)
        if isinstance(key, str):
            return BearerAuth(key, source)
        if self.signer is None:
            raise InvalidRequestError(
                f"{self.settings.provider.name} requires a string as its key, got a KeyPair"
            )
        return SignedAuth(key, source, self.signer, self.settings.clock)

    def prepare(self, request: httpx.Request) -> None:
        """Record what a request may cost and which rate it has, and set the URL that it is sent to."""
        provider = self.settings.provider
        path = request.url.raw_path.decode("ascii")
        is_own = origin(request.url) == self._origin and path.startswith(self._path)
        base, server = (
            (self._path, None) if is_own else self._server_of(request.method, request.url)
        )
        target = path.removeprefix(base)
        specified = target.partition("?")[0]
        note_charge(request, charge_of(request.method, specified, provider.uncharged))
        if (limited := provider.limited_path(specified)) is not None:
            note_limited_path(request, limited)
        if server is not None:
            self._send_to(request, self.settings.servers[server] + target)

    def _server_of(self, method: str, url: httpx.URL) -> tuple[str, str | None]:
        """Return the server that an operation has in place of the base URL, after the path of that server.

        The server is None for any other request.
        """
        for server in self.settings.servers:
            parsed = httpx.URL(server)
            base = parsed.path.rstrip("/")
            path = url.raw_path.decode("ascii").partition("?")[0].removeprefix(base)
            servers = self.settings.provider.servers
            if origin(parsed) == origin(url) and at_request(servers, method, path) == server:
                return base, server
        return "", None

    @staticmethod
    def _send_to(request: httpx.Request, url: str) -> None:
        """Set the URL of a request to a server that may have the key."""
        request.url = httpx.URL(url)
        request.headers["Host"] = request.url.netloc.decode("ascii")
        note_server_origin(request, origin(request.url))

    def left_s(self) -> float | None:
        """Return the seconds until the caller's deadline, at least 5 so that a last poll can finish."""
        until = deadline.get()
        if until is None:
            return None
        return max(_LAST_POLL_S, until - self.settings.clock.monotonic())

    def timeout_s(self) -> float | None:
        """Return the seconds that a request may take or wait for a slot, by timeout and deadline."""
        limits = [limit for limit in (self.settings.timeout, self.left_s()) if limit is not None]
        return min(limits, default=None)

    def time_limit(self, request: httpx.Request) -> Deadline:
        """Return the time by which a request that begins now must have ended.

        A file may be of any size, so only the caller's deadline limits an upload as a whole. The timeout
        limits each of its steps.
        """
        until = deadline.get()
        clock = self.settings.clock
        is_upload = isinstance(request.stream, UploadStream)
        return deadline_in(
            self.left_s() if is_upload else self.timeout_s(),
            lambda: until is not None and clock.monotonic() > until + _LAST_POLL_S,
        )

    def apply_deadline(self, request: httpx.Request) -> None:
        """Limit each step of an attempt to the time left, since a caller's transport has no other limit."""
        left_s = self.left_s()
        if left_s is None:
            return
        timeout: dict[str, float | None] = request.extensions["timeout"]
        request.extensions["timeout"] = {
            name: left_s if limit is None else min(limit, left_s) for name, limit in timeout.items()
        }

    def start_submit(self, request: httpx.Request) -> SubmitProgress | None:
        """Record that a submission is about to be sent, and return its progress; None for other requests."""
        if not is_charged(request):
            return None
        progress = submit_progress.get() or SubmitProgress()
        progress.response = None
        progress.under_way = not self.is_traced
        return progress


def note_sent(progress: SubmitProgress, event: str, info: Mapping[str, Any]) -> bool:
    """Record a step of the transport, and return whether the submission is under way."""
    # Before this event the transport only waits for a connection, so nothing of the request was sent. A
    # CONNECT request goes to the proxy before it.
    if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
        progress.under_way = True
    return progress.under_way
