"""The unified jobs API of kie.ai: one task kind, and an entry for each model.

The prices are those of the provider's list of October 2026, where it has one, and else this emulator's own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from longtake.emulator.alterations import (
    UNKNOWN_STATE,
    Body,
    Rules,
    add_extra_fields,
    set_fields,
)
from longtake.emulator.clock import milliseconds
from longtake.emulator.kie.catalogue import MODELS
from longtake.emulator.kie.operations import KindSpec, TaskView
from longtake.emulator.kie.responses import FAILURE_CODES, alterations_of, failure_message
from longtake.emulator.kie.veo import FIRST_CREDITS, TOO_LARGE
from longtake.emulator.task_kind import (
    FirstVideo,
    Price,
    RequestBody,
    Seconds,
    StartOperation,
    any_source,
    drawn_seconds,
    fixed_price,
    no_objection,
)
from longtake.emulator.tasks import Phase, Task, hexadecimal_id

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

CREATE: Final = "/api/v1/jobs/createTask"
ADDED_SECONDS: Final = 7
STATES: Final = {"succeeded": "success", "failed": "fail"}
FLAGS: Final = {"succeeded": 1, "failed": 3}
# A model that the specification does not describe: the emulator's own length and price.
OTHER_SECONDS: Final = 5
OTHER_CREDITS: Final = 20.0
PIXVERSE_CREDITS: Final[Mapping[bool, Mapping[str, float]]] = {
    False: {"360p": 4.0, "540p": 5.6, "720p": 7.2, "1080p": 14.4},
    True: {"360p": 5.6, "540p": 7.2, "720p": 9.6, "1080p": 18.4},
}
RUNWAY_CREDITS: Final[Mapping[tuple[int, str], float]] = {
    (5, "720p"): 12.0,
    (10, "720p"): 30.0,
    (5, "1080p"): 30.0,
}
WAN_CREDITS: Final[Mapping[str, float]] = {"720p": 16.0, "1080p": 24.0}
# The lengths of clips that Wan continues.
WAN_CLIP_S: Final = (2, 10)
# By the resolution of the source and the seconds that are added.
GROK_CREDITS: Final[Mapping[str, Mapping[int, float]]] = {
    "480p": {6: 14.4, 10: 24.0},
    "720p": {6: 27.0, 10: 45.0},
}
# The models whose videos each model can continue or enlarge; all others take any video.
SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "runway/extend-ai-video": ("runway", "runway/extend-ai-video"),
    "veo/extend": ("veo-3-1", "veo/extend"),
    "veo/get-1080p-video": ("veo-3-1", "veo/extend"),
    "veo/get-4k-video": ("veo-3-1", "veo/extend"),
    "grok-imagine/extend": (
        "grok-imagine/text-to-video",
        "grok-imagine/image-to-video",
        "grok-imagine/extend",
    ),
    "grok-imagine/upscale": (
        "grok-imagine/text-to-video",
        "grok-imagine/image-to-video",
        "grok-imagine/extend",
    ),
}
# Their result is the new part. The provider does not document the others: here it is the whole video.
PARTS: Final = frozenset({"veo/extend"})


def _requested(default: int = 5) -> Seconds:
    """Return the length that a request asks for; some models take it as a string."""
    return lambda fields, _, __: int(fields.get("duration") or default)


def _added(field: str) -> Seconds:
    return lambda fields, _, __: int(fields[field])


def _none(fields: RequestBody, rng: random.Random, source: Task | None) -> float:
    """Return that nothing is added: the result is as long as the source."""
    del fields, rng, source
    return 0


def _per_second(credits_: float) -> Price:
    return lambda fields, _: credits_ * int(fields.get("duration") or OTHER_SECONDS)


def _runway_price(fields: RequestBody, source: Task | None) -> float:
    del source
    return RUNWAY_CREDITS.get((fields.get("duration", 5), fields["quality"]), 30.0)


def _runway_objection(fields: RequestBody) -> str | None:
    if (fields["duration"], fields["quality"]) not in RUNWAY_CREDITS:
        return "quality: a video of 10 seconds is not available in 1080p"
    return None


def _runway_not_extendable(fields: RequestBody) -> str | None:
    return "A video in 1080p cannot be extended" if fields["quality"] == "1080p" else None


def _veo_price(fields: RequestBody, source: Task | None) -> float:
    del source
    return FIRST_CREDITS[fields.get("model", "veo3_fast")][fields.get("resolution", "720p")]


def _veo_not_extendable(fields: RequestBody) -> str | None:
    return None if fields.get("resolution", "720p") == "720p" else TOO_LARGE


def _veo_objection(fields: RequestBody) -> str | None:
    if fields.get("generation_type") == "REFERENCE_2_VIDEO" and fields.get("duration", 8) != 8:  # noqa: PLR2004 - seconds
        return "duration: must be 8 with REFERENCE_2_VIDEO"
    return None


def _enlarged(fields: RequestBody) -> str | None:
    del fields
    return TOO_LARGE


def _grok_price(fields: RequestBody, source: Task | None) -> float:
    """Return the price of an extension, which has the resolution of its source."""
    while source is not None and source.parent is not None:
        source = source.parent
    first: RequestBody = {} if source is None else source.request.get("input", {})
    return GROK_CREDITS[first.get("resolution", "480p")][fields["extend_times"]]


def _pixverse_price(fields: RequestBody, source: Task | None) -> float:
    del source
    per_second = PIXVERSE_CREDITS[bool(fields.get("generate_audio_switch"))]
    return per_second[fields["quality"]] * int(fields["duration"])


def _wan_price(fields: RequestBody, source: Task | None) -> float:
    """Return the price of the whole result: that of a clip that is continued, too."""
    del source
    return WAN_CREDITS[fields.get("resolution", "1080p")] * _wan_total(fields)


def _wan_total(fields: RequestBody) -> int:
    return int(fields.get("duration") or OTHER_SECONDS)


def _wan_added(fields: RequestBody, rng: random.Random, source: Task | None) -> float:
    """Return the seconds beyond the clip that is continued: `duration` includes it."""
    del rng
    return _wan_total(fields) - (0 if source is None else source.seconds_after)


def _wan_source_objection(fields: RequestBody, source: Task) -> str | None:
    clip_s, (low_s, high_s) = source.seconds_after, WAN_CLIP_S
    if not low_s <= clip_s <= high_s:
        return f"first_clip_url: must be a video of {low_s} to {high_s} seconds, got {clip_s:g}"
    if _wan_total(fields) <= clip_s:
        return f"duration: must be greater than the length of the first clip ({clip_s:g} seconds)"
    return None


def _wan_objection(fields: RequestBody) -> str | None:
    frames = {"first_frame_url", "last_frame_url"} & fields.keys()
    if "first_clip_url" in fields and frames:
        return "first_clip_url: must not be given together with first_frame_url or last_frame_url"
    return None


def _start(
    model: str | None,
    *,
    seconds: Seconds,
    price: Price,
    source: str | None = None,
    url_source: str | None = None,
    source_objection: Callable[[RequestBody, Task], str | None] = any_source,
    objection: Callable[[RequestBody], str | None] = no_objection,
    not_extendable: Callable[[RequestBody], str | None] = no_objection,
    phases: Sequence[Phase] | None = None,
) -> StartOperation:
    """Return the entry of a model."""
    return StartOperation(
        path=CREATE,
        model=model,
        fields_in="input",
        source=source,
        url_source=url_source,
        source_objection=source_objection,
        seconds=seconds,
        price=price,
        new_id=hexadecimal_id,
        objection=objection,
        not_extendable=not_extendable,
        phases=phases,
    )


def _generating(low_s: float, high_s: float) -> Sequence[Phase]:
    return Phase("waiting", 2, 5), Phase("queuing", 3, 10), Phase("generating", low_s, high_s)


STARTS: Final = (
    _start(
        "runway",
        seconds=_requested(),
        price=_runway_price,
        objection=_runway_objection,
        not_extendable=_runway_not_extendable,
    ),
    _start(
        "runway/extend-ai-video",
        source="task_id",
        seconds=drawn_seconds(5),
        price=_runway_price,
        not_extendable=_runway_not_extendable,
    ),
    _start("runway/gen4-aleph", seconds=_requested(), price=fixed_price(110.0)),
    _start(
        "veo-3-1",
        seconds=_requested(8),
        price=_veo_price,
        objection=_veo_objection,
        not_extendable=_veo_not_extendable,
        phases=_generating(120, 290),
    ),
    _start(
        "veo/extend",
        source="task_id",
        seconds=drawn_seconds(ADDED_SECONDS),
        price=fixed_price(60.0),
        phases=_generating(180, 400),
    ),
    _start(
        "veo/get-1080p-video",
        source="taskId",
        seconds=_none,
        price=fixed_price(5.0),
        not_extendable=_enlarged,
    ),
    _start(
        "veo/get-4k-video",
        source="task_id",
        seconds=_none,
        price=fixed_price(120.0),
        not_extendable=_enlarged,
    ),
    _start("grok-imagine/text-to-video", seconds=_requested(6), price=_per_second(1.6)),
    # The images of a task are another model's.
    _start("grok-imagine/image-to-video", seconds=_requested(6), price=_per_second(1.6)),
    _start(
        "grok-imagine/extend",
        source="task_id",
        seconds=_added("extend_times"),
        price=_grok_price,
    ),
    _start("grok-imagine/upscale", source="task_id", seconds=_none, price=fixed_price(10.0)),
    _start("pixverse-v6/text-to-video", seconds=_requested(), price=_pixverse_price),
    _start("pixverse-v6/image-to-video", seconds=_requested(), price=_pixverse_price),
    _start("pixverse-v6/transition", seconds=_requested(), price=_pixverse_price),
    _start(
        "pixverse-v6/extend",
        source="taskId",
        url_source="video_url",
        seconds=_added("duration"),
        price=_pixverse_price,
    ),
    _start("wan/2-7-text-to-video", seconds=_requested(), price=_wan_price),
    _start(
        "wan/2-7-image-to-video",
        url_source="first_clip_url",
        source_objection=_wan_source_objection,
        seconds=_wan_added,
        price=_wan_price,
        objection=_wan_objection,
    ),
    _start("wan/2-7-videoedit", seconds=_requested(), price=_wan_price),
    _start("kling-3.0/video", seconds=_requested(), price=_per_second(18.0)),
    _start("bytedance/seedance-2", seconds=_requested(), price=_per_second(20.0)),
    _start("topaz/video-upscale", seconds=drawn_seconds(OTHER_SECONDS), price=fixed_price(20.0)),
    _start(None, seconds=drawn_seconds(OTHER_SECONDS), price=fixed_price(OTHER_CREDITS)),
)


def _source_objection(body: RequestBody, source: Task) -> str | None:
    """Return that a source is of another model; its task may be one without a model."""
    fitting, made_with = SOURCES.get(body["model"]), source.request.get("model")
    if fitting is None or made_with is None or made_with in fitting:
        return None
    return f"the task must be of {' or '.join(fitting)}, got one of {made_with}"


def _record(view: TaskView) -> Mapping[str, Any]:
    """Return the `data` of the response to a poll."""
    return _data(view, {"resultUrls": [_link(view)]})


def _callback(view: TaskView) -> Mapping[str, Any]:
    """Return the `data` of a callback, which has the whole video, too."""
    task, result = view.task, {"resultUrls": [_link(view)]}
    if _returns_part(task) and task.parent is not None and task.result is None:
        result["fullResultUrls"] = [view.link("whole", suffix="-full")]
    return _data(view, result)


def _data(view: TaskView, files: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the `data` of a task with the links of its result."""
    task, moment = view.task, view.moment
    failure = moment.failure
    result = files if view.succeeded else None
    end = moment.end or ""
    ended_at = None if moment.end is None else milliseconds(moment.since)
    return {
        "taskId": task.id,
        "model": task.request.get("model"),
        "state": STATES.get(end, moment.state),
        "successFlag": FLAGS.get(end, 0),
        "param": json.dumps({**task.request, "input": json.dumps(task.request.get("input"))}),
        "resultJson": "" if result is None else json.dumps(result),
        "response": result,
        "failCode": "" if failure is None else str(FAILURE_CODES[failure.reason]),
        "failMsg": "" if failure is None else failure_message(failure),
        "costTime": None if ended_at is None else ended_at - milliseconds(task.created_at),
        "createTime": milliseconds(task.created_at),
        "completeTime": ended_at,
        "updateTime": milliseconds(moment.since),
        "progress": 0,
        "creditsConsumed": _consumed(view),
    }


