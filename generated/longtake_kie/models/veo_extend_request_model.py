from typing import Literal

VeoExtendRequestModel = Literal["fast", "lite", "quality"]

VEO_EXTEND_REQUEST_MODEL_VALUES: set[VeoExtendRequestModel] = {
    "fast",
    "lite",
    "quality",
}


def check_veo_extend_request_model(value: str) -> VeoExtendRequestModel:
    if value in VEO_EXTEND_REQUEST_MODEL_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_EXTEND_REQUEST_MODEL_VALUES!r}"
    )
