"""Veo's tiers, from the signature to the price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from longtake import AsyncKie, Kie

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator

Tier = Literal["fast", "lite", "quality"]
PRICES: list[tuple[Tier, float]] = [("fast", 60), ("lite", 30), ("quality", 250)]


@pytest.mark.parametrize(("tier", "price"), PRICES)
def test_a_tier_is_sent_and_charged(
    longtake_emulator: ServedEmulator, longtake_kie: Kie, tier: Tier, price: float
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    assert longtake_kie.veo.extend(task_id=source, prompt="On", model=tier).wait().url
    (created,) = longtake_emulator.ledger.creates
    assert (created.request["model"], created.credits) == (tier, price)


@pytest.mark.anyio
@pytest.mark.parametrize(("tier", "price"), PRICES)
async def test_a_tier_is_sent_and_charged_for_async_callers(
    longtake_emulator: ServedEmulator, tier: Tier, price: float
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    async with AsyncKie(**longtake_emulator.options("kie")) as client:
        task = await client.veo.extend(task_id=source, prompt="On", model=tier)
        assert (await task.wait()).url
    (created,) = longtake_emulator.ledger.creates
    assert (created.request["model"], created.credits) == (tier, price)
