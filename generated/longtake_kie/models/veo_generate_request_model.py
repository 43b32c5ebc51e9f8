from typing import Literal

VeoGenerateRequestModel = Literal["veo3", "veo3_fast", "veo3_lite"]

VEO_GENERATE_REQUEST_MODEL_VALUES: set[VeoGenerateRequestModel] = {
    "veo3",
    "veo3_fast",
    "veo3_lite",
}


def check_veo_generate_request_model(value: str) -> VeoGenerateRequestModel:
    if value in VEO_GENERATE_REQUEST_MODEL_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_GENERATE_REQUEST_MODEL_VALUES!r}"
    )
