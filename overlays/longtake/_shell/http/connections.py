"""The httpx clients that longtake makes, their connection pools and proxies."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from weakref import finalize

import httpcore
import httpx

from longtake._shell.http.environment import Environment, Route, certificates
from longtake._shell.http.network import AsyncBackend, Backend
from longtake._version import __version__
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


# More than `places.REQUESTS_UNDER_WAY`, and as many to keep: httpcore closes surplus idle connections, also
# under a thread that is about to send on one.
_POOL: Final[dict[str, Any]] = {
    "max_connections": 100,
    "max_keepalive_connections": 100,
    "keepalive_expiry": 5.0,
}


class Pools(httpx.BaseTransport):
    """A pool of connections for each route that requests take."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._pools: dict[Route, _Pool] = {}
        self._lock = Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises `InvalidRequestError` where the environment stands in the way."""
        with _proxy_errors():
            return self._pool(self._environment.route(request.url)).handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        for pool in list(self._pools.values()):
            pool.close()

    def _pool(self, route: Route) -> _Pool:
        with self._lock:
            if route not in self._pools:
                self._pools[route] = _Pool(route)
            return self._pools[route]


class AsyncPools(httpx.AsyncBaseTransport):
    """`Pools` for async callers."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._pools: dict[Route, _AsyncPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; see `Pools.handle_request`."""
        route = self._environment.route(request.url)
        if route not in self._pools:
            self._pools[route] = _AsyncPool(route)
        with _proxy_errors():
            return await self._pools[route].handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        for pool in list(self._pools.values()):
            await pool.aclose()


@contextmanager
def _proxy_errors() -> Generator[None]:
    try:
        yield
    except Exception as error:
        # httpcore lets through what socksio raises for a response that is none of SOCKS.
        if type(error).__module__.partition(".")[0] != "socksio":
            raise
        raise httpx.ProxyError("the response of the SOCKS proxy cannot be read") from error


class _Pool(httpx.HTTPTransport):
    """httpx's transport with a network that ends in time."""

    def __init__(self, route: Route) -> None:
        # Not httpx's own: it takes no network backend.
        options = _options(route)
        options["network_backend"] = Backend(is_direct=route.proxy is None)
        if route.proxy is None:
            self._pool = httpcore.ConnectionPool(**options)
        elif _is_socks(route.proxy):
            self._pool = httpcore.SOCKSProxy(**options)
        else:
            self._pool = httpcore.HTTPProxy(**options)


class _AsyncPool(httpx.AsyncHTTPTransport):
    """`_Pool` for async callers."""

    def __init__(self, route: Route) -> None:
        options = _options(route)
        options["network_backend"] = AsyncBackend(is_direct=route.proxy is None)
        if route.proxy is None:
            self._pool = httpcore.AsyncConnectionPool(**options)
        elif _is_socks(route.proxy):
            self._pool = httpcore.AsyncSOCKSProxy(**options)
        else:
            self._pool = httpcore.AsyncHTTPProxy(**options)


def _is_socks(proxy: str) -> bool:
    return proxy.startswith("socks")


def _options(route: Route) -> dict[str, Any]:
    # Where nothing is secured, a fault of the certificates does not matter.
    options = {**_POOL, "ssl_context": certificates() if route.secure else None}
    if route.proxy is None:
        return options
    proxy = httpx.Proxy(route.proxy)
    options["proxy_url"] = httpcore.URL(
        scheme=proxy.url.raw_scheme,
        host=proxy.url.raw_host,
        port=proxy.url.port,
        target=proxy.url.raw_path,
    )
    options["proxy_auth"] = proxy.raw_auth
    if proxy.url.scheme == "https":
        options["proxy_ssl_context"] = certificates()
    return options


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


class SelfClosingClient(httpx.Client):
    """An `httpx.Client` that leaves no socket behind when it is forgotten."""

    def __init__(self, *, transport: SyncTransport | None, **options: Any) -> None:
        # A transport that the caller brought may serve others, too.
        self._owns_transport = transport is None
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
        if self._owns_transport:
            self._process = _same_process(self._process)
        return super().send(request, **options)

    def __del__(self) -> None:
        # At the interpreter's end, or after a failure to begin, there may be nothing left to close.
        with suppress(Exception):
            if self._owns_transport:
                self.close()


class AsyncSelfClosingClient(httpx.AsyncClient):
    """`SelfClosingClient` for async callers, as far as that can be: only asyncio's own loop can close."""

    def __init__(self, *, transport: AsyncTransport | None, **options: Any) -> None:
        self._owns_transport = transport is None
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
        if self._owns_transport:
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
