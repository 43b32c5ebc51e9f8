from typing import Literal

PixverseTransitionJobInputQuality = Literal["1080p", "360p", "540p", "720p"]

PIXVERSE_TRANSITION_JOB_INPUT_QUALITY_VALUES: set[PixverseTransitionJobInputQuality] = {
    "1080p",
    "360p",
    "540p",
    "720p",
}


def check_pixverse_transition_job_input_quality(value: str) -> PixverseTransitionJobInputQuality:
    if value in PIXVERSE_TRANSITION_JOB_INPUT_QUALITY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PIXVERSE_TRANSITION_JOB_INPUT_QUALITY_VALUES!r}"
    )
