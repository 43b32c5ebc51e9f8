from typing import Literal

GrokImagineImageJobInputResolution = Literal["1080p", "480p", "720p"]

GROK_IMAGINE_IMAGE_JOB_INPUT_RESOLUTION_VALUES: set[GrokImagineImageJobInputResolution] = {
    "1080p",
    "480p",
    "720p",
}


def check_grok_imagine_image_job_input_resolution(value: str) -> GrokImagineImageJobInputResolution:
    if value in GROK_IMAGINE_IMAGE_JOB_INPUT_RESOLUTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROK_IMAGINE_IMAGE_JOB_INPUT_RESOLUTION_VALUES!r}"
    )
