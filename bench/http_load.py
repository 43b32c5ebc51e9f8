"""Asking an ASGI application many times, in process and over a loopback socket, with little else done."""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from attrs import frozen

from longtake.emulator.server import listening, running

if TYPE_CHECKING:
    from collections.abc import Generator

    from starlette.types import ASGIApp, Message, Scope

# So many requests are under way at once over sockets: the server never waits for the client.
CONNECTIONS: Final = 8
_HOST: Final = "127.0.0.1"


@frozen
class BenchRequest:
    """A request."""

    method: str
    target: str
    """Path and query."""
    headers: dict[str, str]
    body: bytes = b""

    def scope(self) -> Scope:
        """Return it as an ASGI server hands it over, all but the body."""
        path, _, query = self.target.partition("?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in self._sent().items()],
            "client": (_HOST, 40_000),
            "server": (_HOST, 80),
            "state": {},
        }

    def raw(self) -> bytes:
        """Return it as it is sent over a socket."""
        head = "".join(f"{name}: {value}\r\n" for name, value in self._sent().items())
        return f"{self.method} {self.target} HTTP/1.1\r\n{head}\r\n".encode() + self.body

    def _sent(self) -> dict[str, str]:
        sent = {"host": _HOST, **self.headers}
        if self.body:
            sent |= {"content-type": "application/json", "content-length": f"{len(self.body)}"}
        return sent


async def send_once(app: ASGIApp, request: BenchRequest) -> bytes:
    """Ask in process; return the body of the response. `RuntimeError` unless it is HTTP 200."""
    return await _send(app, request, request.scope())


async def send_repeatedly(app: ASGIApp, request: BenchRequest, times: int) -> None:
    """Ask the same in process again and again."""
    scope = request.scope()
    for _ in range(times):
        # What an application adds to its scope is not there the next time.
        await _send(app, request, {**scope, "state": {}})


async def _send(app: ASGIApp, request: BenchRequest, scope: Scope) -> bytes:
    received: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Message) -> None:
        received.append(message)

    await app(scope, receive, send)
    body = b"".join(message["body"] for message in received[1:])
    if received[0]["status"] != 200:  # noqa: PLR2004 - what a calm emulator says
        raise RuntimeError(f"{request.method} {request.target}: {received[0]['status']} {body!r}")
    return body


def over_sockets(address: tuple[str, int], request: BenchRequest, times: int) -> None:
    """Ask the same again and again over some kept connections; `times` is a multiple of their number."""
    content = request.raw()
    with ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection(address)) for _ in range(CONNECTIONS)
        ]
        for _ in range(times // CONNECTIONS):
            for connection in connections:
                connection.sendall(content)
            for connection in connections:
                _read_response(connection, request)


def _read_response(connection: socket.socket, request: BenchRequest) -> None:
    """Read one response to its end; every one here says how long it is."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"{request.method} {request.target}: {head!r} {body!r}")
    _, _, rest = head.lower().partition(b"content-length: ")
    missing = int(rest.partition(b"\r\n")[0]) - len(body)
    while missing > 0:
        missing -= len(_some(connection))


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(65_536)
    if not received:
        raise ConnectionError("the server closed the connection")
    return received


@contextmanager
def served(app: ASGIApp) -> Generator[tuple[str, int]]:
    """Serve an application as `longtake.emulator.serve` serves the emulator; yield where."""
    with listening(_HOST, 0) as place, running(app, [place], lambda: None):
        address: tuple[str, int] = place.getsockname()
        yield address
