from typing import Literal

GrokImagineTextJobInputAspectRatio = Literal["16:9", "1:1", "2:3", "3:2", "9:16"]

GROK_IMAGINE_TEXT_JOB_INPUT_ASPECT_RATIO_VALUES: set[GrokImagineTextJobInputAspectRatio] = {
    "16:9",
    "1:1",
    "2:3",
    "3:2",
    "9:16",
}


def check_grok_imagine_text_job_input_aspect_ratio(
    value: str,
) -> GrokImagineTextJobInputAspectRatio:
    if value in GROK_IMAGINE_TEXT_JOB_INPUT_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROK_IMAGINE_TEXT_JOB_INPUT_ASPECT_RATIO_VALUES!r}"
    )
