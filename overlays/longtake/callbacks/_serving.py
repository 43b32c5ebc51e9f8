"""One receiver alone, behind uvicorn on a socket of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

import uvicorn

from longtake.callbacks._asgi import App


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


class Server(uvicorn.Server):
    """uvicorn, set up for a receiver: quiet, with a word when it serves."""

    def __init__(self, app: App, started: Callable[[], object]) -> None:
        config = uvicorn.Config(
            app,
            lifespan="on",
            ws="none",
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
