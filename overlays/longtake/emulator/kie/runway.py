"""Runway at kie.ai."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from longtake.emulator.alterations import (
    UNKNOWN_STATE,
    Body,
    Rules,
    add_extra_fields,
    set_fields,
)
from longtake.emulator.clock import plain
from longtake.emulator.kie.operations import DAY_S, KindSpec, TaskView
from longtake.emulator.kie.responses import alterations_of, failure_message
from longtake.emulator.task_kind import FirstVideo, RequestBody, StartOperation, drawn_seconds
from longtake.emulator.tasks import Phase, uuid_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.emulator.tasks import Task

# The provider names no length for a Runway extension; this is the shorter of the two that it makes.
SECONDS: Final = 5
CREDITS: Final[Mapping[str, float]] = {"720p": 12.0, "1080p": 30.0}
# The provider's price list of October 2026, by seconds and quality. There are no others.
FIRST_CREDITS: Final[Mapping[tuple[int, str], float]] = {
    (5, "720p"): 12.0,
    (10, "720p"): 30.0,
    (5, "1080p"): 30.0,
}
STATES: Final = {"succeeded": "success", "failed": "fail"}


def _price(body: RequestBody, source: Task | None) -> float:
    del source
    return CREDITS.get(body["quality"], max(CREDITS.values()))


def _first_price(body: RequestBody, source: Task | None) -> float:
    del source
    return FIRST_CREDITS[body["duration"], body["quality"]]


def _first_objection(body: RequestBody) -> str | None:
    if (body["duration"], body["quality"]) not in FIRST_CREDITS:
        return "quality: a video of 10 seconds is not available in 1080p"
    if not body.get("imageUrl") and "aspectRatio" not in body:
        return "aspectRatio: must be given without imageUrl"
    return None


def _not_extendable(body: RequestBody) -> str | None:
    # A note in the provider's playground.
    return "A video in 1080p cannot be extended" if body["quality"] == "1080p" else None


def _record(view: TaskView) -> Mapping[str, Any]:
    task, failure = view.task, view.moment.failure
    return {
        "taskId": task.id,
        "parentTaskId": task.parent.id if task.parent is not None else "",
        "generateParam": {
            "prompt": task.request["prompt"],
            "imageUrl": task.request.get("imageUrl", ""),
            "expandPrompt": False,
        },
        "state": STATES.get(view.moment.end or "", view.moment.state),
        "generateTime": plain(task.created_at),
        # Still there when the result has expired; then the link has expired, too.
        "videoInfo": _video_info(view) if view.succeeded else None,
        # Every failure has this code, says the provider; only the words differ.
        "failCode": 0 if failure is None else 400,
        "failMsg": "" if failure is None else failure_message(failure),
        "expireFlag": 1 if view.expired else 0,
    }


def _video_info(view: TaskView) -> Mapping[str, Any]:
    return {
        "videoId": f"{view.task.id}-video",
        "taskId": view.task.id,
        # The whole video, source and extension: the provider does not document it.
        "videoUrl": view.result_link(),
        # The provider's cover picture; there is none here.
        "imageUrl": "",
    }


def video_callback(view: TaskView) -> Mapping[str, Any]:
    """Return the `data` of a callback; after a failure its strings are empty."""
    return {
        "task_id": view.task.id,
        "video_id": f"{view.task.id}-video" if view.succeeded else "",
        "video_url": view.result_link() if view.succeeded else "",
        "image_url": "",
    }


def _other_types(data: Body) -> Body:
    """Return codes as strings, the way older pages have them, also beside success."""
    return {**data, "failCode": str(data["failCode"]), "expireFlag": str(data["expireFlag"])}


_READS: Final[Rules] = {
    "unknown_state": set_fields(state=UNKNOWN_STATE.lower(), videoInfo=None),
    "backwards": set_fields(state="wait", videoInfo=None, failCode=0, failMsg=""),
    "no_files": set_fields(state="success", videoInfo=None, failCode=0, failMsg=""),
    "other_types": _other_types,
    "extra_field": add_extra_fields,
}
_CALLBACKS: Final[Rules] = {"no_files": set_fields(video_url=""), "extra_field": add_extra_fields}

RUNWAY: Final = KindSpec(
    name="runway",
    starts=(
        StartOperation(
            path="/api/v1/runway/generate",
            seconds=lambda body, _, __: int(body["duration"]),
            price=_first_price,
            new_id=uuid_id,
            objection=_first_objection,
            not_extendable=_not_extendable,
        ),
        StartOperation(
            path="/api/v1/runway/extend",
            source="taskId",
            seconds=drawn_seconds(SECONDS),
            price=_price,
            new_id=uuid_id,
            not_extendable=_not_extendable,
        ),
    ),
    read_path="/api/v1/runway/record-detail",
    phases=(Phase("wait", 2, 5), Phase("queueing", 5, 15), Phase("generating", 50, 100)),
    record=_record,
    callback=video_callback,
    # 400 or 500, says the page of the callback.
    failure_codes={"moderation": 400, "error": 500},
    alterations=alterations_of(_READS, _CALLBACKS),
    first_videos=(FirstVideo(variable="KIE_RUNWAY_SOURCE", seconds=SECONDS),),
    first_id=uuid_id,
    # Only here a read says that a result has expired, so it must go on when the result is gone. The
    # provider says that logs are kept for two months and does not count their days; 60 are taken.
    record_kept_s=60 * DAY_S,
    # The provider's list of codes for Runway has no 400.
    bad_source=422,
    extents=frozenset({"whole"}),
)
