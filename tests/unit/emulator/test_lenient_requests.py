"""What providers ignore in a request: unknown fields, and null in the place of an optional one."""

import httpx
import pytest

from longtake.emulator import Emulator
from tests.helpers.emulator_requests import FAMILIES, submit, wanted
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio

OPTIONAL = {
    "kie/runway": "waterMark",
    "kie/veo": "seeds",
    "kie/midjourney": "waterMark",
    "useapi/gen2": "seed",
    "chainhub/kling": "negative_prompt",
}


@pytest.mark.parametrize("family", FAMILIES)
async def test_unknown_fields_and_null_are_ignored(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    body = wanted(family, emulator.sources[family].id)
    answer = await submit(client, family, body | {"unheardOf": 1, OPTIONAL[family]: None})
    assert answer.status_code == 200
    (created,) = emulator.ledger.creates
    assert created.request == body


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("more", ["unknown", "null"])
async def test_a_strict_emulator_refuses_both(family: str, more: str) -> None:
    emulator = Emulator(strict=True)
    field, value = ("unheardOf", 1) if more == "unknown" else (OPTIONAL[family], None)
    body = wanted(family, emulator.sources[family].id) | {field: value}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(emulator), base_url="http://emulator.test"
    ) as client:
        answer = await submit(client, family, body)
        assert field in answer.text
        assert not emulator.ledger.creates
        emulator.strict = False
        await submit(client, family, body)
        assert len(emulator.ledger.creates) == 1
    emulator.reset()
    assert emulator.strict


@pytest.mark.parametrize("family", FAMILIES)
async def test_null_for_a_required_field_is_refused(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    body = wanted(family, emulator.sources[family].id)
    await submit(client, family, body | dict.fromkeys(list(body)[:1]))
    assert not emulator.ledger.creates


async def test_an_unknown_field_of_a_form_is_ignored_even_if_it_is_a_file(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    family = "useapi/gen2"
    form = {"assetId": emulator.sources[family].id, "unheardOf": "1"}
    for strict, status in ((False, 200), (True, 400)):
        emulator.strict = strict
        answer = await client.post(
            KINDS[family].submit_path,
            headers=KINDS[family].headers,
            data=form,
            files={"another": b"x"},
        )
        assert answer.status_code == status
