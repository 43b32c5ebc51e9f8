from typing import Literal

KlingTaskStatus = Literal["failed", "processing", "submitted", "succeed", "succeeded"]

KLING_TASK_STATUS_VALUES: set[KlingTaskStatus] = {
    "failed",
    "processing",
    "submitted",
    "succeed",
    "succeeded",
}


def check_kling_task_status(value: str) -> KlingTaskStatus:
    if value in KLING_TASK_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {KLING_TASK_STATUS_VALUES!r}")
