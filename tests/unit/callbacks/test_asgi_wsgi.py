"""A receiver as an ASGI and as a WSGI application, and how much of a body it reads."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from longtake.callbacks import Event, app, wsgi_app
from tests.helpers.callback_bodies import DONE, written

if TYPE_CHECKING:
    from longtake.callbacks._asgi import App, Message

KLING = DONE[4]
LIMIT = 256 * 1024


class Connection:
    """The server's end of an ASGI connection: gives messages, keeps the response."""

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
    path = receiver.url("kling").removeprefix("http://films.test")
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
    return app(trust="body", base_url="http://films.test/callbacks")


@pytest.mark.anyio
async def test_a_body_comes_in_pieces(receiver: App) -> None:
    body = written(KLING)
    connection = Connection(
        *(chunk(body[at : at + 7], more=True) for at in range(0, len(body), 7)), chunk(b"")
    )
    await receiver(scope(receiver), connection.receive, connection.send)
    assert connection.status == 200


@pytest.mark.anyio
@pytest.mark.parametrize(
    "changed",
    [
        {"headers": [(b"content-length", str(LIMIT + 1).encode())]},
        {"headers": [(b"Content-Length", b"many")]},
        {"path": "/callbacks/kling"},
        {"method": "GET"},
    ],
)
async def test_a_body_is_not_read_after_its_head_is_refused(
    receiver: App, changed: dict[str, Any]
) -> None:
    connection = Connection(chunk(b"a body"))
    await receiver(scope(receiver, **changed), connection.receive, connection.send)
    assert connection.status == 404
    assert connection.to_give == [chunk(b"a body")]


@pytest.mark.anyio
async def test_a_body_without_a_length_is_read_up_to_the_limit(receiver: App) -> None:
    connection = Connection(
        chunk(b" " * LIMIT, more=True), chunk(b" ", more=True), chunk(b"never read")
    )
    await receiver(scope(receiver), connection.receive, connection.send)
    assert connection.status == 404
    assert connection.to_give == [chunk(b"never read")]


@pytest.mark.anyio
async def test_a_body_must_arrive_before_the_provider_times_out(
    receiver: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("longtake.callbacks._asgi.BODY_TIMEOUT_S", 0.0)
    connection = Connection(chunk(written(KLING), more=True))
    async with asyncio.timeout(60):
        await receiver(scope(receiver), connection.receive, connection.send)
    assert connection.status == 404


@pytest.mark.anyio
async def test_a_body_that_breaks_off_is_not_recorded(receiver: App) -> None:
    connection = Connection(chunk(written(KLING), more=True), {"type": "http.disconnect"})
    await receiver(scope(receiver), connection.receive, connection.send)
    assert connection.status == 404
    assert receiver.record.last("kling", KLING.task_id) is None


@pytest.mark.anyio
async def test_a_connection_that_is_closed_before_the_response_is_no_error(receiver: App) -> None:
    """Newer servers raise an error, others do nothing."""

    async def send(_message: Message) -> None:
        raise OSError("the connection is closed")

    connection = Connection(chunk(written(KLING)))
    await receiver(scope(receiver), connection.receive, send)
    assert receiver.record.last("kling", KLING.task_id)


@pytest.mark.anyio
async def test_a_server_waits_for_the_handlers_at_its_end() -> None:
    events: list[Event] = []
    receiver = app(events.append, trust="body", base_url="http://films.test")
    connection = Connection(chunk(written(KLING)))
    await receiver(scope(receiver), connection.receive, connection.send)
    life = Connection({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    await receiver({"type": "lifespan"}, life.receive, life.send)
    assert [message["type"] for message in life.sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    assert [event.task_id for event in events] == [KLING.task_id]


@pytest.mark.anyio
async def test_a_websocket_is_closed_and_an_unknown_scope_is_named(receiver: App) -> None:
    connection = Connection({"type": "websocket.connect"})
    await receiver({"type": "websocket"}, connection.receive, connection.send)
    assert connection.sent == [{"type": "websocket.close"}]
    with pytest.raises(ValueError, match="must be http, lifespan or websocket, got 'smoke'"):
        await receiver({"type": "smoke"}, connection.receive, connection.send)


class Input:
    """A body that keeps the sizes of reads."""

    def __init__(self, body: bytes, *, breaks: type[Exception] | None = None) -> None:
        self.body, self.breaks = body, breaks
        self.sizes: list[int] = []

    def read(self, size: int) -> bytes:
        self.sizes.append(size)
        if self.breaks:
            raise self.breaks("the connection is closed")
        return self.body[:size]


@pytest.mark.parametrize(
    ("environ", "status", "sizes"),
    [
        ({"CONTENT_LENGTH": str(len(written(KLING)))}, "200 OK", [len(written(KLING))]),
        ({"wsgi.input_terminated": True}, "200 OK", [LIMIT + 1]),
        ({"CONTENT_LENGTH": str(LIMIT + 1)}, "404 Not Found", []),
        ({"CONTENT_LENGTH": "many"}, "404 Not Found", []),
        ({"CONTENT_LENGTH": ""}, "404 Not Found", [0]),
        ({"REQUEST_METHOD": "GET"}, "404 Not Found", []),
        ({"PATH_INFO": "/kling/x"}, "404 Not Found", []),
    ],
)
def test_wsgi_reads_no_more_than_it_may(
    environ: dict[str, Any], status: str, sizes: list[int]
) -> None:
    receiver = wsgi_app(trust="body", base_url="http://films.test")
    path = receiver.url("kling").removeprefix("http://films.test")
    body = Input(written(KLING))
    statuses: list[str] = []
    given = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "wsgi.input": body, **environ}
    response = receiver(given, lambda status, _headers: statuses.append(status))
    assert (statuses, list(response), body.sizes) == ([status], [b""], sizes)
    assert receiver.close() == 0


def test_wsgi_refuses_a_body_without_a_length_beyond_the_limit() -> None:
    receiver = wsgi_app(trust="body", base_url="http://films.test")
    body = Input(written(KLING) + b" " * LIMIT)
    statuses: list[str] = []
    given = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": receiver.url("kling").removeprefix("http://films.test"),
        "wsgi.input_terminated": True,
        "wsgi.input": body,
    }
    receiver(given, lambda status, _headers: statuses.append(status))
    assert (statuses, body.sizes) == (["404 Not Found"], [LIMIT + 1])


@pytest.mark.parametrize("error", [OSError, ValueError, RuntimeError])
def test_wsgi_refuses_a_body_that_breaks_off(error: type[Exception]) -> None:
    """Each server raises its own exception for that."""
    receiver = wsgi_app(trust="body", base_url="http://films.test")
    statuses: list[str] = []
    given = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": receiver.url("kling").removeprefix("http://films.test"),
        "CONTENT_LENGTH": "5",
        "wsgi.input": Input(b"", breaks=error),
    }
    receiver(given, lambda status, _headers: statuses.append(status))
    assert statuses == ["404 Not Found"]
