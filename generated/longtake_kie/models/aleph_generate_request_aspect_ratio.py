from typing import Literal

AlephGenerateRequestAspectRatio = Literal["16:9", "1:1", "21:9", "3:4", "4:3", "9:16"]

ALEPH_GENERATE_REQUEST_ASPECT_RATIO_VALUES: set[AlephGenerateRequestAspectRatio] = {
    "16:9",
    "1:1",
    "21:9",
    "3:4",
    "4:3",
    "9:16",
}


def check_aleph_generate_request_aspect_ratio(value: str) -> AlephGenerateRequestAspectRatio:
    if value in ALEPH_GENERATE_REQUEST_ASPECT_RATIO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ALEPH_GENERATE_REQUEST_ASPECT_RATIO_VALUES!r}"
    )
