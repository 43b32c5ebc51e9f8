from typing import Literal

GrokImagineTextJobInputResolution = Literal["1080p", "480p", "720p"]

GROK_IMAGINE_TEXT_JOB_INPUT_RESOLUTION_VALUES: set[GrokImagineTextJobInputResolution] = {
    "1080p",
    "480p",
    "720p",
}


def check_grok_imagine_text_job_input_resolution(value: str) -> GrokImagineTextJobInputResolution:
    if value in GROK_IMAGINE_TEXT_JOB_INPUT_RESOLUTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROK_IMAGINE_TEXT_JOB_INPUT_RESOLUTION_VALUES!r}"
    )