def _consumed(view: TaskView) -> float | None:
    """Return what a task cost: nothing if it failed, because the provider refunds it then."""
    if view.moment.end is None:
        return None
    return view.task.credits if view.succeeded else 0.0


def _returns_part(task: Task) -> bool:
    return task.request.get("model") in PARTS


def _link(view: TaskView) -> str:
    return view.result_link("part" if _returns_part(view.task) else "whole")


def _other_types(data: Body) -> Body:
    """Return a result as older responses have it: `resultJson` alone, which is an object to some users."""
    older = {name: value for name, value in data.items() if name not in ("response", "successFlag")}
    code = data["failCode"]
    return {**older, "resultJson": data["response"], "failCode": int(code) if code else None}


_READS: Final[Rules] = {
    "unknown_state": set_fields(
        state=UNKNOWN_STATE.lower(), successFlag=0, resultJson="", response=None
    ),
    "backwards": set_fields(
        state="waiting", successFlag=0, resultJson="", response=None, failCode="", failMsg=""
    ),
    "no_files": set_fields(
        state="success", successFlag=1, resultJson="", response=None, failCode="", failMsg=""
    ),
    "other_types": _other_types,
    "extra_field": add_extra_fields,
}
_CALLBACKS: Final[Rules] = {
    "no_files": set_fields(resultJson="", response=None),
    "extra_field": add_extra_fields,
}

