"""Kling's task kinds, one entry each.

A kind exists when the specification has the operation that starts its tasks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake.emulator.kling.operations import TOO_LONG, KindSpec, added_s
from longtake.emulator.task_kind import FirstVideo, RequestBody, StartOperation, fixed_price
from longtake.emulator.tasks import Task, decimal_id
from longtake.emulator.validation import Problem

if TYPE_CHECKING:
    import random

SECONDS: Final = 5
# The price of a video of so many seconds.
CREDITS: Final = 1.0

EXTENDABLE: Final = frozenset({"kling-v1", "kling-v1-5", "kling-v1-6"})
DEFAULT_MODEL: Final = "kling-v1"
# The sources that the provider lists are extensions and videos of a text or of one image.
OTHER_SOURCE: Final = "The video of this task cannot be extended"
OTHER_MODEL: Final = "The video of this model version cannot be extended"


def _requested_seconds(
    body: RequestBody, rng: random.Random | None = None, source: Task | None = None
) -> int:
    """Return the length of a first video; the provider has durations as strings."""
    del rng, source
    return int(body.get("duration", SECONDS))


def _price_by_length(body: RequestBody, source: Task | None) -> float:
    del source
    return CREDITS * _requested_seconds(body) / SECONDS


def _not_extendable(body: RequestBody) -> str | None:
    return None if body.get("model_name", DEFAULT_MODEL) in EXTENDABLE else OTHER_MODEL


def _image_objection(body: RequestBody) -> str | None:
    given = body.get("image") or body.get("image_tail")
    return None if given else str(Problem("image", "must be given"))


KINDS: Final = (
    KindSpec(
        name="kling",
        start=StartOperation(
            path="/v1/videos/video-extend",
            source="video_id",
            seconds=added_s,
            price=fixed_price(CREDITS),
            new_id=decimal_id,
        ),
        # They are of text-to-video, whose tasks are not read where extensions are.
        first_videos=(
            FirstVideo(variable="KLING_SOURCE", seconds=SECONDS),
            FirstVideo(variable="KLING_LONG_SOURCE", seconds=178, not_extendable=TOO_LONG),
            FirstVideo(variable="KLING_V2_SOURCE", seconds=SECONDS, not_extendable=OTHER_MODEL),
        ),
    ),
    KindSpec(
        name="kling-text-to-video",
        start=StartOperation(
            path="/v1/videos/text2video",
            seconds=_requested_seconds,
            price=_price_by_length,
            new_id=decimal_id,
            not_extendable=_not_extendable,
        ),
    ),
    KindSpec(
        name="kling-image-to-video",
        start=StartOperation(
            path="/v1/videos/image2video",
            seconds=_requested_seconds,
            price=_price_by_length,
            new_id=decimal_id,
            objection=_image_objection,
            not_extendable=_not_extendable,
        ),
    ),
    KindSpec(
        name="kling-multi-image-to-video",
        start=StartOperation(
            path="/v1/videos/multi-image2video",
            seconds=_requested_seconds,
            price=_price_by_length,
            new_id=decimal_id,
            not_extendable=lambda _body: OTHER_SOURCE,
        ),
    ),
)
