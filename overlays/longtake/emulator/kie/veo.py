"""Veo 3.1 at kie.ai."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from longtake.emulator.alterations import Body, Rules, add_extra_fields, set_fields
from longtake.emulator.clock import milliseconds
from longtake.emulator.kie.operations import KindSpec, TaskView
from longtake.emulator.kie.responses import (
    FAILURE_CODES,
    NO_ERROR,
    UNKNOWN_FLAG,
    alterations_of,
    outcome_fields,
)
from longtake.emulator.task_kind import (
    FIRST_REQUEST,
    FirstVideo,
    RequestBody,
    StartOperation,
    drawn_seconds,
)
from longtake.emulator.tasks import Phase, hexadecimal_id

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from longtake.emulator.tasks import Task

SECONDS: Final = 8
ADDED_SECONDS: Final = 7
# The provider's price list of October 2026.
CREDITS: Final[Mapping[str, float]] = {"fast": 60.0, "lite": 30.0, "quality": 250.0}
FAST: Final = "fast"
# The same list's prices of first videos, by model and resolution. It has 370 to 380 for veo3 in 4k.
FIRST_CREDITS: Final[Mapping[str, Mapping[str, float]]] = {
    "veo3_fast": {"720p": 60.0, "1080p": 65.0, "4k": 180.0},
    "veo3_lite": {"720p": 30.0, "1080p": 35.0, "4k": 150.0},
    "veo3": {"720p": 250.0, "1080p": 255.0, "4k": 370.0},
}
FIRST_MODEL: Final = "veo3_fast"
SMALLEST: Final = "720p"
WITH_IMAGES: Final = frozenset({"FIRST_AND_LAST_FRAMES_2_VIDEO", "REFERENCE_2_VIDEO"})
# The most images that are frames: the first and the last one.
FRAMES: Final = 2
TOO_LARGE: Final = "A video that was turned into 1080p cannot be extended"


def _price(body: RequestBody, source: Task | None) -> float:
    del source
    return CREDITS[body.get("model", FAST)]


def _first_price(body: RequestBody, source: Task | None) -> float:
    del source
    return FIRST_CREDITS[body.get("model", FIRST_MODEL)][body.get("resolution", SMALLEST)]


def _first_objection(body: RequestBody) -> str | None:
    images, use = len(body.get("imageUrls") or ()), body.get("generationType")
    if use == "REFERENCE_2_VIDEO":
        if body.get("model", FIRST_MODEL) != FIRST_MODEL:
            return f"model: REFERENCE_2_VIDEO is available with {FIRST_MODEL} only"
        if body.get("duration", SECONDS) != SECONDS:
            return f"duration: must be {SECONDS} with REFERENCE_2_VIDEO"
    elif images > FRAMES:
        return "imageUrls: three images need generationType REFERENCE_2_VIDEO"
    if use in WITH_IMAGES and not images:
        return f"imageUrls: must be given with {use}"
    return None


def _first_not_extendable(body: RequestBody) -> str | None:
    return None if body.get("resolution", SMALLEST) == SMALLEST else TOO_LARGE


def _id(rng: random.Random) -> str:
    return f"veo_task_{hexadecimal_id(rng, 24)}"


def _extension_id(rng: random.Random) -> str:
    return f"veo_extend_task_{hexadecimal_id(rng, 24)}"


def _record(view: TaskView) -> Mapping[str, Any]:
    task, moment = view.task, view.moment
    return {
        "taskId": task.id,
        "paramJson": json.dumps(task.request),
        "completeTime": None if moment.end is None else milliseconds(moment.since),
        "createTime": milliseconds(task.created_at),
        "response": _response(view) if view.succeeded else None,
        **outcome_fields(moment),
    }


def _callback(view: TaskView) -> Mapping[str, Any]:
    """Return the `data` of a callback; after a failure there is no `info`."""
    data: dict[str, Any] = {"taskId": view.task.id, "fallbackFlag": False}
    if view.succeeded:
        data["info"] = {name: value for name, value in _response(view).items() if name != "taskId"}
    return data


def _response(view: TaskView) -> Mapping[str, Any]:
    task = view.task
    is_upright = task.request.get("aspect_ratio") == "9:16"
    response: dict[str, Any] = {
        "taskId": task.id,
        "resultUrls": [view.result_link("part")],
        "originUrls": [view.result_link("part", suffix="-origin")] if is_upright else None,
        "resolution": task.request.get("resolution", SMALLEST),
    }
    if task.parent is not None and task.result is None:
        # After an extension: the new part above, the whole video here.
        response["fullResultUrls"] = [view.link("whole", suffix="-full")]
    return response


def _lists_as_strings(links: Body) -> Body:
    return {
        name: json.dumps(value) if name.endswith("Urls") and value is not None else value
        for name, value in links.items()
    }


def _other_types(data: Body) -> Body:
    """Return lists of links as JSON strings, the error's code as a string."""
    response, code = data["response"], data["errorCode"]
    return {
        **data,
        "response": response if response is None else _lists_as_strings(response),
        "errorCode": code if code is None else str(code),
    }


def _other_callback_types(data: Body) -> Body:
    """Return lists of links as JSON strings, the way another page of the provider's shows them."""
    return {**data, "info": _lists_as_strings(data["info"])} if "info" in data else data


_READS: Final[Rules] = {
    "unknown_state": set_fields(successFlag=UNKNOWN_FLAG, response=None, completeTime=None),
    "backwards": set_fields(successFlag=0, response=None, completeTime=None, **NO_ERROR),
    "no_files": set_fields(successFlag=1, response=None, **NO_ERROR),
    "other_types": _other_types,
    "extra_field": add_extra_fields,
}
_CALLBACKS: Final[Rules] = {
    "no_files": set_fields(info=None),
    "other_types": _other_callback_types,
    "extra_field": add_extra_fields,
}

VEO: Final = KindSpec(
    name="veo",
    starts=(
        StartOperation(
            path="/api/v1/veo/generate",
            seconds=lambda body, _, __: int(body.get("duration", SECONDS)),
            price=_first_price,
            new_id=_id,
            objection=_first_objection,
            not_extendable=_first_not_extendable,
            # "2-5 minutes", says the provider.
            phases=(Phase("running", 120, 300),),
        ),
        StartOperation(
            path="/api/v1/veo/extend",
            source="taskId",
            seconds=drawn_seconds(ADDED_SECONDS),
            price=_price,
            new_id=_extension_id,
        ),
    ),
    read_path="/api/v1/veo/record-info",
    # An extension takes "several to ten" minutes, says the provider.
    phases=(Phase("running", 180, 420),),
    record=_record,
    callback=_callback,
    failure_codes=FAILURE_CODES,
    alterations=alterations_of(_READS, _CALLBACKS),
    first_videos=(
        FirstVideo(variable="KIE_VEO_SOURCE", seconds=SECONDS),
        FirstVideo(
            variable="KIE_VEO_1080P_SOURCE",
            seconds=SECONDS,
            not_extendable=TOO_LARGE,
            request={**FIRST_REQUEST, "resolution": "1080p"},
        ),
    ),
    first_id=_id,
    extents=frozenset({"part", "whole"}),
)
