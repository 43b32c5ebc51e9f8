"""The operations of the specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._base import Start

EXTEND_MIDJOURNEY_VIDEO: Final = Start(
    operation="extend_midjourney_video",
    resource="midjourney",
    method="extend",
    endpoint="longtake_kie.api.midjourney.extend_midjourney_video",
    task_id=("/data/taskId",),
    read="get_midjourney_task",
    address="call_back_url",
)

EXTEND_RUNWAY_VIDEO: Final = Start(
    operation="extend_runway_video",
    resource="runway",
    method="extend",
    endpoint="longtake_kie.api.runway.extend_runway_video",
    task_id=("/data/taskId",),
    read="get_runway_task",
    address="call_back_url",
)

GENERATE_RUNWAY_VIDEO: Final = Start(
    operation="generate_runway_video",
    resource="runway",
    method="generate",
    endpoint="longtake_kie.api.runway.generate_runway_video",
    task_id=("/data/taskId",),
    read="get_runway_task",
    address="call_back_url",
)

EXTEND_VEO_VIDEO: Final = Start(
    operation="extend_veo_video",
    resource="veo",
    method="extend",
    endpoint="longtake_kie.api.veo.extend_veo_video",
    task_id=("/data/taskId",),
    read="get_veo_task",
    address="call_back_url",
)

GENERATE_VEO_VIDEO: Final = Start(
    operation="generate_veo_video",
    resource="veo",
    method="generate",
    endpoint="longtake_kie.api.veo.generate_veo_video",
    task_id=("/data/taskId",),
    read="get_veo_task",
    address="call_back_url",
)

STARTS: Final[Mapping[str, Start]] = {
    "extend_midjourney_video": EXTEND_MIDJOURNEY_VIDEO,
    "extend_runway_video": EXTEND_RUNWAY_VIDEO,
    "generate_runway_video": GENERATE_RUNWAY_VIDEO,
    "extend_veo_video": EXTEND_VEO_VIDEO,
    "generate_veo_video": GENERATE_VEO_VIDEO,
}
"""The operations that start tasks, by operationId."""

UNCHARGED: Final[Mapping[str, bool]] = {
    "POST /api/v1/common/download-url": True,
}
"""The requests that cost nothing although they are neither GET nor DELETE, and whether each may be repeated."""
