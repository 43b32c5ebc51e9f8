from typing import Literal

WanEditJobInputResolution = Literal["1080p", "720p"]

WAN_EDIT_JOB_INPUT_RESOLUTION_VALUES: set[WanEditJobInputResolution] = {
    "1080p",
    "720p",
}


def check_wan_edit_job_input_resolution(value: str) -> WanEditJobInputResolution:
    if value in WAN_EDIT_JOB_INPUT_RESOLUTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WAN_EDIT_JOB_INPUT_RESOLUTION_VALUES!r}"
    )
