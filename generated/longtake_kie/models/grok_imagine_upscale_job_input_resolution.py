from typing import Literal

GrokImagineUpscaleJobInputResolution = Literal["1080p", "720p"]

GROK_IMAGINE_UPSCALE_JOB_INPUT_RESOLUTION_VALUES: set[GrokImagineUpscaleJobInputResolution] = {
    "1080p",
    "720p",
}


def check_grok_imagine_upscale_job_input_resolution(
    value: str,
) -> GrokImagineUpscaleJobInputResolution:
    if value in GROK_IMAGINE_UPSCALE_JOB_INPUT_RESOLUTION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROK_IMAGINE_UPSCALE_JOB_INPUT_RESOLUTION_VALUES!r}"
    )
