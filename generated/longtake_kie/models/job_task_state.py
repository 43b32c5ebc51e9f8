from typing import Literal

JobTaskState = Literal["fail", "generating", "queuing", "success", "waiting"]

JOB_TASK_STATE_VALUES: set[JobTaskState] = {
    "fail",
    "generating",
    "queuing",
    "success",
    "waiting",
}


def check_job_task_state(value: str) -> JobTaskState:
    if value in JOB_TASK_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {JOB_TASK_STATE_VALUES!r}")
