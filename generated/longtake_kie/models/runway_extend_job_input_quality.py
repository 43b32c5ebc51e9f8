from typing import Literal

RunwayExtendJobInputQuality = Literal["1080p", "720p"]

RUNWAY_EXTEND_JOB_INPUT_QUALITY_VALUES: set[RunwayExtendJobInputQuality] = {
    "1080p",
    "720p",
}


def check_runway_extend_job_input_quality(value: str) -> RunwayExtendJobInputQuality:
    if value in RUNWAY_EXTEND_JOB_INPUT_QUALITY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RUNWAY_EXTEND_JOB_INPUT_QUALITY_VALUES!r}"
    )
