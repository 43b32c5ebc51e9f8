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
    read="get_kling_extend_task",
    address="callback_url",
)

GENERATE_KLING_TEXT_TO_VIDEO: Final = Start(
    operation="generate_kling_text_to_video",
    resource="kling",
    method="text_to_video",
    endpoint="longtake_chainhub.api.kling.generate_kling_text_to_video",
    task_id=("/data/task_id",),
    read="get_kling_text_to_video_task",
    address="callback_url",
)

GENERATE_KLING_IMAGE_TO_VIDEO: Final = Start(
    operation="generate_kling_image_to_video",
    resource="kling",
    method="image_to_video",
    endpoint="longtake_chainhub.api.kling.generate_kling_image_to_video",
    task_id=("/data/task_id",),
    read="get_kling_image_to_video_task",
    address="callback_url",
)

GENERATE_KLING_MULTI_IMAGE_TO_VIDEO: Final = Start(
    operation="generate_kling_multi_image_to_video",
    resource="kling",
    method="multi_image_to_video",
    endpoint="longtake_chainhub.api.kling.generate_kling_multi_image_to_video",
    task_id=("/data/task_id",),
    read="get_kling_multi_image_to_video_task",
    address="callback_url",
)

STARTS: Final[Mapping[str, Start]] = {
    "extend_kling_video": EXTEND_KLING_VIDEO,
    "generate_kling_text_to_video": GENERATE_KLING_TEXT_TO_VIDEO,
    "generate_kling_image_to_video": GENERATE_KLING_IMAGE_TO_VIDEO,
    "generate_kling_multi_image_to_video": GENERATE_KLING_MULTI_IMAGE_TO_VIDEO,
}
"""The operations that start tasks, by operationId."""

UNCHARGED: Final[Mapping[str, bool]] = {}
"""The requests that cost nothing although they are neither GET nor DELETE, and whether each may be repeated."""

SERVERS: Final[Mapping[str, str]] = {}
"""The servers of requests that do not go to the provider's own base URL."""

WITHDRAWN: Final[Mapping[str, tuple[str, str]]] = {}
"""The operations that the provider has withdrawn: each method, and what to use in its place."""
