"""The task kind `gen2`: the operation that starts its tasks, its phases and its alterations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from longtake.emulator.alterations import (
    UNKNOWN_STATE,
    Alterations,
    Body,
    Rule,
    Rules,
    add_extra_fields,
    only,
    set_fields,
)
from longtake.emulator.task_kind import RequestBody, StartOperation, drawn_seconds
from longtake.emulator.tasks import Phase, Task, uuid_id
from longtake.emulator.useapi.task_body import MOTIONS, SECONDS

SOURCE: Final = "assetId"
CREDITS: Final = 20.0
PENDING, RUNNING = Phase("PENDING", 5, 15), Phase("RUNNING", 50, 100)
# Runway lets a task wait while others of the account run. No page documents when and for how long: here
# it is a task that is made while the previous one runs.
THROTTLED: Final = Phase("THROTTLED", 10, 30)
PHASES: Final = (PENDING, RUNNING)
THROTTLED_PHASES: Final = (PENDING, THROTTLED, RUNNING)


def _price(body: RequestBody, source: Task | None) -> float:
    del source
    # "You are not charged credits for Explore mode generations."
    return 0.0 if body.get("exploreMode") else CREDITS


def _motion_objection(body: RequestBody) -> str | None:
    conflicting = [name for name in MOTIONS if name in body] if "motion" in body else []
    return f"motion cannot go together with {', '.join(conflicting)}" if conflicting else None


START: Final = StartOperation(
    path="/v1/runwayml/gen2/extend",
    source=SOURCE,
    seconds=drawn_seconds(SECONDS),
    price=_price,
    new_id=uuid_id,
    objection=_motion_objection,
)


def _other_types(task: Body) -> Body:
    """Return the progress and the sizes of files as numbers."""
    progress = task["progressRatio"]
    return {
        **task,
        "progressRatio": progress if progress is None else float(progress),
        "artifacts": [
            {**artifact, "fileSize": int(artifact["fileSize"])} for artifact in task["artifacts"]
        ],
    }


_TASKS: Final[Rules] = {
    "unknown_state": set_fields(status=UNKNOWN_STATE, artifacts=[]),
    "backwards": set_fields(status="PENDING", artifacts=[], progressRatio=None, error=None),
    "no_files": set_fields(status="SUCCEEDED", artifacts=[], error=None),
    "other_types": _other_types,
    "extra_field": add_extra_fields,
}


def _of_body(rule: Rule) -> Rule:
    """Return a rule for a body that is the task itself, or contains it in a wrapper."""

    def alter(body: Body) -> Body:
        task: object = body.get("task")
        if isinstance(task, Mapping):
            return {**body, "task": rule(cast("Body", task))}
        return rule(body) if "taskId" in body else body

    return alter


_READS: Final[Rules] = {name: _of_body(rule) for name, rule in _TASKS.items()}
ALTERATIONS: Final[Alterations] = {
    "submit": only(_READS, "extra_field"),
    "read": _READS,
    # The body of a cancelled task, and of a callback, is like that of a read.
    "cancel": _READS,
    "callback": _READS,
}
