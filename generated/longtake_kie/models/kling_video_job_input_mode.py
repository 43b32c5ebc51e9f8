from typing import Literal

KlingVideoJobInputMode = Literal["4K", "pro", "std"]

KLING_VIDEO_JOB_INPUT_MODE_VALUES: set[KlingVideoJobInputMode] = {
    "4K",
    "pro",
    "std",
}


def check_kling_video_job_input_mode(value: str) -> KlingVideoJobInputMode:
    if value in KLING_VIDEO_JOB_INPUT_MODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_VIDEO_JOB_INPUT_MODE_VALUES!r}"
    )
