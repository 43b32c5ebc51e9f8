from typing import Literal

KlingText2VideoRequestModelName = Literal[
    "kling-v1",
    "kling-v1-6",
    "kling-v2-1-master",
    "kling-v2-5-turbo",
    "kling-v2-6",
    "kling-v2-master",
    "kling-v3",
]

KLING_TEXT_2_VIDEO_REQUEST_MODEL_NAME_VALUES: set[KlingText2VideoRequestModelName] = {
    "kling-v1",
    "kling-v1-6",
    "kling-v2-1-master",
    "kling-v2-5-turbo",
    "kling-v2-6",
    "kling-v2-master",
    "kling-v3",
}


def check_kling_text_2_video_request_model_name(value: str) -> KlingText2VideoRequestModelName:
    if value in KLING_TEXT_2_VIDEO_REQUEST_MODEL_NAME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_TEXT_2_VIDEO_REQUEST_MODEL_NAME_VALUES!r}"
    )
