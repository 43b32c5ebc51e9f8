from typing import Literal

TopazUpscaleJobInputUpscaleFactor = Literal["1", "2", "4"]

TOPAZ_UPSCALE_JOB_INPUT_UPSCALE_FACTOR_VALUES: set[TopazUpscaleJobInputUpscaleFactor] = {
    "1",
    "2",
    "4",
}


def check_topaz_upscale_job_input_upscale_factor(value: str) -> TopazUpscaleJobInputUpscaleFactor:
    if value in TOPAZ_UPSCALE_JOB_INPUT_UPSCALE_FACTOR_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TOPAZ_UPSCALE_JOB_INPUT_UPSCALE_FACTOR_VALUES!r}"
    )
