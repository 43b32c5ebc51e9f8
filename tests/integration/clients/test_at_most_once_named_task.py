"""A refusal as too many that names a new task may have made it: its submit is never sent again."""

from __future__ import annotations

from typing import Any, Final

import httpx
import pytest

from longtake import AsyncUseApi, Chainhub, Kie, SubmitOutcomeUnknown, UseApi
from tests.helpers.raw_server import StillClock

ASSET: Final = "user:1-runwayml:a@b.example-asset:1"
RUNNING: Final = {"a@b.example": [{"taskId": "old", "id": 7, "replyRef": "x"}]}
MADE: Final = {"taskId": "new", "status": "PENDING"}
NAMING: Final[list[dict[str, Any]]] = [
    {"error": "too many", "code": 429, "taskId": "new"},
    {"error": "too many", "task": {"taskId": "new"}},
    {"error": "too many", "task": {"id": "new"}},
    {"error": "too many", "id": 12, "runningTasks": RUNNING},
    {**MADE, "code": 429},
]
NOT_NAMING: Final[list[dict[str, Any]]] = [
    {"error": "too many"},
    {"error": "too many", "code": 429, "runningTasks": RUNNING},
    {"error": "too many", "taskId": None, "task": None, "id": ""},
]


class Server:
    """Refuses the first submit, and accepts the next."""

    def __init__(self, refusal: dict[str, Any]) -> None:
        self.refusal = refusal
        self.posts = 0
        self.transport = httpx.MockTransport(self.respond)

    def respond(self, _: httpx.Request) -> httpx.Response:
        self.posts += 1
        if self.posts == 1:
            return httpx.Response(429, json=self.refusal)
        body = {"code": 200, "taskId": "t1", "data": {"taskId": "t1"}}
        return httpx.Response(200, json=body)


@pytest.mark.parametrize("refusal", NAMING)
def test_a_new_task_is_an_unknown_outcome(refusal: dict[str, Any]) -> None:
    server = Server(refusal)
    with (
        UseApi("a-key", transport=server.transport, clock=StillClock()) as useapi,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        useapi.gen2.extend(asset_id=ASSET)
    assert server.posts == 1


@pytest.mark.parametrize("refusal", NAMING)
@pytest.mark.anyio
async def test_a_new_task_is_an_unknown_outcome_async(refusal: dict[str, Any]) -> None:
    server = Server(refusal)
    async with AsyncUseApi("a-key", transport=server.transport, clock=StillClock()) as useapi:
        with pytest.raises(SubmitOutcomeUnknown):
            await useapi.gen2.extend(asset_id=ASSET)
    assert server.posts == 1


@pytest.mark.parametrize("refusal", NOT_NAMING)
def test_the_tasks_of_others_change_nothing(refusal: dict[str, Any]) -> None:
    server = Server(refusal)
    with UseApi("a-key", transport=server.transport, clock=StillClock()) as useapi:
        assert useapi.gen2.extend(asset_id=ASSET).id == "t1"
    assert server.posts == 2


def test_a_refusal_with_a_task_id_is_an_unknown_outcome_at_other_providers() -> None:
    server = Server({"code": 429, "msg": "too many", "data": {"taskId": "new"}})
    with (
        Kie("a-key", transport=server.transport, clock=StillClock()) as kie,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        kie.veo.extend(task_id="veo_1", prompt="On")
    server = Server({"code": 1303, "message": "too many", "data": {"task_id": "new"}})
    with (
        Chainhub("a-key", transport=server.transport, clock=StillClock()) as chainhub,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        chainhub.kling.extend(video_id="1", prompt="On")
