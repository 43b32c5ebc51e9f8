"""The models of kie.ai's unified jobs API."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from longtake.models._growth import Growth, Refusal
from longtake.models._kie import (
    FACTS_FROM,
    LINK_HOURS,
    RUNWAY_GROWTH,
    RUNWAY_PRICES,
    VEO_PRICES,
    VEO_REFUSES,
)
from longtake.models._model import Method, ModelInfo
from longtake.models._prices import Price

_KINDS: Final = ("jobs",)
# Credits for each second, by quality: silent, and with sound.
_PIXVERSE_CREDITS: Final = {
    "360p": (4, 5.6),
    "540p": (5.6, 7.2),
    "720p": (7.2, 9.6),
    "1080p": (14.4, 18.4),
}
# Of first videos and of extensions.
_PIXVERSE_PRICES: Final = tuple(
    Price(
        credits=price,
        per="second",
        when={"quality": quality, "generate_audio_switch": has_sound},
    )
    for quality, prices in _PIXVERSE_CREDITS.items()
    for has_sound, price in zip((False, True), prices, strict=True)
)
_WAN_PRICES: Final = (
    Price(credits=16, per="second", when={"resolution": "720p"}),
    Price(credits=24, per="second", when={"resolution": "1080p"}),
)

MODELS: Final = (
    ModelInfo(
        name="kie/jobs/runway",
        title="Runway at kie.ai, jobs API",
        advice="Start with this API for Runway. kie.ai now documents this one, and it reports the cost of "
        "each task.",
        kinds=_KINDS,
        provider_models=("runway", "runway/extend-ai-video"),
        # The aspect ratio is needed without an image, and ignored with one.
        generate=Method(
            name="generate", defaults={"duration": 5, "quality": "720p", "aspect_ratio": "16:9"}
        ),
        prices=RUNWAY_PRICES,
        extend=Method(name="extend", defaults={"quality": "720p"}),
        growth=evolve(RUNWAY_GROWTH, reports_credits=True),
    ),
    ModelInfo(
        name="kie/jobs/veo",
        title="Veo 3.1 at kie.ai, jobs API",
        advice="Start with kie/veo, whose extensions return the whole video.",
        kinds=_KINDS,
        provider_models=("veo-3-1", "veo/extend"),
        generate=Method(name="generate"),
        prices=VEO_PRICES,
        extend=Method(name="extend"),
        growth=Growth(
            min_added_s=7,
            max_added_s=7,
            result="part",
            whole_in_callback=True,
            sources=("task id",),
            refuses=VEO_REFUSES,
            audio="kept",
            # The operation has no parameter for the tier. This is the price of the default tier.
            prices=(Price(credits=60),),
            reports_credits=True,
            link_hours=LINK_HOURS,
            facts_from=FACTS_FROM,
        ),
    ),
    ModelInfo(
        name="kie/jobs/grok_imagine",
        title="Grok Imagine at kie.ai, jobs API",
        kinds=_KINDS,
        provider_models=(
            "grok-imagine/text-to-video",
            "grok-imagine/image-to-video",
            "grok-imagine/extend",
        ),
        generate=Method(name="text_to_video"),
        # A first video may also begin with an image of another task, by `task_id`.
        generate_from_image=Method(name="image_to_video", names={"source": None}),
        extend=Method(
            name="extend",
            names={"duration_s": "extend_times"},
            defaults={"extend_times": 6, "prompt": ""},
        ),
        growth=Growth(
            min_added_s=6,
            max_added_s=10,
            added_choices_s=(6, 10),
            duration="added",
            sources=("task id",),
            audio="generated",
            prices=(
                Price(credits=14.4, when={"extend_times": 6, "resolution": "480p"}),
                Price(credits=27, when={"extend_times": 6, "resolution": "720p"}),
                Price(credits=24, when={"extend_times": 10, "resolution": "480p"}),
                Price(credits=45, when={"extend_times": 10, "resolution": "720p"}),
            ),
            reports_credits=True,
            link_hours=LINK_HOURS,
            facts_from=FACTS_FROM,
        ),
    ),
    ModelInfo(
        name="kie/jobs/pixverse",
        title="PixVerse V6 at kie.ai, jobs API",
        kinds=_KINDS,
        provider_models=(
            "pixverse-v6/text-to-video",
            "pixverse-v6/image-to-video",
            "pixverse-v6/transition",
            "pixverse-v6/extend",
        ),
        generate=Method(name="text_to_video"),
        generate_from_image=Method(name="image_to_video"),
        prices=_PIXVERSE_PRICES,
        extend=Method(name="extend", defaults={"duration": 5}),
        growth=Growth(
            min_added_s=1,
            max_added_s=15,
            duration="added",
            sources=("task id", "URL"),
            audio="optional",
            prices=_PIXVERSE_PRICES,
            reports_credits=True,
            link_hours=LINK_HOURS,
            facts_from=FACTS_FROM,
        ),
    ),
    ModelInfo(
        name="kie/jobs/wan",
        title="Wan 2.7 at kie.ai, jobs API",
        kinds=_KINDS,
        provider_models=("wan/2-7-text-to-video", "wan/2-7-image-to-video", "wan/2-7-videoedit"),
        # The model's own `watermark` is a switch.
        generate=Method(name="text_to_video", names={"watermark": None}),
        generate_from_image=Method(
            name="image_to_video", names={"image": "first_frame_url", "watermark": None}
        ),
        prices=_WAN_PRICES,
        # Without a length the provider makes 5 seconds in all, less than most clips have.
        extend=Method(
            name="image_to_video",
            names={"source_url": "first_clip_url", "duration_s": None, "watermark": None},
            required=("duration",),
        ),
        growth=Growth(
            min_added_s=1,
            max_added_s=13,
            duration="total",
            max_total_s=15,
            result="whole",
            overlap_s=0,
            sources=("URL",),
            refuses=(
                Refusal(
                    name="duration_s",
                    below=2,
                    above=10,
                    reason="Wan 2.7 continues clips of 2 to 10 seconds",
                ),
            ),
            audio="optional",
            prices=_WAN_PRICES,
            reports_credits=True,
            link_hours=LINK_HOURS,
            facts_from=FACTS_FROM,
        ),
    ),
    ModelInfo(
        name="kie/jobs/kling",
        title="Kling 3.0 at kie.ai, jobs API",
        kinds=_KINDS,
        provider_models=("kling-3.0/video",),
        generate=Method(name="video", defaults={"multi_prompt": []}),
    ),
    ModelInfo(
        name="kie/jobs/seedance",
        title="Seedance 2 at kie.ai, jobs API",
        kinds=_KINDS,
        provider_models=("bytedance/seedance-2",),
        generate=Method(name="video", names={"image": "first_frame_url"}),
    ),
)
