from typing import Literal

VeoGenerateRequestDuration = Literal[4, 6, 8]

VEO_GENERATE_REQUEST_DURATION_VALUES: set[VeoGenerateRequestDuration] = {
    4,
    6,
    8,
}


def check_veo_generate_request_duration(value: int) -> VeoGenerateRequestDuration:
    if value in VEO_GENERATE_REQUEST_DURATION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_REQUEST_DURATION_VALUES!r}"
    )
