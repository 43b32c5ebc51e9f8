from typing import Literal

KlingMultiImageToVideoRequestDuration = Literal["10", "5"]

KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_DURATION_VALUES: set[KlingMultiImageToVideoRequestDuration] = {
    "10",
    "5",
}


def check_kling_multi_image_to_video_request_duration(
    value: str,
) -> KlingMultiImageToVideoRequestDuration:
    if value in KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_DURATION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_DURATION_VALUES!r}"
    )
