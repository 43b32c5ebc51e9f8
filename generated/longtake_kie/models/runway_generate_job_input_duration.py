from typing import Literal

RunwayGenerateJobInputDuration = Literal[5, 10]

RUNWAY_GENERATE_JOB_INPUT_DURATION_VALUES: set[RunwayGenerateJobInputDuration] = {
    5,
    10,
}


def check_runway_generate_job_input_duration(value: int) -> RunwayGenerateJobInputDuration:
    if value in RUNWAY_GENERATE_JOB_INPUT_DURATION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RUNWAY_GENERATE_JOB_INPUT_DURATION_VALUES!r}"
    )
