from typing import Literal

KlingVideoJobInputAspectRatio = Literal["16:9", "1:1", "9:16"]

KLING_VIDEO_JOB_INPUT_ASPECT_RATIO_VALUES: set[KlingVideoJobInputAspectRatio] = {
    "16:9",
    "1:1",
    "9:16",
}


def check_kling_video_job_input_aspect_ratio(value: str) -> KlingVideoJobInputAspectRatio:
    if value in KLING_VIDEO_JOB_INPUT_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_VIDEO_JOB_INPUT_ASPECT_RATIO_VALUES!r}"
    )
