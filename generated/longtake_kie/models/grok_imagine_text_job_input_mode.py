from typing import Literal

GrokImagineTextJobInputMode = Literal["fun", "normal", "spicy"]

GROK_IMAGINE_TEXT_JOB_INPUT_MODE_VALUES: set[GrokImagineTextJobInputMode] = {
    "fun",
    "normal",
    "spicy",
}


def check_grok_imagine_text_job_input_mode(value: str) -> GrokImagineTextJobInputMode:
    if value in GROK_IMAGINE_TEXT_JOB_INPUT_MODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROK_IMAGINE_TEXT_JOB_INPUT_MODE_VALUES!r}"
    )
