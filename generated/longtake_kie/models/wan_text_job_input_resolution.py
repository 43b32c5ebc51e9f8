from typing import Literal

WanTextJobInputResolution = Literal["1080p", "720p"]

WAN_TEXT_JOB_INPUT_RESOLUTION_VALUES: set[WanTextJobInputResolution] = {
    "1080p",
    "720p",
}


def check_wan_text_job_input_resolution(value: str) -> WanTextJobInputResolution:
    if value in WAN_TEXT_JOB_INPUT_RESOLUTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WAN_TEXT_JOB_INPUT_RESOLUTION_VALUES!r}"
    )
