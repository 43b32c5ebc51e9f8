"""httpx's clients as all of longtake makes them: with the same certificates, leaving no socket behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from weakref import finalize

import httpx

from longtake._shell.http.environment import Environment
from longtake._shell.http.pools import AsyncPools, Pools
from longtake._version import __version__
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
SyncHttp: TypeAlias = httpx.Client
AsyncHttp: TypeAlias = httpx.AsyncClient

# A CDN before one vendor answers 403 to callers that look automated by not naming themselves.
USER_AGENT: Final = (
    f"longtake/{__version__} (Python {'.'.join(str(part) for part in sys.version_info[:3])})"
)

CLOSED: Final = "the client is closed: make another one, in which from_token finds a task again"
"""Why nothing is sent."""

# The loop holds its tasks weakly.
_CLOSING: Final[set[object]] = set()


class SelfClosing(httpx.Client):
    """An `httpx.Client` that leaves no socket behind when it is forgotten."""

    def __init__(self, *, transport: SyncTransport | None, **options: Any) -> None:
        # A transport that the caller brought may serve others, too.
        self._forgettable = transport is None
        self._process: int | None = None
        environment = None
        if transport is None:
            environment = Environment()
            transport = Pools(environment)
        super().__init__(transport=transport, trust_env=False, **options)
        if environment is not None and self.base_url.host:
            environment.check(self.base_url)
            # Before any __del__: among garbage that holds itself, a socket's may come first, and warn.
            closing = finalize(self, _close_all, [self._transport])
            # Threads that end with the interpreter still send then: __del__ comes after them.
            closing.atexit = False

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request. Raises `InvalidRequestError` where that cannot be: then nothing was sent."""
        _check_open(self)
        if self._forgettable:
            self._process = _same_process(self._process)
        return super().send(request, **options)

    def __del__(self) -> None:
        # At the interpreter's end, or after a failure to begin, there may be nothing left to close.
        with suppress(Exception):
            if self._forgettable:
                self.close()


class AsyncSelfClosing(httpx.AsyncClient):
    """`SelfClosing` for async callers, as far as that can be: only asyncio's own loop can close."""

    def __init__(self, *, transport: AsyncTransport | None, **options: Any) -> None:
        self._forgettable = transport is None
        self._process: int | None = None
        self._loop: AbstractEventLoop | None = None
        environment = None
        if transport is None:
            environment = Environment()
            transport = AsyncPools(environment)
        super().__init__(transport=transport, trust_env=False, **options)
        if environment is not None and self.base_url.host:
            environment.check(self.base_url)

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request. Raises `InvalidRequestError` where that cannot be: then nothing was sent."""
        _check_open(self)
        if self._forgettable:
            self._process = _same_process(self._process)
            self._loop = _same_loop(self._loop)
        return await super().send(request, **options)

    async def aclose(self) -> None:
        """Close the connections. Raises `InvalidRequestError` in another event loop than theirs."""
        _same_loop(self._loop)
        await super().aclose()

    def __del__(self) -> None:
        with suppress(Exception):
            if self._loop is not None and not self.is_closed and self._process == os.getpid():
                _close_soon(self, self._loop)


def _check_open(client: SyncHttp | AsyncHttp) -> None:
    if client.is_closed:
        raise InvalidRequestError(CLOSED)


def _same_process(before: int | None) -> int:
    # Two processes that write into one connection read each other's answers.
    current = os.getpid()
    if before not in (None, current):
        raise InvalidRequestError(
            "the client's connections belong to the process that this one was forked from: make another "
            "client here. Nothing was sent"
        )
    return current


def _same_loop(before: AbstractEventLoop | None) -> AbstractEventLoop | None:
    current = _running_loop()
    if before not in (None, current):
        raise InvalidRequestError(
            "the client's connections belong to another event loop: make a client in each, and close it "
            "there. Nothing was sent"
        )
    return current


def _running_loop() -> AbstractEventLoop | None:
    import asyncio  # noqa: PLC0415 - only async callers pay for it

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        # Another library's, such as trio's, or none any more.
        return None


def _close_all(transports: Iterable[SyncTransport | None]) -> None:
    for transport in transports:
        with suppress(Exception):
            if transport is not None:
                transport.close()


def _close_soon(client: httpx.AsyncClient, loop: AbstractEventLoop) -> None:
    async def close() -> None:
        with suppress(Exception):
            await client.aclose()

    def begin() -> None:
        task = loop.create_task(close())
        _CLOSING.add(task)
        task.add_done_callback(_CLOSING.discard)

    if _running_loop() is loop:
        begin()
    else:
        # Collected by another thread; a loop that has ended refuses.
        loop.call_soon_threadsafe(begin)
