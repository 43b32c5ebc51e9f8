"""More threads on one client than it has connections: each submit is sent once, and its outcome is known."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

from longtake import AsyncKie, Kie, ServiceUnavailableError, TaskTimeoutError
from longtake._core.tokens import TaskAddress
from longtake._shell.http.request import (
    MAX_CONCURRENT_REQUESTS,
    AsyncConcurrencyLimit,
    ConcurrencyLimit,
)
from tests.helpers.raw_server import StillClock

if TYPE_CHECKING:
    from collections.abc import Generator

THREADS = 200
TASKS = 80
VEO = TaskAddress("kie", "veo", "veo_1").token()
SUBMITS = 4


class Server(ThreadingHTTPServer):
    """Counts the submits, and how many are under way at once."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.made = 0
        self.under_way = 0
        self.most = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = cast("Server", self.server)
        with server.lock:
            server.under_way += 1
            server.most = max(server.most, server.under_way)
            server.made += 1
            number = server.made
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"code": 200, "data": {"taskId": "t%d"}}' % number
        with server.lock:
            server.under_way -= 1
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        self.wfile.write(head + body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        del format, args


@pytest.fixture
def server() -> Generator[Server]:
    with Server() as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def test_threads(server: Server) -> None:
    made: list[str] = []
    failures: list[BaseException] = []
    with Kie("a-key", base_url=f"http://127.0.0.1:{server.server_port}") as kie:

        def submit() -> None:
            try:
                made.extend(kie.veo.extend(task_id="veo_1", prompt="On").id for _ in range(SUBMITS))
            except BaseException as failure:  # noqa: BLE001 - asserted below
                failures.append(failure)

        threads = [threading.Thread(target=submit) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    check(server, made, failures, THREADS)


@pytest.mark.anyio
async def test_coroutines(server: Server) -> None:
    async with AsyncKie("a-key", base_url=f"http://127.0.0.1:{server.server_port}") as kie:

        async def submit() -> list[str]:
            return [(await kie.veo.extend(task_id="veo_1", prompt="On")).id for _ in range(SUBMITS)]

        made = await asyncio.gather(*(submit() for _ in range(TASKS)))
    check(server, [task_id for some in made for task_id in some], [], TASKS)


def check(server: Server, made: list[str], failures: list[BaseException], callers: int) -> None:
    assert not Counter(type(failure).__name__ for failure in failures)
    assert server.made == len(set(made)) == callers * SUBMITS
    assert server.most <= MAX_CONCURRENT_REQUESTS


def test_no_place_in_time_is_nothing_sent() -> None:
    """Whatever holds the places, what waits for one is not sent, and so is no unknown outcome."""
    sent = list[str]()
    held, free = threading.Semaphore(0), threading.Event()

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        held.release()
        free.wait(60)
        return httpx.Response(200, json={"code": 200, "data": {"taskId": "t1"}})

    transport = httpx.MockTransport(respond)
    with Kie("a-key", transport=transport, timeout=0.05, attempts=1) as kie:
        threads = [
            threading.Thread(target=lambda: kie.veo.extend(task_id="veo_1", prompt="On"))
            for _ in range(MAX_CONCURRENT_REQUESTS)
        ]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert held.acquire(timeout=60)
        with pytest.raises(ServiceUnavailableError, match="Nothing was sent"):
            kie.veo.extend(task_id="veo_1", prompt="On")
        assert len(sent) == MAX_CONCURRENT_REQUESTS
        free.set()
        for thread in threads:
            thread.join()


def polled(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"code": 200, "data": {"successFlag": 0}})


def test_a_place_is_waited_for_until_the_deadline_of_the_caller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited = list[float | None]()

    def taken(_: ConcurrencyLimit, timeout_s: float | None) -> AbstractContextManager[None]:
        waited.append(timeout_s)
        return nullcontext()

    monkeypatch.setattr(ConcurrencyLimit, "slot", taken)
    with Kie("a-key", transport=httpx.MockTransport(polled), clock=StillClock()) as kie:
        with pytest.raises(TaskTimeoutError):
            kie.from_token(VEO).wait(timeout=3, poll=1)
        kie.from_token(VEO).status()
    # Each poll may take five seconds, as the last one may.
    assert waited == [5, 5, 5, 5, 60]


@pytest.mark.anyio
async def test_a_place_is_waited_for_until_the_deadline_of_the_caller_async(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited = list[float | None]()

    def taken(
        _: AsyncConcurrencyLimit, timeout_s: float | None
    ) -> AbstractAsyncContextManager[None]:
        waited.append(timeout_s)
        return nullcontext()

    monkeypatch.setattr(AsyncConcurrencyLimit, "slot", taken)
    made: dict[str, Any] = {"transport": httpx.MockTransport(polled), "clock": StillClock()}
    async with AsyncKie("a-key", **made) as kie:
        with pytest.raises(TaskTimeoutError):
            await kie.from_token(VEO).wait(timeout=3, poll=1)
        await kie.from_token(VEO).status()
    assert waited == [5, 5, 5, 5, 60]
