"""The models of Kling, at the providers that offer Kling's own API."""

from __future__ import annotations

from datetime import date
from typing import Final

from longtake.models._growth import Growth, Refusal
from longtake.models._model import Method, ModelInfo

_GROWTH: Final = Growth(
    min_added_s=4,
    max_added_s=5,
    max_total_s=180,
    result="whole",
    overlap_s=0,
    sources=("video id",),
    refuses=(
        Refusal(
            name="model_name",
            only=("kling-v1", "kling-v1-5", "kling-v1-6"),
            reason="Kling extends videos of the models V1.0, V1.5 and V1.6 only",
        ),
        Refusal(name="age_days", above=30, reason="Kling extends videos for 30 days"),
        Refusal(
            name="method",
            values=("multi_image_to_video",),
            reason="Kling extends videos from text, from one image and from extensions only",
        ),
    ),
    audio="none",
    reports_credits=True,
    link_hours=30 * 24,
    facts_from=date(2026, 10, 7),
)

MODELS: Final = tuple(
    ModelInfo(
        name=name,
        title=f"Kling at {host}",
        kinds=("kling", "kling-text-to-video", "kling-image-to-video"),
        generate=Method(name="text_to_video"),
        generate_from_image=Method(name="image_to_video", takes_base64=True),
        extend=Method(name="extend"),
        growth=_GROWTH,
    )
    for name, host in (("chainhub/kling", "chainhub.tech"), ("kling/kling", "klingai.com"))
)
