from typing import Literal

KlingTextToVideoRequestMode = Literal["pro", "std"]

KLING_TEXT_TO_VIDEO_REQUEST_MODE_VALUES: set[KlingTextToVideoRequestMode] = {
    "pro",
    "std",
}


def check_kling_text_to_video_request_mode(value: str) -> KlingTextToVideoRequestMode:
    if value in KLING_TEXT_TO_VIDEO_REQUEST_MODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_TEXT_TO_VIDEO_REQUEST_MODE_VALUES!r}"
    )
