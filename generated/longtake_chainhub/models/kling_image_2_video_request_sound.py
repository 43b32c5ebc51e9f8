from typing import Literal

KlingImage2VideoRequestSound = Literal["off", "on"]

KLING_IMAGE_2_VIDEO_REQUEST_SOUND_VALUES: set[KlingImage2VideoRequestSound] = {
    "off",
    "on",
}


def check_kling_image_2_video_request_sound(value: str) -> KlingImage2VideoRequestSound:
    if value in KLING_IMAGE_2_VIDEO_REQUEST_SOUND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_IMAGE_2_VIDEO_REQUEST_SOUND_VALUES!r}"
    )
