from typing import Literal

KlingText2VideoRequestMode = Literal["pro", "std"]

KLING_TEXT_2_VIDEO_REQUEST_MODE_VALUES: set[KlingText2VideoRequestMode] = {
    "pro",
    "std",
}


def check_kling_text_2_video_request_mode(value: str) -> KlingText2VideoRequestMode:
    if value in KLING_TEXT_2_VIDEO_REQUEST_MODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_TEXT_2_VIDEO_REQUEST_MODE_VALUES!r}"
    )
