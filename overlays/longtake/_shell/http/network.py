"""Connections that end in time, whatever the other side sends.

httpx limits the time of each read. A server that sends a byte now and then has no limit then. So each
read and write here takes no longer than is left of the time for the whole request.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Iterable
from math import inf
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from weakref import finalize

import httpcore
from attrs import frozen

from longtake._shell.clock import Clock, SystemClock
from longtake._shell.http.context import TimeLimit, public_hosts, time_limit
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    pass


_SocketOptions: TypeAlias = Iterable[Any] | None
_TooLate: TypeAlias = type[httpcore.TimeoutException]

# A write is many sends, and each of them would have the whole time.
_MAX_WRITE_BYTES: Final = 16 * 1024
# Sockets wait by the machine's time, whatever clock the client has.
SYSTEM_CLOCK: Final = SystemClock()


@frozen
class Deadline(TimeLimit):
    """The moment at which a request must have ended.

    Attributes:
        moment: The moment, in seconds of `clock`.
        is_late: Returns whether the caller waits no longer, by the clock of the client.
        clock: The clock.
    """

    moment: float
    is_late: Callable[[], bool] = lambda: False
    clock: Clock = SYSTEM_CLOCK

    def left_s(self) -> float:
        """Return the seconds that are left."""
        return self.moment - self.clock.monotonic()

    def is_over(self) -> bool:
        """Return whether nothing more is waited for."""
        return self.left_s() <= 0 or self.is_late()


def deadline_in(seconds: float | None, is_late: Callable[[], bool] = lambda: False) -> Deadline:
    """Return the limit of what must end so many seconds from now; None for no limit."""
    return Deadline(inf if seconds is None else SYSTEM_CLOCK.monotonic() + seconds, is_late)


class Backend(httpcore.NetworkBackend):
    """httpcore's own network, in time."""

    def __init__(self, *, is_direct: bool = True) -> None:
        self._inner: httpcore.NetworkBackend = httpcore.SyncBackend()
        self._is_direct = is_direct

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _SocketOptions = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host."""
        left_s = _left_s(timeout, httpcore.ConnectTimeout)
        stream = self._inner.connect_tcp(host, port, left_s, local_address, socket_options or ())
        if self._is_direct and (rule := public_hosts.get()) is not None:
            try:
                rule.check_connection(host, stream.get_extra_info("server_addr")[0])
            except InvalidRequestError:
                stream.close()
                raise
        return Stream(stream)

    def sleep(self, seconds: float) -> None:
        """Sleep."""
        self._inner.sleep(seconds)


class Stream(httpcore.NetworkStream):
    """A connection whose reads and writes end in time."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        # httpcore forgets a connection to a SOCKS proxy that does not come about.
        self._closing = finalize(self, inner.close)
        self._closing.atexit = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read."""
        try:
            return self._inner.read(max_bytes, _left_s(timeout, httpcore.ReadTimeout))
        except httpcore.TimeoutException:
            # There is no use for it any more, and httpcore may leave it open; see above.
            self.close()
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write."""
        for piece in _pieces(buffer):
            self._inner.write(piece, _left_s(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Begin TLS."""
        left_s = _left_s(timeout, httpcore.ConnectTimeout)
        self._closing.detach()
        return Stream(self._inner.start_tls(ssl_context, server_hostname, left_s))

    def get_extra_info(self, info: str) -> Any:
        """Return what is known of the connection."""
        return self._inner.get_extra_info(info)


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """`Backend` for async callers, under asyncio or trio."""

    def __init__(self, *, is_direct: bool = True) -> None:
        self._chosen: httpcore.AsyncNetworkBackend | None = None
        self._is_direct = is_direct

    @property
    def _inner(self) -> httpcore.AsyncNetworkBackend:
        if self._chosen is None:
            trio: Any = sys.modules.get("trio")
            under_trio = trio is not None and trio.lowlevel.in_trio_run()
            kind: Any = httpcore.TrioBackend if under_trio else httpcore.AnyIOBackend
            chosen: httpcore.AsyncNetworkBackend = kind()
            self._chosen = chosen
        return self._chosen

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host."""
        left_s = _left_s(timeout, httpcore.ConnectTimeout)
        stream = await self._inner.connect_tcp(host, port, left_s, local_address, socket_options)
        if self._is_direct and (rule := public_hosts.get()) is not None:
            try:
                rule.check_connection(host, stream.get_extra_info("server_addr")[0])
            except InvalidRequestError:
                await stream.aclose()
                raise
        return AsyncStream(stream)

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await self._inner.sleep(seconds)


class AsyncStream(httpcore.AsyncNetworkStream):
    """`Stream` for async callers."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read."""
        try:
            return await self._inner.read(max_bytes, _left_s(timeout, httpcore.ReadTimeout))
        except httpcore.TimeoutException:
            # As above; when it is forgotten, it cannot be closed any more.
            await self.aclose()
            raise

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write."""
        for piece in _pieces(buffer):
            await self._inner.write(piece, _left_s(timeout, httpcore.WriteTimeout))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Begin TLS."""
        left_s = _left_s(timeout, httpcore.ConnectTimeout)
        return AsyncStream(await self._inner.start_tls(ssl_context, server_hostname, left_s))

    def get_extra_info(self, info: str) -> Any:
        """Return what is known of the connection."""
        return self._inner.get_extra_info(info)


def _left_s(timeout: float | None, too_late: _TooLate) -> float | None:
    limit = time_limit.get()
    left_s = inf if limit is None else limit.left_s()
    if left_s <= 0:
        raise too_late("the time for the whole request is over")
    if timeout is not None:
        left_s = min(timeout, left_s)
    return None if left_s == inf else left_s


def _pieces(buffer: bytes) -> Iterable[bytes]:
    if len(buffer) <= _MAX_WRITE_BYTES:
        return (buffer,)
    starts = range(0, len(buffer), _MAX_WRITE_BYTES)
    return (buffer[start : start + _MAX_WRITE_BYTES] for start in starts)
