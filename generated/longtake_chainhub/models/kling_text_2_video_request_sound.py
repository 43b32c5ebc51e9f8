from typing import Literal

KlingText2VideoRequestSound = Literal["off", "on"]

KLING_TEXT_2_VIDEO_REQUEST_SOUND_VALUES: set[KlingText2VideoRequestSound] = {
    "off",
    "on",
}


def check_kling_text_2_video_request_sound(value: str) -> KlingText2VideoRequestSound:
    if value in KLING_TEXT_2_VIDEO_REQUEST_SOUND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_TEXT_2_VIDEO_REQUEST_SOUND_VALUES!r}"
    )
