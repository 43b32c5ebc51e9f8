from typing import Literal

VeoGenerateRequestAspectRatio = Literal["16:9", "9:16", "Auto"]

VEO_GENERATE_REQUEST_ASPECT_RATIO_VALUES: set[VeoGenerateRequestAspectRatio] = {
    "16:9",
    "9:16",
    "Auto",
}


def check_veo_generate_request_aspect_ratio(value: str) -> VeoGenerateRequestAspectRatio:
    if value in VEO_GENERATE_REQUEST_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_REQUEST_ASPECT_RATIO_VALUES!r}"
    )
