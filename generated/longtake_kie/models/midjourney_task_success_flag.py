from typing import Literal

MidjourneyTaskSuccessFlag = Literal[0, 1, 2, 3]

MIDJOURNEY_TASK_SUCCESS_FLAG_VALUES: set[MidjourneyTaskSuccessFlag] = {
    0,
    1,
    2,
    3,
}


def check_midjourney_task_success_flag(value: int) -> MidjourneyTaskSuccessFlag:
    if value in MIDJOURNEY_TASK_SUCCESS_FLAG_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {MIDJOURNEY_TASK_SUCCESS_FLAG_VALUES!r}"
    )
