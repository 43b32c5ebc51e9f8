from typing import Literal

PixverseTextJobInputAspectRatio = Literal["16:9", "1:1", "21:9", "2:3", "3:2", "3:4", "4:3", "9:16"]

PIXVERSE_TEXT_JOB_INPUT_ASPECT_RATIO_VALUES: set[PixverseTextJobInputAspectRatio] = {
    "16:9",
    "1:1",
    "21:9",
    "2:3",
    "3:2",
    "3:4",
    "4:3",
    "9:16",
}


def check_pixverse_text_job_input_aspect_ratio(value: str) -> PixverseTextJobInputAspectRatio:
    if value in PIXVERSE_TEXT_JOB_INPUT_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PIXVERSE_TEXT_JOB_INPUT_ASPECT_RATIO_VALUES!r}"
    )
