from typing import Literal

RunwayTaskState = Literal["fail", "generating", "queueing", "success", "wait"]

RUNWAY_TASK_STATE_VALUES: set[RunwayTaskState] = {
    "fail",
    "generating",
    "queueing",
    "success",
    "wait",
}


def check_runway_task_state(value: str) -> RunwayTaskState:
    if value in RUNWAY_TASK_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUNWAY_TASK_STATE_VALUES!r}")
