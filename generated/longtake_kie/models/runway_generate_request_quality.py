from typing import Literal

RunwayGenerateRequestQuality = Literal["1080p", "720p"]

RUNWAY_GENERATE_REQUEST_QUALITY_VALUES: set[RunwayGenerateRequestQuality] = {
    "1080p",
    "720p",
}


def check_runway_generate_request_quality(value: str) -> RunwayGenerateRequestQuality:
    if value in RUNWAY_GENERATE_REQUEST_QUALITY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RUNWAY_GENERATE_REQUEST_QUALITY_VALUES!r}"
    )
