from typing import Literal

VeoGenerateJobInputDuration = Literal[4, 6, 8]

VEO_GENERATE_JOB_INPUT_DURATION_VALUES: set[VeoGenerateJobInputDuration] = {
    4,
    6,
    8,
}


def check_veo_generate_job_input_duration(value: int) -> VeoGenerateJobInputDuration:
    if value in VEO_GENERATE_JOB_INPUT_DURATION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_JOB_INPUT_DURATION_VALUES!r}"
    )
