from typing import Literal

RunwayGenerateRequestDuration = Literal[5, 10]

RUNWAY_GENERATE_REQUEST_DURATION_VALUES: set[RunwayGenerateRequestDuration] = {
    5,
    10,
}


def check_runway_generate_request_duration(value: int) -> RunwayGenerateRequestDuration:
    if value in RUNWAY_GENERATE_REQUEST_DURATION_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RUNWAY_GENERATE_REQUEST_DURATION_VALUES!r}"
    )
