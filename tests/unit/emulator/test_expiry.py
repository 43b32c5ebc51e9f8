"""Results, records and links that expire."""

from typing import Any

import httpx
import pytest

from longtake.emulator import Emulator
from tests.helpers.emulator_requests import (
    KIND_KEYS,
    LONG_S,
    extend,
    finished,
    read,
    submit,
    wanted,
)
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio
DAY_S = 24 * 3600.0
KEPT_S = {key: kind.kept_days * DAY_S for key, kind in KINDS.items() if kind.kept_days}
OF_KIE = [key for key in KEPT_S if KINDS[key].provider == "kie"]
RECORD_IS_NULL = {"code": 422, "msg": "record is null", "data": None}
UNKNOWN_SOURCE = {"code": 404, "msg": "The original video or task does not exist", "data": None}


async def ended(client: httpx.AsyncClient, emulator: Emulator, kind_key: str) -> str:
    """Extend a source, wait, and return the task's id at the second when the task has ended."""
    task_id = await extend(client, emulator, kind_key)
    task = emulator.task_kinds[kind_key].tasks[task_id]
    emulator.advance(task.moment(emulator.clock.now() + LONG_S).since - emulator.clock.now())
    return task_id


async def data(client: httpx.AsyncClient, kind_key: str, task_id: str) -> dict[str, Any]:
    """Read a task's `data`."""
    response = await read(client, kind_key, task_id)
    return dict(response.json()["data"])


