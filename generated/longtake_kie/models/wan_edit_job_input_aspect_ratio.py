from typing import Literal

WanEditJobInputAspectRatio = Literal["16:9", "1:1", "3:4", "4:3", "9:16"]

WAN_EDIT_JOB_INPUT_ASPECT_RATIO_VALUES: set[WanEditJobInputAspectRatio] = {
    "16:9",
    "1:1",
    "3:4",
    "4:3",
    "9:16",
}


def check_wan_edit_job_input_aspect_ratio(value: str) -> WanEditJobInputAspectRatio:
    if value in WAN_EDIT_JOB_INPUT_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WAN_EDIT_JOB_INPUT_ASPECT_RATIO_VALUES!r}"
    )
