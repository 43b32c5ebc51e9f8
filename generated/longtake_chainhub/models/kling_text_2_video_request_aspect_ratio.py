from typing import Literal

KlingText2VideoRequestAspectRatio = Literal["16:9", "1:1", "9:16"]

KLING_TEXT_2_VIDEO_REQUEST_ASPECT_RATIO_VALUES: set[KlingText2VideoRequestAspectRatio] = {
    "16:9",
    "1:1",
    "9:16",
}


def check_kling_text_2_video_request_aspect_ratio(value: str) -> KlingText2VideoRequestAspectRatio:
    if value in KLING_TEXT_2_VIDEO_REQUEST_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_TEXT_2_VIDEO_REQUEST_ASPECT_RATIO_VALUES!r}"
    )
