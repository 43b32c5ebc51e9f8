"""The data models of requests and responses, each loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kling_camera_control import KlingCameraControl
    from .kling_camera_control_type import KlingCameraControlType
    from .kling_camera_move import KlingCameraMove
    from .kling_dynamic_mask import KlingDynamicMask
    from .kling_error import KlingError
    from .kling_extend_request import KlingExtendRequest
    from .kling_image_2_video_request import KlingImage2VideoRequest
    from .kling_image_2_video_request_duration import KlingImage2VideoRequestDuration
    from .kling_image_2_video_request_mode import KlingImage2VideoRequestMode
    from .kling_image_2_video_request_model_name import KlingImage2VideoRequestModelName
    from .kling_image_2_video_request_sound import KlingImage2VideoRequestSound
    from .kling_parent_video import KlingParentVideo
    from .kling_response import KlingResponse
    from .kling_task import KlingTask
    from .kling_task_info import KlingTaskInfo
    from .kling_task_result import KlingTaskResult
    from .kling_task_status import KlingTaskStatus
    from .kling_tasks_response import KlingTasksResponse
    from .kling_text_2_video_request import KlingText2VideoRequest
    from .kling_text_2_video_request_aspect_ratio import KlingText2VideoRequestAspectRatio
    from .kling_text_2_video_request_duration import KlingText2VideoRequestDuration
    from .kling_text_2_video_request_mode import KlingText2VideoRequestMode
    from .kling_text_2_video_request_model_name import KlingText2VideoRequestModelName
    from .kling_text_2_video_request_sound import KlingText2VideoRequestSound
    from .kling_trajectory_point import KlingTrajectoryPoint
    from .kling_video import KlingVideo
    from .kling_voice import KlingVoice

_MODULES = {
    "KlingCameraControl": ".kling_camera_control",
    "KlingCameraControlType": ".kling_camera_control_type",
    "KlingCameraMove": ".kling_camera_move",
    "KlingDynamicMask": ".kling_dynamic_mask",
    "KlingError": ".kling_error",
    "KlingExtendRequest": ".kling_extend_request",
    "KlingImage2VideoRequest": ".kling_image_2_video_request",
    "KlingImage2VideoRequestDuration": ".kling_image_2_video_request_duration",
    "KlingImage2VideoRequestMode": ".kling_image_2_video_request_mode",
    "KlingImage2VideoRequestModelName": ".kling_image_2_video_request_model_name",
    "KlingImage2VideoRequestSound": ".kling_image_2_video_request_sound",
    "KlingParentVideo": ".kling_parent_video",
    "KlingResponse": ".kling_response",
    "KlingTask": ".kling_task",
    "KlingTaskInfo": ".kling_task_info",
    "KlingTaskResult": ".kling_task_result",
    "KlingTaskStatus": ".kling_task_status",
    "KlingTasksResponse": ".kling_tasks_response",
    "KlingText2VideoRequest": ".kling_text_2_video_request",
    "KlingText2VideoRequestAspectRatio": ".kling_text_2_video_request_aspect_ratio",
    "KlingText2VideoRequestDuration": ".kling_text_2_video_request_duration",
    "KlingText2VideoRequestMode": ".kling_text_2_video_request_mode",
    "KlingText2VideoRequestModelName": ".kling_text_2_video_request_model_name",
    "KlingText2VideoRequestSound": ".kling_text_2_video_request_sound",
    "KlingTrajectoryPoint": ".kling_trajectory_point",
    "KlingVideo": ".kling_video",
    "KlingVoice": ".kling_voice",
}

__all__ = (
    "KlingCameraControl",
    "KlingCameraControlType",
    "KlingCameraMove",
    "KlingDynamicMask",
    "KlingError",
    "KlingExtendRequest",
    "KlingImage2VideoRequest",
    "KlingImage2VideoRequestDuration",
    "KlingImage2VideoRequestMode",
    "KlingImage2VideoRequestModelName",
    "KlingImage2VideoRequestSound",
    "KlingParentVideo",
    "KlingResponse",
    "KlingTask",
    "KlingTaskInfo",
    "KlingTaskResult",
    "KlingTasksResponse",
    "KlingTaskStatus",
    "KlingText2VideoRequest",
    "KlingText2VideoRequestAspectRatio",
    "KlingText2VideoRequestDuration",
    "KlingText2VideoRequestMode",
    "KlingText2VideoRequestModelName",
    "KlingText2VideoRequestSound",
    "KlingTrajectoryPoint",
    "KlingVideo",
    "KlingVoice",
)


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(module, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
