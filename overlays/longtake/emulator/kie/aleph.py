"""Runway Aleph at kie.ai."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from longtake.emulator.alterations import Body, Rules, add_extra_fields, set_fields
from longtake.emulator.kie.operations import KindSpec, TaskView
from longtake.emulator.kie.responses import UNKNOWN_FLAG, alterations_of, failure_message
from longtake.emulator.kie.runway import video_callback
from longtake.emulator.task_kind import StartOperation, drawn_seconds, fixed_price
from longtake.emulator.tasks import Phase, uuid_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.emulator.tasks import FailureReason

SECONDS: Final = 5
# The provider's price list of October 2026.
CREDITS: Final = 110.0
FAILURE_CODES: Final[Mapping[FailureReason, int]] = {"moderation": 400, "error": 500}
NO_ERROR: Final[Mapping[str, Any]] = {"errorCode": 0, "errorMessage": ""}


def _record(view: TaskView) -> Mapping[str, Any]:
    task, moment = view.task, view.moment
    failure = moment.failure
    error = (
        NO_ERROR
        if failure is None
        else {
            "errorCode": FAILURE_CODES[failure.reason],
            "errorMessage": failure_message(failure),
        }
    )
    return {
        "taskId": task.id,
        "paramJson": json.dumps(task.request),
        "response": _result(view) if view.succeeded else None,
        "completeTime": None if moment.end is None else _time(moment.since),
        "createTime": _time(task.created_at),
        # A failed task has the flag of a running one.
        "successFlag": 1 if view.succeeded else 0,
        **error,
    }


def _result(view: TaskView) -> Mapping[str, Any]:
    return {"taskId": view.task.id, "resultVideoUrl": view.result_link(), "resultImageUrl": ""}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _other_types(data: Body) -> Body:
    """Return the error's code as a string."""
    return {**data, "errorCode": str(data["errorCode"])}


_READS: Final[Rules] = {
    "unknown_state": set_fields(successFlag=UNKNOWN_FLAG, response=None, completeTime=None),
    "backwards": set_fields(successFlag=0, response=None, completeTime=None, **NO_ERROR),
    "no_files": set_fields(successFlag=1, response=None, **NO_ERROR),
    "other_types": _other_types,
    "extra_field": add_extra_fields,
}
_CALLBACKS: Final[Rules] = {"no_files": set_fields(video_url=""), "extra_field": add_extra_fields}

ALEPH: Final = KindSpec(
    name="aleph",
    starts=(
        StartOperation(
            path="/api/v1/aleph/generate",
            seconds=drawn_seconds(SECONDS),
            price=fixed_price(CREDITS),
            new_id=uuid_id,
            not_extendable=lambda _: "Aleph videos cannot be extended",
        ),
    ),
    read_path="/api/v1/aleph/record-info",
    phases=(Phase("running", 90, 200),),
    record=_record,
    callback=video_callback,
    failure_codes=FAILURE_CODES,
    alterations=alterations_of(_READS, _CALLBACKS),
    first_videos=(),
    first_id=uuid_id,
)
