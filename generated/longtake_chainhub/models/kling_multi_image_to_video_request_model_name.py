from typing import Literal

KlingMultiImageToVideoRequestModelName = Literal["kling-v1-6"]

KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_MODEL_NAME_VALUES: set[
    KlingMultiImageToVideoRequestModelName
] = {
    "kling-v1-6",
}


def check_kling_multi_image_to_video_request_model_name(
    value: str,
) -> KlingMultiImageToVideoRequestModelName:
    if value in KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_MODEL_NAME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_MODEL_NAME_VALUES!r}"
    )
