from typing import Literal

MidjourneyExtendResponseCode = Literal[200, 400, 401, 402, 404, 422, 429, 455, 500, 501, 505]

MIDJOURNEY_EXTEND_RESPONSE_CODE_VALUES: set[MidjourneyExtendResponseCode] = {
    200,
    400,
    401,
    402,
    404,
    422,
    429,
    455,
    500,
    501,
    505,
}


def check_midjourney_extend_response_code(value: int) -> MidjourneyExtendResponseCode:
    if value in MIDJOURNEY_EXTEND_RESPONSE_CODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {MIDJOURNEY_EXTEND_RESPONSE_CODE_VALUES!r}"
    )
