"""The httpx clients that longtake creates, their connection pools and proxies."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
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
    from collections.abc import Iterable


SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
SyncHttp: TypeAlias = httpx.Client
AsyncHttp: TypeAlias = httpx.AsyncClient

# The CDN in front of one provider returns 403 for requests that look automated because their User-Agent names
# no program.
USER_AGENT: Final = (
    f"longtake/{__version__} (Python {'.'.join(str(part) for part in sys.version_info[:3])})"
)

CLOSED: Final = "the client is closed; create another one and resume the task with its from_token()"
"""The error message for requests of a closed client."""

# More than `request.MAX_CONCURRENT_REQUESTS`, and as many to keep alive: httpcore closes surplus idle
# connections even while a thread is about to use one.
_POOL: Final[dict[str, Any]] = {
    "max_connections": 100,
    "max_keepalive_connections": 100,
    "keepalive_expiry": 5.0,
}

# Keeps the tasks that close clients alive: the event loop references its tasks weakly.
_CLOSING: Final[set[object]] = set()


class Pools(httpx.BaseTransport):
    """A transport with a connection pool for each route."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._pools: dict[Route, _Pool] = {}
        self._lock = Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request.

        Raises:
            InvalidRequestError: If a proxy or certificate variable of the environment is invalid.
        """
        pool = self._pool(self._environment.route(request.url))
        try:
            return pool.handle_request(request)
        except Exception as error:
            _raise_proxy_error(error)
            raise

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
    """`Pools` for asynchronous clients."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._pools: dict[Route, _AsyncPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; see `Pools.handle_request`."""
        route = self._environment.route(request.url)
        if route not in self._pools:
            self._pools[route] = _AsyncPool(route)
        try:
            return await self._pools[route].handle_async_request(request)
        except Exception as error:
            _raise_proxy_error(error)
            raise

    async def aclose(self) -> None:
        """Close the connections."""
        for pool in list(self._pools.values()):
            await pool.aclose()


def _raise_proxy_error(error: Exception) -> None:
    # httpcore does not translate the errors that socksio raises for an invalid SOCKS response.
    if type(error).__module__.partition(".")[0] == "socksio":
        raise httpx.ProxyError("the response of the SOCKS proxy cannot be read") from error


class _Pool(httpx.HTTPTransport):
    """httpx's transport with a network backend that enforces time limits."""

    def __init__(self, route: Route) -> None:
        # Does not call httpx's constructor, which takes no network backend.
        options = _options(route)
        options["network_backend"] = Backend(is_direct=route.proxy is None)
        if route.proxy is None:
            self._pool = httpcore.ConnectionPool(**options)
        elif _is_socks(route.proxy):
            self._pool = httpcore.SOCKSProxy(**options)
        else:
            self._pool = httpcore.HTTPProxy(**options)


class _AsyncPool(httpx.AsyncHTTPTransport):
    """`_Pool` for asynchronous clients."""

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
    # Invalid certificate settings do not matter on a route without TLS.
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


class Cookies(httpx.Cookies):
    """Cookies of responses. Most responses set none, and httpx builds two requests of urllib to find out."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Take over the cookies of a response."""
        if "set-cookie" in response.headers:
            super().extract_cookies(response)


class SelfClosingClient(httpx.Client):
    """An `httpx.Client` that closes its sockets when it is garbage collected."""

    def __init__(
        self,
        *,
        transport: SyncTransport | None,
        **options: Any,  # noqa: ANN401 - httpx's own parameters
    ) -> None:
        # A transport from the caller may be shared with other clients.
        self._owns_transport = transport is None
        self._process: int | None = None
        environment = None
        if transport is None:
            environment = Environment()
            transport = Pools(environment)
        super().__init__(transport=transport, trust_env=False, **options)
        self._cookies = Cookies()
        if environment is not None and self.base_url.host:
            environment.check(self.base_url)
            # A finalizer runs before any __del__. In a reference cycle the __del__ of a socket may run
            # first otherwise, and warn.
            closing = finalize(self, _close_all, [self._transport])
            # Threads that end with the interpreter may still send at exit; __del__ runs after them.
            closing.atexit = False

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own parameters
        """Send a request.

        Raises:
            InvalidRequestError: If the client is closed or belongs to another process. Nothing was sent.
        """
        _check_open(self)
        if self._owns_transport:
            self._process = _same_process(self._process)
        return super().send(request, **options)

    def __del__(self) -> None:
        # At interpreter exit, or after a failed __init__, there may be nothing left to close.
        with suppress(Exception):
            if self._owns_transport:
                self.close()


class AsyncSelfClosingClient(httpx.AsyncClient):
    """`SelfClosingClient` for asynchronous callers, under asyncio alone.

    Only the running event loop that the client was used in can close it.
    """

    def __init__(
        self,
        *,
        transport: AsyncTransport | None,
        **options: Any,  # noqa: ANN401 - httpx's own parameters
    ) -> None:
        self._owns_transport = transport is None
        self._process: int | None = None
        self._loop: AbstractEventLoop | None = None
        environment = None
        if transport is None:
            environment = Environment()
            transport = AsyncPools(environment)
        super().__init__(transport=transport, trust_env=False, **options)
        self._cookies = Cookies()
        if environment is not None and self.base_url.host:
            environment.check(self.base_url)

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own parameters
        """Send a request.

        Raises:
            InvalidRequestError: If the client is closed or belongs to another process or event loop. Nothing
                was sent.
        """
        _check_open(self)
        if self._owns_transport:
            self._process = _same_process(self._process)
            self._loop = _same_loop(self._loop)
        return await super().send(request, **options)

    async def aclose(self) -> None:
        """Close the connections.

        Raises:
            InvalidRequestError: If they belong to another event loop.
        """
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
    # Two processes that share one connection read each other's responses.
    current = os.getpid()
    if before not in (None, current):
        raise InvalidRequestError(
            "the client's connections belong to the parent process of this one; create another client in "
            "each process. Nothing was sent"
        )
    return current


def _same_loop(before: AbstractEventLoop | None) -> AbstractEventLoop | None:
    current = _running_loop()
    if before not in (None, current):
        raise InvalidRequestError(
            "the client's connections belong to another event loop; create a client in each event loop and "
            "close it there. Nothing was sent"
        )
    return current


def _running_loop() -> AbstractEventLoop | None:
    import asyncio  # noqa: PLC0415 - only async callers need it

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        # Another library, such as trio, or no event loop any more.
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
        # Garbage collected in another thread. A closed loop raises, and the caller suppresses that.
        loop.call_soon_threadsafe(begin)
