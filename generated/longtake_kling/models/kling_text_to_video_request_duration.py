from typing import Literal

KlingTextToVideoRequestDuration = Literal[
    "10", "11", "12", "13", "14", "15", "3", "4", "5", "6", "7", "8", "9"
]

KLING_TEXT_TO_VIDEO_REQUEST_DURATION_VALUES: set[KlingTextToVideoRequestDuration] = {
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


def check_kling_text_to_video_request_duration(value: str) -> KlingTextToVideoRequestDuration:
    if value in KLING_TEXT_TO_VIDEO_REQUEST_DURATION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_TEXT_TO_VIDEO_REQUEST_DURATION_VALUES!r}"
    )
