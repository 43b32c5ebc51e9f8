"""The task in an answer of useapi.net."""

from __future__ import annotations

from longtake._core.values import as_string
from longtake.errors import UnexpectedAnswerError
from longtake_useapi.models import Gen2Task, Gen2TaskEnvelope


def task_in(answer: object) -> Gen2Task:
    """The task, which comes bare or wrapped as `{"task": {...}, "code": 200}`.

    Raises:
        UnexpectedAnswerError: If the answer holds none.
    """
    if isinstance(answer, Gen2TaskEnvelope):
        answer = answer.task
    elif isinstance(answer, Gen2Task) and "task" in answer:
        # The page of the create knows the bare task alone.
        answer = Gen2Task.from_dict(answer["task"])
    if not isinstance(answer, Gen2Task):
        raise UnexpectedAnswerError("the answer holds no task")
    return answer


def is_gen2(task: Gen2Task) -> bool:
    """Whether a task is Gen-2's, as far as it says so; the vendor has tasks of other models, too."""
    return "gen2" in (as_string(task.task_type) or "gen2")
