"""The only hand-written module that knows httpx.

It gives the generated clients what they lack: authentication that stays out of every `repr`, an error for
every answer that is one (an HTTP 200 with an error code in it too), reads that are retried, and submits
that are sent once.
"""

from __future__ import annotations

import platform
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, asynccontextmanager, closing, contextmanager, suppress
from contextvars import ContextVar
from functools import cache, cached_property
from http import HTTPStatus
from typing import Any, Final, Generic, NoReturn, Protocol, TypeAlias, TypeVar

import httpx
from attrs import define, frozen
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    Retrying,
    retry_if_exception,
    wait_random,
    wait_random_exponential,
)

from longtake._core.answers import (
    Answer,
    error_from,
    may_repeat,
    quotable,
    retry_after_s,
    verdict_on,
    without_secret,
)
from longtake._core.credentials import Credential
from longtake._core.download import Head, Setback
from longtake._core.provider import Provider
from longtake._core.signing import KeyPair, Signer, Token
from longtake._core.values import unended
from longtake._shell import log
from longtake._shell.clock import Clock, wall_time
from longtake._shell.keys import Keys
from longtake._version import __version__
from longtake.errors import (
    AuthenticationError,
    InvalidRequestError,
    LongtakeError,
    RateLimitError,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    UnexpectedAnswerError,
)

SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
SyncHttp: TypeAlias = httpx.Client
AsyncHttp: TypeAlias = httpx.AsyncClient
ChunksT = TypeVar("ChunksT")

# Nothing of a request has left before a connection stands; a request that cannot be written down never will.
_NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
_NEVER_SENT: Final = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
_DOWNLOAD_FAILURES: Final = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)
# A vendor that asks for more patience than this is not waited for: the caller is told how long it asks.
_LONGEST_PAUSE_S: Final = 120.0
# What a look that begins just before a deadline may take beyond it.
_LAST_LOOK_S: Final = 5.0
_BACKOFF: Final = wait_random_exponential(multiplier=0.5, max=20)
_SPREAD: Final = wait_random(0, 1)

# A CDN before one vendor answers 403 to callers that look automated by not naming themselves.
USER_AGENT: Final = f"longtake/{__version__} (Python {platform.python_version()})"

# The loop holds its tasks weakly.
_CLOSING: Final[set[object]] = set()

deadline: Final[ContextVar[float | None]] = ContextVar("deadline", default=None)
"""The moment on the clock after which nobody waits for an answer any more, for the calls of this context."""

attempt: Final[ContextVar[Attempt | None]] = ContextVar("attempt", default=None)
"""What is told how far the submit of this context came."""


@define
class Attempt:
    """How far a submit came.

    Attributes:
        under_way: Whether a part of it may have left, and nobody knows what the vendor does with it.
    """

    under_way: bool = False


class RawClient(Protocol):
    """A generated `Client`, as far as it is configured here."""

    def set_httpx_client(self, client: httpx.Client) -> object: ...

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> object: ...


@frozen(kw_only=True)
class Settings:
    """How the API of one provider is reached.

    Attributes:
        provider: Which one.
        keys: Where each request gets its key.
        base_url: Where the API is.
        timeout_s: Seconds that connecting, sending, and each piece of an answer may take.
        attempts: How often one request is sent at most, the first time included.
        clock: What sleeps between attempts.
    """

    provider: Provider
    keys: Keys
    base_url: str
    timeout_s: float
    attempts: int
    clock: Clock


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

    def __init__(self, pair: KeyPair, source: str, signer: Signer, clock: Clock) -> None:
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
        if self._signer.learn(token, _answer(response), wall_time(self._clock)):
            self._sign(request)
            yield request

    def _sign(self, request: httpx.Request) -> Token:
        token = self._signer.token(self._pair, wall_time(self._clock))
        self._sent.append(token.text)
        request.headers["Authorization"] = f"Bearer {token.text}"
        return token


KeyAuth: TypeAlias = BearerAuth | SignedAuth
"""How one request is authenticated."""


