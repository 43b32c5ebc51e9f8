"""No request takes longer or more memory than is allowed, whatever a server sends."""

from __future__ import annotations

import gzip
import time
import zlib
from math import inf
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import (
    AsyncKie,
    InvalidRequestError,
    Kie,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    TaskTimeoutError,
    UnexpectedResponseError,
    wait_all,
    wait_all_async,
)
from longtake._shell.http.network import Deadline
from tests.helpers.raw_server import Dripped, Reply, StillClock, Wire, wire

if TYPE_CHECKING:
    from collections.abc import Callable

SOON_S: Final = 0.05
# So slow a machine is none.
LATE_S: Final = 60.0
OK: Final = b"HTTP/1.1 200 OK\r\n"
CHUNKED: Final = OK + b"Transfer-Encoding: chunked\r\n\r\n"

DRIPS: Final[dict[str, Reply]] = {
    "the status line": Dripped(b"HTTP/1.1 200 ", b"O"),
    "a header": Dripped(OK + b"X-Much: ", b"x"),
    "headers": Dripped(OK, b"X: 1\r\n"),
    "a chunk's size": Dripped(CHUNKED + b"1;", b"x"),
    "chunks": Dripped(CHUNKED, b"1\r\n \r\n"),
    "a body": Dripped(OK + b"Content-Length: 99999\r\n\r\n", b" "),
    "a body without a length": Dripped(OK + b"\r\n", b" "),
    "go on": Dripped(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "early hints": Dripped(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"),
    "trailers": Dripped(CHUNKED + b"0\r\n", b"X: 1\r\n"),
}
each_drip = pytest.mark.parametrize("what", DRIPS)


def options(port: int, **others: Any) -> dict[str, Any]:
    return {"base_url": f"http://127.0.0.1:{port}", "clock": StillClock(), "attempts": 1, **others}


def token() -> str:
    def created(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"code": 200, "data": {"taskId": "t1"}})

    with Kie("k", transport=httpx.MockTransport(created)) as kie:
        return kie.veo.extend(task_id="veo_1", prompt="On").token


class LimitFromArrival(Deadline):
    """Ends soon after the server has the request: a slow machine must not end it before it is sent."""

    def __init__(self, server: Wire, is_late: Callable[[], bool] | None) -> None:
        super().__init__(inf, is_late)
        self.server = server
        self.before = len(server.heads)

    def left_s(self) -> float:
        if self.moment == inf and len(self.server.heads) > self.before:
            self.moment = self.clock.monotonic() + SOON_S
        return super().left_s()


def limit_from_arrival(server: Wire, patch: pytest.MonkeyPatch) -> None:
    """Let the time limit of each request, `LATE_S`, end soon after the server has it."""

    def deadline_in(seconds: float | None, is_late: Callable[[], bool] | None = None) -> Deadline:
        assert seconds == LATE_S
        return LimitFromArrival(server, is_late)

    patch.setattr("longtake._shell.http.request.deadline_in", deadline_in)


@each_drip
def test_a_request_ends_in_time(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    with (
        wire(lambda _: DRIPS[what]) as server,
        Kie("k", **options(server.port, timeout=LATE_S)) as kie,
    ):
        limit_from_arrival(server, monkeypatch)
        with pytest.raises(SubmitOutcomeUnknown):
            kie.veo.extend(task_id="veo_1", prompt="On")
        with pytest.raises(ServiceUnavailableError):
            kie.from_token(token()).status()
    assert time.monotonic() - began < LATE_S


@each_drip
@pytest.mark.anyio
async def test_a_request_ends_in_time_async(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    with wire(lambda _: DRIPS[what]) as server:
        async with AsyncKie("k", **options(server.port, timeout=LATE_S)) as kie:
            limit_from_arrival(server, monkeypatch)
            with pytest.raises(SubmitOutcomeUnknown):
                await kie.veo.extend(task_id="veo_1", prompt="On")
            with pytest.raises(ServiceUnavailableError):
                await kie.from_token(token()).status()
    assert time.monotonic() - began < LATE_S


# A wait makes the requests above, again and again: one before, one within and one after the response's head.
@pytest.mark.parametrize("what", ["early hints", "a header", "chunks"])
def test_waits_end_in_time(what: str) -> None:
    with (
        wire(lambda _: DRIPS[what]) as server,
        Kie("k", **options(server.port, timeout=SOON_S)) as kie,
    ):
        with pytest.raises(TaskTimeoutError):
            kie.from_token(token()).wait(timeout=3, poll=1)
        tasks = [kie.from_token(token()) for _ in range(2)]
        errors = [type(each.error) for each in wait_all(tasks, timeout=3, poll=1)]
        assert errors == [TaskTimeoutError] * 2


@pytest.mark.anyio
async def test_waits_end_in_time_async() -> None:
    with wire(lambda _: DRIPS["early hints"]) as server:
        async with AsyncKie("k", **options(server.port, timeout=SOON_S)) as kie:
            with pytest.raises(TaskTimeoutError):
                await kie.from_token(token()).wait(timeout=3, poll=1)
            tasks = [kie.from_token(token()) for _ in range(2)]
            errors = [type(each.error) for each in await wait_all_async(tasks, timeout=3, poll=1)]
            assert errors == [TaskTimeoutError] * 2


def packed(times: int, size: int) -> bytes:
    body = b'{"code": 200, "data": {"taskId": "t1"}}' + b" " * size
    for _ in range(times):
        body = gzip.compress(body)
    return body


def reply(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


# Made when they are used: the large ones take half a second each.
TOO_MUCH: Final[dict[str, Callable[[], bytes]]] = {
    "long": lambda: reply(packed(0, 100_000)),
    "endless": lambda: OK + b"\r\n" + packed(0, 100_000),
    "gzip": lambda: reply(packed(1, 100_000), "Content-Encoding: gzip"),
    "gzip, gzip": lambda: reply(packed(2, 100_000_000), "Content-Encoding: gzip, gzip"),
    "deflate": lambda: reply(zlib.compress(packed(0, 100_000)), "Content-Encoding: deflate"),
    "gzip and deflate": lambda: reply(
        zlib.compress(packed(1, 100_000_000)), "Content-Encoding: gzip, deflate"
    ),
    "three encodings": lambda: reply(packed(3, 1), "Content-Encoding: gzip, gzip, gzip"),
}


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_a_response_is_read_so_far_and_no_further(kind: str) -> None:
    response = TOO_MUCH[kind]()
    with (
        wire(lambda _: response) as server,
        Kie("k", **options(server.port, max_response_bytes=50_000)) as kie,
    ):
        with pytest.raises(SubmitOutcomeUnknown, match="ResponseTooLarge"):
            kie.veo.extend(task_id="veo_1", prompt="On")
        with pytest.raises(UnexpectedResponseError, match="ResponseTooLarge"):
            kie.from_token(token()).status()
    assert len(server.heads) == 2


@pytest.mark.parametrize("kind", TOO_MUCH)
@pytest.mark.anyio
async def test_a_response_is_read_so_far_and_no_further_async(kind: str) -> None:
    response = TOO_MUCH[kind]()
    with wire(lambda _: response) as server:
        async with AsyncKie("k", **options(server.port, max_response_bytes=50_000)) as kie:
            with pytest.raises(SubmitOutcomeUnknown, match="ResponseTooLarge"):
                await kie.veo.extend(task_id="veo_1", prompt="On")
            with pytest.raises(UnexpectedResponseError, match="ResponseTooLarge"):
                await kie.from_token(token()).status()
    assert len(server.heads) == 2


RAW: Final = zlib.compressobj(wbits=-zlib.MAX_WBITS)
ALLOWED: Final[dict[str, bytes]] = {
    "gzip": reply(packed(1, 1000), "Content-Encoding: gzip"),
    "x-gzip": reply(packed(1, 0), "Content-Encoding: x-gzip"),
    "gzip, gzip": reply(packed(2, 1000), "Content-Encoding: gzip, GZIP"),
    "deflate": reply(zlib.compress(packed(0, 10)), "Content-Encoding: deflate"),
    "raw deflate": reply(RAW.compress(packed(0, 9)) + RAW.flush(), "Content-Encoding: deflate"),
    "identity": reply(packed(0, 1000), "Content-Encoding: identity"),
    "more than a piece": reply(packed(1, 200_000), "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("kind", ALLOWED)
def test_what_is_not_too_much_is_decoded(kind: str) -> None:
    with wire(lambda _: ALLOWED[kind]) as server, Kie("k", **options(server.port)) as kie:
        assert kie.veo.extend(task_id="veo_1", prompt="On").id == "t1"


@pytest.mark.parametrize("most", [0, -1, 1.5, True, None, "1"])
def test_a_limit_must_be_one(most: Any) -> None:
    with pytest.raises(InvalidRequestError, match="max_response_bytes must be"):
        Kie("k", max_response_bytes=most)


@pytest.mark.parametrize("seconds", [0, -1, True, None, float("inf"), float("nan")])
def test_a_stall_must_be_one(seconds: Any) -> None:
    with pytest.raises(InvalidRequestError, match="download_stall_s must be"):
        Kie("k", download_stall_s=seconds)
