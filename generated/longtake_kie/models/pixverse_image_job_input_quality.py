from typing import Literal

PixverseImageJobInputQuality = Literal["1080p", "360p", "540p", "720p"]

PIXVERSE_IMAGE_JOB_INPUT_QUALITY_VALUES: set[PixverseImageJobInputQuality] = {
    "1080p",
    "360p",
    "540p",
    "720p",
}


def check_pixverse_image_job_input_quality(value: str) -> PixverseImageJobInputQuality:
    if value in PIXVERSE_IMAGE_JOB_INPUT_QUALITY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PIXVERSE_IMAGE_JOB_INPUT_QUALITY_VALUES!r}"
    )
