"""The emulator on loopback sockets, in a thread beside the program that uses it."""

import asyncio
import socket
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, cast

import h11
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config
from uvicorn import Server as UvicornServer
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from longtake.emulator.delivery import CONNECTION
from longtake.emulator.emulator import Emulator

# How long a stop waits for answers that are under way, and how often it looks.
GRACE_S: Final = 2.0
LOOK_S: Final = 0.001
# How long an idle connection is kept: longer than any client keeps it. Uvicorn's five seconds would
# close it under the next request of a client that asks every five.
KEPT_OPEN_S: Final = 24 * 3600


class OpenProtocol(H11Protocol):
    """Uvicorn's HTTP protocol, through which an application reaches its connection.

    ASGI has no word for that: an application can only answer in full, or fail and have the server
    answer 500. So each request's `scope["state"]` holds the protocol itself, as the `Connection` of
    `longtake.emulator.delivery`.
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
        """Close the connection at once; what was not sent yet is lost."""
        self.transport.abort()

    def close(self) -> None:
        """Close the connection when everything is sent."""
        self.transport.close()

    def write(self, data: bytes) -> None:
        """Send bytes behind those of the answer, as they are."""
        self.transport.write(data)

    def shutdown(self) -> None:
        """Let the request at hand finish, unless it has not even arrived in full."""
        if self.conn.their_state is h11.SEND_BODY:
            self.abort()
        else:
            super().shutdown()


class _Server(UvicornServer):
    """Uvicorn's server, which tells another thread when it listens, and is told by it when to stop.

    Uvicorn looks ten times a second whether to stop, and then whether all is done; a test suite
    stops hundreds of servers.
    """

    def __init__(
        self,
        config: Config,
        release: Callable[[], None],
        beside: Callable[[], Coroutine[Any, Any, None]] | None,
    ) -> None:
        super().__init__(config)
        self._beside = beside
        self._at_work: asyncio.Task[None] | None = None
        self.decided = threading.Event()
        self._release = release
        self._stopping = asyncio.Event()
        self._loop: AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        if self._beside is not None:
            self._at_work = self._loop.create_task(self._beside())
        self.decided.set()

    async def main_loop(self) -> None:
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._at_work is not None:
            self._at_work.cancel()
            await asyncio.wait({self._at_work})
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
        """Let it stop, from another thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    def _connections(self) -> list[OpenProtocol]:
        return list(cast("set[OpenProtocol]", self.server_state.connections))

    async def _finish(self) -> None:
        while self.server_state.connections or self.server_state.tasks:
            # Again each time: a request may have begun to wait only now.
            self._release()
            await asyncio.sleep(LOOK_S)


@dataclass(frozen=True, slots=True)
class Server:
    """A running emulator."""

    emulator: Emulator
    base_url: str
    """`http://127.0.0.1:<port>`; the providers are below it, each at its name."""
    media_url: str
    """`http://127.0.0.1:<another port>`; the videos are below it, and nothing else."""

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
    """Serve an emulator while the context lasts, port 0 being any free one.

    The APIs are at `port`, the videos at `media_port`. It listens when the context is entered. When
    it is left, answers that are held back are given up, and the sockets are closed. `OSError` if a
    port is taken, or the host not one of this machine; `ValueError` if it cannot be a host.
    """
    if not host.encode("idna"):
        raise ValueError("the host is empty")
    emulator = Emulator() if emulator is None else emulator
    with listening(host, port) as api, listening(host, media_port) as files:
        ports: tuple[int, int] = (api.getsockname()[1], files.getsockname()[1])
        app = _by_port(emulator, ports[1])
        attend = emulator.caller.attend
        with (
            emulator.origins.paired(*ports),
            emulator.caller.attended(),
            running(app, [api, files], emulator.release, attend),
        ):
            place = f"http://{f'[{host}]' if ':' in host else host}"
            yield Server(emulator, f"{place}:{ports[0]}", f"{place}:{ports[1]}")


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 is any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family)
    # Headers and body leave in two writes: without this the second one waits for the client's
    # delayed acknowledgement of the first, 40 ms on every kept connection. Accepted sockets inherit it.
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


def _by_port(emulator: Emulator, media_port: int) -> ASGIApp:
    """Return the application that hands out files at the one port, and is the emulator at the other."""

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
    beside: Callable[[], Coroutine[Any, Any, None]] | None = None,
) -> Generator[None]:
    """Answer what comes to the sockets while the context lasts; `release` ends what is held back.

    `beside` is done meanwhile in the same event loop, and cancelled at the end.
    """
    server = _Server(_config(app), release, beside)

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
        timeout_keep_alive=KEPT_OPEN_S,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        # The emulator has a clock of its own, with which this header would not agree.
        date_header=False,
    )
