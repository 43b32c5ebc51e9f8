"""One provider's responses per task kind, and each way to wait for a task, synchronous and asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, Final

import httpx
import pytest
from attrs import define, field, frozen

from longtake import (
    AsyncChainhub,
    AsyncKie,
    AsyncTask,
    AsyncUseApi,
    Chainhub,
    Kie,
    LongtakeError,
    Task,
    UseApi,
    as_completed,
    as_completed_async,
    wait_all,
    wait_all_async,
)
from longtake._core.tokens import TaskAddress
from tests.helpers.random_responses import HandClock

LINK: Final = "https://media.example/video.mp4"
REFUSAL: Final = "Blocked by moderation"

Json = dict[str, Any]


def _kie(data: Any, code: int = 200, msg: str = "success") -> Json:
    return {"code": code, "msg": msg, "data": data}


def _kling(status: Any, **fields: Any) -> Json:
    return {"code": 0, "message": "", "data": {"task_id": "t", "task_status": status, **fields}}


def _runway(state: Any, link: str | None = None, words: str | None = None, **fields: Any) -> Json:
    video = None if link is None else {"videoUrl": link}
    return _kie({"taskId": "t", "state": state, "videoInfo": video, "failMsg": words, **fields})


def _veo(flag: Any, link: str | None = None, words: str | None = None) -> Json:
    result = None if link is None else {"resultUrls": [link]}
    return _kie({"taskId": "t", "successFlag": flag, "response": result, "errorMessage": words})


def _midjourney(flag: Any, link: str | None = None, words: str | None = None) -> Json:
    result = None if link is None else {"resultUrls": [{"resultUrl": link}]}
    return _kie(
        {"taskId": "t", "successFlag": flag, "resultInfoJson": result, "errorMessage": words}
    )


def _gen2(status: Any, link: str | None = None, words: str | None = None) -> Json:
    artifacts = [] if link is None else [{"assetId": "a", "url": link, "isDirectory": False}]
    return {"taskId": "t", "status": status, "artifacts": artifacts, "error": words}


def _kling_task(status: Any, link: str | None = None, words: str | None = None) -> Json:
    videos = [] if link is None else [{"id": "v", "url": link, "duration": "5"}]
    return _kling(status, task_status_msg=words, task_result={"videos": videos})


@frozen(kw_only=True)
class TaskKind:
    """One task kind.

    Attributes:
        model: Its name, such as `kie/veo`.
        sync_class: Its provider's synchronous client.
        async_class: Its provider's asynchronous client.
        task: From a state, a link and the provider's words to a response to a poll.
        success: The provider's word for success.
        running: The provider's word for a task under way.
        failed: The provider's word for a failure.
        not_found: What the provider says of an unknown id: an HTTP status and a body.
        created: The response to a submission.
    """

    model: str
    sync_class: Callable[..., Any]
    async_class: Callable[..., Any]
    task: Callable[..., Json]
    success: Any
    running: Any
    failed: Any
    not_found: tuple[int, Json]
    created: Json = field(factory=lambda: _kie({"taskId": "t"}))

    def __str__(self) -> str:
        return self.model

    @property
    def token(self) -> str:
        """A token of the task `t`."""
        provider, _, name = self.model.partition("/")
        return TaskAddress(provider, name, "t").token()

    def submit(self, client: Any) -> Any:
        """Submit a task: a `Task`, or an awaitable `AsyncTask`."""
        name = self.model.partition("/")[2]
        # Of the common names, all kinds but one take a prompt.
        options = {} if name == "gen2" else {"prompt": "On it goes"}
        return client.extend(name, source="s", **options)


_NO_RECORD: Final = (200, _kie(None, 422, "recordInfo is null"))
TASK_KINDS: Final = {
    kind.model: kind
    for kind in (
        TaskKind(
            model="kie/runway",
            sync_class=Kie,
            async_class=AsyncKie,
            task=_runway,
            success="success",
            running="generating",
            failed="fail",
            not_found=_NO_RECORD,
        ),
        TaskKind(
            model="kie/veo",
            sync_class=Kie,
            async_class=AsyncKie,
            task=_veo,
            success=1,
            running=0,
            failed=2,
            not_found=_NO_RECORD,
        ),
        TaskKind(
            model="kie/midjourney",
            sync_class=Kie,
            async_class=AsyncKie,
            task=_midjourney,
            success=1,
            running=0,
            failed=2,
            not_found=_NO_RECORD,
        ),
        TaskKind(
            model="useapi/gen2",
            sync_class=UseApi,
            async_class=AsyncUseApi,
            task=_gen2,
            success="SUCCEEDED",
            running="RUNNING",
            failed="FAILED",
            not_found=(404, {"error": "Not found.", "code": 404}),
            created=_gen2("PENDING"),
        ),
        TaskKind(
            model="chainhub/kling",
            sync_class=Chainhub,
            async_class=AsyncChainhub,
            task=_kling_task,
            success="succeed",
            running="processing",
            failed="failed",
            not_found=(404, {"code": 1203, "message": "no such task"}),
            created=_kling("submitted"),
        ),
    )
}
each_kind = pytest.mark.parametrize("kind", TASK_KINDS.values(), ids=list(TASK_KINDS))
"""Runs a test once per task kind."""
both_clients = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
"""Runs a test with a synchronous and with an asynchronous client."""

Reply = Json | tuple[int, Json] | httpx.Response | Exception


@define
class Script:
    """A provider that accepts each submission and answers polls in turn; the last reply again and again.

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
    with kind.sync_class(**script.options) as client:
        task: Task = client.from_token(kind.token) if resumed else kind.submit(client)
        states: list[str] = []
        error = None
        try:
            if way == "wait":
                task.wait(on_change=lambda change: states.append(change.vendor_state), **options)
            elif way == "events":
                states += [change.vendor_state for change in task.events(**options)]
            elif way == "wait_all":
                error = wait_all([task], **options)[0].error
            else:
                error = next(as_completed([task], **options)).error
        except LongtakeError as failure:
            error = failure
        return _end(script, task, error, states)


async def _end_async(script: Script, way: str, *, resumed: bool, options: dict[str, Any]) -> End:
    kind = script.kind
    async with kind.async_class(**script.options) as client:
        task: AsyncTask = client.from_token(kind.token) if resumed else await kind.submit(client)
        states: list[str] = []
        error = None
        try:
            if way == "wait":
                await task.wait(
                    on_change=lambda change: states.append(change.vendor_state), **options
                )
            elif way == "events":
                states += [change.vendor_state async for change in task.events(**options)]
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
