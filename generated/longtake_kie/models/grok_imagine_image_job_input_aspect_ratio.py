from typing import Literal

GrokImagineImageJobInputAspectRatio = Literal["16:9", "1:1", "2:3", "3:2", "9:16"]

GROK_IMAGINE_IMAGE_JOB_INPUT_ASPECT_RATIO_VALUES: set[GrokImagineImageJobInputAspectRatio] = {
    "16:9",
    "1:1",
    "2:3",
    "3:2",
    "9:16",
}


def check_grok_imagine_image_job_input_aspect_ratio(
    value: str,
) -> GrokImagineImageJobInputAspectRatio:
    if value in GROK_IMAGINE_IMAGE_JOB_INPUT_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROK_IMAGINE_IMAGE_JOB_INPUT_ASPECT_RATIO_VALUES!r}"
    )
