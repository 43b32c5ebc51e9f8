"""What a receiver on a socket makes of requests that no HTTP client would send."""

from __future__ import annotations

import socket
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.helpers.callback_bodies import DONE, RECEIVER_SECRET, written
from tests.helpers.callback_server import receiver_on_loopback

KLING: Final = DONE[4]
BODY: Final = written(KLING)


def answer(address: str, *parts: bytes, ends: bool = False) -> bytes:
    """What is answered to bytes, until the other side closes or this one goes away."""
    place = urlsplit(address)
    assert place.hostname
    assert place.port
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        for part in parts:
            connection.sendall(part.replace(b"PATH", place.path.encode()))
        if ends:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65536):
            received += piece
        return received


def head(*lines: str) -> bytes:
    text = ["POST PATH HTTP/1.1", "Host: x", "Connection: close", "Content-Type: application/json"]
    return "\r\n".join([*text, *lines, "", ""]).encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


CHUNKED: Final = "Transfer-Encoding: chunked"
LENGTH: Final = f"Content-Length: {len(BODY)}"


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([head(LENGTH), BODY], id="with its length"),
        pytest.param([head(CHUNKED), chunk(BODY), chunk(b"")], id="in a chunk"),
        pytest.param(
            [head(CHUNKED), *(chunk(BODY[at : at + 1]) for at in range(len(BODY))), chunk(b"")],
            id="byte by byte",
        ),
        pytest.param([head(LENGTH, "Expect: 100-continue"), BODY], id="asking whether to go on"),
        pytest.param([head(LENGTH).replace(b"Content-", b"CONTENT-"), BODY], id="in capitals"),
    ],
)
def test_however_a_call_is_sent_it_is_received(parts: list[bytes]) -> None:
    with receiver_on_loopback(secret=RECEIVER_SECRET, believe="body") as receiver:
        received = answer(receiver.url("chainhub"), *parts)
        assert b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n" in received
        assert receiver.record.heard("chainhub", KLING.task_id)


REFUSED: Final = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([head("Content-Length: 300000"), b"{"], id="too long by its head"),
        pytest.param([head(CHUNKED), chunk(b" " * 300_000)], id="too long without a head"),
        pytest.param([head(CHUNKED), chunk(BODY[:50])], id="never goes on"),
        pytest.param([head(LENGTH), BODY[:50]], id="shorter than its length"),
        pytest.param([head()], id="without a body"),
    ],
)
def test_what_is_no_call_has_the_same_answer(
    parts: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("longtake.callbacks._asgi.READING_S", 0.1)
    with receiver_on_loopback(secret=RECEIVER_SECRET, believe="body") as receiver:
        received = answer(receiver.url("chainhub"), *parts)
        assert received.lower() == REFUSED.lower()
        assert len(receiver.record) == 0


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([head(LENGTH), BODY[:50]], id="in the middle of the body"),
        pytest.param([head(CHUNKED), chunk(BODY[:50])], id="between two chunks"),
        pytest.param([head(LENGTH)], id="after the head"),
        pytest.param([b"POST PA"], id="in the middle of the head"),
    ],
)
def test_a_caller_that_goes_away_leaves_nothing(
    parts: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with receiver_on_loopback(secret=RECEIVER_SECRET, believe="body") as receiver:
        answer(receiver.url("chainhub"), *parts, ends=True)
        assert len(receiver.record) == 0
        good = answer(receiver.url("chainhub"), head(LENGTH), BODY)
        assert good.startswith(b"HTTP/1.1 200")
    assert "Traceback" not in caplog.text


def test_a_receiver_that_ends_does_not_wait_for_who_never_goes_on() -> None:
    with socket.socket() as connection:
        connection.settimeout(60)
        with receiver_on_loopback(secret=RECEIVER_SECRET, believe="body") as receiver:
            place = urlsplit(receiver.url("chainhub"))
            connection.connect((place.hostname, place.port))
            connection.sendall(b"POST / HTTP/1.1\r\n")
        assert connection.recv(1) == b""


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(b"what is this?\r\n\r\n", id="no HTTP"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
            id="an upgrade",
        ),
    ],
)
def test_strangers_write_nothing_into_the_log(
    request_: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with receiver_on_loopback(secret=RECEIVER_SECRET, believe="body") as receiver:
        assert b" 40" in answer(receiver.url("chainhub"), request_, ends=True)
    assert caplog.text == ""
