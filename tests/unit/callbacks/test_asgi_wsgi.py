"""What a receiver does as an ASGI and as a WSGI application, down to what it reads and when."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from longtake.callbacks import Event, app, wsgi_app
from longtake.callbacks._asgi import App, Message
from tests.helpers.callback_bodies import DONE, written

KLING = DONE[4]
LIMIT = 256 * 1024


class Line:
    """The other end of an ASGI connection: gives messages, keeps answers."""

    def __init__(self, *messages: Message) -> None:
        self.to_give = list(messages)
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        if not self.to_give:
            await asyncio.Event().wait()
        return self.to_give.pop(0)

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        started, ended = self.sent
        assert ended == {"type": "http.response.body", "body": b""}
        return int(started["status"])


def chunk(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def scope(receiver: App, **changed: Any) -> dict[str, Any]:
    path = receiver.url("chainhub").removeprefix("http://films.test")
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "root_path": "",
        "headers": [],
        **changed,
    }


@pytest.fixture
def receiver() -> App:
    return app(believe="body", base_url="http://films.test/callbacks")


@pytest.mark.anyio
async def test_a_body_comes_in_pieces(receiver: App) -> None:
    body = written(KLING)
    line = Line(*(chunk(body[at : at + 7], more=True) for at in range(0, len(body), 7)), chunk(b""))
    await receiver(scope(receiver), line.receive, line.send)
    assert line.status == 200


@pytest.mark.anyio
@pytest.mark.parametrize(
    "changed",
    [
        {"headers": [(b"content-length", str(LIMIT + 1).encode())]},
        {"headers": [(b"Content-Length", b"many")]},
        {"path": "/callbacks/chainhub"},
        {"method": "GET"},
    ],
)
async def test_what_is_refused_by_its_head_is_not_read(
    receiver: App, changed: dict[str, Any]
) -> None:
    line = Line(chunk(b"a body"))
    await receiver(scope(receiver, **changed), line.receive, line.send)
    assert line.status == 404
    assert line.to_give == [chunk(b"a body")]


@pytest.mark.anyio
async def test_a_body_without_a_length_is_read_up_to_the_limit(receiver: App) -> None:
    line = Line(chunk(b" " * LIMIT, more=True), chunk(b" ", more=True), chunk(b"never read"))
    await receiver(scope(receiver), line.receive, line.send)
    assert line.status == 404
    assert line.to_give == [chunk(b"never read")]


@pytest.mark.anyio
async def test_a_body_that_does_not_come_is_not_waited_for_longer_than_the_vendor_waits(
    receiver: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("longtake.callbacks._asgi.READING_S", 0.0)
    line = Line(chunk(written(KLING), more=True))
    async with asyncio.timeout(60):
        await receiver(scope(receiver), line.receive, line.send)
    assert line.status == 404


@pytest.mark.anyio
async def test_a_caller_that_goes_away_announced_nothing(receiver: App) -> None:
    line = Line(chunk(written(KLING), more=True), {"type": "http.disconnect"})
    await receiver(scope(receiver), line.receive, line.send)
    assert line.status == 404
    assert receiver.record.heard("chainhub", KLING.task_id) is None


@pytest.mark.anyio
async def test_a_caller_that_is_gone_when_it_is_answered_is_no_error(receiver: App) -> None:
    """Servers of a newer ASGI say so where others keep silent."""

    async def send(_message: Message) -> None:
        raise OSError("the connection is gone")

    line = Line(chunk(written(KLING)))
    await receiver(scope(receiver), line.receive, send)
    assert receiver.record.heard("chainhub", KLING.task_id)


@pytest.mark.anyio
async def test_a_server_that_ends_waits_for_what_is_handled() -> None:
    heard: list[Event] = []
    receiver = app(heard.append, believe="body", base_url="http://films.test")
    line = Line(chunk(written(KLING)))
    await receiver(scope(receiver), line.receive, line.send)
    life = Line({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    await receiver({"type": "lifespan"}, life.receive, life.send)
    assert [message["type"] for message in life.sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    assert [event.task_id for event in heard] == [KLING.task_id]


@pytest.mark.anyio
async def test_a_websocket_is_closed_and_what_nobody_knows_is_named(receiver: App) -> None:
    line = Line({"type": "websocket.connect"})
    await receiver({"type": "websocket"}, line.receive, line.send)
    assert line.sent == [{"type": "websocket.close"}]
    with pytest.raises(ValueError, match="serves http, not 'smoke'"):
        await receiver({"type": "smoke"}, line.receive, line.send)


class Input:
    """A body that notes how much of it was asked for."""

    def __init__(self, body: bytes, *, breaks: type[Exception] | None = None) -> None:
        self.body, self.breaks = body, breaks
        self.asked: list[int] = []

    def read(self, size: int) -> bytes:
        self.asked.append(size)
        if self.breaks:
            raise self.breaks("the connection is gone")
        return self.body[:size]


@pytest.mark.parametrize(
    ("environ", "status", "asked"),
    [
        ({"CONTENT_LENGTH": str(len(written(KLING)))}, "200 OK", [len(written(KLING))]),
        ({"wsgi.input_terminated": True}, "200 OK", [LIMIT + 1]),
        ({"CONTENT_LENGTH": str(LIMIT + 1)}, "404 Not Found", []),
        ({"CONTENT_LENGTH": "many"}, "404 Not Found", []),
        ({"CONTENT_LENGTH": ""}, "404 Not Found", [0]),
        ({"REQUEST_METHOD": "GET"}, "404 Not Found", []),
        ({"PATH_INFO": "/chainhub/x"}, "404 Not Found", []),
    ],
)
def test_wsgi_reads_what_it_may_and_no_more(
    environ: dict[str, Any], status: str, asked: list[int]
) -> None:
    receiver = wsgi_app(believe="body", base_url="http://films.test")
    path = receiver.url("chainhub").removeprefix("http://films.test")
    body = Input(written(KLING))
    begun: list[str] = []
    given = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "wsgi.input": body, **environ}
    answer = receiver(given, lambda status, _headers: begun.append(status))
    assert (begun, list(answer), body.asked) == ([status], [b""], asked)
    assert receiver.close() == 0


def test_wsgi_a_body_without_a_length_is_refused_beyond_the_limit() -> None:
    receiver = wsgi_app(believe="body", base_url="http://films.test")
    body = Input(written(KLING) + b" " * LIMIT)
    begun: list[str] = []
    given = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": receiver.url("chainhub").removeprefix("http://films.test"),
        "wsgi.input_terminated": True,
        "wsgi.input": body,
    }
    receiver(given, lambda status, _headers: begun.append(status))
    assert (begun, body.asked) == (["404 Not Found"], [LIMIT + 1])


@pytest.mark.parametrize("error", [OSError, ValueError, RuntimeError])
def test_wsgi_a_caller_that_goes_away_is_refused(error: type[Exception]) -> None:
    """Each server has an exception of its own for that."""
    receiver = wsgi_app(believe="body", base_url="http://films.test")
    begun: list[str] = []
    given = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": receiver.url("chainhub").removeprefix("http://films.test"),
        "CONTENT_LENGTH": "5",
        "wsgi.input": Input(b"", breaks=error),
    }
    receiver(given, lambda status, _headers: begun.append(status))
    assert begun == ["404 Not Found"]
