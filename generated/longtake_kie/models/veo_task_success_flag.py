from typing import Literal

VeoTaskSuccessFlag = Literal[0, 1, 2, 3]

VEO_TASK_SUCCESS_FLAG_VALUES: set[VeoTaskSuccessFlag] = {
    0,
    1,
    2,
    3,
}


def check_veo_task_success_flag(value: int) -> VeoTaskSuccessFlag:
    if value in VEO_TASK_SUCCESS_FLAG_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {VEO_TASK_SUCCESS_FLAG_VALUES!r}")
