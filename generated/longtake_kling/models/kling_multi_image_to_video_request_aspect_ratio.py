from typing import Literal

KlingMultiImageToVideoRequestAspectRatio = Literal["16:9", "1:1", "9:16"]

KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_ASPECT_RATIO_VALUES: set[
    KlingMultiImageToVideoRequestAspectRatio
] = {
    "16:9",
    "1:1",
    "9:16",
}


def check_kling_multi_image_to_video_request_aspect_ratio(
    value: str,
) -> KlingMultiImageToVideoRequestAspectRatio:
    if value in KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KLING_MULTI_IMAGE_TO_VIDEO_REQUEST_ASPECT_RATIO_VALUES!r}"
    )
