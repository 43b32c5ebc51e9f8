from typing import Literal

SeedanceVideoJobInputAspectRatio = Literal["16:9", "1:1", "21:9", "3:4", "4:3", "9:16", "adaptive"]

SEEDANCE_VIDEO_JOB_INPUT_ASPECT_RATIO_VALUES: set[SeedanceVideoJobInputAspectRatio] = {
    "16:9",
    "1:1",
    "21:9",
    "3:4",
    "4:3",
    "9:16",
    "adaptive",
}


def check_seedance_video_job_input_aspect_ratio(value: str) -> SeedanceVideoJobInputAspectRatio:
    if value in SEEDANCE_VIDEO_JOB_INPUT_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SEEDANCE_VIDEO_JOB_INPUT_ASPECT_RATIO_VALUES!r}"
    )
