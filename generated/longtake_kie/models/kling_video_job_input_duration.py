from typing import Literal

KlingVideoJobInputDuration = Literal[
    "10", "11", "12", "13", "14", "15", "3", "4", "5", "6", "7", "8", "9"
]

KLING_VIDEO_JOB_INPUT_DURATION_VALUES: set[KlingVideoJobInputDuration] = {
    "10",
    "11",
    "12",
    "13",
    "14",
    "15",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
}


def check_kling_video_job_input_duration(value: str) -> KlingVideoJobInputDuration:
    if value in KLING_VIDEO_JOB_INPUT_DURATION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_VIDEO_JOB_INPUT_DURATION_VALUES!r}"
    )
