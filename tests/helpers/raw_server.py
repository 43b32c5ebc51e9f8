"""A server on loopback that responds with any bytes, or breaks off, and counts the requests that reach it."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Final, TypeAlias

from attrs import define, field, frozen


@frozen
class Held:
    """Bytes, and then nothing until the other side closes the connection."""

    data: bytes


@frozen
class Reset:
    """Bytes, and then a reset."""

    data: bytes


@frozen
class Dripped:
    """Bytes, and then a drop again and again until the other side closes the connection."""

    data: bytes
    drop: bytes


Reply: TypeAlias = bytes | Held | Reset | Dripped | None
"""What is sent before the connection is closed; None resets it."""
Responder: TypeAlias = Callable[[bytes], Reply]
"""From a request's head to the reply."""

_LONGEST_S: Final = 60.0
_DROP_S: Final = 0.002


@define
class Wire:
    """What reached the server.

    Attributes:
        port: Where it listens.
        heads: The first bytes of each request, as far as its headers.
        connections: How many there were.
        silent: Set when a `Held` reply was sent.
    """

    port: int
    heads: list[bytes] = field(factory=list[bytes])
    connections: int = 0
    silent: threading.Event = field(factory=threading.Event)

    @property
    def posts(self) -> int:
        """How many submits there were."""
        return sum(head.startswith(b"POST ") for head in self.heads)


class StillClock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return 1_000.0 + sum(self.slept)

    def time(self) -> float:
        return 1_800_000_000.0 + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.slept.append(seconds)


@contextmanager
def wire(
    respond: Responder, *, keeps: bool = False, reads_bodies: bool = True, greets: bool = False
) -> Generator[Wire]:
    """Serve one connection after the other. At the end all have been served, and `Wire` is complete.

    Args:
        respond: What gets a response.
        keeps: Whether a connection is kept after the first of its responses.
        reads_bodies: Whether a request is read beyond its headers.
        greets: Whether it speaks first, and no TLS, and listens to nothing.
    """
    # Connections are accepted in the order in which they were made: this one is the last.
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as last:
        last.bind(("127.0.0.1", 0))
        address = last.getsockname()
        found = Wire(listening.getsockname()[1])

        def serve() -> None:
            while True:
                connection, peer = listening.accept()
                with connection, suppress(OSError):
                    if peer == address:
                        return
                    connection.settimeout(_LONGEST_S)
                    found.connections += 1
                    if greets:
                        connection.sendall(b"good day\r\n")
                        continue
                    _serve(connection, found, respond, keeps, reads_bodies)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            last.connect(("127.0.0.1", found.port))
            thread.join(_LONGEST_S)
            assert not thread.is_alive()


def _serve(
    connection: socket.socket, found: Wire, respond: Responder, keeps: bool, reads_bodies: bool
) -> None:
    for _ in range(2 if keeps else 1):
        head = _received(connection, reads_bodies)
        if not head:
            return
        found.heads.append(head)
        reply = respond(head)
        if not isinstance(reply, bytes | None):
            connection.sendall(reply.data)
        if isinstance(reply, Held):
            found.silent.set()
        if reply is None or isinstance(reply, Reset):
            # Closed with a reset, as by a server that dies.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        if isinstance(reply, bytes):
            connection.sendall(reply)
            continue
        if isinstance(reply, Dripped):
            connection.settimeout(_DROP_S)
        while not _is_closed(connection):
            if isinstance(reply, Dripped):
                connection.sendall(reply.drop)
        return


def _is_closed(connection: socket.socket) -> bool:
    """Wait for the other side to close the connection, for as long as the timeout allows."""
    try:
        return not connection.recv(1)
    except TimeoutError:
        return False


def _received(connection: socket.socket, reads_bodies: bool) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(1 if not reads_bodies else 65_536)
        if not more:
            return b""
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    _, _, rest = head.lower().partition(b"\r\ncontent-length: ")
    missing = int(rest.partition(b"\r\n")[0] or 0) - len(body) if reads_bodies else 0
    while missing > 0:
        more = connection.recv(65_536)
        if not more:
            return b""
        missing -= len(more)
    return head
