from typing import Literal

VeoGenerateJobInputAspectRatio = Literal["16:9", "9:16", "Auto"]

VEO_GENERATE_JOB_INPUT_ASPECT_RATIO_VALUES: set[VeoGenerateJobInputAspectRatio] = {
    "16:9",
    "9:16",
    "Auto",
}


def check_veo_generate_job_input_aspect_ratio(value: str) -> VeoGenerateJobInputAspectRatio:
    if value in VEO_GENERATE_JOB_INPUT_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_JOB_INPUT_ASPECT_RATIO_VALUES!r}"
    )
