from typing import Literal

WanImageJobInputResolution = Literal["1080p", "720p"]

WAN_IMAGE_JOB_INPUT_RESOLUTION_VALUES: set[WanImageJobInputResolution] = {
    "1080p",
    "720p",
}


def check_wan_image_job_input_resolution(value: str) -> WanImageJobInputResolution:
    if value in WAN_IMAGE_JOB_INPUT_RESOLUTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WAN_IMAGE_JOB_INPUT_RESOLUTION_VALUES!r}"
    )
