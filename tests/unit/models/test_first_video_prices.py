"""The published prices of first videos: the facts of the providers, written down once more by hand."""

from __future__ import annotations

from typing import TypeAlias

import pytest

from longtake.models import MODELS

Parameters: TypeAlias = dict[str, object]

RUNWAY: list[tuple[Parameters, float | None, float | None]] = [
    ({"duration": 5, "quality": "720p"}, 5, 12),
    ({"duration": 10, "quality": "720p"}, 10, 30),
    ({"duration": 5, "quality": "1080p"}, 5, 30),
    ({"duration": 10, "quality": "1080p"}, 10, None),
]
VEO: list[tuple[Parameters, float | None, float | None]] = [
    ({"model": "veo3_fast", "resolution": "720p"}, None, 60),
    ({"model": "veo3_fast", "resolution": "1080p"}, 8, 65),
    ({"model": "veo3_fast", "resolution": "4k"}, 4, 180),
    ({"model": "veo3_lite", "resolution": "720p"}, 8, 30),
    ({"model": "veo3_lite", "resolution": "1080p"}, 8, 35),
    ({"model": "veo3_lite", "resolution": "4k"}, 8, 150),
    ({"model": "veo3", "resolution": "720p"}, 8, 250),
    ({"model": "veo3", "resolution": "1080p"}, 8, 255),
    # The price list has 370 to 380.
    ({"model": "veo3", "resolution": "4k"}, 8, None),
    ({"resolution": "720p"}, 8, None),
]
FACTS: dict[str, list[tuple[Parameters, float | None, float | None]]] = {
    "kie/runway": RUNWAY,
    "kie/veo": VEO,
    "kie/jobs/runway": RUNWAY,
    "kie/jobs/veo": VEO,
    # The list has the prices of extensions only.
    "kie/jobs/grok_imagine": [({"resolution": "480p"}, 6, None)],
    "kie/jobs/pixverse": [
        ({"quality": "360p", "generate_audio_switch": False}, 5, 20),
        ({"quality": "540p", "generate_audio_switch": False}, 5, 28),
        ({"quality": "720p", "generate_audio_switch": False}, 5, 36),
        ({"quality": "1080p", "generate_audio_switch": False}, 5, 72),
        ({"quality": "360p", "generate_audio_switch": True}, 5, 28),
        ({"quality": "540p", "generate_audio_switch": True}, 5, 36),
        ({"quality": "720p", "generate_audio_switch": True}, 5, 48),
        ({"quality": "1080p", "generate_audio_switch": True}, 5, 92),
        ({"quality": "1080p", "generate_audio_switch": True}, None, None),
    ],
    "kie/jobs/wan": [
        ({"resolution": "720p"}, 15, 240),
        ({"resolution": "1080p"}, 2, 48),
        ({"resolution": "1080p"}, None, None),
    ],
    # The list has Kling 3.0 Omni, which is another model.
    "kie/jobs/kling": [({"mode": "std"}, 5, None)],
    "kie/jobs/seedance": [({"resolution": "720p"}, 5, None)],
    "chainhub/kling": [({"mode": "std"}, 5, None)],
    "kling/kling": [({"mode": "std"}, 5, None)],
}


def test_every_model_that_makes_first_videos_has_facts() -> None:
    assert FACTS.keys() == {name for name, model in MODELS.items() if model.generate}


@pytest.mark.parametrize("name", FACTS)
def test_the_prices_are_those_published(name: str) -> None:
    model = MODELS[name]
    for parameters, seconds, price in FACTS[name]:
        assert model.price(seconds, parameters) == pytest.approx(price), parameters
    # There are no further prices.
    assert len(model.prices) == len({str(p) for p, _, price in FACTS[name] if price is not None})
