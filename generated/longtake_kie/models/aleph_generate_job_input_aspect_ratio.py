from typing import Literal

AlephGenerateJobInputAspectRatio = Literal["16:9", "1:1", "21:9", "3:4", "4:3", "9:16"]

ALEPH_GENERATE_JOB_INPUT_ASPECT_RATIO_VALUES: set[AlephGenerateJobInputAspectRatio] = {
    "16:9",
    "1:1",
    "21:9",
    "3:4",
    "4:3",
    "9:16",
}


def check_aleph_generate_job_input_aspect_ratio(value: str) -> AlephGenerateJobInputAspectRatio:
    if value in ALEPH_GENERATE_JOB_INPUT_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ALEPH_GENERATE_JOB_INPUT_ASPECT_RATIO_VALUES!r}"
    )
