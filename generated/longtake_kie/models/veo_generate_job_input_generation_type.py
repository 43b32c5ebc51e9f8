from typing import Literal

VeoGenerateJobInputGenerationType = Literal[
    "FIRST_AND_LAST_FRAMES_2_VIDEO", "REFERENCE_2_VIDEO", "TEXT_2_VIDEO"
]

VEO_GENERATE_JOB_INPUT_GENERATION_TYPE_VALUES: set[VeoGenerateJobInputGenerationType] = {
    "FIRST_AND_LAST_FRAMES_2_VIDEO",
    "REFERENCE_2_VIDEO",
    "TEXT_2_VIDEO",
}


def check_veo_generate_job_input_generation_type(value: str) -> VeoGenerateJobInputGenerationType:
    if value in VEO_GENERATE_JOB_INPUT_GENERATION_TYPE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_JOB_INPUT_GENERATION_TYPE_VALUES!r}"
    )
