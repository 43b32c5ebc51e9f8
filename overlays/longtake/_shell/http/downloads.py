"""Files on their way: they lie on other hosts, so nothing here knows a key."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, asynccontextmanager, closing, contextmanager
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
    certificates,
)
from longtake._shell.http.failures import NEVER_SENT, words
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


def download_client(timeout: float | None, transport: SyncTransport | None) -> httpx.Client:
    """A client for files: they lie on other hosts, so it has no credentials at all."""
    return SelfClosing(**_download_options(timeout), transport=transport)


def async_download_client(
    timeout: float | None, transport: AsyncTransport | None
) -> httpx.AsyncClient:
    """`download_client` for async callers."""
    return AsyncSelfClosing(**_download_options(timeout), transport=transport)


@contextmanager
def downloading(
    client: httpx.Client, url: str, headers: dict[str, str]
) -> Generator[Incoming[Iterator[bytes]]]:
    """Ask for a file and hand out its content as it arrives.

    Raises:
        Setback: If there is no answer.
        UnexpectedAnswerError: If the link cannot lead anywhere.
    """
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
        "verify": certificates(),
        # As it lies there: what is counted are the bytes of the file.
        "headers": {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
    }
