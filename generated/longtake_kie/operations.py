"""The operations of the specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._base import Start

GENERATE_ALEPH_VIDEO: Final = Start(
    operation="generate_aleph_video",
    resource="aleph",
    method="generate",
    endpoint="longtake_kie.api.aleph.generate_aleph_video",
    task_id=("/data/taskId",),
    read="get_aleph_task",
    address="call_back_url",
)

CREATE_JOB: Final = Start(
    operation="create_job",
    resource="jobs",
    method="create",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_ALEPH_GENERATE: Final = Start(
    operation="jobs_aleph_generate",
    resource="jobs.aleph",
    method="generate",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_GROK_IMAGINE_TEXT_TO_VIDEO: Final = Start(
    operation="jobs_grok_imagine_text_to_video",
    resource="jobs.grok_imagine",
    method="text_to_video",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_GROK_IMAGINE_IMAGE_TO_VIDEO: Final = Start(
    operation="jobs_grok_imagine_image_to_video",
    resource="jobs.grok_imagine",
    method="image_to_video",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
    exactly_one=(
        ("image_urls", "/input/image_urls"),
        ("task_id", "/input/task_id"),
    ),
)

JOBS_GROK_IMAGINE_EXTEND: Final = Start(
    operation="jobs_grok_imagine_extend",
    resource="jobs.grok_imagine",
    method="extend",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_GROK_IMAGINE_UPSCALE: Final = Start(
    operation="jobs_grok_imagine_upscale",
    resource="jobs.grok_imagine",
    method="upscale",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_KLING_VIDEO: Final = Start(
    operation="jobs_kling_video",
    resource="jobs.kling",
    method="video",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_PIXVERSE_TEXT_TO_VIDEO: Final = Start(
    operation="jobs_pixverse_text_to_video",
    resource="jobs.pixverse",
    method="text_to_video",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_PIXVERSE_IMAGE_TO_VIDEO: Final = Start(
    operation="jobs_pixverse_image_to_video",
    resource="jobs.pixverse",
    method="image_to_video",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_PIXVERSE_TRANSITION: Final = Start(
    operation="jobs_pixverse_transition",
    resource="jobs.pixverse",
    method="transition",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_PIXVERSE_EXTEND: Final = Start(
    operation="jobs_pixverse_extend",
    resource="jobs.pixverse",
    method="extend",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
    exactly_one=(
        ("task_id", "/input/taskId"),
        ("video_url", "/input/video_url"),
    ),
)

JOBS_RUNWAY_GENERATE: Final = Start(
    operation="jobs_runway_generate",
    resource="jobs.runway",
    method="generate",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_RUNWAY_EXTEND: Final = Start(
    operation="jobs_runway_extend",
    resource="jobs.runway",
    method="extend",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_SEEDANCE_VIDEO: Final = Start(
    operation="jobs_seedance_video",
    resource="jobs.seedance",
    method="video",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_TOPAZ_UPSCALE: Final = Start(
    operation="jobs_topaz_upscale",
    resource="jobs.topaz",
    method="upscale",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_VEO_GENERATE: Final = Start(
    operation="jobs_veo_generate",
    resource="jobs.veo",
    method="generate",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_VEO_EXTEND: Final = Start(
    operation="jobs_veo_extend",
    resource="jobs.veo",
    method="extend",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_VEO_GET_1080P: Final = Start(
    operation="jobs_veo_get_1080p",
    resource="jobs.veo",
    method="get_1080p",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_VEO_GET_4K: Final = Start(
    operation="jobs_veo_get_4k",
    resource="jobs.veo",
    method="get_4k",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_WAN_TEXT_TO_VIDEO: Final = Start(
    operation="jobs_wan_text_to_video",
    resource="jobs.wan",
    method="text_to_video",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_WAN_IMAGE_TO_VIDEO: Final = Start(
    operation="jobs_wan_image_to_video",
    resource="jobs.wan",
    method="image_to_video",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

JOBS_WAN_VIDEO_EDIT: Final = Start(
    operation="jobs_wan_video_edit",
    resource="jobs.wan",
    method="video_edit",
    endpoint="longtake_kie.api.jobs.create_job",
    task_id=("/data/taskId",),
    read="get_job",
    address="call_back_url",
)

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
    "generate_aleph_video": GENERATE_ALEPH_VIDEO,
    "create_job": CREATE_JOB,
    "jobs_aleph_generate": JOBS_ALEPH_GENERATE,
    "jobs_grok_imagine_text_to_video": JOBS_GROK_IMAGINE_TEXT_TO_VIDEO,
    "jobs_grok_imagine_image_to_video": JOBS_GROK_IMAGINE_IMAGE_TO_VIDEO,
    "jobs_grok_imagine_extend": JOBS_GROK_IMAGINE_EXTEND,
    "jobs_grok_imagine_upscale": JOBS_GROK_IMAGINE_UPSCALE,
    "jobs_kling_video": JOBS_KLING_VIDEO,
    "jobs_pixverse_text_to_video": JOBS_PIXVERSE_TEXT_TO_VIDEO,
    "jobs_pixverse_image_to_video": JOBS_PIXVERSE_IMAGE_TO_VIDEO,
    "jobs_pixverse_transition": JOBS_PIXVERSE_TRANSITION,
    "jobs_pixverse_extend": JOBS_PIXVERSE_EXTEND,
    "jobs_runway_generate": JOBS_RUNWAY_GENERATE,
    "jobs_runway_extend": JOBS_RUNWAY_EXTEND,
    "jobs_seedance_video": JOBS_SEEDANCE_VIDEO,
    "jobs_topaz_upscale": JOBS_TOPAZ_UPSCALE,
    "jobs_veo_generate": JOBS_VEO_GENERATE,
    "jobs_veo_extend": JOBS_VEO_EXTEND,
    "jobs_veo_get_1080p": JOBS_VEO_GET_1080P,
    "jobs_veo_get_4k": JOBS_VEO_GET_4K,
    "jobs_wan_text_to_video": JOBS_WAN_TEXT_TO_VIDEO,
    "jobs_wan_image_to_video": JOBS_WAN_IMAGE_TO_VIDEO,
    "jobs_wan_video_edit": JOBS_WAN_VIDEO_EDIT,
    "extend_midjourney_video": EXTEND_MIDJOURNEY_VIDEO,
    "extend_runway_video": EXTEND_RUNWAY_VIDEO,
    "generate_runway_video": GENERATE_RUNWAY_VIDEO,
    "extend_veo_video": EXTEND_VEO_VIDEO,
    "generate_veo_video": GENERATE_VEO_VIDEO,
}
"""The operations that start tasks, by operationId."""

UNCHARGED: Final[Mapping[str, bool]] = {
    "POST /api/v1/common/download-url": True,
    "POST /api/file-base64-upload": True,
    "POST /api/file-stream-upload": True,
    "POST /api/file-url-upload": True,
    "POST /api/v1/veo/get-4k-video": True,
}
"""The requests that cost nothing although they are neither GET nor DELETE, and whether each may be repeated."""

SERVERS: Final[Mapping[str, str]] = {
    "POST /api/file-base64-upload": "https://kieai.redpandaai.co",
    "POST /api/file-stream-upload": "https://kieai.redpandaai.co",
    "POST /api/file-url-upload": "https://kieai.redpandaai.co",
}
"""The servers of requests that do not go to the provider's own base URL."""

WITHDRAWN: Final[Mapping[str, tuple[str, str]]] = {
    "extend_midjourney_video": (
        "midjourney.extend",
        "kie.veo.extend or kie.jobs.grok_imagine.extend, with videos of these models",
    ),
}
"""The operations that the provider has withdrawn: each method, and what to use in its place."""
