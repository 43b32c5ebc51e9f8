"""Requests to a receiver on a socket that no HTTP client would send."""

from __future__ import annotations

import socket
from contextlib import ExitStack, suppress
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.helpers.callback_bodies import DONE, RECEIVER_SECRET, written
from tests.helpers.callback_server import receiver_on_loopback

KLING: Final = DONE[4]
BODY: Final = written(KLING)


def response_to(address: str, *parts: bytes, ends: bool = False) -> bytes:
    """Send bytes, and return what is received until the server closes the connection."""
    place = urlsplit(address)
    assert place.hostname
    assert place.port
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        received = b""
        # The server closes a connection with unread bytes by a reset. Its response is there before.
        with suppress(ConnectionResetError, BrokenPipeError):
            for part in parts:
                connection.sendall(part.replace(b"PATH", place.path.encode()))
            if ends:
                connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
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
        pytest.param([head(LENGTH, "Expect: 100-continue"), BODY], id="expecting 100-continue"),
        pytest.param([head(LENGTH).replace(b"Content-", b"CONTENT-"), BODY], id="in capitals"),
    ],
)
def test_a_callback_is_received_however_its_bytes_arrive(parts: list[bytes]) -> None:
    with receiver_on_loopback(secret=RECEIVER_SECRET, trust="body") as receiver:
        received = response_to(receiver.url("kling"), *parts)
        assert b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n" in received
        assert receiver.record.last("kling", KLING.task_id)


REFUSED: Final = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([head("Content-Length: 300000"), b"{"], id="too long by its head"),
        pytest.param([head(CHUNKED), chunk(b" " * 300_000)], id="too long without a head"),
        pytest.param([head(CHUNKED), chunk(BODY[:50])], id="incomplete"),
        pytest.param([head(LENGTH), BODY[:50]], id="shorter than its length"),
        pytest.param([head()], id="without a body"),
    ],
)
def test_every_refusal_has_the_same_response(
    parts: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("longtake.callbacks._asgi.BODY_TIMEOUT_S", 0.1)
    with receiver_on_loopback(secret=RECEIVER_SECRET, trust="body") as receiver:
        received = response_to(receiver.url("kling"), *parts)
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
def test_a_request_that_breaks_off_is_not_recorded(
    parts: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with receiver_on_loopback(secret=RECEIVER_SECRET, trust="body") as receiver:
        response_to(receiver.url("kling"), *parts, ends=True)
        assert len(receiver.record) == 0
        good = response_to(receiver.url("kling"), head(LENGTH), BODY)
        assert good.startswith(b"HTTP/1.1 200")
    assert "Traceback" not in caplog.text


def connected(address: str) -> socket.socket:
    place = urlsplit(address)
    return socket.create_connection((place.hostname, place.port or 80), timeout=60)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([], id="nothing"),
        pytest.param([b"POST / HTTP/1.1\r\nX-"], id="half a head"),
        pytest.param([b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET"], id="half a second head"),
    ],
)
def test_a_connection_without_a_complete_head_is_closed(
    sent: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first of two heads must arrive in time on a slow machine, too.
    monkeypatch.setattr("longtake.callbacks._server.HEAD_TIMEOUT_S", 1 if len(sent) > 1 else 0.2)
    with (
        receiver_on_loopback(secret=RECEIVER_SECRET, trust="body") as receiver,
        connected(receiver.url("kling")) as connection,
    ):
        for part in sent:
            connection.sendall(part)
        received = b""
        # A close with unread bytes is a reset.
        with suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                received += piece
        assert received.count(b"404 Not Found") == max(0, len(sent) - 1)
        monkeypatch.undo()
        good = response_to(receiver.url("kling"), head(LENGTH), BODY)
        assert good.startswith(b"HTTP/1.1 200")


def test_a_connection_with_a_slow_head_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("longtake.callbacks._server.HEAD_TIMEOUT_S", 0.2)
    with (
        receiver_on_loopback(secret=RECEIVER_SECRET, trust="body") as receiver,
        connected(receiver.url("kling")) as connection,
    ):
        connection.sendall(b"POST / HTTP/1.1\r\nX-Drip: ")
        connection.settimeout(0.02)
        for _ in range(1000):
            try:
                connection.sendall(b"a")
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return
        raise AssertionError("it is still open")


def test_a_connection_beyond_the_limit_is_closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("longtake.callbacks._server.MAX_CONNECTIONS", 2)
    with (
        receiver_on_loopback(secret=RECEIVER_SECRET, trust="body") as receiver,
        ExitStack() as ends,
    ):
        request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        kept = [ends.enter_context(connected(receiver.url("kling"))) for _ in range(2)]
        for connection in kept:
            connection.sendall(request)
            assert connection.recv(65536).startswith(b"HTTP/1.1 404")
        with connected(receiver.url("kling")) as one_more, suppress(ConnectionResetError):
            assert one_more.recv(1) == b""
        kept[0].sendall(request)
        assert kept[0].recv(65536).startswith(b"HTTP/1.1 404")


def test_closing_does_not_wait_for_an_incomplete_request() -> None:
    with socket.socket() as connection:
        connection.settimeout(60)
        with receiver_on_loopback(secret=RECEIVER_SECRET, trust="body") as receiver:
            place = urlsplit(receiver.url("kling"))
            connection.connect((place.hostname, place.port))
            connection.sendall(b"POST / HTTP/1.1\r\n")
        # A connection that is closed before the server accepts it, or with unread bytes, is reset.
        with suppress(ConnectionResetError):
            assert connection.recv(1) == b""


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(b"no request\r\n\r\n", id="no HTTP"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
            id="an upgrade",
        ),
    ],
)
def test_requests_that_are_no_callbacks_are_not_logged(
    request_: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with receiver_on_loopback(secret=RECEIVER_SECRET, trust="body") as receiver:
        assert b" 40" in response_to(receiver.url("kling"), request_, ends=True)
    assert caplog.text == ""
