"""The emulator on loopback sockets, in a thread beside the program that uses it."""

from __future__ import annotations

import asyncio
import socket
import threading
from asyncio import AbstractEventLoop
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, cast

import h11
from attrs import frozen
from starlette.requests import Request
from uvicorn import Config
from uvicorn import Server as UvicornServer
from uvicorn.protocols.http.h11_impl import H11Protocol

from longtake.emulator.emulator import Emulator
from longtake.emulator.responses import CONNECTION

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

    from starlette.types import ASGIApp, Receive, Scope, Send
    from uvicorn.server import ServerState

# How long a stop waits for responses that are under way, and how often it checks.
GRACE_S: Final = 2.0
CHECK_INTERVAL_S: Final = 0.001
# How long an idle connection is kept: longer than any client keeps it. Uvicorn's five seconds would
# close it under the next request of a client that polls every five.
KEEP_ALIVE_S: Final = 24 * 3600


class OpenProtocol(H11Protocol):
    """Uvicorn's HTTP protocol, through which an application can use its connection.

    ASGI has no operation for that: an application can only send a whole response, or fail and let the
    server respond with 500. So each request's `scope["state"]` contains the protocol itself, as the
    `Connection` of `longtake.emulator.responses`.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state, CONNECTION: self}, _loop)

    def abort(self) -> None:
        """Close the connection at once; bytes that are not sent yet are lost."""
        self.transport.abort()

    def close(self) -> None:
        """Close the connection when everything is sent."""
        self.transport.close()

    def write(self, data: bytes) -> None:
        """Send bytes after those of the response, as they are."""
        self.transport.write(data)

    def shutdown(self) -> None:
        """Let the current request finish, unless it has not arrived in full."""
        if self.conn.their_state is h11.SEND_BODY:
            self.abort()
        else:
            super().shutdown()


class _Server(UvicornServer):
    """Uvicorn's server, with an event for another thread when it listens, and one to stop it.

    Uvicorn checks ten times a second whether to stop, and then whether all is done; a test suite
    stops hundreds of servers.
    """

    def __init__(
        self,
        config: Config,
        release: Callable[[], None],
        background: Callable[[], Coroutine[Any, Any, None]] | None,
    ) -> None:
        super().__init__(config)
        self._background = background
        self._background_task: asyncio.Task[None] | None = None
        self.decided = threading.Event()
        self._release = release
        self._stopping = asyncio.Event()
        self._loop: AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        if self._background is not None:
            self._background_task = self._loop.create_task(self._background())
        self.decided.set()

    async def main_loop(self) -> None:
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._background_task is not None:
            self._background_task.cancel()
            await asyncio.wait({self._background_task})
        for server in self.servers:
            server.close()
        for opened in sockets or ():
            opened.close()
        for connection in self._connections():
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._finish(), GRACE_S)
        for connection in self._connections():
            connection.abort()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._finish(), GRACE_S)

    def stop(self) -> None:
        """Stop the server, from another thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    def _connections(self) -> list[OpenProtocol]:
        return list(cast("set[OpenProtocol]", self.server_state.connections))

    async def _finish(self) -> None:
        while self.server_state.connections or self.server_state.tasks:
            # Again each time: a request may have begun to wait meanwhile.
            self._release()
            await asyncio.sleep(CHECK_INTERVAL_S)


@frozen(eq=False)
class Server:
    """A running emulator.

    Example:
        >>> with serve() as server:
        ...     kie = Kie(server.environment["KIE_API_KEY"], base_url=server.environment["KIE_BASE_URL"])
        ...     kie.account.credits()
        10000.0

    Attributes:
        emulator: The emulator.
        base_url: `http://127.0.0.1:<port>`; the providers are below it, each at its name.
        media_url: `http://127.0.0.1:<another port>`; the videos are below it, and nothing else.
    """

    emulator: Emulator
    base_url: str
    media_url: str

    @property
    def environment(self) -> dict[str, str]:
        """Base URLs, keys and sources by the names of environment variables."""
        return self.emulator.environment(self.base_url)


@contextmanager
def serve(
    emulator: Emulator | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    media_port: int = 0,
) -> Generator[Server]:
    """Serve an emulator while the context lasts.

    It listens when the context is entered. When it is left, responses that faults delay are dropped, and
    the sockets are closed.

    Args:
        emulator: The emulator; by default a new one.
        host: The address to listen on.
        port: The port of the APIs; 0 for any free one.
        media_port: The port of the videos; 0 for any free one.

    Raises:
        OSError: If a port is taken, or the host is not one of this machine.
        ValueError: If the host cannot be one.
    """
    if not host.encode("idna"):
        raise ValueError("host must not be empty")
    emulator = Emulator() if emulator is None else emulator
    with listening(host, port) as api, listening(host, media_port) as files:
        ports: tuple[int, int] = (api.getsockname()[1], files.getsockname()[1])
        app = _by_port(emulator, ports[1])
        send_callbacks = emulator.callbacks.run
        with (
            emulator.origins.paired(*ports),
            emulator.callbacks.running_elsewhere(),
            running(app, [api, files], emulator.release, send_callbacks),
        ):
            address = f"http://{f'[{host}]' if ':' in host else host}"
            yield Server(emulator, f"{address}:{ports[0]}", f"{address}:{ports[1]}")


def listening(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 is any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family)
    # Headers and body are two writes: without this option the second one waits for the client's
    # delayed acknowledgement of the first, 40 ms on every kept connection. Accepted sockets inherit it.
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


def _by_port(emulator: Emulator, media_port: int) -> ASGIApp:
    """Return the application that serves files at the media port, and the emulator at the other."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["server"][1] == media_port:
            await emulator.media.respond(Request(scope))(scope, receive, send)
        else:
            await emulator(scope, receive, send)

    return app


@contextmanager
def running(
    app: ASGIApp,
    sockets: list[socket.socket],
    release: Callable[[], None],
    background: Callable[[], Coroutine[Any, Any, None]] | None = None,
) -> Generator[None]:
    """Serve an application on sockets while the context lasts.

    Args:
        app: The application.
        sockets: The listening sockets.
        release: Ends the responses that faults delay.
        background: Runs meanwhile in the same event loop, and is cancelled at the end.
    """
    server = _Server(_config(app), release, background)

    def run() -> None:
        try:
            server.run(sockets)
        finally:
            server.decided.set()

    thread = threading.Thread(target=run, name="longtake-emulator", daemon=True)
    thread.start()
    server.decided.wait()
    if not server.started:
        thread.join()
        raise RuntimeError("the emulator's server could not be started")
    try:
        yield
    finally:
        server.stop()
        thread.join()


def _config(app: ASGIApp) -> Config:
    return Config(
        app,
        http=OpenProtocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        timeout_keep_alive=KEEP_ALIVE_S,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        # The emulator has a clock of its own, from which this header would differ.
        date_header=False,
    )
