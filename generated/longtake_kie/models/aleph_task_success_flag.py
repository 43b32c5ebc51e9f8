from typing import Literal

AlephTaskSuccessFlag = Literal[0, 1, 2, 3]

ALEPH_TASK_SUCCESS_FLAG_VALUES: set[AlephTaskSuccessFlag] = {
    0,
    1,
    2,
    3,
}


def check_aleph_task_success_flag(value: int) -> AlephTaskSuccessFlag:
    if value in ALEPH_TASK_SUCCESS_FLAG_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ALEPH_TASK_SUCCESS_FLAG_VALUES!r}"
    )
