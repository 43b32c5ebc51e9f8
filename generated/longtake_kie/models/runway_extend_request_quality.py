from typing import Literal

RunwayExtendRequestQuality = Literal["1080p", "720p"]

RUNWAY_EXTEND_REQUEST_QUALITY_VALUES: set[RunwayExtendRequestQuality] = {
    "1080p",
    "720p",
}


def check_runway_extend_request_quality(value: str) -> RunwayExtendRequestQuality:
    if value in RUNWAY_EXTEND_REQUEST_QUALITY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RUNWAY_EXTEND_REQUEST_QUALITY_VALUES!r}"
    )
