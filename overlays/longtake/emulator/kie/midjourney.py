"""Midjourney at kie.ai."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from longtake.emulator.alterations import Body, Rules, add_extra_fields, set_fields
from longtake.emulator.clock import milliseconds
from longtake.emulator.kie.operations import DAY_S, KindSpec, TaskView
from longtake.emulator.kie.responses import (
    FAILURE_CODES,
    NO_ERROR,
    UNKNOWN_FLAG,
    alterations_of,
    outcome_fields,
)
from longtake.emulator.task_kind import (
    FirstVideo,
    RequestBody,
    StartOperation,
    drawn_seconds,
    fixed_price,
)
from longtake.emulator.tasks import Phase, Task, hexadecimal_id

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS: Final = 5
ADDED_SECONDS: Final = 4
# A video task makes several videos, distinguished by `index`.
VIDEOS: Final = 4
CREDITS: Final = 45.0
# The longest video, and how often one can be extended.
MAX_SECONDS: Final = 21
MAX_EXTENSIONS: Final = 4
# A day longer than the others, says its page.
KEPT_S: Final = 15 * DAY_S


def _prompt_objection(body: RequestBody) -> str | None:
    if body["taskType"] == "mj_video_extend_manual" and not body.get("prompt"):
        return "prompt: must be given with mj_video_extend_manual"
    return None


def _source_objection(body: RequestBody, source: Task) -> str | None:
    if not 0 <= body["index"] < source.videos:
        return f"index: the task has videos 0 to {source.videos - 1}"
    if _extensions(source) >= MAX_EXTENSIONS:
        return f"A video can be extended {MAX_EXTENSIONS} times"
    if source.seconds_after + ADDED_SECONDS > MAX_SECONDS:
        return f"The video would become longer than {MAX_SECONDS} seconds"
    return None


def _extensions(task: Task) -> int:
    """Return how often a video was extended."""
    return 0 if task.parent is None else 1 + _extensions(task.parent)


def _record(view: TaskView) -> Mapping[str, Any]:
    task, moment = view.task, view.moment
    return {
        "taskId": task.id,
        "taskType": task.request.get("taskType", "mj_video"),
        "paramJson": json.dumps(task.request),
        "completeTime": None if moment.end is None else milliseconds(moment.since),
        "createTime": milliseconds(task.created_at),
        "resultInfoJson": _results(view) if view.succeeded else None,
        **outcome_fields(moment),
    }


def _callback(view: TaskView) -> Mapping[str, Any]:
    """Return the `data` of a callback; after a failure its list is empty."""
    return {
        "taskId": view.task.id,
        "promptJson": json.dumps(view.task.request),
        "resultUrls": _links(view) if view.succeeded else [],
    }


def _links(view: TaskView) -> list[str]:
    return [view.result_link(suffix=f"-{index}") for index in range(view.task.videos)]


def _results(view: TaskView) -> Mapping[str, Any]:
    # An object, in spite of the field's name.
    return {"resultUrls": [{"resultUrl": link} for link in _links(view)]}


def _other_types(data: Body) -> Body:
    """Return `resultInfoJson` as JSON, like its name, and the error's code as a string."""
    result, code = data["resultInfoJson"], data["errorCode"]
    return {
        **data,
        "resultInfoJson": result if result is None else json.dumps(result),
        "errorCode": code if code is None else str(code),
    }


_READS: Final[Rules] = {
    "unknown_state": set_fields(successFlag=UNKNOWN_FLAG, resultInfoJson=None, completeTime=None),
    "backwards": set_fields(successFlag=0, resultInfoJson=None, completeTime=None, **NO_ERROR),
    "no_files": set_fields(successFlag=1, resultInfoJson=None, **NO_ERROR),
    "other_types": _other_types,
    "extra_field": add_extra_fields,
}
_CALLBACKS: Final[Rules] = {"no_files": set_fields(resultUrls=[]), "extra_field": add_extra_fields}

MIDJOURNEY: Final = KindSpec(
    name="midjourney",
    starts=(
        StartOperation(
            path="/api/v1/mj/generateVideoExtend",
            source="taskId",
            seconds=drawn_seconds(ADDED_SECONDS),
            price=fixed_price(CREDITS),
            new_id=hexadecimal_id,
            objection=_prompt_objection,
        ),
    ),
    read_path="/api/v1/mj/record-info",
    phases=(Phase("running", 45, 90),),
    record=_record,
    callback=_callback,
    failure_codes=FAILURE_CODES,
    alterations=alterations_of(_READS, _CALLBACKS),
    first_videos=(FirstVideo(variable="KIE_MIDJOURNEY_SOURCE", seconds=SECONDS, videos=VIDEOS),),
    first_id=hexadecimal_id,
    source_objection=_source_objection,
    result_kept_s=KEPT_S,
    record_kept_s=KEPT_S,
    extents=frozenset({"whole"}),
)
