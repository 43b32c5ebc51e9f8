from typing import Literal

RunwayGenerateJobInputQuality = Literal["1080p", "720p"]

RUNWAY_GENERATE_JOB_INPUT_QUALITY_VALUES: set[RunwayGenerateJobInputQuality] = {
    "1080p",
    "720p",
}


def check_runway_generate_job_input_quality(value: str) -> RunwayGenerateJobInputQuality:
    if value in RUNWAY_GENERATE_JOB_INPUT_QUALITY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RUNWAY_GENERATE_JOB_INPUT_QUALITY_VALUES!r}"
    )
