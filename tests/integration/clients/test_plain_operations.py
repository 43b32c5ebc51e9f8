"""The generated operations that neither start nor read a task: lists and the balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from longtake_chainhub.api.kling import list_kling_extend_tasks
from longtake_chainhub.client import Client as ChainhubClient
from longtake_chainhub.models import KlingTasksResponse
from longtake_kie._base import Starts
from longtake_kie.api.account import get_credit_balance
from longtake_kie.client import Client as KieClient
from longtake_kie.models import CreditBalanceResponse
from longtake_kie.resources.account import Account
from longtake_kie.resources.veo import VeoStarts
from longtake_useapi.api.gen2 import list_gen2_tasks
from longtake_useapi.client import Client as UseapiClient
from longtake_useapi.models import Gen2Task
from longtake_useapi.resources.gen2 import Gen2Starts

if TYPE_CHECKING:
    from scripts.specs.json_types import Json


class FakeProvider:
    """Sends one body to every request, and records the requested addresses."""

    def __init__(self, body: Json) -> None:
        self.body = body
        self.asked: list[httpx.URL] = []

    def settings(self) -> dict[str, Any]:
        """What a generated client needs to be served by this."""
        return {
            "base_url": "https://provider.invalid",
            "httpx_args": {"transport": httpx.MockTransport(self._respond)},
        }

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        return httpx.Response(200, json=self.body)


def test_a_list_of_gen2_tasks_keeps_the_slash_and_holds_tasks() -> None:
    provider = FakeProvider([{"taskId": "one", "status": "DREAMING"}, {"taskId": "two", "new": 1}])
    with UseapiClient(**provider.settings()) as client:
        found = list_gen2_tasks.sync(client=client, offset=0, limit=5, statuses="PENDING,RUNNING")
    assert isinstance(found, list)
    assert [task.task_id for task in found] == ["one", "two"]
    assert (found[0].status, found[1]["new"]) == ("DREAMING", 1)
    assert provider.asked[0].path == "/v1/runwayml/tasks/"
    assert dict(provider.asked[0].params) == {
        "offset": "0", "limit": "5", "statuses": "PENDING,RUNNING",
    }  # fmt: skip


@pytest.mark.parametrize("body", [{"taskId": "one"}, {"tasks": [{"taskId": "one"}]}])
def test_an_object_in_place_of_the_list_is_read_too(body: dict[str, Json]) -> None:
    with UseapiClient(**FakeProvider(body).settings()) as client:
        found = list_gen2_tasks.sync(client=client, offset=0, limit=1)
    assert isinstance(found, Gen2Task)
    assert found.to_dict() == body


def test_a_list_of_kling_tasks_comes_in_the_envelope() -> None:
    provider = FakeProvider({"code": 0, "data": [{"task_id": "1", "task_status": "succeeded"}]})
    with ChainhubClient(**provider.settings()) as client:
        found = list_kling_extend_tasks.sync(client=client, page_num=2, page_size=30)
    assert isinstance(found, KlingTasksResponse)
    assert isinstance(found.data, list)
    assert [(task.task_id, task.task_status) for task in found.data] == [("1", "succeeded")]
    assert provider.asked[0].path == "/kling/v1/videos/video-extend"
    assert dict(provider.asked[0].params) == {"pageNum": "2", "pageSize": "30"}


@pytest.mark.parametrize("balance", [12.5, 0, None])
def test_the_balance_may_have_a_fraction(balance: float | None) -> None:
    provider = FakeProvider({"code": 200, "msg": "success", "data": balance})
    with KieClient(**provider.settings()) as client:
        found = get_credit_balance.sync(client=client)
    assert isinstance(found, CreditBalanceResponse)
    assert found.data == balance
    assert provider.asked[0].path == "/api/v1/chat/credit"


def test_resources_without_tasks_have_no_starts() -> None:
    assert not issubclass(Account, Starts)
    starts: dict[type[Any], list[str]] = {
        Gen2Starts: ["extend"],
        VeoStarts: ["extend", "generate"],
    }
    for class_, names in starts.items():
        assert [name for name in vars(class_) if not name.startswith("_")] == names
