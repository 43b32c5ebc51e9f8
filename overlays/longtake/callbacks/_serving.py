"""One receiver alone, behind uvicorn on a socket of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from longtake.callbacks._asgi import App

HEAD_S: Final = 10.0
"""How long the head of a request may take to come, also the first one of a connection."""

MAX_CONNECTIONS: Final = 256
"""How many connections are open at once. Each may hold a body of `limit_bytes` while it comes."""

_KEEP_ALIVE_S: Final = 5
_HEAD_BYTES: Final = 16 * 1024


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises `OSError`."""
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
    """The address of what listens there."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Protocol(H11Protocol):
    """uvicorn's HTTP protocol, which has no limit of its own for a head that never ends.

    Every connection gets `HEAD_S` seconds for the head of its next request, from when it is open or the last
    response is sent. A connection beyond `MAX_CONNECTIONS` is closed at once.
    """

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to serve a connection, unless there are too many."""
        connection = cast("asyncio.Transport", transport)
        if len(self.connections) >= MAX_CONNECTIONS:
            connection.abort()
            return
        super().connection_made(connection)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._stop_timer()
        if self.transport is not None:  # pyright: ignore[reportUnnecessaryComparison] - it was one too many
            super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the head of the next request."""
        super().on_response_complete()
        self._await_head()

    def _await_head(self) -> None:
        self._stop_timer()
        self._head_timer = self.loop.call_later(HEAD_S, self._close_without_head, self.cycle)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close_without_head(self, before: RequestResponseCycle | None) -> None:
        # A request that is served has its own limit of time, and starts the next timer at its end.
        if self.cycle is before and (before is None or before.response_complete):
            self.transport.abort()


class Server(uvicorn.Server):
    """uvicorn, set up for a receiver: quiet, with a word when it serves."""

    def __init__(self, app: App, started: Callable[[], object]) -> None:
        config = uvicorn.Config(
            app,
            lifespan="on",
            http=_Protocol,
            ws="none",
            timeout_keep_alive=_KEEP_ALIVE_S,
            h11_max_incomplete_event_size=_HEAD_BYTES,
            # What is no HTTP is a warning, and anybody may send it.
            log_level="error",
            # The addresses hold tokens: no log of theirs.
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=10,
        )
        super().__init__(config)
        self._on_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, and say so."""
        await super().startup(sockets)
        if self.started:
            self._on_started()


@contextmanager
def in_a_thread(app: App, listening: socket.socket) -> Generator[None]:
    """Serve in a thread while the context lasts. It ends when what was received is handled."""
    settled = threading.Event()
    server = Server(app, settled.set)

    def serve() -> None:
        try:
            server.run([listening])
        finally:
            settled.set()

    thread = threading.Thread(target=serve, name="longtake-callbacks-server", daemon=True)
    thread.start()
    try:
        settled.wait()
        yield
    finally:
        server.should_exit = True
        thread.join()
