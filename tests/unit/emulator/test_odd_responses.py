"""Answers with one thing changed: what is odd is odd, and the rest is the calm answer."""

import json
from typing import Any

import httpx
import pytest

from longtake.emulator import Alteration, Emulator, Fault
from longtake.emulator.alterations import EXTRA, UNKNOWN_STATE
from tests.helpers.emulator_requests import (
    KIND_KEYS,
    LONG_S,
    extend,
    read,
    submit,
    task_id_of,
    wanted,
)
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio

each_task_kind = pytest.mark.parametrize("kind_key", KIND_KEYS)


def data_of(kind_key: str, answer: httpx.Response) -> dict[str, Any]:
    """Return the task in a response."""
    task: dict[str, Any] = KINDS[kind_key].task_in(answer.json())
    return task


async def looks(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, change: Alteration
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the task as an odd look shows it, and as the next, calm one does."""
    task_id = await extend(client, emulator, kind_key)
    emulator.advance(LONG_S)
    emulator.task_kinds[kind_key].on_read(1, Fault.altered(change))
    odd, calm = await read(client, kind_key, task_id), await read(client, kind_key, task_id)
    assert (odd.status_code, calm.status_code) == (200, 200)
    return data_of(kind_key, odd), data_of(kind_key, calm)


@each_task_kind
async def test_a_state_that_no_page_lists(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    odd, calm = await looks(client, emulator, kind_key, "unknown_state")
    kind = KINDS[kind_key]
    assert (odd[kind.state_field], calm[kind.state_field]) == (kind.unlisted_state, kind.done)


@each_task_kind
async def test_a_task_that_goes_back(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    odd, calm = await looks(client, emulator, kind_key, "backwards")
    kind = KINDS[kind_key]
    assert (odd[kind.state_field], calm[kind.state_field]) == (kind.first, kind.done)
    assert not odd.get(kind.files_field)
    assert calm[kind.files_field]
    # As it was before it ran.
    assert odd.get("progressRatio") is None


@each_task_kind
async def test_success_without_files(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    odd, calm = await looks(client, emulator, kind_key, "no_files")
    kind = KINDS[kind_key]
    assert odd[kind.state_field] == calm[kind.state_field] == kind.done
    assert odd[kind.files_field] == kind.no_files
    assert calm[kind.files_field] != kind.no_files


@each_task_kind
async def test_success_without_files_while_the_task_runs(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    task_id = await extend(client, emulator, kind_key)
    emulator.task_kinds[kind_key].next_read(Fault.altered("no_files"))
    odd = data_of(kind_key, await read(client, kind_key, task_id))
    kind = KINDS[kind_key]
    assert odd[kind.state_field] == kind.done
    assert odd[kind.files_field] == kind.no_files


@each_task_kind
async def test_fields_that_no_page_lists(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    odd, calm = await looks(client, emulator, kind_key, "extra_field")
    for name, value in EXTRA.items():
        assert odd.pop(name) == value
    assert odd.keys() == calm.keys()


@each_task_kind
async def test_an_unlisted_field_in_the_answer_to_a_submit(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    emulator.task_kinds[kind_key].next_submit(Fault.altered("extra_field"))
    answer = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    assert data_of(kind_key, answer).keys() >= EXTRA.keys()
    assert task_id_of(kind_key, answer) == emulator.ledger.creates[0].task_id


@pytest.mark.parametrize("kind_key", [key for key, kind in KINDS.items() if kind.common.task_at])
async def test_nothing_where_the_task_should_be(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    found = emulator.task_kinds[kind_key]
    found.next_submit(Fault.altered("null_data"))
    answer = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    assert answer.json()["data"] is None
    # The task was made all the same, and paid for.
    (create,) = emulator.ledger.creates
    found.next_read(Fault.altered("null_data"))
    answer = await read(client, kind_key, create.task_id)
    assert answer.json()["data"] is None
    assert answer.json()["code"] == KINDS[kind_key].common.done_code


async def test_other_types_are_those_that_users_met(
    emulator: Emulator, client: httpx.AsyncClient
) -> None:
    odd, calm = await looks(client, emulator, "kie/runway", "other_types")
    assert odd["failCode"] == str(calm["failCode"])
    odd, calm = await looks(client, emulator, "kie/veo", "other_types")
    assert json.loads(odd["response"]["resultUrls"]) == calm["response"]["resultUrls"]
    assert json.loads(odd["response"]["fullResultUrls"]) == calm["response"]["fullResultUrls"]
    odd, calm = await looks(client, emulator, "kie/midjourney", "other_types")
    assert json.loads(odd["resultInfoJson"]) == calm["resultInfoJson"]
    odd, calm = await looks(client, emulator, "useapi/gen2", "other_types")
    assert odd["artifacts"][0]["fileSize"] == int(calm["artifacts"][0]["fileSize"])
    assert odd["progressRatio"] == float(calm["progressRatio"])
    odd, calm = await looks(client, emulator, "chainhub/kling", "other_types")
    assert odd["task_id"] == int(calm["task_id"])
    video = odd["task_result"]["videos"][0]
    assert video["duration"] == float(calm["task_result"]["videos"][0]["duration"])


@pytest.mark.parametrize("kind_key", ["kie/veo", "kie/midjourney"])
async def test_an_error_code_as_a_string(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    emulator.task_kinds[kind_key].next_task(fail="error")
    odd, calm = await looks(client, emulator, kind_key, "other_types")
    assert (odd["errorCode"], calm["errorCode"]) == ("501", 501)


@pytest.mark.parametrize(
    ("kind_key", "change"),
    [
        (key, change)
        for key, kind in Emulator().task_kinds.items()
        if key in KIND_KEYS
        for change in sorted(kind.alterations["read"])
    ],
)
async def test_an_answer_that_tells_of_no_task_stays_as_it_is(
    change: Alteration, kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    unknown = KINDS[kind_key].unknown_task
    emulator.task_kinds[kind_key].next_read(Fault.altered(change))
    odd, calm = await read(client, kind_key, unknown), await read(client, kind_key, unknown)
    assert odd.status_code == calm.status_code
    remembered = {name: calm.json()[name] for name in calm.json() if name != "request_id"}
    assert remembered.items() <= odd.json().items()
    assert odd.json().keys() == calm.json().keys()


async def test_the_wrapped_task_is_changed_inside(
    emulator: Emulator, client: httpx.AsyncClient
) -> None:
    emulator.useapi.wrapped = True
    task_id = await extend(client, emulator, "useapi/gen2")
    emulator.useapi.gen2.next_read(Fault.altered("unknown_state"))
    answer = await read(client, "useapi/gen2", task_id)
    assert answer.json()["task"]["status"] == UNKNOWN_STATE


async def test_a_cancel_can_be_answered_oddly(
    emulator: Emulator, client: httpx.AsyncClient
) -> None:
    task_id = await extend(client, emulator, "useapi/gen2")
    emulator.useapi.gen2.next_cancel(Fault.altered("unknown_state"), Fault.bad_gateway())
    path = f"{KINDS['useapi/gen2'].read_path}/{task_id}"
    answer = await client.delete(path, headers=KINDS["useapi/gen2"].headers)
    assert answer.json()["status"] == UNKNOWN_STATE
    assert (await client.delete(path, headers=KINDS["useapi/gen2"].headers)).status_code == 502


@pytest.mark.parametrize("kind_key", [key for key, kind in KINDS.items() if kind.list_path])
async def test_a_list_can_go_wrong(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    emulator.task_kinds[kind_key].next_list(Fault.bad_gateway(), Fault.refuse("unauthorized"))
    path, headers = KINDS[kind_key].list_path or "", KINDS[kind_key].headers
    statuses = [(await client.get(path, headers=headers)).status_code for _ in range(3)]
    assert statuses == [502, 401, 200]
    assert emulator.ledger.requests[0].operation == f"list {kind_key}"
