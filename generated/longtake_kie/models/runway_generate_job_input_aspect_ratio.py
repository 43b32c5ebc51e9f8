from typing import Literal

RunwayGenerateJobInputAspectRatio = Literal["16:9", "1:1", "3:4", "4:3", "9:16"]

RUNWAY_GENERATE_JOB_INPUT_ASPECT_RATIO_VALUES: set[RunwayGenerateJobInputAspectRatio] = {
    "16:9",
    "1:1",
    "3:4",
    "4:3",
    "9:16",
}


def check_runway_generate_job_input_aspect_ratio(value: str) -> RunwayGenerateJobInputAspectRatio:
    if value in RUNWAY_GENERATE_JOB_INPUT_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RUNWAY_GENERATE_JOB_INPUT_ASPECT_RATIO_VALUES!r}"
    )
