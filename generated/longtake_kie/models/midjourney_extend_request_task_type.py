from typing import Literal

MidjourneyExtendRequestTaskType = Literal["mj_video_extend_auto", "mj_video_extend_manual"]

MIDJOURNEY_EXTEND_REQUEST_TASK_TYPE_VALUES: set[MidjourneyExtendRequestTaskType] = {
    "mj_video_extend_auto",
    "mj_video_extend_manual",
}


def check_midjourney_extend_request_task_type(value: str) -> MidjourneyExtendRequestTaskType:
    if value in MIDJOURNEY_EXTEND_REQUEST_TASK_TYPE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {MIDJOURNEY_EXTEND_REQUEST_TASK_TYPE_VALUES!r}"
    )
