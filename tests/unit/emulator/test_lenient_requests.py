"""The parts of a request that providers ignore: unknown fields, and null for optional ones."""

import httpx
import pytest

from longtake.emulator import Emulator
from tests.helpers.emulator_requests import KIND_KEYS, submit, wanted
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio

OPTIONAL = {
    "kie/runway": "waterMark",
    "kie/veo": "seeds",
    "kie/midjourney": "waterMark",
    "kie/jobs": "seed",
    "useapi/gen2": "seed",
    "chainhub/kling": "negative_prompt",
}


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_unknown_fields_and_null_are_ignored(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    source = emulator.sources[kind_key].id
    body = wanted(kind_key, source)
    more = {"unheardOf": 1, OPTIONAL[kind_key]: None}
    response = await submit(client, kind_key, wanted(kind_key, source, **more))
    assert response.status_code == 200
    (created,) = emulator.ledger.creates
    assert created.request == body


@pytest.mark.parametrize("kind_key", KIND_KEYS)
@pytest.mark.parametrize("more", ["unknown", "null"])
async def test_a_strict_emulator_refuses_both(kind_key: str, more: str) -> None:
    emulator = Emulator(strict=True)
    field, value = ("unheardOf", 1) if more == "unknown" else (OPTIONAL[kind_key], None)
    body = wanted(kind_key, emulator.sources[kind_key].id, **{field: value})
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(emulator), base_url="http://emulator.test"
    ) as client:
        response = await submit(client, kind_key, body)
        assert field in response.text
        assert not emulator.ledger.creates
        emulator.strict = False
        await submit(client, kind_key, body)
        assert len(emulator.ledger.creates) == 1
    emulator.reset()
    assert emulator.strict


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_null_for_a_required_field_is_refused(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    body = wanted(kind_key, emulator.sources[kind_key].id)
    await submit(client, kind_key, body | dict.fromkeys(list(body)[:1]))
    assert not emulator.ledger.creates


async def test_an_unknown_field_of_a_form_is_ignored_even_if_it_is_a_file(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    kind_key = "useapi/gen2"
    form = {"assetId": emulator.sources[kind_key].id, "unheardOf": "1"}
    for strict, status in ((False, 200), (True, 400)):
        emulator.strict = strict
        response = await client.post(
            KINDS[kind_key].submit_path,
            headers=KINDS[kind_key].headers,
            data=form,
            files={"another": b"x"},
        )
        assert response.status_code == status
