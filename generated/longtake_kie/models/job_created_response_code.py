from typing import Literal

JobCreatedResponseCode = Literal[200, 401, 402, 404, 422, 429, 433, 455, 500, 501, 505]

JOB_CREATED_RESPONSE_CODE_VALUES: set[JobCreatedResponseCode] = {
    200,
    401,
    402,
    404,
    422,
    429,
    433,
    455,
    500,
    501,
    505,
}


def check_job_created_response_code(value: int) -> JobCreatedResponseCode:
    if value in JOB_CREATED_RESPONSE_CODE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {JOB_CREATED_RESPONSE_CODE_VALUES!r}"
    )
