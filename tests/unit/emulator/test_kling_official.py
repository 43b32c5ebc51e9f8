"""Kling's own hosts: tokens of a pair of keys, ids of the caller's own, and resource packs."""

import base64
import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest

from longtake import AsyncKling, KeyPair, Kling
from longtake.emulator import Emulator, Fault
from longtake_pytest import ClientClock, ServedEmulator
from tests.helpers.emulator_requests import CHAINHUB, KLING, LONG_S, submit, wanted

KIND_KEY = "kling/kling"
OFFICIAL = "/kling/v1/videos/video-extend"
TEXT = "/kling/v1/videos/text2video"


def part(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def token(emulator: Emulator, *, alg: str = "HS256", secret: str = "", **claims: Any) -> str:
    """Sign as Kling's example code does, by hand."""
    now, pair = emulator.clock.now(), emulator.kling.pair
    payload = {"iss": pair.access_key, "exp": int(now) + 1800, "nbf": int(now) - 5} | claims
    signed = f"{part({'alg': alg, 'typ': 'JWT'})}.{part(payload)}"
    key = (secret or pair.secret_key).encode()
    return f"{signed}.{part(hmac.digest(key, signed.encode(), hashlib.sha256))}"


@pytest.mark.anyio
async def test_a_token_opens_every_operation(client: httpx.AsyncClient, emulator: Emulator) -> None:
    headers = {"Authorization": f"Bearer {token(emulator)}"}
    body = {"video_id": emulator.sources[KIND_KEY].id, "prompt": "on"}
    made = (await client.post(OFFICIAL, json=body, headers=headers)).json()
    assert made["code"] == 0
    emulator.advance(1000)
    one = (await client.get(f"{OFFICIAL}/{made['data']['task_id']}", headers=headers)).json()
    assert one["data"]["task_status"] == "succeed"
    listed = (await client.get(OFFICIAL, headers=headers)).json()
    assert [task["task_id"] for task in listed["data"]] == [made["data"]["task_id"]]


@pytest.mark.anyio
async def test_a_prompt_is_optional(client: httpx.AsyncClient, emulator: Emulator) -> None:
    body = {"video_id": emulator.sources["chainhub/kling"].id}
    refused = await submit(client, "chainhub/kling", body)
    assert (refused.status_code, refused.json()["code"]) == (400, 1201)
    assert "prompt" in refused.json()["message"]
    body = {"video_id": emulator.sources[KIND_KEY].id}
    assert (await client.post(OFFICIAL, json=body, headers=KLING)).json()["code"] == 0


@pytest.mark.anyio
async def test_a_task_is_read_by_its_own_id_which_is_unique(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    body = {"prompt": "A dog runs", "external_task_id": "film-1"}
    made = (await client.post(TEXT, json=body, headers=KLING)).json()["data"]
    found = (await client.get(f"{TEXT}/film-1", headers=KLING)).json()["data"]
    assert found["task_id"] == made["task_id"]
    assert found["task_info"]["external_task_id"] == "film-1"
    assert (await client.get(f"{OFFICIAL}/film-1", headers=KLING)).json()["code"] == 1203
    again = await client.post(TEXT, json=body | {"prompt": "A cat runs"}, headers=KLING)
    assert (again.status_code, again.json()["code"]) == (400, 1201)
    assert again.json()["message"] == "external_task_id: must be unique"
    assert len(emulator.ledger.creates) == 1


@pytest.mark.anyio
async def test_chainhub_reads_no_task_by_its_own_id(client: httpx.AsyncClient) -> None:
    body = {"prompt": "A dog runs", "external_task_id": "film-1"}
    path = "/chainhub/kling/v1/videos/text2video"
    for _ in range(2):
        assert (await client.post(path, json=body, headers=CHAINHUB)).json()["code"] == 0
    assert (await client.get(f"{path}/film-1", headers=CHAINHUB)).json()["code"] == 1203


@pytest.mark.anyio
async def test_an_own_id_makes_no_other_intent(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    for own_id in ("film-1", "film-2"):
        body = {"prompt": "A dog runs", "external_task_id": own_id}
        assert (await client.post(TEXT, json=body, headers=KLING)).json()["code"] == 0
    (duplicate,) = emulator.ledger.duplicates()
    assert len(duplicate.creates) == 2


@pytest.mark.anyio
async def test_the_resource_pack_shows_the_balance(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    await client.post(TEXT, json={"prompt": "A dog runs", "duration": "10"}, headers=KLING)
    path = "/kling/account/costs?start_time=0&end_time=1"
    body = (await client.get(path, headers=KLING)).json()
    (pack,) = body["data"]["resource_pack_subscribe_infos"]
    assert (pack["total_quantity"], pack["remaining_quantity"]) == (10_000, 9_998)
    limited = await client.get(path, headers=KLING)
    assert (limited.status_code, limited.json()["code"]) == (429, 1302)
    emulator.advance(1)
    other = await client.get(f"{path}&resource_pack_name=Other", headers=KLING)
    assert other.json()["data"]["resource_pack_subscribe_infos"] == []
    emulator.advance(1)
    without = await client.get("/kling/account/costs?start_time=0", headers=KLING)
    assert (without.status_code, without.json()["code"]) == (400, 1201)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": 0}, 1004),
        ({"exp": "soon"}, 1002),
        ({"exp": None}, 1002),
        ({"nbf": 4e9, "exp": 5e9}, 1003),
        ({"iss": "another"}, 1002),
        ({"secret": "another"}, 1002),
        ({"alg": "none"}, 1002),
    ],
    ids=str,
)
async def test_a_token_that_is_not_good_is_refused_with_klings_code(
    client: httpx.AsyncClient, emulator: Emulator, claims: dict[str, Any], code: int
) -> None:
    headers = {"Authorization": f"Bearer {token(emulator, **claims)}"}
    response = await client.get(OFFICIAL, headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, code)


@pytest.mark.anyio
@pytest.mark.parametrize("wrong", ["a.b.c", "..", "a.b", "é.b.c", f"{part([])}.{part({})}.x"])
async def test_what_is_no_token_is_refused(client: httpx.AsyncClient, wrong: str) -> None:
    headers = {b"Authorization": f"Bearer {wrong}".encode()}
    response = await client.get(OFFICIAL, headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, 1002)


@pytest.mark.anyio
async def test_a_token_expires_by_the_emulators_clock(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    headers = {"Authorization": f"Bearer {token(emulator)}"}
    assert (await client.get(OFFICIAL, headers=headers)).json()["code"] == 0
    emulator.advance(LONG_S)
    assert (await client.get(OFFICIAL, headers=headers)).json()["code"] == 1004


@pytest.mark.anyio
async def test_a_request_with_a_wrong_key_takes_no_accepted_fault(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    # At a higher speed, a token that is signed by the real clock has expired. The client signs another.
    emulator.task_kinds[KIND_KEY].next_submit(Fault.cut(accepted=True))
    body = {"video_id": emulator.sources[KIND_KEY].id, "prompt": "on"}
    expired = {"Authorization": f"Bearer {token(emulator, exp=0)}"}
    assert (await client.post(OFFICIAL, json=body, headers=expired)).json()["code"] == 1004
    assert not emulator.ledger.creates

    with pytest.raises(httpx.RemoteProtocolError):
        await client.post(
            OFFICIAL, json=body, headers={"Authorization": f"Bearer {token(emulator)}"}
        )
    assert len(emulator.ledger.creates) == 1


@pytest.mark.anyio
async def test_a_token_is_no_key_elsewhere(client: httpx.AsyncClient, emulator: Emulator) -> None:
    headers = {"Authorization": f"Bearer {token(emulator)}"}
    response = await client.get("/kie/api/v1/chat/credit", headers=headers)
    assert response.json()["code"] == 401


@pytest.mark.anyio
async def test_a_video_of_another_model_version_cannot_be_extended(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = emulator.environment("http://e")["KLING_KLING_V2_SOURCE"]
    response = await submit(client, KIND_KEY, wanted(KIND_KEY, source))
    assert (response.status_code, response.json()["code"]) == (400, 1201)
    assert "cannot be extended" in response.json()["message"]
    assert not emulator.ledger.creates


def options(emulator: ServedEmulator) -> dict[str, Any]:
    names = emulator.environment()
    return {
        "api_key": KeyPair(names["KLING_ACCESS_KEY"], names["KLING_SECRET_KEY"]),
        "base_url": names["KLING_BASE_URL"],
        "clock": ClientClock(emulator),
    }


def test_a_client_with_the_pair_works(longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources[KIND_KEY].id
    with Kling(**options(longtake_emulator)) as client:
        assert client.kling.extend(video_id=source, prompt="On").wait().url


@pytest.mark.anyio
async def test_an_async_client_with_the_pair_works(longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources[KIND_KEY].id
    async with AsyncKling(**options(longtake_emulator)) as client:
        assert (await (await client.kling.extend(video_id=source, prompt="On")).wait()).url
