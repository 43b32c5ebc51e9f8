from typing import Literal

KlingImage2VideoRequestMode = Literal["pro", "std"]

KLING_IMAGE_2_VIDEO_REQUEST_MODE_VALUES: set[KlingImage2VideoRequestMode] = {
    "pro",
    "std",
}


def check_kling_image_2_video_request_mode(value: str) -> KlingImage2VideoRequestMode:
    if value in KLING_IMAGE_2_VIDEO_REQUEST_MODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_IMAGE_2_VIDEO_REQUEST_MODE_VALUES!r}"
    )
