from typing import Literal

VeoGenerateRequestResolution = Literal["1080p", "4k", "720p"]

VEO_GENERATE_REQUEST_RESOLUTION_VALUES: set[VeoGenerateRequestResolution] = {
    "1080p",
    "4k",
    "720p",
}


def check_veo_generate_request_resolution(value: str) -> VeoGenerateRequestResolution:
    if value in VEO_GENERATE_REQUEST_RESOLUTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_REQUEST_RESOLUTION_VALUES!r}"
    )
