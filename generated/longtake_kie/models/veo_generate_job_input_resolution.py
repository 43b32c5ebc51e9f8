from typing import Literal

VeoGenerateJobInputResolution = Literal["1080p", "4k", "720p"]

VEO_GENERATE_JOB_INPUT_RESOLUTION_VALUES: set[VeoGenerateJobInputResolution] = {
    "1080p",
    "4k",
    "720p",
}


def check_veo_generate_job_input_resolution(value: str) -> VeoGenerateJobInputResolution:
    if value in VEO_GENERATE_JOB_INPUT_RESOLUTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_JOB_INPUT_RESOLUTION_VALUES!r}"
    )
