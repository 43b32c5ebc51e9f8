from typing import Literal

KlingMultiImageToVideoRequestMode = Literal["pro", "std"]

KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_MODE_VALUES: set[KlingMultiImageToVideoRequestMode] = {
    "pro",
    "std",
}


def check_kling_multi_image_to_video_request_mode(value: str) -> KlingMultiImageToVideoRequestMode:
    if value in KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_MODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_MODE_VALUES!r}"
    )
