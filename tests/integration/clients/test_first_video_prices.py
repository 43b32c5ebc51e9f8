"""The published prices of first videos, compared with what the emulated providers charge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import pytest

import longtake
from longtake.models import MODELS, GenerateModel

if TYPE_CHECKING:
    from longtake import Kie
    from longtake.models import Price
    from longtake_pytest import ServedEmulator

IMAGE: Final = "https://images.test/dog.png"
# Other than the default lengths.
SECONDS: Final = 4
PRICES: Final = [
    pytest.param(name, price, image, id=f"{name}-{price.when}{' with image' if image else ''}")
    for name, model in MODELS.items()
    for price in model.prices
    for image in (None, IMAGE)
]


@pytest.mark.parametrize(("model", "price", "image"), PRICES)
def test_a_first_video_costs_the_published_price(
    model: str,
    price: Price,
    image: str | None,
    longtake_kie: Kie,
    longtake_emulator: ServedEmulator,
) -> None:
    options: dict[str, Any] = dict(price.when)
    options.setdefault("duration", SECONDS)
    longtake.generate(
        cast("GenerateModel", model),
        prompt="A dog runs",
        image=image,
        options=options,
        client=longtake_kie,
    )
    (create,) = longtake_emulator.ledger.creates
    published = MODELS[model].price(create.seconds_added, price.when)
    assert published is not None
    assert create.credits == pytest.approx(published)
    assert longtake_kie.account.credits() == pytest.approx(10_000 - published)
