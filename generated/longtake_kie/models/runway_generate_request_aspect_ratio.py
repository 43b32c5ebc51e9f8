from typing import Literal

RunwayGenerateRequestAspectRatio = Literal["16:9", "1:1", "3:4", "4:3", "9:16"]

RUNWAY_GENERATE_REQUEST_ASPECT_RATIO_VALUES: set[RunwayGenerateRequestAspectRatio] = {
    "16:9",
    "1:1",
    "3:4",
    "4:3",
    "9:16",
}


def check_runway_generate_request_aspect_ratio(value: str) -> RunwayGenerateRequestAspectRatio:
    if value in RUNWAY_GENERATE_REQUEST_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RUNWAY_GENERATE_REQUEST_ASPECT_RATIO_VALUES!r}"
    )
