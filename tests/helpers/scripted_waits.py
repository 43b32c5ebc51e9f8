"""A provider whose responses a test scripts, and each way to wait for one of its tasks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
from attrs import define, field

from longtake import (
    AsyncTask,
    LongtakeError,
    Task,
    as_completed,
    as_completed_async,
    wait_all,
    wait_all_async,
)
from longtake._core.tokens import TaskAddress
from tests.helpers.random_responses import HandClock
from tests.helpers.scenarios import BY_KIND
from tests.helpers.task_kinds import KINDS, Json, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterable

LINK: Final = "https://media.example/video.mp4"
REFUSAL: Final = "Blocked by moderation"

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
"""Runs a test once per task kind."""
both_clients = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
"""Runs a test with a synchronous and with an asynchronous client."""

Reply = Json | tuple[int, Json] | httpx.Response | Exception


@define
class Script:
    """A provider that accepts each submission and responds to polls in turn. The last response is repeated.

    Attributes:
        kind: The kind of its tasks.
        replies: Its replies to polls: a body, a status with a body, a whole response, or a failure.
        clock: A clock of the test's own.
        polled_at: When it was polled.
    """

    kind: TaskKind
    replies: list[Reply]
    clock: HandClock = field(factory=HandClock)
    polled_at: list[float] = field(factory=list[float])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json=self.kind.created)
        self.polled_at.append(self.clock.now)
        reply = self.replies[min(len(self.polled_at), len(self.replies)) - 1]
        match reply:
            case Exception():
                raise reply
            case httpx.Response():
                return httpx.Response(
                    reply.status_code, content=reply.content, headers=reply.headers
                )
            case (status, body):
                return httpx.Response(status, json=body)
            case _:
                return httpx.Response(200, json=reply)

    @property
    def options(self) -> dict[str, Any]:
        """What a client of this provider is made with."""
        return {
            "api_key": "a-key",
            "transport": httpx.MockTransport(self),
            "clock": self.clock,
            "attempts": 1,
        }


def token_of(kind: TaskKind) -> str:
    """Return a token of the task `t`."""
    return TaskAddress(kind.provider, kind.name, "t").token()


def start_task(kind: TaskKind, client: Any) -> Any:
    """Submit a task: return a `Task`, or an awaitable `AsyncTask`."""
    return BY_KIND[kind.key].start(client, "s")


@define
class End:
    """How waiting for a task ended.

    Attributes:
        script: The provider.
        task: The task.
        error: The error that ended it, None after a success.
        links: Where the videos are.
        states: The states that were reported meanwhile, where they are.
        took_s: Seconds from the first poll to the end.
    """

    script: Script
    task: Any
    error: LongtakeError | None
    links: list[str]
    states: list[str]
    took_s: float


WAYS: Final = ("wait", "events", "wait_all", "as_completed")
"""The ways to wait for a task."""


def end_of(
    kind: TaskKind,
    replies: Iterable[Reply],
    *,
    asynchronous: bool = False,
    way: str = "wait",
    resumed: bool = False,
    timeout: float | None = None,
    poll: float | None = None,
) -> End:
    """Submit a task (or resume one by its token), wait for it, and return how that ended."""
    script = Script(kind, list(replies))
    options: dict[str, Any] = {"timeout": timeout, "poll": poll}
    if asynchronous:
        return asyncio.run(_end_async(script, way, resumed=resumed, options=options))
    with BY_KIND[kind.key].sync_class(**script.options) as client:
        task: Task = client.from_token(token_of(kind)) if resumed else start_task(kind, client)
        states: list[str] = []
        error = None
        try:
            if way == "wait":
                task.wait(on_change=lambda change: states.append(change.provider_state), **options)
            elif way == "events":
                states += [change.provider_state for change in task.events(**options)]
            elif way == "wait_all":
                error = wait_all([task], **options)[0].error
            else:
                error = next(as_completed([task], **options)).error
        except LongtakeError as failure:
            error = failure
        return _end(script, task, error, states)


async def _end_async(script: Script, way: str, *, resumed: bool, options: dict[str, Any]) -> End:
    kind = script.kind
    async with BY_KIND[kind.key].async_class(**script.options) as client:
        task: AsyncTask = (
            client.from_token(token_of(kind)) if resumed else await start_task(kind, client)
        )
        states: list[str] = []
        error = None
        try:
            if way == "wait":
                await task.wait(
                    on_change=lambda change: states.append(change.provider_state), **options
                )
            elif way == "events":
                states += [change.provider_state async for change in task.events(**options)]
            elif way == "wait_all":
                error = (await wait_all_async([task], **options))[0].error
            else:
                async for finished in as_completed_async([task], **options):
                    error = finished.error
        except LongtakeError as failure:
            error = failure
        return _end(script, task, error, states)


def _end(script: Script, task: Any, error: LongtakeError | None, states: list[str]) -> End:
    links = [] if error else [video.url for video in task.snapshot.videos]
    began = script.polled_at[0] if script.polled_at else script.clock.now
    return End(script, task, error, links, states, script.clock.now - began)
