"""Midjourney at kie.ai."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from longtake.emulator.changes import Body, Rules, extended, setting
from longtake.emulator.clock import milliseconds
from longtake.emulator.ids import hexadecimal
from longtake.emulator.kie.envelope import FAILURE_CODES, NO_ERROR, UNKNOWN_FLAG, odd, outcome
from longtake.emulator.kie.section import DAY_S, Kind, View
from longtake.emulator.kinds import Request, Seed, Start, always, seconds
from longtake.emulator.tasks import Phase, Task

SECONDS: Final = 5
ADDED_SECONDS: Final = 4
# A video task makes a batch, told apart by `index`.
VIDEOS: Final = 4
CREDITS: Final = 45.0
# A day longer than the others, says its page.
KEPT_S: Final = 15 * DAY_S


def _without_prompt(request: Request) -> str | None:
    if request["taskType"] == "mj_video_extend_manual" and not request.get("prompt"):
        return "prompt: must be given with mj_video_extend_manual"
    return None


def _without_video(request: Request, source: Task) -> str | None:
    if 0 <= request["index"] < source.videos:
        return None
    return f"index: the task has videos 0 to {source.videos - 1}"


def _record(view: View) -> Mapping[str, Any]:
    task, moment = view.task, view.moment
    return {
        "taskId": task.id,
        "taskType": task.request.get("taskType", "mj_video"),
        "paramJson": json.dumps(task.request),
        "completeTime": None if moment.end is None else milliseconds(moment.since),
        "createTime": milliseconds(task.created_at),
        "resultInfoJson": _results(view) if view.made else None,
        **outcome(moment),
    }


def _callback(view: View) -> Mapping[str, Any]:
    """Return the `data` of a callback; after a failure its list is empty."""
    return {
        "taskId": view.task.id,
        "promptJson": json.dumps(view.task.request),
        "resultUrls": _links(view) if view.made else [],
    }


def _links(view: View) -> list[str]:
    return [view.link(suffix=f"-{index}") for index in range(view.task.videos)]


def _results(view: View) -> Mapping[str, Any]:
    # An object, in spite of its name.
    return {"resultUrls": [{"resultUrl": link} for link in _links(view)]}


def _other_types(data: Body) -> Body:
    """Return `resultInfoJson` as what its name says, the error's code as a string."""
    result, code = data["resultInfoJson"], data["errorCode"]
    return {
        **data,
        "resultInfoJson": result if result is None else json.dumps(result),
        "errorCode": code if code is None else str(code),
    }


_READS: Final[Rules] = {
    "unknown_state": setting(successFlag=UNKNOWN_FLAG, resultInfoJson=None, completeTime=None),
    "backwards": setting(successFlag=0, resultInfoJson=None, completeTime=None, **NO_ERROR),
    "no_files": setting(successFlag=1, resultInfoJson=None, **NO_ERROR),
    "other_types": _other_types,
    "extra_field": extended,
}
_CALLBACKS: Final[Rules] = {"no_files": setting(resultUrls=[]), "extra_field": extended}

MIDJOURNEY: Final = Kind(
    name="midjourney",
    starts=(
        Start(
            path="/api/v1/mj/generateVideoExtend",
            source="taskId",
            seconds=seconds(ADDED_SECONDS),
            price=always(CREDITS),
            new_id=hexadecimal,
            objection=_without_prompt,
        ),
    ),
    read_path="/api/v1/mj/record-info",
    phases=(Phase("running", 45, 90),),
    record=_record,
    callback=_callback,
    failure_codes=FAILURE_CODES,
    changes=odd(_READS, _CALLBACKS),
    seeds=(Seed(variable="KIE_MIDJOURNEY_SOURCE", seconds=SECONDS, videos=VIDEOS),),
    seed_id=hexadecimal,
    source_objection=_without_video,
    result_kept_s=KEPT_S,
    record_kept_s=KEPT_S,
)
