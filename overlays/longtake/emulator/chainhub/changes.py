"""What is odd about Kling's responses and callbacks on a bad day."""

from __future__ import annotations

from typing import Final

from longtake.emulator.changes import (
    UNKNOWN_STATE,
    Body,
    Changes,
    Rule,
    Rules,
    enveloped,
    extended,
    only,
    setting,
)


def _other_types(data: Body) -> Body:
    """Return the task's id and durations as numbers, though ids are larger than what a double holds."""
    changed = {**data, "task_id": int(data["task_id"])}
    if "task_result" in data:
        videos = [
            {**video, "duration": float(video["duration"])}
            for video in data["task_result"]["videos"]
        ]
        changed["task_result"] = {"videos": videos}
    return changed


def _begins(data: Body) -> Body:
    kept = {name: value for name, value in data.items() if name != "task_result"}
    return {**kept, "task_status": "submitted", "task_status_msg": ""}


_TASKS: Final[Rules] = {
    "unknown_state": setting(task_status=UNKNOWN_STATE.lower()),
    "backwards": _begins,
    "no_files": setting(task_status="succeed", task_result={"videos": []}, task_status_msg=""),
    "other_types": _other_types,
    "extra_field": extended,
}

# The other shape of a callback: a change in few words, with no task around it.
_NOTICES: Final[Rules] = {
    "unknown_state": setting(status=UNKNOWN_STATE.lower()),
    "backwards": setting(status="submitted", message=""),
    # It never names any.
    "no_files": setting(status="succeeded", message=""),
    "other_types": lambda body: {**body, "id": int(body["id"])},
    "extra_field": extended,
}


def _of_callback(task: Rule, notice: Rule) -> Rule:
    return lambda body: (task if "task_id" in body else notice)(body)


_READS: Final = enveloped(_TASKS)
CHANGES: Final[Changes] = {
    "submit": only(_READS, "extra_field", "null_data"),
    "read": _READS,
    "callback": {change: _of_callback(rule, _NOTICES[change]) for change, rule in _TASKS.items()},
}
"""The same for every kind of task."""
