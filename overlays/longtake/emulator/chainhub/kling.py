"""Kling's task kinds, one entry each.

A kind is there when the specification has the operation that starts its tasks.
"""

from __future__ import annotations

from typing import Final

from longtake.emulator.chainhub.section import MOST_ADDED_S, TOO_LONG, Kind
from longtake.emulator.ids import decimal
from longtake.emulator.kinds import Request, Seed, Start, always, seconds
from longtake.emulator.problems import Problem

SECONDS: Final = 5
# What a video of so many seconds costs.
CREDITS: Final = 1.0

EXTENDABLE: Final = frozenset({"kling-v1", "kling-v1-5", "kling-v1-6"})
DEFAULT_MODEL: Final = "kling-v1"
OTHER_MODEL: Final = "The video of this model version cannot be extended"


def _length(request: Request, rng: object = None) -> int:
    """Return how long a first video is to be; the provider has durations as strings."""
    del rng
    return int(request.get("duration", SECONDS))


def _by_length(request: Request) -> float:
    return CREDITS * _length(request) / SECONDS


def _not_extendable(request: Request) -> str | None:
    return None if request.get("model_name", DEFAULT_MODEL) in EXTENDABLE else OTHER_MODEL


def _without_image(request: Request) -> str | None:
    given = request.get("image") or request.get("image_tail")
    return None if given else str(Problem("image", "must be given"))


KINDS: Final = (
    Kind(
        name="kling",
        start=Start(
            path="/v1/videos/video-extend",
            source="video_id",
            # "Adds 4-5 s a call": which of the two is drawn for each task.
            seconds=seconds(4, MOST_ADDED_S),
            price=always(CREDITS),
            new_id=decimal,
        ),
        needs_at_reseller=("prompt",),
        # They are of text2video, whose tasks are not read where extensions are.
        seeds=(
            Seed(variable="CHAINHUB_KLING_SOURCE", seconds=SECONDS),
            Seed(variable="CHAINHUB_KLING_LONG_SOURCE", seconds=178, not_extendable=TOO_LONG),
            Seed(variable="CHAINHUB_KLING_V2_SOURCE", seconds=SECONDS, not_extendable=OTHER_MODEL),
        ),
    ),
    Kind(
        name="kling-text2video",
        start=Start(
            path="/v1/videos/text2video", seconds=_length, price=_by_length, new_id=decimal
        ),
        not_extendable=_not_extendable,
    ),
    Kind(
        name="kling-image2video",
        start=Start(
            path="/v1/videos/image2video",
            seconds=_length,
            price=_by_length,
            new_id=decimal,
            objection=_without_image,
        ),
        not_extendable=_not_extendable,
    ),
)
