"""A receiver of callbacks that keeps the requests and sends chosen responses."""

import json
import threading
from collections import deque
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import anyio
import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from longtake.emulator import Emulator
from longtake.emulator.server import listening, running
from tests.helpers.emulator_requests import ORIGIN, submit, task_id_of, wanted
from tests.helpers.task_kinds import EVERY_KIND

WHERE: Final = "http://127.0.0.1:9/hook"


class Arrived(NamedTuple):
    """A callback as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def reported(self) -> tuple[str, str]:
        """The task's id and its state."""
        body = self.json
        body = body.get("task", body)
        if "status" in body:
            return body.get("taskId") or body["id"], body["status"]
        if "task_status" in body:
            return body["task_id"], body["task_status"]
        data = body["data"]
        return data.get("taskId") or data["task_id"], str(body["code"])


class Recorder:
    """An ASGI application. `statuses` are those of its next responses, None for no response; then 200."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self.statuses: deque[int | None] = deque()
        self.silent = threading.Event()
        """Set once a callback arrives that gets no response."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        callback = Arrived(scope["path"], dict(request.headers), await request.body())
        assert request.method == "POST"
        self.arrived.append(callback)
        status = self.statuses.popleft() if self.statuses else 200
        if status is None:
            self.silent.set()
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        await Response(status_code=status)(scope, receive, send)

    @property
    def states(self) -> list[str]:
        """The state that each callback reported."""
        return [callback.reported[1] for callback in self.arrived]


@contextmanager
def served(recorder: Recorder) -> Generator[str]:
    """Serve a recorder on loopback; the value is its address."""
    with (
        listening("127.0.0.1", 0) as opened,
        running(recorder, [opened], lambda: None),
    ):
        yield f"http://127.0.0.1:{opened.getsockname()[1]}/hook"


def body_with_callback(kind: str, source: str, url: str = WHERE, **more: Any) -> dict[str, Any]:
    """Return the body of a request that extends a video, with a callback address."""
    return wanted(kind, source, **{EVERY_KIND[kind].common.callback_field: url}, **more)


async def extend(emulator: Emulator, kind: str, url: str = WHERE, **more: Any) -> str:
    """Extend the source of a task kind, with a callback address, and return the task's id."""
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        body = body_with_callback(kind, emulator.sources[kind].id, url, **more)
        response = await submit(client, kind, body)
    assert response.status_code == 200, response.text
    return task_id_of(kind, response)


def extended(emulator: Emulator, kind: str, url: str = WHERE, **more: Any) -> str:
    """Do the same as `extend`, outside of an event loop."""

    async def do() -> str:
        return await extend(emulator, kind, url, **more)

    return anyio.run(do)