JOBS: Final = KindSpec(
    name="jobs",
    starts=STARTS,
    read_path="/api/v1/jobs/recordInfo",
    phases=_generating(40, 120),
    record=_record,
    callback=_callback,
    # "200 or 501", says the page of the callback.
    failure_codes={"moderation": 501, "error": 501},
    alterations=alterations_of(_READS, _CALLBACKS),
    first_videos=(
        FirstVideo(
            variable="KIE_JOBS_SOURCE",
            seconds=8,
            request={"model": "veo-3-1", "input": {"prompt": "A dog runs along a beach"}},
        ),
        FirstVideo(
            variable="KIE_JOBS_RUNWAY_SOURCE",
            seconds=5,
            request={
                "model": "runway",
                "input": {"prompt": "A dog runs", "duration": 5, "quality": "720p"},
            },
        ),
        FirstVideo(
            variable="KIE_JOBS_GROK_SOURCE",
            seconds=6,
            request={"model": "grok-imagine/text-to-video", "input": {"prompt": "A dog runs"}},
        ),
        FirstVideo(
            variable="KIE_JOBS_1080P_SOURCE",
            seconds=8,
            not_extendable=TOO_LARGE,
            request={
                "model": "veo-3-1",
                "input": {"prompt": "A dog runs", "resolution": "1080p"},
            },
        ),
    ),
    first_id=hexadecimal_id,
    source_objection=_source_objection,
    bad_source=422,
    shows_record_id=True,
    other_models=frozenset(each.model for each in MODELS),
    extents=frozenset({"part", "whole"}),
    # "Refunded if it fails", users report.
    refunds_failures=True,
)
