"""The models of kie.ai."""

from __future__ import annotations

from datetime import date
from typing import Final

from longtake.models._growth import Growth, Refusal
from longtake.models._model import Method, ModelInfo
from longtake.models._prices import Price

FACTS_FROM: Final = date(2026, 10, 7)
# kie keeps the record of a task for 14 days, but one of its pages gives a link about 24 hours.
LINK_HOURS: Final = 24.0

_NOT_AFTER_1080P: Final = "kie.ai does not extend Veo videos in 1080p or 4k"
VEO_REFUSES: Final = (
    Refusal(name="resolution", values=("1080p", "4k"), reason=_NOT_AFTER_1080P),
    Refusal(name="method", values=("get_1080p", "get_4k"), reason=_NOT_AFTER_1080P),
)
"""The videos that Veo does not extend."""

RUNWAY_GROWTH: Final = Growth(
    # Users report five seconds. kie.ai documents neither them nor what the result is.
    min_added_s=5,
    max_added_s=5,
    is_documented=False,
    sources=("task id",),
    refuses=(
        Refusal(
            name="quality",
            values=("1080p",),
            reason="according to a note in kie.ai's playground, Runway videos in 1080p cannot be extended",
        ),
    ),
    audio="none",
    prices=(
        Price(credits=12, when={"quality": "720p"}),
        Price(credits=30, when={"quality": "1080p"}),
    ),
    link_hours=LINK_HOURS,
    facts_from=FACTS_FROM,
)

RUNWAY_PRICES: Final = tuple(
    Price(credits=price, per="video", when={"duration": duration, "quality": quality})
    for duration, quality, price in ((5, "720p", 12), (10, "720p", 30), (5, "1080p", 30))
)
"""The prices of first videos by Runway."""

_VEO_CREDITS: Final = {
    "veo3_fast": {"720p": 60, "1080p": 65, "4k": 180},
    "veo3_lite": {"720p": 30, "1080p": 35, "4k": 150},
    # The price list has 370 to 380 for 4k.
    "veo3": {"720p": 250, "1080p": 255},
}
VEO_PRICES: Final = tuple(
    Price(credits=price, per="video", when={"model": model, "resolution": resolution})
    for model, prices in _VEO_CREDITS.items()
    for resolution, price in prices.items()
)
"""The prices of first videos by Veo."""

MODELS: Final = (
    ModelInfo(
        name="kie/runway",
        title="Runway at kie.ai",
        advice="Start with kie/jobs/runway, which kie.ai now documents instead.",
        kinds=("runway",),
        # The aspect ratio is needed without an image, and ignored with one.
        generate=Method(
            name="generate", defaults={"duration": 5, "quality": "720p", "aspect_ratio": "16:9"}
        ),
        prices=RUNWAY_PRICES,
        extend=Method(name="extend", defaults={"quality": "720p"}),
        growth=RUNWAY_GROWTH,
    ),
    ModelInfo(
        name="kie/veo",
        title="Veo 3.1 at kie.ai",
        advice="Start with this API for Veo. Its extensions return the whole video. Those of kie/jobs/veo "
        "return only the new seconds.",
        kinds=("veo",),
        generate=Method(name="generate"),
        prices=VEO_PRICES,
        extend=Method(name="extend"),
        growth=Growth(
            min_added_s=7,
            max_added_s=7,
            result="both",
            sources=("task id",),
            refuses=VEO_REFUSES,
            audio="kept",
            prices=(
                Price(credits=60, when={"model": "fast"}),
                Price(credits=30, when={"model": "lite"}),
                Price(credits=250, when={"model": "quality"}),
            ),
            link_hours=LINK_HOURS,
            facts_from=FACTS_FROM,
        ),
    ),
    ModelInfo(
        name="kie/midjourney",
        title="Midjourney at kie.ai",
        advice="kie.ai has withdrawn this model.",
        is_withdrawn=True,
        kinds=("midjourney",),
        # A Midjourney task has several videos. This extends the first.
        extend=Method(
            name="extend",
            index="index",
            defaults={"index": 0, "task_type": "mj_video_extend_auto"},
            implied={"prompt": {"task_type": "mj_video_extend_manual"}},
        ),
        growth=Growth(
            min_added_s=4,
            max_added_s=4,
            max_total_s=21,
            max_hops=4,
            result="whole",
            overlap_s=0,
            sources=("task id",),
            audio="none",
            link_hours=LINK_HOURS,
            facts_from=FACTS_FROM,
        ),
    ),
)