@pytest.mark.parametrize("kind_key", OF_KIE)
async def test_links_of_kie_die_with_the_result(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    task_id = await ended(client, emulator, kind_key)
    emulator.advance(1)
    urls = finished(kind_key, await read(client, kind_key, task_id)).urls
    emulator.advance(KEPT_S[kind_key] - 2)
    assert {(await client.get(url)).status_code for url in urls} == {200}
    assert finished(kind_key, await read(client, kind_key, task_id)).urls == urls
    emulator.advance(2)
    assert {(await client.get(url)).status_code for url in urls} == {404}


async def test_runway_flags_what_has_expired_and_keeps_the_record_for_two_months(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    kind_key = "kie/runway"
    task_id = await ended(client, emulator, kind_key)
    emulator.advance(KEPT_S[kind_key] - 1)
    fresh = await data(client, kind_key, task_id)
    emulator.advance(2)
    stale = await data(client, kind_key, task_id)
    assert (fresh["expireFlag"], stale["expireFlag"]) == (0, 1)
    assert fresh | {"expireFlag": 1} == stale
    assert (await client.get(stale["videoInfo"]["videoUrl"])).status_code == 404
    response = await submit(client, kind_key, wanted(kind_key, task_id))
    assert (response.status_code, response.json()["code"]) == (200, 422)
    assert "expired" in response.json()["msg"]
    emulator.advance((60 - 14) * DAY_S)
    assert (await read(client, kind_key, task_id)).json() == RECORD_IS_NULL
    assert (await submit(client, kind_key, wanted(kind_key, task_id))).json() == UNKNOWN_SOURCE


@pytest.mark.parametrize("kind_key", KEPT_S)
async def test_a_result_expires_exactly_at_its_time(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    task_id = await ended(client, emulator, kind_key)
    since = emulator.clock.now()
    done = finished(kind_key, await read(client, kind_key, task_id))
    body = wanted(kind_key, done.result_id)
    gone = since + KEPT_S[kind_key]
    emulator.advance(gone - since - 0.001)
    assert (await client.get(done.urls[0])).status_code == 200
    assert (await submit(client, kind_key, body)).json()["code"] in {0, 200}
    emulator.advance(gone - emulator.clock.now())
    assert emulator.clock.now() == gone
    assert (await client.get(done.urls[0])).status_code == 404
    assert (await submit(client, kind_key, body)).json()["code"] not in {0, 200}


@pytest.mark.parametrize("kind_key", ["kie/veo", "kie/midjourney"])
async def test_veo_and_midjourney_forget_what_has_expired(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    task_id = await ended(client, emulator, kind_key)
    emulator.advance(KEPT_S[kind_key] - 1)
    assert (await data(client, kind_key, task_id))["successFlag"] == 1
    emulator.advance(2)
    assert (await read(client, kind_key, task_id)).json() == RECORD_IS_NULL
    balance = emulator.kie.account.balance
    assert (await submit(client, kind_key, wanted(kind_key, task_id))).json() == UNKNOWN_SOURCE
    assert emulator.kie.account.balance == balance


@pytest.mark.parametrize("kind_key", OF_KIE)
async def test_a_failure_does_not_expire_and_is_forgotten_all_the_same(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    emulator.task_kinds[kind_key].next_task(fail="error")
    task_id = await ended(client, emulator, kind_key)
    before = await data(client, kind_key, task_id)
    emulator.advance(13 * DAY_S)
    assert await data(client, kind_key, task_id) == before
    if "expireFlag" in before:
        emulator.advance(2 * DAY_S)
        assert (await data(client, kind_key, task_id))["expireFlag"] == 0
    emulator.advance(60 * DAY_S)
    assert (await read(client, kind_key, task_id)).json() == RECORD_IS_NULL


@pytest.mark.parametrize("kind_key", OF_KIE)
async def test_a_source_is_an_hour_old_at_the_start(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    source = emulator.sources[kind_key].id
    task = emulator.task_kinds[kind_key].tasks[source]
    assert task.created_at == emulator.clock.now() - 3600
    emulator.advance(KEPT_S[kind_key] - 3600)
    assert (await submit(client, kind_key, wanted(kind_key, source))).json()["code"] == 200
    emulator.advance(3600)
    assert (await submit(client, kind_key, wanted(kind_key, source))).json()["code"] in {404, 422}


async def test_an_extension_outlives_what_it_extends(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    first = await ended(client, emulator, "kie/veo")
    emulator.advance(10 * DAY_S)
    response = await submit(client, "kie/veo", wanted("kie/veo", first))
    emulator.advance(10 * DAY_S)
    assert (await read(client, "kie/veo", first)).json() == RECORD_IS_NULL
    done = await read(client, "kie/veo", response.json()["data"]["taskId"])
    (url,) = finished("kie/veo", done).urls
    assert (await client.get(url)).status_code == 200


async def test_kling_extends_what_is_no_older_than_thirty_days(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    kind_key = "chainhub/kling"
    task_id = await ended(client, emulator, kind_key)
    emulator.advance(KEPT_S["chainhub/kling"] - 1)
    done = finished(kind_key, await read(client, kind_key, task_id))
    assert (await client.get(done.urls[0])).status_code == 200
    assert (await submit(client, kind_key, wanted(kind_key, done.result_id))).status_code == 200
    emulator.advance(2)
    assert (await client.get(done.urls[0])).status_code == 404
    response = await submit(client, kind_key, wanted(kind_key, done.result_id))
    assert (response.status_code, response.json()["code"]) == (400, 1201)
    assert "30 days" in response.json()["message"]
    # The record stays, with a link that has expired.
    assert finished(kind_key, await read(client, kind_key, task_id)) == done


async def test_the_link_to_what_was_extended_dies_first_at_kling(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    kind_key = "chainhub/kling"
    emulator.advance(KEPT_S["chainhub/kling"] - 2 * LONG_S)
    task_id = await ended(client, emulator, kind_key)
    emulator.advance(2 * LONG_S)
    shown = await data(client, kind_key, task_id)
    parent, (video,) = shown["task_info"]["parent_video"], shown["task_result"]["videos"]
    assert (await client.get(parent["url"])).status_code == 404
    assert (await client.get(video["url"])).status_code == 200


async def test_every_read_at_useapi_signs_a_link_that_is_valid_for_a_day(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    kind_key = "useapi/gen2"
    task_id = await ended(client, emulator, kind_key)
    (old,) = finished(kind_key, await read(client, kind_key, task_id)).urls
    emulator.advance(DAY_S - 1)
    assert (await client.get(old)).status_code == 200
    (new,) = finished(kind_key, await read(client, kind_key, task_id)).urls
    dies = int(httpx.URL(old).params["Expires"])
    emulator.advance(dies - 0.001 - emulator.clock.now())
    assert (await client.get(old)).status_code == 200
    emulator.advance(dies - emulator.clock.now())
    assert emulator.clock.now() == dies
    assert (await client.get(old)).status_code == 403
    assert (await client.get(new)).status_code == 200
    emulator.advance(100 * DAY_S)
    assert (await client.get(new)).status_code == 403
    asset = finished(kind_key, await read(client, kind_key, task_id)).result_id
    assert (await submit(client, kind_key, wanted(kind_key, asset))).status_code == 200


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_a_task_that_is_hidden_is_not_found_for_a_while(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    emulator.task_kinds[kind_key].next_task(hidden_s=20)
    hidden = await extend(client, emulator, kind_key)
    plain = await extend(client, emulator, kind_key)
    unknown = await read(client, kind_key, "unheard-of")
    emulator.advance(19)
    response = await read(client, kind_key, hidden)
    assert response.status_code == unknown.status_code
    assert without_request_id(response) == without_request_id(unknown)
    assert (await read(client, kind_key, plain)).json()["code"] in {0, 200}
    emulator.advance(1)
    assert (await read(client, kind_key, hidden)).json()["code"] in {0, 200}


def without_request_id(response: httpx.Response) -> dict[str, Any]:
    """Return a body without what Kling counts up."""
    body: dict[str, Any] = response.json()
    return {name: value for name, value in body.items() if name != "request_id"}
