"""The operations of the specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._base import Start

EXTEND_KLING_VIDEO: Final = Start(
    operation="extend_kling_video",
    resource="kling",
    method="extend",
    endpoint="longtake_chainhub.api.kling.extend_kling_video",
    task_id=("/data/task_id",),
    read="get_kling_task",
    address="callback_url",
)

GENERATE_KLING_TEXT2VIDEO: Final = Start(
    operation="generate_kling_text2video",
    resource="kling",
    method="text2video",
    endpoint="longtake_chainhub.api.kling.generate_kling_text2video",
    task_id=("/data/task_id",),
    read="get_kling_text2video_task",
    address="callback_url",
)

GENERATE_KLING_IMAGE2VIDEO: Final = Start(
    operation="generate_kling_image2video",
    resource="kling",
    method="image2video",
    endpoint="longtake_chainhub.api.kling.generate_kling_image2video",
    task_id=("/data/task_id",),
    read="get_kling_image2video_task",
    address="callback_url",
)

STARTS: Final[Mapping[str, Start]] = {
    "extend_kling_video": EXTEND_KLING_VIDEO,
    "generate_kling_text2video": GENERATE_KLING_TEXT2VIDEO,
    "generate_kling_image2video": GENERATE_KLING_IMAGE2VIDEO,
}
"""The operations that start tasks, by operationId."""

UNCHARGED: Final[Mapping[str, bool]] = {}
"""The requests that cost nothing although they are neither GET nor DELETE, and whether each may be repeated."""
