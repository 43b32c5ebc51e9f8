from typing import Literal

VeoExtendResponseCode = Literal[200, 400, 401, 402, 404, 422, 429, 455, 500, 501, 505]

VEO_EXTEND_RESPONSE_CODE_VALUES: set[VeoExtendResponseCode] = {
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


def check_veo_extend_response_code(value: int) -> VeoExtendResponseCode:
    if value in VEO_EXTEND_RESPONSE_CODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VEO_EXTEND_RESPONSE_CODE_VALUES!r}"
    )
