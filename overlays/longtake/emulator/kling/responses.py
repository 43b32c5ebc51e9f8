"""Kling's refusals, failures and alterations: an HTTP status, and a code in the envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake.emulator.alterations import (
    UNKNOWN_STATE,
    Alterations,
    Body,
    Rule,
    Rules,
    add_extra_fields,
    in_envelope,
    only,
    set_fields,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.emulator.faults import Refusal
    from longtake.emulator.kling.credentials import TokenProblem
    from longtake.emulator.tasks import FailureReason

REFUSALS: Final[Mapping[Refusal, tuple[int, int, str]]] = {
    "unauthorized": (401, 1002, "Authorization is invalid"),
    "ip_not_allowed": (429, 1304, "The IP address is not on the allowlist of the key"),
    "not_found": (404, 1203, "The requested resource does not exist"),
    "insufficient_credits": (429, 1102, "Account balance not enough"),
    "content": (400, 1301, "Failure to pass the risk control system"),
    "rate_limit": (429, 1302, "API request rate over limit"),
    "too_many_tasks": (429, 1303, "parallel task over resource pack limit"),
    "server_error": (500, 5000, "Internal server error"),
    "maintenance": (503, 5001, "Server is temporarily unavailable"),
}
"""HTTP status, code in the body and words for each refusal."""

TOKEN_PROBLEMS: Final[Mapping[TokenProblem, tuple[int, str]]] = {
    "invalid": (1002, "Authorization is invalid"),
    "not yet valid": (1003, "Authorization is not yet valid"),
    "expired": (1004, "Authorization has expired"),
}

FAILURES: Final[Mapping[FailureReason, str]] = {
    "moderation": "Failure to pass the risk control system",
    "error": "Service busy, task failed",
}


def _other_types(data: Body) -> Body:
    """Return the task's id and durations as numbers, though ids are larger than a double can represent."""
    altered = {**data, "task_id": int(data["task_id"])}
    if "task_result" in data:
        videos = [
            {**video, "duration": float(video["duration"])}
            for video in data["task_result"]["videos"]
        ]
        altered["task_result"] = {"videos": videos}
    return altered


def _backwards(data: Body) -> Body:
    kept = {name: value for name, value in data.items() if name != "task_result"}
    return {**kept, "task_status": "submitted", "task_status_msg": ""}


_TASKS: Final[Rules] = {
    "unknown_state": set_fields(task_status=UNKNOWN_STATE.lower()),
    "backwards": _backwards,
    "no_files": set_fields(task_status="succeed", task_result={"videos": []}, task_status_msg=""),
    "other_types": _other_types,
    "extra_field": add_extra_fields,
}

# The other shape of a callback: a notice of the change, without the task.
_NOTICES: Final[Rules] = {
    "unknown_state": set_fields(status=UNKNOWN_STATE.lower()),
    "backwards": set_fields(status="submitted", message=""),
    # It never contains files.
    "no_files": set_fields(status="succeeded", message=""),
    "other_types": lambda body: {**body, "id": int(body["id"])},
    "extra_field": add_extra_fields,
}


def _of_callback(task: Rule, notice: Rule) -> Rule:
    return lambda body: (task if "task_id" in body else notice)(body)


_READS: Final = in_envelope(_TASKS)
ALTERATIONS: Final[Alterations] = {
    "submit": only(_READS, "extra_field", "null_data"),
    "read": _READS,
    "callback": {name: _of_callback(rule, _NOTICES[name]) for name, rule in _TASKS.items()},
}
"""The same for every task kind."""
