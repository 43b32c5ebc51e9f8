from typing import Literal

KlingImageToVideoRequestDuration = Literal[
    "10", "11", "12", "13", "14", "15", "3", "4", "5", "6", "7", "8", "9"
]

KLING_IMAGE_TO_VIDEO_REQUEST_DURATION_VALUES: set[KlingImageToVideoRequestDuration] = {
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


def check_kling_image_to_video_request_duration(value: str) -> KlingImageToVideoRequestDuration:
    if value in KLING_IMAGE_TO_VIDEO_REQUEST_DURATION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_IMAGE_TO_VIDEO_REQUEST_DURATION_VALUES!r}"
    )
