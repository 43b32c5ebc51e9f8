"""Responses with one thing changed: the rest is as in the normal response."""

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


def data_of(kind_key: str, response: httpx.Response) -> dict[str, Any]:
    """Return the task in a response."""
    task: dict[str, Any] = KINDS[kind_key].task_in(response.json())
    return task


async def reads(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, change: Alteration
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the task of an altered read, and that of the next, normal one."""
    task_id = await extend(client, emulator, kind_key)
    emulator.advance(LONG_S)
    emulator.task_kinds[kind_key].on_read(1, Fault.altered(change))
    altered, normal = await read(client, kind_key, task_id), await read(client, kind_key, task_id)
    assert (altered.status_code, normal.status_code) == (200, 200)
    return data_of(kind_key, altered), data_of(kind_key, normal)


@each_task_kind
async def test_a_state_that_no_page_lists(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    altered, normal = await reads(client, emulator, kind_key, "unknown_state")
    kind = KINDS[kind_key]
    assert (altered[kind.state_field], normal[kind.state_field]) == (kind.unlisted_state, kind.done)


@each_task_kind
async def test_a_task_can_be_back_in_its_first_state(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    altered, normal = await reads(client, emulator, kind_key, "backwards")
    kind = KINDS[kind_key]
    assert (altered[kind.state_field], normal[kind.state_field]) == (kind.first, kind.done)
    assert not altered.get(kind.files_field)
    assert normal[kind.files_field]
    # As it was before it ran.
    assert altered.get("progressRatio") is None


@each_task_kind
async def test_success_without_files(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    altered, normal = await reads(client, emulator, kind_key, "no_files")
    kind = KINDS[kind_key]
    assert altered[kind.state_field] == normal[kind.state_field] == kind.done
    assert altered[kind.files_field] == kind.no_files
    assert normal[kind.files_field] != kind.no_files


@each_task_kind
async def test_success_without_files_while_the_task_runs(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    task_id = await extend(client, emulator, kind_key)
    emulator.task_kinds[kind_key].next_read(Fault.altered("no_files"))
    altered = data_of(kind_key, await read(client, kind_key, task_id))
    kind = KINDS[kind_key]
    assert altered[kind.state_field] == kind.done
    assert altered[kind.files_field] == kind.no_files


@each_task_kind
async def test_fields_that_no_page_lists(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    altered, normal = await reads(client, emulator, kind_key, "extra_field")
    for name, value in EXTRA.items():
        assert altered.pop(name) == value
    assert altered.keys() == normal.keys()


@each_task_kind
async def test_an_unlisted_field_in_the_response_to_a_submit(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    emulator.task_kinds[kind_key].next_submit(Fault.altered("extra_field"))
    response = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    assert data_of(kind_key, response).keys() >= EXTRA.keys()
    assert task_id_of(kind_key, response) == emulator.ledger.creates[0].task_id


@pytest.mark.parametrize("kind_key", [key for key, kind in KINDS.items() if kind.common.task_at])
async def test_nothing_where_the_task_should_be(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    found = emulator.task_kinds[kind_key]
    found.next_submit(Fault.altered("null_data"))
    response = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    assert response.json()["data"] is None
    # The task was made all the same, and charged.
    (create,) = emulator.ledger.creates
    found.next_read(Fault.altered("null_data"))
    response = await read(client, kind_key, create.task_id)
    assert response.json()["data"] is None
    assert response.json()["code"] == KINDS[kind_key].common.done_code


async def test_other_types_are_those_that_users_met(
    emulator: Emulator, client: httpx.AsyncClient
) -> None:
    altered, normal = await reads(client, emulator, "kie/runway", "other_types")
    assert altered["failCode"] == str(normal["failCode"])
    altered, normal = await reads(client, emulator, "kie/veo", "other_types")
    assert json.loads(altered["response"]["resultUrls"]) == normal["response"]["resultUrls"]
    assert json.loads(altered["response"]["fullResultUrls"]) == normal["response"]["fullResultUrls"]
    altered, normal = await reads(client, emulator, "kie/midjourney", "other_types")
    assert json.loads(altered["resultInfoJson"]) == normal["resultInfoJson"]
    altered, normal = await reads(client, emulator, "useapi/gen2", "other_types")
    assert altered["artifacts"][0]["fileSize"] == int(normal["artifacts"][0]["fileSize"])
    assert altered["progressRatio"] == float(normal["progressRatio"])
    altered, normal = await reads(client, emulator, "chainhub/kling", "other_types")
    assert altered["task_id"] == int(normal["task_id"])
    video = altered["task_result"]["videos"][0]
    assert video["duration"] == float(normal["task_result"]["videos"][0]["duration"])


@pytest.mark.parametrize("kind_key", ["kie/veo", "kie/midjourney"])
async def test_an_error_code_as_a_string(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    emulator.task_kinds[kind_key].next_task(fail="error")
    altered, normal = await reads(client, emulator, kind_key, "other_types")
    assert (altered["errorCode"], normal["errorCode"]) == ("501", 501)


@pytest.mark.parametrize(
    ("kind_key", "change"),
    [
        (key, change)
        for key, kind in Emulator().task_kinds.items()
        if key in KIND_KEYS
        for change in sorted(kind.alterations["read"])
    ],
)
async def test_a_response_without_a_task_is_not_altered(
    change: Alteration, kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    unknown = KINDS[kind_key].unknown_task
    emulator.task_kinds[kind_key].next_read(Fault.altered(change))
    altered, normal = await read(client, kind_key, unknown), await read(client, kind_key, unknown)
    assert altered.status_code == normal.status_code
    remembered = {name: normal.json()[name] for name in normal.json() if name != "request_id"}
    assert remembered.items() <= altered.json().items()
    assert altered.json().keys() == normal.json().keys()


async def test_the_wrapped_task_is_changed_inside(
    emulator: Emulator, client: httpx.AsyncClient
) -> None:
    emulator.useapi.wrapped = True
    task_id = await extend(client, emulator, "useapi/gen2")
    emulator.useapi.gen2.next_read(Fault.altered("unknown_state"))
    response = await read(client, "useapi/gen2", task_id)
    assert response.json()["task"]["status"] == UNKNOWN_STATE


async def test_a_cancel_can_have_an_altered_response(
    emulator: Emulator, client: httpx.AsyncClient
) -> None:
    task_id = await extend(client, emulator, "useapi/gen2")
    emulator.useapi.gen2.next_cancel(Fault.altered("unknown_state"), Fault.bad_gateway())
    path = f"{KINDS['useapi/gen2'].read_path}/{task_id}"
    response = await client.delete(path, headers=KINDS["useapi/gen2"].headers)
    assert response.json()["status"] == UNKNOWN_STATE
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
