from typing import Literal

VeoGenerateJobInputModel = Literal["veo3", "veo3_fast", "veo3_lite"]

VEO_GENERATE_JOB_INPUT_MODEL_VALUES: set[VeoGenerateJobInputModel] = {
    "veo3",
    "veo3_fast",
    "veo3_lite",
}


def check_veo_generate_job_input_model(value: str) -> VeoGenerateJobInputModel:
    if value in VEO_GENERATE_JOB_INPUT_MODEL_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_JOB_INPUT_MODEL_VALUES!r}"
    )
