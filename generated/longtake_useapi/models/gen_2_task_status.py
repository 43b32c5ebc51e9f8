from typing import Literal

Gen2TaskStatus = Literal["CANCELLED", "FAILED", "PENDING", "RUNNING", "SUCCEEDED", "THROTTLED"]

GEN_2_TASK_STATUS_VALUES: set[Gen2TaskStatus] = {
    "CANCELLED",
    "FAILED",
    "PENDING",
    "RUNNING",
    "SUCCEEDED",
    "THROTTLED",
}


def check_gen_2_task_status(value: str) -> Gen2TaskStatus:
    if value in GEN_2_TASK_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GEN_2_TASK_STATUS_VALUES!r}")
