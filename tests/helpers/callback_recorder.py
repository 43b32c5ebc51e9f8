"""A receiver of callbacks that writes down what arrives, and answers as it is told."""

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
from tests.helpers.task_kinds import KINDS

WHERE: Final = "http://127.0.0.1:9/hook"


class Arrived(NamedTuple):
    """One call as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """What the body says."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def told(self) -> tuple[str, str]:
        """The task's id and what the call says of it."""
        body = self.json
        body = body.get("task", body)
        if "status" in body:
            return body.get("taskId") or body["id"], body["status"]
        if "task_status" in body:
            return body["task_id"], body["task_status"]
        data = body["data"]
        return data.get("taskId") or data["task_id"], str(body["code"])


class Recorder:
    """An ASGI application; `answers` are its next statuses, None for no answer at all."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self.answers: deque[int | None] = deque()
        self.silent = threading.Event()
        """Set once a call has come that is not answered."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        call = Arrived(scope["path"], dict(request.headers), await request.body())
        assert request.method == "POST"
        self.arrived.append(call)
        status = self.answers.popleft() if self.answers else 200
        if status is None:
            self.silent.set()
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        await Response(status_code=status)(scope, receive, send)

    @property
    def told(self) -> list[str]:
        """What each call said of its task."""
        return [call.told[1] for call in self.arrived]


@contextmanager
def served(recorder: Recorder) -> Generator[str]:
    """Serve a recorder on loopback; the value is its address."""
    with (
        listening("127.0.0.1", 0) as opened,
        running(recorder, [opened], lambda: None),
    ):
        yield f"http://127.0.0.1:{opened.getsockname()[1]}/hook"


def asked(family: str, source: str, url: str = WHERE, **more: Any) -> dict[str, Any]:
    """Return a request to extend a video and to call back."""
    return wanted(family, source, **{KINDS[family].common.callback_field: url}, **more)


async def extend(emulator: Emulator, family: str, url: str = WHERE, **more: Any) -> str:
    """Extend the family's source, with a callback address, and return the task's id."""
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        body = asked(family, emulator.sources[family].id, url, **more)
        answer = await submit(client, family, body)
    assert answer.status_code == 200, answer.text
    return task_id_of(family, answer)


def extended(emulator: Emulator, family: str, url: str = WHERE, **more: Any) -> str:
    """Do as `extend` does, from outside of an event loop."""

    async def do() -> str:
        return await extend(emulator, family, url, **more)

    return anyio.run(do)
