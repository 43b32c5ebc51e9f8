from typing import Literal

KlingImageToVideoRequestModelName = Literal[
    "kling-v1",
    "kling-v1-5",
    "kling-v1-6",
    "kling-v2-1",
    "kling-v2-1-master",
    "kling-v2-5-turbo",
    "kling-v2-6",
    "kling-v2-master",
    "kling-v3",
]

KLING_IMAGE_TO_VIDEO_REQUEST_MODEL_NAME_VALUES: set[KlingImageToVideoRequestModelName] = {
    "kling-v1",
    "kling-v1-5",
    "kling-v1-6",
    "kling-v2-1",
    "kling-v2-1-master",
    "kling-v2-5-turbo",
    "kling-v2-6",
    "kling-v2-master",
    "kling-v3",
}


def check_kling_image_to_video_request_model_name(value: str) -> KlingImageToVideoRequestModelName:
    if value in KLING_IMAGE_TO_VIDEO_REQUEST_MODEL_NAME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_IMAGE_TO_VIDEO_REQUEST_MODEL_NAME_VALUES!r}"
    )
