"""Keys: missing, wrong, written otherwise, or used from where they may not be."""

import httpx
import pytest

from longtake._providers import PROVIDERS
from longtake.emulator import Emulator
from longtake.emulator.provider import bearer_token
from tests.helpers.emulator_requests import (
    ORIGIN,
    read,
    submit,
    wanted,
)
from tests.helpers.task_kinds import EVERY_KIND

pytestmark = pytest.mark.anyio
WORDS = {kind.provider: kind.common for kind in EVERY_KIND.values()}
KEYS = {
    provider: words.headers["Authorization"].removeprefix("Bearer ")
    for provider, words in WORDS.items()
}
# Other requests than reads and submits need a key as well.
OTHERS = {
    "kie": "/kie/api/v1/chat/credit",
    "useapi": "/useapi/v1/runwayml/tasks/?offset=0&limit=1",
    "chainhub": "/chainhub/kling/v1/videos/video-extend",
    "kling": "/kling/v1/videos/video-extend",
}


async def get(client: httpx.AsyncClient, path: str, authorization: str) -> tuple[int, int]:
    """Get a path; return the HTTP status and the code in the body, 200 where there is none."""
    response = await client.get(path, headers={"Authorization": authorization})
    # Useapi.net's list is bare.
    return response.status_code, 200 if response.text[0] == "[" else response.json()["code"]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "BEARER {}", "Bearer   {}"])
async def test_a_key_may_be_written_as_the_standard_allows(
    client: httpx.AsyncClient, provider: str, form: str
) -> None:
    status, code = await get(client, OTHERS[provider], form.format(KEYS[provider]))
    assert (status, code) in {(200, 200), (200, 0)}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "form",
    [
        "Bearer",
        "Bearer wrong",
        "{}",
        "Basic {}",
        "Bearer{}",
        "Bearer\t{}",
        "Bearer {} {}",
        "Bearer {}x",
        "Bearer, {}",
        "Bearer '{}'",
    ],
)
async def test_anything_else_is_a_wrong_key(
    client: httpx.AsyncClient, provider: str, form: str
) -> None:
    key = KEYS[provider]
    wrong = WORDS[provider].problems["wrong key"]
    assert await get(client, OTHERS[provider], form.format(key, key)) == wrong


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_key_must_match_exactly_and_at_its_provider(
    client: httpx.AsyncClient, provider: str
) -> None:
    for key in (KEYS[provider].upper(), *(KEYS[other] for other in KEYS if other != provider)):
        status, code = await get(client, OTHERS[provider], f"Bearer {key}")
        assert (status, code) in {(200, 401), (401, 401), (401, 1002)}


@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}])
async def test_kling_distinguishes_an_empty_header_from_a_wrong_one(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    response = await client.get(OTHERS["chainhub"], headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, 1001)


@pytest.mark.parametrize(
    "kind_key",
    [kind.key for kind in EVERY_KIND.values() if kind.provider != "useapi" and kind.source_field],
)
async def test_a_key_may_be_bound_to_addresses(emulator: Emulator, kind_key: str) -> None:
    emulator.providers[kind_key.partition("/")[0]].allowed_ips = {"10.0.0.1"}
    body = wanted(kind_key, emulator.sources[kind_key].id)
    refusals: list[httpx.Response] = []
    for address in ("10.0.0.2", "10.0.0.1"):
        transport = httpx.ASGITransport(emulator, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            # The key is checked first, so that a client without it learns nothing.
            wrong = await client.post(EVERY_KIND[kind_key].submit_path, json=body)
            assert wrong.json()["code"] in {401, 1001}
            submitted = await submit(client, kind_key, body)
            found = await read(client, kind_key, "unheard-of")
            refusals += [submitted, found]
    codes = [(response.status_code, response.json()["code"]) for response in refusals]
    problems = EVERY_KIND[kind_key].common.problems
    refused, unknown = problems["wrong address"], problems["unknown task"]
    assert codes[:2] == [refused, refused]
    assert codes[2] in {(200, 200), (200, 0)}
    assert codes[3] == unknown
    assert len(emulator.ledger.creates) == 1
    # At kie.ai only the words distinguish this from a wrong key.
    words = [
        response.json().get("msg") or response.json().get("message") for response in refusals[:2]
    ]
    assert all("address" in message for message in words)
    assert "address" not in str(wrong.json())


async def test_a_token_of_useapi_is_wrong_from_elsewhere(emulator: Emulator) -> None:
    emulator.useapi.allowed_ips = {"10.0.0.1"}
    responses: list[tuple[int, int]] = []
    for address in ("10.0.0.2", "10.0.0.1"):
        transport = httpx.ASGITransport(emulator, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            response = await read(client, "useapi/gen2", "unheard-of")
            responses.append((response.status_code, response.json()["code"]))
    assert responses == [(401, 401), (404, 404)]


def test_a_key_is_what_stands_behind_the_scheme() -> None:
    assert bearer_token("Bearer a:b-c") == "a:b-c"
    assert bearer_token(" bearer  x ") == "x"
    for nothing in (None, "", "Bearer", "Bearer ", "Basic x", "Bearer\nx", "Bearer x y"):
        assert bearer_token(nothing) is None
