from typing import Literal

GrokImagineImageJobInputMode = Literal["fun", "normal", "spicy"]

GROK_IMAGINE_IMAGE_JOB_INPUT_MODE_VALUES: set[GrokImagineImageJobInputMode] = {
    "fun",
    "normal",
    "spicy",
}


def check_grok_imagine_image_job_input_mode(value: str) -> GrokImagineImageJobInputMode:
    if value in GROK_IMAGINE_IMAGE_JOB_INPUT_MODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROK_IMAGINE_IMAGE_JOB_INPUT_MODE_VALUES!r}"
    )
