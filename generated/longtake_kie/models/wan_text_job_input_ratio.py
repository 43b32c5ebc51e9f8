from typing import Literal

WanTextJobInputRatio = Literal["16:9", "1:1", "3:4", "4:3", "9:16"]

WAN_TEXT_JOB_INPUT_RATIO_VALUES: set[WanTextJobInputRatio] = {
    "16:9",
    "1:1",
    "3:4",
    "4:3",
    "9:16",
}


def check_wan_text_job_input_ratio(value: str) -> WanTextJobInputRatio:
    if value in WAN_TEXT_JOB_INPUT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WAN_TEXT_JOB_INPUT_RATIO_VALUES!r}"
    )
