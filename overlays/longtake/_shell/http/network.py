"""Connections that enforce the time limit of a whole request.

httpx limits the time of each read, so a server that sends a byte now and then can keep a request alive
without end. Here each read and write may take no longer than the time that is left for the whole request.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from math import inf
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from weakref import finalize

import httpcore

from longtake._shell.clock import Clock, SystemClock
from longtake._shell.http.context import TimeLimit, public_hosts, time_limit
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    import ssl

_SocketOptions: TypeAlias = Iterable[Any] | None
_TooLate: TypeAlias = type[httpcore.TimeoutException]

# httpcore gives each send of a write the whole timeout, so large writes are split into pieces.
_MAX_WRITE_BYTES: Final = 16 * 1024

SYSTEM_CLOCK: Final = SystemClock()
"""The clock of sockets, which wait in real time whatever clock the client has."""


class Deadline(TimeLimit):
    """The time by which a request must have ended.

    Attributes:
        moment: The time in seconds of `clock`.
        is_late: Returns whether the caller's deadline has passed on the client's clock; None for no deadline.
        clock: The clock that `moment` belongs to.
    """

    __slots__ = ("clock", "is_late", "moment")

    def __init__(
        self,
        moment: float,
        is_late: Callable[[], bool] | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.moment = moment
        self.is_late = is_late
        self.clock = clock

    def left_s(self) -> float:
        """Return the seconds that are left."""
        return self.moment - self.clock.monotonic()

    def is_over(self) -> bool:
        """Return whether the time has passed."""
        return self.left_s() <= 0 or (self.is_late is not None and self.is_late())


def deadline_in(seconds: float | None, is_late: Callable[[], bool] | None = None) -> Deadline:
    """Return a deadline so many seconds from now; None: no limit."""
    return Deadline(inf if seconds is None else SYSTEM_CLOCK.monotonic() + seconds, is_late)


class Backend(httpcore.NetworkBackend):
    """httpcore's synchronous network backend, with time limits."""

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
    """A connection whose reads and writes have time limits."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        # httpcore does not close the connection when the handshake with a SOCKS proxy fails.
        self._closing = finalize(self, inner.close)
        self._closing.atexit = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read up to `max_bytes` bytes."""
        try:
            return self._inner.read(max_bytes, _left_s(timeout, httpcore.ReadTimeout))
        except httpcore.TimeoutException:
            # The connection is of no more use, and httpcore may leave it open; see __init__.
            self.close()
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes of `buffer`."""
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
        """Start TLS."""
        left_s = _left_s(timeout, httpcore.ConnectTimeout)
        self._closing.detach()
        return Stream(self._inner.start_tls(ssl_context, server_hostname, left_s))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own type
        """Return a property of the connection, such as `server_addr`."""
        return self._inner.get_extra_info(info)


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """`Backend` for asynchronous clients, under asyncio or trio."""

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
    """`Stream` for asynchronous clients."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read up to `max_bytes` bytes."""
        try:
            return await self._inner.read(max_bytes, _left_s(timeout, httpcore.ReadTimeout))
        except httpcore.TimeoutException:
            # See `Stream.read`. A finalizer could not await `aclose`.
            await self.aclose()
            raise

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes of `buffer`."""
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
        """Start TLS."""
        left_s = _left_s(timeout, httpcore.ConnectTimeout)
        return AsyncStream(await self._inner.start_tls(ssl_context, server_hostname, left_s))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own type
        """Return a property of the connection, such as `server_addr`."""
        return self._inner.get_extra_info(info)


def _left_s(timeout: float | None, too_late: _TooLate) -> float | None:
    limit = time_limit.get()
    left_s = inf if limit is None else limit.left_s()
    if left_s <= 0:
        raise too_late("the time for the whole request has passed")
    if timeout is not None:
        left_s = min(timeout, left_s)
    return None if left_s == inf else left_s


def _pieces(buffer: bytes) -> Iterable[bytes]:
    if len(buffer) <= _MAX_WRITE_BYTES:
        return (buffer,)
    starts = range(0, len(buffer), _MAX_WRITE_BYTES)
    return (buffer[start : start + _MAX_WRITE_BYTES] for start in starts)
