from typing import Literal

RunwayExtendResponseCode = Literal[200, 401, 404, 422, 429, 451, 455, 500]

RUNWAY_EXTEND_RESPONSE_CODE_VALUES: set[RunwayExtendResponseCode] = {
    200,
    401,
    404,
    422,
    429,
    451,
    455,
    500,
}


def check_runway_extend_response_code(value: int) -> RunwayExtendResponseCode:
    if value in RUNWAY_EXTEND_RESPONSE_CODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RUNWAY_EXTEND_RESPONSE_CODE_VALUES!r}"
    )