class _Repeatable(Exception):  # noqa: N818 - never leaves this module
    """An error after which the same request may be sent again, after `asked_s` if the vendor says so."""

    def __init__(self, error: LongtakeError, asked_s: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.asked_s = asked_s


@frozen
class _Rules:
    """What both shells do with a request before it is sent and with what comes of it."""

    settings: Settings
    traced: bool = False
    """Whether the transport tells what it does: only httpx's own is known to."""

    @cached_property
    def base(self) -> httpx.URL:
        """The API's address, read once."""
        return httpx.URL(self.settings.base_url)

    @cached_property
    def signer(self) -> Signer | None:
        """What makes tokens, where the provider knows pairs of keys: one, that learns for all requests."""
        signing = self.settings.provider.signing
        return None if signing is None else Signer(signing)

    def is_ours(self, request: httpx.Request, auth: object) -> bool:
        """Whether a request is to carry the key: to the API's own host, and not if the caller says how."""
        return auth is httpx.USE_CLIENT_DEFAULT and _origin(request.url) == _origin(self.base)

    def authentication(self, credential: Credential) -> KeyAuth:
        """The way to send a key."""
        key, source = credential.key, credential.source
        if isinstance(key, str):
            return BearerAuth(key, source)
        if self.signer is None:
            raise InvalidRequestError(f"{self.settings.provider.name} takes no pair of keys")
        return SignedAuth(key, source, self.signer, self.settings.clock)

    def address(self, request: httpx.Request) -> None:
        """Put the request on the path that the API's host has for it."""
        base_path = self.base.path.rstrip("/")
        path = request.url.raw_path.decode("ascii")
        if _origin(request.url) != _origin(self.base) or not path.startswith(base_path):
            return
        moved = base_path + self.settings.provider.path_on(
            self.base.host, path.removeprefix(base_path)
        )
        if moved != path:
            request.url = request.url.copy_with(raw_path=moved.encode("ascii"))

    def hasten(self, request: httpx.Request) -> None:
        """Let an attempt take no longer than is left until the deadline, with a little for the last look."""
        until = deadline.get()
        if until is None:
            return
        left_s = max(_LAST_LOOK_S, until - self.settings.clock.monotonic())
        timeout: dict[str, float | None] = request.extensions["timeout"]
        request.extensions["timeout"] = {
            name: left_s if limit is None else min(limit, left_s) for name, limit in timeout.items()
        }

    def departs(self, request: httpx.Request) -> Attempt | None:
        """Note that a submit is about to leave; what else is to be told of its leaving."""
        current = attempt.get() if _submits(request) else None
        if current is not None and self.traced:
            return current
        if current is not None:
            current.under_way = True
        return None

    def checked(
        self, request: httpx.Request, response: httpx.Response, auth: KeyAuth | None
    ) -> httpx.Response:
        """The answer to a request that was authenticated like this. Raises for one that is an error."""
        answer = _answer(response)
        secrets = auth.secrets() if auth else ()
        for secret in secrets:
            answer = without_secret(answer, secret)
        provider = self.settings.provider
        verdict = verdict_on(
            answer,
            provider.judge,
            may_be_empty=request.method == "DELETE",
            may_be_list=request.method == "GET" and provider.lists_at(request.url.path),
        )
        log.answered(provider.name, _asked(request), answer.status, verdict)
        if verdict is None:
            if HTTPStatus.OK < response.status_code < HTTPStatus.NO_CONTENT:
                # A create may well be answered with 201 or 202; the specifications know 200 alone, and
                # generated code drops the body, with the new task's id in it, of any other.
                response.status_code = HTTPStatus.OK
            words = quotable(response.content, secrets)
            return response if words is None else _with_content(response, words)
        submits = _submits(request)
        if verdict.refused:
            _came_to_nothing()
        error = error_from(verdict, answer, provider=provider.name, submits=submits)
        if type(error) is AuthenticationError and auth:
            error.args = (f"{unended(error.args[0])}. The key came from {auth.source}",)
        asked_s = retry_after_s(answer.headers)
        if may_repeat(verdict, submits=submits) and (asked_s or 0) <= _LONGEST_PAUSE_S:
            raise _Repeatable(error, asked_s)
        raise error

    def failed(self, request: httpx.Request, failure: httpx.HTTPError) -> NoReturn:
        """Raise for a request that got no answer."""
        # The failure, which becomes the error's cause, holds the request: without the key. An attempt that
        # follows is authenticated anew.
        request.headers.pop("Authorization", None)
        words = unended(_words(failure))
        where = f"{request.url.host}{f':{request.url.port}' if request.url.port else ''}"
        provider = self.settings.provider.name
        log.unanswered(provider, _asked(request), failure)
        if isinstance(failure, (*_NEVER_SENT, *_NOT_SENT)):
            _came_to_nothing()
        if isinstance(failure, _NEVER_SENT):
            raise InvalidRequestError(f"nothing was sent to {where}: {words}", provider=provider)
        if isinstance(failure, _NOT_SENT):
            message = f"no connection to {where}: {words}. Nothing was sent"
            raise _Repeatable(ServiceUnavailableError(message, provider=provider)) from failure
        if _submits(request):
            raise SubmitOutcomeUnknown(
                f"the request was sent to {where} and no whole answer came back: {words}. Whether the task "
                "was made (and billed) is unknown, so it was not sent again",
                provider=provider,
            ) from failure
        message = f"no whole answer from {where}: {words}"
        raise _Repeatable(ServiceUnavailableError(message, provider=provider)) from failure

    def pause(self, state: RetryCallState) -> float:
        """Seconds before the next attempt: what the vendor asks for, else backing off with full jitter."""
        failure = state.outcome.exception() if state.outcome else None
        if not isinstance(failure, _Repeatable):
            return _BACKOFF(state)
        least = failure.asked_s
        if least is None and isinstance(failure.error, RateLimitError):
            least = self.settings.provider.rate_limit_window_s
        return _BACKOFF(state) if least is None else least + _SPREAD(state)

    def stop(self, state: RetryCallState) -> bool:
        """Whether there is no attempt left, or it would begin after the deadline."""
        until = deadline.get()
        if until is not None and self.settings.clock.monotonic() + state.upcoming_sleep > until:
            return True
        return state.attempt_number >= self.settings.attempts

    def repeats(self, state: RetryCallState) -> None:
        """Note that another attempt follows."""
        name, attempts = self.settings.provider.name, self.settings.attempts
        log.repeats(name, state.attempt_number + 1, attempts, state.upcoming_sleep)

    def retrying(self) -> dict[str, Any]:
        """The options that both of tenacity's loops share."""
        return {
            "stop": self.stop,
            "wait": self.pause,
            "before_sleep": self.repeats,
            "retry": retry_if_exception(lambda error: isinstance(error, _Repeatable)),
            "reraise": True,
        }


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


class VendorClient(SelfClosing):
    """An `httpx.Client` whose every request is authenticated, judged, and repeated where that is safe."""

    def __init__(self, settings: Settings, transport: SyncTransport | None) -> None:
        super().__init__(**_options(settings), transport=transport)
        self._rules = _Rules(settings, traced=transport is None)

    def build_request(self, *arguments: Any, **options: Any) -> httpx.Request:
        """Write a request down. Raises `InvalidRequestError` for what cannot be."""
        with _writing(self._rules.settings.provider):
            return super().build_request(*arguments, **options)

    def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        **options: Any,
    ) -> httpx.Response:
        """Send a request. Raises a `LongtakeError` for whatever is not the answer that was asked for."""
        _check_open(self)
        self._rules.address(request)
        if stream:
            keyed = self._authentication(request, auth)
            return super().send(request, stream=True, auth=keyed or auth, **options)
        attempts = Retrying(sleep=self._rules.settings.clock.sleep, **self._rules.retrying())
        try:
            return attempts(self._send_once, request, auth, **options)
        except _Repeatable as given_up:
            raise given_up.error from given_up.__cause__

    def _send_once(self, request: httpx.Request, auth: Any, **options: Any) -> httpx.Response:
        keyed = self._authentication(request, auth)
        self._rules.hasten(request)
        if (current := self._rules.departs(request)) is not None:

            def trace(event: str, _: object) -> None:
                _note(current, event)

            request.extensions["trace"] = trace
        try:
            response = super().send(request, auth=keyed or auth, **options)
        except httpx.HTTPError as failure:
            self._rules.failed(request, failure)
        return self._rules.checked(request, response, keyed)

    def _authentication(self, request: httpx.Request, auth: object) -> KeyAuth | None:
        if not self._rules.is_ours(request, auth):
            return None
        return self._rules.authentication(self._rules.settings.keys.ask())


