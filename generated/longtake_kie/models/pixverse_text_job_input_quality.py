from typing import Literal

PixverseTextJobInputQuality = Literal["1080p", "360p", "540p", "720p"]

PIXVERSE_TEXT_JOB_INPUT_QUALITY_VALUES: set[PixverseTextJobInputQuality] = {
    "1080p",
    "360p",
    "540p",
    "720p",
}


def check_pixverse_text_job_input_quality(value: str) -> PixverseTextJobInputQuality:
    if value in PIXVERSE_TEXT_JOB_INPUT_QUALITY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PIXVERSE_TEXT_JOB_INPUT_QUALITY_VALUES!r}"
    )
