"""The task kind `gen2`: how its tasks are made, and what is odd about them on a bad day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from longtake.emulator.changes import (
    UNKNOWN_STATE,
    Body,
    Changes,
    Rule,
    Rules,
    extended,
    only,
    setting,
)
from longtake.emulator.ids import uuid_text
from longtake.emulator.kinds import Request, Start, seconds
from longtake.emulator.tasks import Phase
from longtake.emulator.useapi.shown import MOTIONS, SECONDS

SOURCE: Final = "assetId"
CREDITS: Final = 20.0
PENDING, RUNNING = Phase("PENDING", 5, 15), Phase("RUNNING", 50, 100)
# Runway lets a task wait while others of the account run. When and for how long no page tells: here
# it is a task that is made while the one before it runs.
THROTTLED: Final = Phase("THROTTLED", 10, 30)
PHASES: Final = (PENDING, RUNNING)
THROTTLED_PHASES: Final = (PENDING, THROTTLED, RUNNING)


def _price(request: Request) -> float:
    # "You are not charged credits for Explore mode generations."
    return 0.0 if request.get("exploreMode") else CREDITS


def _clashing(request: Request) -> str | None:
    clashing = [name for name in MOTIONS if name in request] if "motion" in request else []
    return f"motion cannot go together with {', '.join(clashing)}" if clashing else None


START: Final = Start(
    path="/v1/runwayml/gen2/extend",
    source=SOURCE,
    seconds=seconds(SECONDS),
    price=_price,
    new_id=uuid_text,
    objection=_clashing,
)


def _other_types(task: Body) -> Body:
    """Return the progress as a number, a file's size as one too."""
    progress = task["progressRatio"]
    return {
        **task,
        "progressRatio": progress if progress is None else float(progress),
        "artifacts": [
            {**artifact, "fileSize": int(artifact["fileSize"])} for artifact in task["artifacts"]
        ],
    }


_TASKS: Final[Rules] = {
    "unknown_state": setting(status=UNKNOWN_STATE, artifacts=[]),
    "backwards": setting(status="PENDING", artifacts=[], progressRatio=None, error=None),
    "no_files": setting(status="SUCCEEDED", artifacts=[], error=None),
    "other_types": _other_types,
    "extra_field": extended,
}


def _of_body(rule: Rule) -> Rule:
    """Return a rule for a body in which the task stands bare, or in a wrapper of its own."""

    def change(body: Body) -> Body:
        task: Any = body.get("task")
        if isinstance(task, Mapping):
            return {**body, "task": rule(cast("Body", task))}
        return rule(body) if "taskId" in body else body

    return change


_READS: Final[Rules] = {change: _of_body(rule) for change, rule in _TASKS.items()}
CHANGES: Final[Changes] = {
    "submit": only(_READS, "extra_field"),
    "read": _READS,
    # A cancelled task is shown like one that was read, and so is that of a callback.
    "cancel": _READS,
    "callback": _READS,
}
