"""useapi.net's responses that refuse, with an HTTP status and `error` beside `code`, and its ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from longtake.emulator.responses import ProviderResponse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from longtake.emulator.faults import Refusal
    from longtake.emulator.tasks import FailureReason, Task, TaskFailure

# The emulated account.
USER_ID: Final = "1234"
EMAIL: Final = "someone@example.com"
TOKEN: Final = f"user:{USER_ID}-emulated"

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


def full_id(kind: str, uuid: str) -> str:
    """Return an id in the provider's format, `kind` being task or asset."""
    return f"user:{USER_ID}-runwayml:{EMAIL}-{kind}:{uuid}"


def bare_id(identifier: str) -> str:
    """Return the UUID at the end of an id."""
    return identifier.rpartition(":")[2]


def error(code: int, message: str, *, status: int | None = None) -> ProviderResponse:
    """Return an error, which is a string here. `status` is the code by default."""
    return ProviderResponse(code if status is None else status, {"error": message, "code": code})


def refused(refusal: Refusal) -> ProviderResponse:
    """Return a refusal, except that for the account's full queue."""
    if refusal == "rate_limit_upstream":
        return ProviderResponse(429, {"error": TOO_MANY})
    return error(*REFUSALS[refusal])


def queue_full(max_jobs: int, running: Sequence[Task]) -> ProviderResponse:
    """Return the refusal of a full queue, with the running tasks."""
    listed = [
        {"email": EMAIL, "taskId": task.id, "id": bare_id(task.id), **callback_fields(task)}
        for task in running
    ]
    message = f"Account {EMAIL} is busy executing {max_jobs} tasks"
    return ProviderResponse(429, {"error": message, "runningTasks": {EMAIL: listed}, "code": 429})


def task_error(failure: TaskFailure) -> Mapping[str, Any]:
    """Return the object in `error` of a failed task."""
    usual = FAILURES[failure.reason]
    return usual if failure.message is None else {**usual, "errorMessage": failure.message}


def callback_fields(task: Task) -> dict[str, Any]:
    """Return the fields of the request about callbacks, as far as it has them."""
    return {name: task.request[name] for name in ("replyUrl", "replyRef") if name in task.request}