class AsyncVendorClient(AsyncSelfClosing):
    """`VendorClient` for async callers."""

    def __init__(self, settings: Settings, transport: AsyncTransport | None) -> None:
        super().__init__(**_options(settings), transport=transport)
        self._rules = _Rules(settings, traced=transport is None)

    def build_request(self, *arguments: Any, **options: Any) -> httpx.Request:
        """Write a request down. Raises `InvalidRequestError` for what cannot be."""
        with _writing(self._rules.settings.provider):
            return super().build_request(*arguments, **options)

    async def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        **options: Any,
    ) -> httpx.Response:
        """Send a request. Raises a `LongtakeError` for whatever is not the answer that was asked for."""
        _check_open(self)
        self._rules.address(request)
        if stream:
            keyed = await self._authentication(request, auth)
            return await super().send(request, stream=True, auth=keyed or auth, **options)
        attempts = AsyncRetrying(
            sleep=self._rules.settings.clock.sleep_async, **self._rules.retrying()
        )
        try:
            return await attempts(self._send_once, request, auth, **options)
        except _Repeatable as given_up:
            raise given_up.error from given_up.__cause__

    async def _send_once(self, request: httpx.Request, auth: Any, **options: Any) -> httpx.Response:
        keyed = await self._authentication(request, auth)
        self._rules.hasten(request)
        if (current := self._rules.departs(request)) is not None:

            async def trace(event: str, _: object) -> None:
                _note(current, event)

            request.extensions["trace"] = trace
        try:
            response = await super().send(request, auth=keyed or auth, **options)
        except httpx.HTTPError as failure:
            self._rules.failed(request, failure)
        return self._rules.checked(request, response, keyed)

    async def _authentication(self, request: httpx.Request, auth: object) -> KeyAuth | None:
        if not self._rules.is_ours(request, auth):
            return None
        return self._rules.authentication(await self._rules.settings.keys.ask_async())


