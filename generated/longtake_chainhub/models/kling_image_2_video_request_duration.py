from typing import Literal

KlingImage2VideoRequestDuration = Literal[
    "10", "11", "12", "13", "14", "15", "3", "4", "5", "6", "7", "8", "9"
]

KLING_IMAGE_2_VIDEO_REQUEST_DURATION_VALUES: set[KlingImage2VideoRequestDuration] = {
    "10",
    "11",
    "12",
    "13",
    "14",
    "15",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
}


def check_kling_image_2_video_request_duration(value: str) -> KlingImage2VideoRequestDuration:
    if value in KLING_IMAGE_2_VIDEO_REQUEST_DURATION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_IMAGE_2_VIDEO_REQUEST_DURATION_VALUES!r}"
    )
