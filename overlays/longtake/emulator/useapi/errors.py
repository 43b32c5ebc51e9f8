"""What useapi.net says when it says no: an HTTP status, and `error` beside `code` in the body."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from longtake.emulator.endpoints import Answer
from longtake.emulator.faults import Failure, FailureReason, Refusal
from longtake.emulator.tasks import Task
from longtake.emulator.useapi.names import EMAIL, bare

TOO_MANY: Final = (
    "You have too many tasks running or pending. "
    "Please wait for some of them to finish before starting more."
)

REFUSALS: Final[Mapping[Refusal, tuple[int, str]]] = {
    "unauthorized": (401, "Unauthorized"),
    "subscription_lapsed": (402, "Subscription expired"),
    "insufficient_credits": (412, "Insufficient credits"),
    "content": (422, "The content was refused by moderation"),
    "not_found": (404, "Not found."),
    "server_error": (500, "Internal server error"),
    "upstream_session": (596, "Unable to refresh the Runway session"),
}

# The two shapes of 429: the account's own queue is full, or Runway's.
RATE_LIMITS: Final[tuple[Refusal, ...]] = ("rate_limit", "rate_limit_upstream")

FAILURES: Final[Mapping[FailureReason, Mapping[str, Any]]] = {
    "moderation": {
        "errorMessage": "The content was refused by moderation.",
        "reason": "SAFETY.OUTPUT.VIDEO",
        "message": "This generation did not pass moderation.",
        "moderation_category": "SAFETY",
        "tally_asimov": True,
    },
    "error": {
        "errorMessage": "The task failed.",
        "reason": "INTERNAL.BAD_OUTPUT",
        "message": "An unexpected error occurred.",
        "moderation_category": "",
        "tally_asimov": False,
    },
}


def error(code: int, message: str, *, status: int | None = None) -> Answer:
    """Answer an error: here `error` is a string. `status` is the code unless it says otherwise."""
    return Answer(code if status is None else status, {"error": message, "code": code})


def refused(refusal: Refusal) -> Answer:
    """Refuse, but for the account's full queue."""
    if refusal == "rate_limit_upstream":
        return Answer(429, {"error": TOO_MANY})
    return error(*REFUSALS[refusal])


def queue_full(max_jobs: int, running: Sequence[Task]) -> Answer:
    """Refuse because the account's queue is full, and tell of what."""
    listed = [
        {"email": EMAIL, "taskId": task.id, "id": bare(task.id), **reply_of(task)}
        for task in running
    ]
    message = f"Account {EMAIL} is busy executing {max_jobs} tasks"
    return Answer(429, {"error": message, "runningTasks": {EMAIL: listed}, "code": 429})


def error_of_task(failure: Failure) -> Mapping[str, Any]:
    """Return the object that stands in `error` of a failed task."""
    told = FAILURES[failure.reason]
    return told if failure.message is None else {**told, "errorMessage": failure.message}


def reply_of(task: Task) -> dict[str, Any]:
    """Return what the request said about callbacks, as far as it said anything."""
    return {name: task.request[name] for name in ("replyUrl", "replyRef") if name in task.request}