class _OtherKind(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Stands where a sync client has no async one, and the reverse: it would have no key."""

    def __init__(self, message: str) -> None:
        self._message = message

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        del request
        raise InvalidRequestError(self._message)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        del request
        raise InvalidRequestError(self._message)


def attach(raw: RawClient, client: VendorClient) -> None:
    """Let the generated functions that block go through `client`, and those that are awaited say why not."""
    raw.set_httpx_client(client)
    other = _OtherKind(
        "this client blocks; for generated functions that are awaited make an Async one"
    )
    raw.set_async_httpx_client(
        httpx.AsyncClient(transport=other, base_url=client.base_url, verify=_certificates())
    )


def attach_async(raw: RawClient, client: AsyncVendorClient) -> None:
    """Let the generated functions that are awaited go through `client`, and those that block say why not."""
    raw.set_async_httpx_client(client)
    other = _OtherKind("this client is awaited; for generated functions that block make a sync one")
    raw.set_httpx_client(
        httpx.Client(transport=other, base_url=client.base_url, verify=_certificates())
    )


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
        raise InvalidRequestError(f"{source} is no address: {url!r}") from None
    if parsed.userinfo:
        raise InvalidRequestError(f"{source} holds a name or password; keys are given as api_key")
    if parsed.query or parsed.fragment:
        raise InvalidRequestError(f"{source} has a query or a fragment: {url!r}")
    if parsed.scheme not in ("http", "https") or not parsed.host or " " in url:
        raise InvalidRequestError(f"{source} is no http or https address: {url!r}")
    return url.rstrip("/")


def host_of(url: str) -> str:
    """The host that an address names."""
    return httpx.URL(url).host


@frozen(kw_only=True)
class Incoming(Generic[ChunksT]):
    """A file that is on its way.

    Attributes:
        head: How the host's answer begins.
        chunks: Its content, piece by piece. Raises `Setback` if the connection breaks.
    """

    head: Head
    chunks: ChunksT


def download_client(timeout_s: float, transport: SyncTransport | None) -> httpx.Client:
    """A client for files: they lie on other hosts, so it has no credentials at all."""
    return SelfClosing(**_download_options(timeout_s), transport=transport)


def async_download_client(timeout_s: float, transport: AsyncTransport | None) -> httpx.AsyncClient:
    """`download_client` for async callers."""
    return AsyncSelfClosing(**_download_options(timeout_s), transport=transport)


@contextmanager
def downloading(
    client: httpx.Client, url: str, headers: dict[str, str]
) -> Generator[Incoming[Iterator[bytes]]]:
    """Ask for a file and hand out its content as it arrives.

    Raises:
        Setback: If there is no answer.
        UnexpectedAnswerError: If the link cannot lead anywhere.
    """
    _check_open(client)
    with _download_failures():
        request = client.build_request("GET", url, headers=headers)
        response = client.send(request, stream=True)
    with closing(response):
        yield Incoming(head=_head(response), chunks=_chunks(response))


@asynccontextmanager
async def downloading_async(
    client: httpx.AsyncClient, url: str, headers: dict[str, str]
) -> AsyncGenerator[Incoming[AsyncIterator[bytes]]]:
    """`downloading` for async callers."""
    _check_open(client)
    with _download_failures():
        request = client.build_request("GET", url, headers=headers)
        response = await client.send(request, stream=True)
    async with aclosing(response), aclosing(_chunks_async(response)) as chunks:
        yield Incoming(head=_head(response), chunks=chunks)


def _head(response: httpx.Response) -> Head:
    return Head(status=response.status_code, host=response.url.host, headers=response.headers)


# What the caller does with a piece, and what goes wrong with that, is no failure of the download: so only
# the reading itself is watched.
def _chunks(response: httpx.Response) -> Iterator[bytes]:
    with _download_failures():
        yield from response.iter_bytes()


async def _chunks_async(response: httpx.Response) -> AsyncGenerator[bytes]:
    with _download_failures():
        async for chunk in response.aiter_bytes():
            yield chunk


@contextmanager
def _download_failures() -> Generator[None]:
    try:
        yield
    except _DOWNLOAD_FAILURES as failure:
        if isinstance(failure, httpx.TransportError) and not isinstance(failure, _NEVER_SENT):
            error = ServiceUnavailableError(f"the download broke off: {_words(failure)}")
            raise Setback(error) from failure
        raise UnexpectedAnswerError(
            f"the video's link leads nowhere: {_words(failure)}"
        ) from failure


def _check_open(client: SyncHttp | AsyncHttp) -> None:
    if client.is_closed:
        raise InvalidRequestError(
            "the client is closed: make another one, in which from_token finds a task again"
        )


def _words(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}" if str(failure) else type(failure).__name__


@contextmanager
def _writing(provider: Provider) -> Generator[None]:
    try:
        yield
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise InvalidRequestError(
            f"a parameter cannot be sent ({unended(_words(error))}). Nothing was sent",
            provider=provider.name,
        ) from error


def _download_options(timeout_s: float) -> dict[str, Any]:
    return {
        "timeout": httpx.Timeout(timeout_s),
        "follow_redirects": True,
        "verify": _certificates(),
        # As it lies there: what is counted are the bytes of the file.
        "headers": {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
    }


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _answer(response: httpx.Response) -> Answer:
    return Answer(status=response.status_code, headers=response.headers, body=response.content)


def _with_content(response: httpx.Response, content: bytes) -> httpx.Response:
    # As it stands now, it is neither packed nor as long as it was.
    headers = httpx.Headers(response.headers)
    for name in ("content-encoding", "content-length", "transfer-encoding"):
        headers.pop(name, None)
    return httpx.Response(
        response.status_code,
        headers=headers,
        content=content,
        request=response.request,
        extensions=response.extensions,
        history=response.history,
    )


def _note(current: Attempt, event: str) -> None:
    # Until then there is a connection to be had and made: nothing of the request has left.
    if event.endswith("send_request_headers.started"):
        current.under_way = True


def _came_to_nothing() -> None:
    current = attempt.get()
    if current is not None:
        current.under_way = False


def _asked(request: httpx.Request) -> str:
    # Not the query: it may say more than where.
    return f"{request.method} {request.url.path}"


def _submits(request: httpx.Request) -> bool:
    # Every POST of these vendors makes something that is paid for; GET and DELETE may be repeated.
    return request.method == "POST"


@cache
def _certificates() -> ssl.SSLContext:
    # Reading them takes longer than all else in making a client: once for all clients.
    return httpx.create_ssl_context()


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "base_url": settings.base_url,
        "verify": _certificates(),
        "timeout": httpx.Timeout(settings.timeout_s),
        "headers": {"User-Agent": USER_AGENT, "Accept": "application/json"},
    }
