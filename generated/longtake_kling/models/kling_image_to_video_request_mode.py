from typing import Literal

KlingImageToVideoRequestMode = Literal["pro", "std"]

KLING_IMAGE_TO_VIDEO_REQUEST_MODE_VALUES: set[KlingImageToVideoRequestMode] = {
    "pro",
    "std",
}


def check_kling_image_to_video_request_mode(value: str) -> KlingImageToVideoRequestMode:
    if value in KLING_IMAGE_TO_VIDEO_REQUEST_MODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_IMAGE_TO_VIDEO_REQUEST_MODE_VALUES!r}"
    )
