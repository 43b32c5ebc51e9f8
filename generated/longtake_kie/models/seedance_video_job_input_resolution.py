from typing import Literal

SeedanceVideoJobInputResolution = Literal["1080p", "480p", "4k", "720p"]

SEEDANCE_VIDEO_JOB_INPUT_RESOLUTION_VALUES: set[SeedanceVideoJobInputResolution] = {
    "1080p",
    "480p",
    "4k",
    "720p",
}


def check_seedance_video_job_input_resolution(value: str) -> SeedanceVideoJobInputResolution:
    if value in SEEDANCE_VIDEO_JOB_INPUT_RESOLUTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SEEDANCE_VIDEO_JOB_INPUT_RESOLUTION_VALUES!r}"
    )
