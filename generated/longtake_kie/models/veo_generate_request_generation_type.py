from typing import Literal

VeoGenerateRequestGenerationType = Literal[
    "FIRST_AND_LAST_FRAMES_2_VIDEO", "REFERENCE_2_VIDEO", "TEXT_2_VIDEO"
]

VEO_GENERATE_REQUEST_GENERATION_TYPE_VALUES: set[VeoGenerateRequestGenerationType] = {
    "FIRST_AND_LAST_FRAMES_2_VIDEO",
    "REFERENCE_2_VIDEO",
    "TEXT_2_VIDEO",
}


def check_veo_generate_request_generation_type(value: str) -> VeoGenerateRequestGenerationType:
    if value in VEO_GENERATE_REQUEST_GENERATION_TYPE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_REQUEST_GENERATION_TYPE_VALUES!r}"
    )
