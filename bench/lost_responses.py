"""How many submits reach a provider whose response to the first is lost, from longtake and other clients."""

from __future__ import annotations

import socket
import struct
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from bench.environments import environments

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from bench.environments import Environments

_AT_ONCE: Final = 4
# More than any client makes in turn.
_CONNECTIONS: Final = 32
_LONGEST_S: Final = 180
# What may come back from a provider, or from who stands before one, that has or has not taken a submit: the
# statuses that the tests' matrix of submits counts as doubts. A redirection is none of them here, as it asks
# for the repetition; nor are the providers' own codes, which mean nothing to the others.
_DOUBTFUL: Final = (200, 202, 204, 205, 206, 408, 500, 502, 503, 504, 520, 596, 599)


def _response(status: int, body: str = "") -> bytes:
    length = "" if status == HTTPStatus.NO_CONTENT else f"Content-Length: {len(body)}\r\n"
    kind = "Content-Type: text/html\r\n" if body else ""
    return f"HTTP/1.1 {status} Status\r\n{kind}{length}Connection: close\r\n\r\n{body}".encode()


# What happens to the response, after the whole request was received.
_LOSSES: Final[dict[str, bytes | None]] = {
    "connection reset": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "half a response": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
    "no HTTP": b"220 a server of mails\r\n",
    "no response in time": None,
    "HTTP 200 with HTML": _response(200, "<html>at work</html>"),
    "HTTP 502 of nginx": _response(502, "nginx"),
    **{f"HTTP {status}": _response(status) for status in _DOUBTFUL},
}
# Only the pauses between attempts are left out, and a timeout of a second stands for the clients' own.
_FRAME: Final = """
import sys, time
time.sleep = lambda seconds: None
address = sys.argv[1]
{}
try:
    submit()
except Exception as error:
    print(type(error).__name__)
else:
    print("no error")
"""


@frozen
class BenchClient:
    """A client as it is when nothing is configured but the address, the key and the timeout.

    Attributes:
        ours: Whether it is in longtake's environment.
        program: Defines `submit`, for the server at `address`.
    """

    ours: bool
    program: str


_CLIENTS: Final = {
    "longtake": BenchClient(
        ours=True,
        program="""
from longtake import Kie
kie = Kie(api_key="x", base_url=address, timeout=1)
def submit(): kie.veo.extend(task_id="veo_task_abc", prompt="on it goes")
""",
    ),
    "runwayml": BenchClient(
        ours=False,
        program="""
from runwayml import RunwayML
client = RunwayML(api_key="x", base_url=address, timeout=1)
def submit():
    client.image_to_video.create(
        model="gen4_turbo", prompt_image="https://video.test/1.png", ratio="1280:720", prompt_text="on"
    )
""",
    ),
    # It has no option for an address without TLS: that is changed where it stands.
    "fal-client": BenchClient(
        ours=False,
        program="""
import fal_client.client
fal_client.client.QUEUE_URL_FORMAT = address + "/"
client = fal_client.SyncClient(key="x", default_timeout=1)
def submit(): client.submit("owner/model", arguments={"prompt": "on it goes"})
""",
    ),
    "openai": BenchClient(
        ours=False,
        program="""
from openai import OpenAI
client = OpenAI(api_key="x", base_url=address, timeout=1)
def submit(): client.videos.create(prompt="on it goes")
""",
    ),
}


@define
class ServedCount:
    """The requests that reached a server.

    Attributes:
        posts: Whole requests that would have made a task.
        marked: Those of them with a header that names them, so that a provider could tell a repetition.
    """

    posts: int = 0
    marked: int = 0
    _lock: threading.Lock = field(factory=threading.Lock)

    def add(self, head: bytes) -> None:
        """Count one request."""
        method = head.split(b" ", 1)[0]
        with self._lock:
            self.posts += method == b"POST"
            self.marked += b"\r\nidempotency-key:" in head.lower()


def charged_once(rounds: int) -> list[str]:
    """Measure one submit of each client against each loss; nothing is timed, so once is enough."""
    del rounds
    where = environments()
    cells = [(name, loss) for name in _CLIENTS for loss in _LOSSES]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(partial(_cell, where), cells)
        results = dict(zip(cells, found, strict=True))
    lines = where.named()
    for name in _CLIENTS:
        lines.append(name)
        lines += [f"  {loss}: {results[name, loss]}" for loss in _LOSSES]
    return lines


def _cell(where: Environments, cell: tuple[str, str]) -> str:
    name, loss = cell
    client = _CLIENTS[name]
    with _losing(_LOSSES[loss]) as (address, count):
        error = _submit(where.longtake if client.ours else where.peers, client.program, address)
    if not count.posts:
        raise RuntimeError(
            f"{name}, {loss}: nothing reached the server, and the client says {error}"
        )
    return f"{count.posts} POSTs, {count.marked} with an Idempotency-Key, then {error}"


def _submit(python: Path, program: str, address: str) -> str:
    done = subprocess.run(  # noqa: S603 - an interpreter that we made
        [str(python), "-I", "-W", "ignore", "-c", _FRAME.format(program), address],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=_LONGEST_S,
    )
    return done.stdout.strip()


@contextmanager
def _losing(response: bytes | None) -> Generator[tuple[str, ServedCount]]:
    """Yield a server on loopback that receives requests whole, and whose responses are lost."""
    count = ServedCount()
    over = threading.Event()
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        ThreadPoolExecutor(_CONNECTIONS) as pool,
    ):
        listening.settimeout(0.2)
        accepting = pool.submit(_accept, listening, pool, response, count, over)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", count
        finally:
            over.set()
            accepting.result()


def _accept(
    listening: socket.socket,
    pool: ThreadPoolExecutor,
    response: bytes | None,
    count: ServedCount,
    over: threading.Event,
) -> None:
    while not over.is_set():
        with suppress(TimeoutError):
            connection, _ = listening.accept()
            pool.submit(_lose, connection, response, count)


def _lose(connection: socket.socket, response: bytes | None, count: ServedCount) -> None:
    with connection:
        connection.settimeout(_LONGEST_S)
        head = _received(connection)
        count.add(head)
        if response is None:
            connection.recv(1)  # until the client has had enough
        elif response:
            connection.sendall(response)
        else:
            # Closed at once, with a reset, as by a server that dies.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _received(connection: socket.socket) -> bytes:
    """Read one request to its end, and give its head."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    _, _, rest = head.lower().partition(b"\r\ncontent-length: ")
    missing = int(rest.partition(b"\r\n")[0] or 0) - len(body)
    while missing > 0:
        missing -= len(_some(connection))
    return head


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(65_536)
    if not received:
        raise ConnectionError("the client closed the connection")
    return received
