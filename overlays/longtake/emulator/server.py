"""The emulator on a loopback socket, in a thread beside the program that uses it."""

import asyncio
import socket
import threading
from asyncio import AbstractEventLoop
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn import Config
from uvicorn import Server as UvicornServer
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from longtake.emulator.emulator import Emulator
from longtake.emulator.vendor import ABORT

# How long a stop waits for answers that are under way.
GRACE_S = 2


class AbortableProtocol(H11Protocol):
    """Uvicorn's HTTP protocol, through which an application can break its connection.

    ASGI has no word for that: an application can only answer, or fail and have the server answer
    500. So each connection's `scope["state"]` holds a function that aborts the transport, and the
    client sees the connection close without a byte.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state, ABORT: self.abort}, _loop)

    def abort(self) -> None:
        """Close the connection at once."""
        self.transport.abort()

    def shutdown(self) -> None:
        """Let the request at hand finish, unless it has not even arrived in full."""
        if self.conn.their_state is h11.SEND_BODY:
            self.abort()
        else:
            super().shutdown()


class _Server(UvicornServer):
    """Uvicorn's server, which tells another thread when it listens, and is told by it when to stop."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.decided = threading.Event()
        self._stopping = asyncio.Event()
        self._loop: AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.decided.set()

    async def main_loop(self) -> None:
        # Uvicorn looks ten times a second whether to stop; a test suite stops hundreds of servers.
        await self._stopping.wait()

    def stop(self) -> None:
        """Let it stop, from another thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)


@dataclass(frozen=True, slots=True)
class Server:
    """A running emulator."""

    emulator: Emulator
    base_url: str
    """`http://127.0.0.1:<port>`; the vendors are below it at `/kie`, `/useapi`, `/chainhub`."""

    @property
    def environment(self) -> dict[str, str]:
        """Base URLs, keys and sources by the names of environment variables."""
        return self.emulator.environment(self.base_url)


@contextmanager
def serve(
    emulator: Emulator | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> Generator[Server]:
    """Serve an emulator while the context lasts, port 0 being any free one.

    It listens when the context is entered, and the socket is closed when it is left. `OSError` if
    the port is taken, or the host not one of this machine; `ValueError` if it cannot be a host.
    """
    if not host.encode("idna"):
        raise ValueError("the host is empty")
    emulator = Emulator() if emulator is None else emulator
    wide = ":" in host
    family = socket.AF_INET6 if wide else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        # Headers and body leave in two writes: without this the second one waits for the client's
        # delayed acknowledgement of the first, 40 ms on every kept connection. Accepted sockets inherit it.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bound_port: int = listening.getsockname()[1]
        server = _Server(
            Config(
                emulator,
                http=AbortableProtocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                # The emulator has a clock of its own, with which this header would not agree.
                date_header=False,
                timeout_graceful_shutdown=GRACE_S,
            )
        )

        def run() -> None:
            try:
                server.run(sockets=[listening])
            finally:
                server.decided.set()

        thread = threading.Thread(target=run, name="longtake-emulator", daemon=True)
        thread.start()
        server.decided.wait()
        if not server.started:
            thread.join()
            raise RuntimeError(f"the emulator could not be started on {host} port {bound_port}")
        try:
            yield Server(emulator, f"http://{f'[{host}]' if wide else host}:{bound_port}")
        finally:
            server.stop()
            thread.join()
