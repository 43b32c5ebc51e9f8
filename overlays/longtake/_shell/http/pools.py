"""Connections to hosts, through the proxies of the environment where it names some."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

import httpcore
import httpx

from longtake._shell.http.environment import Environment, Route, certificates
from longtake._shell.http.network import AsyncBackend, Backend

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
        with _proxy_faults():
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
        with _proxy_faults():
            return await self._pools[route].handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        for pool in list(self._pools.values()):
            await pool.aclose()


@contextmanager
def _proxy_faults() -> Generator[None]:
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
