"""A server for one receiver: uvicorn on a socket of its own."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Generator

    from longtake.callbacks._asgi import App

HEAD_TIMEOUT_S: Final = 10.0
"""The time in which the head of a request must arrive, the first of a connection included."""

MAX_CONNECTIONS: Final = 256
"""How many connections are open at once. Each may hold a body of `max_body_bytes` while it arrives."""

_KEEP_ALIVE_S: Final = 5
_MAX_HEAD_BYTES: Final = 16 * 1024


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: The address to listen on.
        port: The port; 0 takes a free one.

    Raises:
        OSError: If the address or the port cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except BaseException:
        listening.close()
        raise
    return listening


def origin(listening: socket.socket) -> str:
    """Return the URL of a socket that listens, without a path."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Protocol(H11Protocol):
    """uvicorn's HTTP protocol, with a time limit for the head of a request, which uvicorn has not.

    Each connection has `HEAD_TIMEOUT_S` seconds for the head of its next request, from its start or the
    end of the last response. A connection beyond `MAX_CONNECTIONS` is closed at once.
    """

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Serve a connection, unless there are too many."""
        connection = cast("asyncio.Transport", transport)
        if len(self.connections) >= MAX_CONNECTIONS:
            connection.abort()
            return
        super().connection_made(connection)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer of a closed connection."""
        self._stop_timer()
        if self.transport is not None:  # pyright: ignore[reportUnnecessaryComparison] - it was beyond the limit
            super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Start the timer for the head of the next request."""
        super().on_response_complete()
        self._start_timer()

    def _start_timer(self) -> None:
        self._stop_timer()
        self._head_timer = self.loop.call_later(
            HEAD_TIMEOUT_S, self._close_without_head, self.cycle
        )

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close_without_head(self, before: RequestResponseCycle | None) -> None:
        # A request that is being served has its own time limit, and starts the next timer at its end.
        if self.cycle is before and (before is None or before.response_complete):
            self.transport.abort()


class Server(uvicorn.Server):
    """uvicorn, configured for a receiver."""

    def __init__(self, app: App, on_started: Callable[[], object]) -> None:
        """Make a server.

        Args:
            app: The receiver.
            on_started: Called once the server accepts connections.
        """
        config = uvicorn.Config(
            app,
            lifespan="on",
            http=_Protocol,
            ws="none",
            timeout_keep_alive=_KEEP_ALIVE_S,
            h11_max_incomplete_event_size=_MAX_HEAD_BYTES,
            # A request that is not HTTP is a warning, and anyone may send one.
            log_level="error",
            # Addresses contain tokens, so they must not be logged.
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=10,
        )
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call `on_started`."""
        await super().startup(sockets)
        if self.started:
            self._on_started()


@contextmanager
def serving_in_thread(app: App, listening: socket.socket) -> Generator[None]:
    """Serve in a thread while the context lasts. At its end, wait until received callbacks are handled."""
    started = threading.Event()
    server = Server(app, started.set)

    def serve() -> None:
        try:
            server.run([listening])
        finally:
            started.set()

    thread = threading.Thread(target=serve, name="longtake-callbacks-server", daemon=True)
    thread.start()
    try:
        started.wait()
        yield
    finally:
        server.should_exit = True
        thread.join()
