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
    from .kling_image import KlingImage
    from .kling_image_to_video_request import KlingImageToVideoRequest
    from .kling_image_to_video_request_duration import KlingImageToVideoRequestDuration
    from .kling_image_to_video_request_mode import KlingImageToVideoRequestMode
    from .kling_image_to_video_request_model_name import KlingImageToVideoRequestModelName
    from .kling_image_to_video_request_sound import KlingImageToVideoRequestSound
    from .kling_multi_image_to_video_request import KlingMultiImageToVideoRequest
    from .kling_multi_image_to_video_request_aspect_ratio import (
        KlingMultiImageToVideoRequestAspectRatio,
    )
    from .kling_multi_image_to_video_request_duration import KlingMultiImageToVideoRequestDuration
    from .kling_multi_image_to_video_request_mode import KlingMultiImageToVideoRequestMode
    from .kling_multi_image_to_video_request_model_name import (
        KlingMultiImageToVideoRequestModelName,
    )
    from .kling_parent_video import KlingParentVideo
    from .kling_response import KlingResponse
    from .kling_task import KlingTask
    from .kling_task_info import KlingTaskInfo
    from .kling_task_result import KlingTaskResult
    from .kling_task_status import KlingTaskStatus
    from .kling_tasks_response import KlingTasksResponse
    from .kling_text_to_video_request import KlingTextToVideoRequest
    from .kling_text_to_video_request_aspect_ratio import KlingTextToVideoRequestAspectRatio
    from .kling_text_to_video_request_duration import KlingTextToVideoRequestDuration
    from .kling_text_to_video_request_mode import KlingTextToVideoRequestMode
    from .kling_text_to_video_request_model_name import KlingTextToVideoRequestModelName
    from .kling_text_to_video_request_sound import KlingTextToVideoRequestSound
    from .kling_trajectory_point import KlingTrajectoryPoint
    from .kling_video import KlingVideo
    from .kling_voice import KlingVoice
    from .kling_watermark_info import KlingWatermarkInfo

_MODULES = {
    "KlingCameraControl": ".kling_camera_control",
    "KlingCameraControlType": ".kling_camera_control_type",
    "KlingCameraMove": ".kling_camera_move",
    "KlingDynamicMask": ".kling_dynamic_mask",
    "KlingError": ".kling_error",
    "KlingExtendRequest": ".kling_extend_request",
    "KlingImage": ".kling_image",
    "KlingImageToVideoRequest": ".kling_image_to_video_request",
    "KlingImageToVideoRequestDuration": ".kling_image_to_video_request_duration",
    "KlingImageToVideoRequestMode": ".kling_image_to_video_request_mode",
    "KlingImageToVideoRequestModelName": ".kling_image_to_video_request_model_name",
    "KlingImageToVideoRequestSound": ".kling_image_to_video_request_sound",
    "KlingMultiImageToVideoRequest": ".kling_multi_image_to_video_request",
    "KlingMultiImageToVideoRequestAspectRatio": ".kling_multi_image_to_video_request_aspect_ratio",
    "KlingMultiImageToVideoRequestDuration": ".kling_multi_image_to_video_request_duration",
    "KlingMultiImageToVideoRequestMode": ".kling_multi_image_to_video_request_mode",
    "KlingMultiImageToVideoRequestModelName": ".kling_multi_image_to_video_request_model_name",
    "KlingParentVideo": ".kling_parent_video",
    "KlingResponse": ".kling_response",
    "KlingTask": ".kling_task",
    "KlingTaskInfo": ".kling_task_info",
    "KlingTaskResult": ".kling_task_result",
    "KlingTaskStatus": ".kling_task_status",
    "KlingTasksResponse": ".kling_tasks_response",
    "KlingTextToVideoRequest": ".kling_text_to_video_request",
    "KlingTextToVideoRequestAspectRatio": ".kling_text_to_video_request_aspect_ratio",
    "KlingTextToVideoRequestDuration": ".kling_text_to_video_request_duration",
    "KlingTextToVideoRequestMode": ".kling_text_to_video_request_mode",
    "KlingTextToVideoRequestModelName": ".kling_text_to_video_request_model_name",
    "KlingTextToVideoRequestSound": ".kling_text_to_video_request_sound",
    "KlingTrajectoryPoint": ".kling_trajectory_point",
    "KlingVideo": ".kling_video",
    "KlingVoice": ".kling_voice",
    "KlingWatermarkInfo": ".kling_watermark_info",
}

__all__ = (
    "KlingCameraControl",
    "KlingCameraControlType",
    "KlingCameraMove",
    "KlingDynamicMask",
    "KlingError",
    "KlingExtendRequest",
    "KlingImage",
    "KlingImageToVideoRequest",
    "KlingImageToVideoRequestDuration",
    "KlingImageToVideoRequestMode",
    "KlingImageToVideoRequestModelName",
    "KlingImageToVideoRequestSound",
    "KlingMultiImageToVideoRequest",
    "KlingMultiImageToVideoRequestAspectRatio",
    "KlingMultiImageToVideoRequestDuration",
    "KlingMultiImageToVideoRequestMode",
    "KlingMultiImageToVideoRequestModelName",
    "KlingParentVideo",
    "KlingResponse",
    "KlingTask",
    "KlingTaskInfo",
    "KlingTaskResult",
    "KlingTasksResponse",
    "KlingTaskStatus",
    "KlingTextToVideoRequest",
    "KlingTextToVideoRequestAspectRatio",
    "KlingTextToVideoRequestDuration",
    "KlingTextToVideoRequestMode",
    "KlingTextToVideoRequestModelName",
    "KlingTextToVideoRequestSound",
    "KlingTrajectoryPoint",
    "KlingVideo",
    "KlingVoice",
    "KlingWatermarkInfo",
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
