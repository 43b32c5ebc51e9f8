"""The needs of browsers and of compressing clients: CORS, preflight requests, gzip, a charset of JSON."""

import gzip
import json

import httpx
import pytest

from longtake.emulator import Emulator, Fault
from longtake.emulator.responses import accepts_gzip
from tests.helpers.emulator_requests import (
    KIND_KEYS,
    LONG_S,
    extend,
    read,
    submit,
    wanted,
)
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio
ORIGIN = {"Origin": "https://films.example"}


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_a_preflight_request_needs_no_key(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    preflight = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    response = await client.options(KINDS[kind_key].submit_path, headers=ORIGIN | preflight)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "authorization,content-type"
    assert emulator.ledger.requests == ()


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_a_page_may_read_every_response(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    body = wanted(kind_key, emulator.sources[kind_key].id)
    emulator.task_kinds[kind_key].next_submit(Fault.refuse("unauthorized"))
    for _ in range(2):
        response = await client.post(
            KINDS[kind_key].submit_path, json=body, headers=KINDS[kind_key].headers | ORIGIN
        )
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in (await submit(client, kind_key, body)).headers


async def test_a_page_may_read_a_video(client: httpx.AsyncClient, emulator: Emulator) -> None:
    task_id = await extend(client, emulator, "kie/veo")
    emulator.advance(LONG_S)
    response = (await read(client, "kie/veo", task_id)).json()
    (link,) = response["data"]["response"]["resultUrls"]
    assert (await client.get(link, headers=ORIGIN)).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("accepted", ["gzip", "identity", "br, gzip;q=0"])
async def test_a_response_is_compressed_where_the_request_takes_that(
    client: httpx.AsyncClient, emulator: Emulator, accepted: str
) -> None:
    task_id = await extend(client, emulator, "kie/veo")
    emulator.advance(LONG_S)
    path, headers = (
        KINDS["kie/veo"].read_path,
        KINDS["kie/veo"].headers | {"Accept-Encoding": accepted},
    )
    async with client.stream("GET", path, params={"taskId": task_id}, headers=headers) as response:
        raw = b"".join([chunk async for chunk in response.aiter_raw()])
    assert int(response.headers["Content-Length"]) == len(raw)
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers.get("Content-Encoding") == ("gzip" if accepted == "gzip" else None)
    body = json.loads(gzip.decompress(raw) if accepted == "gzip" else raw)
    assert body["data"]["successFlag"] == 1


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP ; q=0.5", True),
        ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("br", False),
    ],
)
async def test_gzip_is_found_in_the_header(accepted: str, takes: bool) -> None:
    assert accepts_gzip(accepted) is takes


@pytest.mark.parametrize("kind_key", KIND_KEYS)
@pytest.mark.parametrize(
    "kind", ["application/json; charset=UTF-8", "application/json;charset=utf-8"]
)
async def test_a_charset_may_stand_beside_json(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, kind: str
) -> None:
    content = json.dumps(wanted(kind_key, emulator.sources[kind_key].id))
    headers = KINDS[kind_key].headers | {"Content-Type": kind}
    response = await client.post(KINDS[kind_key].submit_path, content=content, headers=headers)
    assert response.status_code == 200
    assert len(emulator.ledger.creates) == 1


async def test_veo_has_times_in_milliseconds(client: httpx.AsyncClient, emulator: Emulator) -> None:
    begun = emulator.clock.now()
    task_id = await extend(client, emulator, "kie/veo")
    data = (await read(client, "kie/veo", task_id)).json()["data"]
    assert (data["createTime"], data["completeTime"]) == (round(begun * 1000), None)
    emulator.advance(LONG_S)
    data = (await read(client, "kie/veo", task_id)).json()["data"]
    assert isinstance(data["completeTime"], int)
    assert data["completeTime"] > data["createTime"]


@pytest.mark.parametrize("kind_key", [name for name in KIND_KEYS if name.startswith("kie/")])
@pytest.mark.parametrize(
    "words",
    [
        "record is null",
        "Record does not exist",
        "recordInfo is null",
        "Temporarily supports records within 14 days.",
        None,
    ],
)
async def test_kie_has_two_responses_to_a_read_of_an_unknown_task(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, words: str | None
) -> None:
    emulator.kie.missing_record = words
    response = await read(client, kind_key, "unheard-of")
    expected = {"code": 422, "msg": words} if words else {"code": 200, "msg": "success"}
    assert (response.status_code, response.json()) == (200, {**expected, "data": None})
    emulator.reset()
    assert emulator.kie.missing_record == "record is null"
