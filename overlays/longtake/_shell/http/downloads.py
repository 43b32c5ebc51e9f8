"""Files on their way: they lie on other hosts, so nothing here knows a key."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import (
    ExitStack,
    aclosing,
    asynccontextmanager,
    closing,
    contextmanager,
)
from contextvars import ContextVar
from functools import partial
from math import inf
from typing import Any, Final, Generic, TypeVar

import httpx
from attrs import frozen

from longtake._core.download import Head, Setback
from longtake._shell.http.connections import (
    USER_AGENT,
    AsyncSelfClosing,
    AsyncTransport,
    SelfClosing,
    SyncTransport,
)
from longtake._shell.http.context import TimeLimit, context_with, having, time_limit
from longtake._shell.http.decoding import Decoder
from longtake._shell.http.failures import NEVER_SENT, words
from longtake._shell.http.hosts import PublicHosts, check_host, check_host_async, public_hosts
from longtake._shell.http.network import Earliest, SlowDownload, Until, until_in
from longtake._shell.http.settings import Settings
from longtake.errors import ServiceUnavailableError, UnexpectedAnswerError

ChunksT = TypeVar("ChunksT")

_DOWNLOAD_FAILURES: Final = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)


@frozen(kw_only=True)
class Incoming(Generic[ChunksT]):
    """A file that is on its way.

    Attributes:
        head: How the host's answer begins.
        chunks: Its content, piece by piece. Raises `Setback` if the connection breaks.
    """

    head: Head
    chunks: ChunksT


class DownloadClient(SelfClosing):
    """A client for files: they lie on other hosts, so it has no credentials at all.

    Attributes:
        settings: How the API is reached.
    """

    def __init__(self, settings: Settings, transport: SyncTransport | None) -> None:
        super().__init__(
            **_download_options(settings.timeout),
            event_hooks={"request": [check_host]},
            transport=transport,
        )
        self.settings = settings


class AsyncDownloadClient(AsyncSelfClosing):
    """`DownloadClient` for async callers."""

    def __init__(self, settings: Settings, transport: AsyncTransport | None) -> None:
        super().__init__(
            **_download_options(settings.timeout),
            event_hooks={"request": [check_host_async]},
            transport=transport,
        )
        self.settings = settings


@contextmanager
def downloading(
    client: DownloadClient,
    url: str,
    headers: dict[str, str],
    *,
    deadline: float = inf,
    allow_private_hosts: bool | None = None,
) -> Generator[Incoming[Iterator[bytes]]]:
    """Ask for a file and hand out its content as it arrives.

    Args:
        client: The client.
        url: The link.
        headers: Further headers.
        deadline: The moment on the client's clock at which the download is broken off.
        allow_private_hosts: Whether hosts may be connected to that are not public; None: as the client says.

    Raises:
        InvalidRequestError: If the link or a redirect leads to a host that is not allowed.
        Setback: If there is no answer.
        UnexpectedAnswerError: If the link cannot lead anywhere.
    """
    until = Until(deadline, clock=client.settings.clock)
    rules = _rules(client.settings, until, allow_private_hosts)
    with _download_failures():
        request = client.build_request(
            "GET", url, headers=headers, timeout=_step_s(client.settings, until)
        )
        response = context_with(rules).run(partial(client.send, request, stream=True))
    with closing(response):
        yield Incoming(
            head=_head(response), chunks=_chunks(response, client.settings.download_stall_s, until)
        )


@asynccontextmanager
async def downloading_async(
    client: AsyncDownloadClient,
    url: str,
    headers: dict[str, str],
    *,
    deadline: float = inf,
    allow_private_hosts: bool | None = None,
) -> AsyncGenerator[Incoming[AsyncIterator[bytes]]]:
    """`downloading` for async callers."""
    until = Until(deadline, clock=client.settings.clock)
    rules = _rules(client.settings, until, allow_private_hosts)
    with _download_failures(), ExitStack() as stack:
        for variable, value in rules.items():
            stack.enter_context(having(variable, value))
        request = client.build_request(
            "GET", url, headers=headers, timeout=_step_s(client.settings, until)
        )
        response = await client.send(request, stream=True)
    async with (
        aclosing(response),
        aclosing(_chunks_async(response, client.settings.download_stall_s, until)) as chunks,
    ):
        yield Incoming(head=_head(response), chunks=chunks)


def _rules(
    settings: Settings, until: Until, allow_private_hosts: bool | None
) -> dict[ContextVar[Any], TimeLimit | PublicHosts]:
    """Return what bounds the request for a file: its time and, where private hosts are refused, its hosts."""
    allowed = settings.allow_private_hosts if allow_private_hosts is None else allow_private_hosts
    limit = Earliest((until_in(settings.timeout), until))
    rules: dict[ContextVar[Any], TimeLimit | PublicHosts] = {time_limit: limit}
    if not allowed:
        rules[public_hosts] = PublicHosts(httpx.URL(settings.base_url))
    return rules


def _step_s(settings: Settings, until: Until) -> float | None:
    """Return the seconds that a step of a request may take: a caller's transport has no other limit."""
    _check_time(until)
    left_s = min(inf if settings.timeout is None else settings.timeout, until.left_s())
    return None if left_s == inf else left_s


def _check_time(until: Until) -> None:
    if until.is_over():
        raise httpx.ReadTimeout("the time for the whole download is over")


def _head(response: httpx.Response) -> Head:
    return Head(status=response.status_code, host=response.url.host, headers=response.headers)


# What the caller does with a piece, and what goes wrong with that, is no failure of the download: so only
# the reading itself is watched.
def _chunks(response: httpx.Response, stall_s: float, until: Until) -> Iterator[bytes]:
    slow, decoder = SlowDownload(stall_s), _decoder(response)
    limit = Earliest((slow, until))
    with _download_failures():
        came = response.iter_bytes() if response.is_closed else response.iter_raw()
        while True:
            with slow.reading():
                piece = context_with({time_limit: limit}).run(partial(next, came, None))
            if piece is None:
                return
            _check_time(until)
            for chunk in decoder.pieces(piece):
                slow.received(len(chunk))
                yield chunk


async def _chunks_async(
    response: httpx.Response, stall_s: float, until: Until
) -> AsyncGenerator[bytes]:
    slow, decoder = SlowDownload(stall_s), _decoder(response)
    limit = Earliest((slow, until))
    with _download_failures():
        came = response.aiter_bytes() if response.is_closed else response.aiter_raw()
        while True:
            with slow.reading(), having(time_limit, limit):
                piece = await anext(came, None)
            if piece is None:
                return
            _check_time(until)
            for chunk in decoder.pieces(piece):
                slow.received(len(chunk))
                yield chunk


def _decoder(response: httpx.Response) -> Decoder:
    # A transport that is no network has the whole body already, and it is decoded.
    return Decoder({} if response.is_closed else response.headers, None)


@contextmanager
def _download_failures() -> Generator[None]:
    try:
        yield
    except _DOWNLOAD_FAILURES as failure:
        if isinstance(failure, httpx.TransportError) and not isinstance(failure, NEVER_SENT):
            error = ServiceUnavailableError(f"the download broke off: {words(failure)}")
            raise Setback(error) from failure
        raise UnexpectedAnswerError(
            f"the video's link leads nowhere: {words(failure)}"
        ) from failure


def _download_options(timeout: float | None) -> dict[str, Any]:
    return {
        "timeout": httpx.Timeout(timeout),
        "follow_redirects": True,
        # As it lies there: what is counted are the bytes of the file.
        "headers": {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
    }
