from typing import Literal

KlingTextToVideoRequestModelName = Literal[
    "kling-v1",
    "kling-v1-6",
    "kling-v2-1-master",
    "kling-v2-5-turbo",
    "kling-v2-6",
    "kling-v2-master",
    "kling-v3",
]

KLING_TEXT_TO_VIDEO_REQUEST_MODEL_NAME_VALUES: set[KlingTextToVideoRequestModelName] = {
    "kling-v1",
    "kling-v1-6",
    "kling-v2-1-master",
    "kling-v2-5-turbo",
    "kling-v2-6",
    "kling-v2-master",
    "kling-v3",
}


def check_kling_text_to_video_request_model_name(value: str) -> KlingTextToVideoRequestModelName:
    if value in KLING_TEXT_TO_VIDEO_REQUEST_MODEL_NAME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_TEXT_TO_VIDEO_REQUEST_MODEL_NAME_VALUES!r}"
    )
