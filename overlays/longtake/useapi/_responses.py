"""The task in a response of useapi.net."""

from __future__ import annotations

from longtake._core.values import as_string
from longtake.errors import UnexpectedResponseError
from longtake_useapi.models import Gen2Task, Gen2TaskEnvelope


def task_in(response: object) -> Gen2Task:
    """Return the task in a response, bare or wrapped as `{"task": {...}, "code": 200}`.

    Raises:
        UnexpectedResponseError: If the response has no task.
    """
    if isinstance(response, Gen2TaskEnvelope):
        response = response.task
    elif isinstance(response, Gen2Task) and "task" in response:
        # The documentation of the create operation has only the bare task.
        response = Gen2Task.from_dict(response["task"])
    if not isinstance(response, Gen2Task):
        raise UnexpectedResponseError("the response has no task")
    return response


def is_gen2(task: Gen2Task) -> bool:
    """Return whether a task is one of Gen-2, also if it has no type. The provider has other models, too."""
    return "gen2" in (as_string(task.task_type) or "gen2")
