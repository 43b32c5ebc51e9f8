from typing import Literal

PixverseExtendJobInputQuality = Literal["1080p", "360p", "540p", "720p"]

PIXVERSE_EXTEND_JOB_INPUT_QUALITY_VALUES: set[PixverseExtendJobInputQuality] = {
    "1080p",
    "360p",
    "540p",
    "720p",
}


def check_pixverse_extend_job_input_quality(value: str) -> PixverseExtendJobInputQuality:
    if value in PIXVERSE_EXTEND_JOB_INPUT_QUALITY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PIXVERSE_EXTEND_JOB_INPUT_QUALITY_VALUES!r}"
    )
