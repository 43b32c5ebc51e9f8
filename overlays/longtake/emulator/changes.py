"""Odd answers: the calm one with one thing changed, as users have met it.

Pure functions from an answer's body to another. An answer that does not tell of a task (a refusal)
stays as it is.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from longtake.emulator.faults import Change, Target

Body: TypeAlias = Mapping[str, Any]
# Of an envelope's `data`, or of a bare task, what is to replace it.
Rule: TypeAlias = Callable[[Body], Body]

# No vendor lists it, and none is likely to.
UNKNOWN_STATE: Final = "HIBERNATING"
UNKNOWN_FLAG: Final = 7
EXTRA: Final[Body] = {
    "emulatedExtra": {"since": "tomorrow", "numbers": [1, 2.5, None]},
    "emulated_extra_list": [],
}


def _with(**values: Any) -> Rule:
    """Return a rule that sets fields."""
    return lambda data: {**data, **values}


def _more(data: Body) -> Body:
    return {**data, **EXTRA}


def _runway_types(data: Body) -> Body:
    """Codes as strings, the way older pages have them, also beside success."""
    return {**data, "failCode": str(data["failCode"]), "expireFlag": str(data["expireFlag"])}


def _veo_types(data: Body) -> Body:
    """Lists of links as JSON strings, the error's code as a string."""
    response = data["response"]
    if response is not None:
        response = {
            name: json.dumps(value) if name.endswith("Urls") and value is not None else value
            for name, value in response.items()
        }
    code = data["errorCode"]
    return {**data, "response": response, "errorCode": code if code is None else str(code)}


def _midjourney_types(data: Body) -> Body:
    """`resultInfoJson` as what its name says, the error's code as a string."""
    result, code = data["resultInfoJson"], data["errorCode"]
    return {
        **data,
        "resultInfoJson": result if result is None else json.dumps(result),
        "errorCode": code if code is None else str(code),
    }


def _gen2_types(data: Body) -> Body:
    """The progress as a number, a file's size as one too."""
    progress = data["progressRatio"]
    return {
        **data,
        "progressRatio": progress if progress is None else float(progress),
        "artifacts": [
            {**artifact, "fileSize": int(artifact["fileSize"])} for artifact in data["artifacts"]
        ],
    }


def _kling_types(data: Body) -> Body:
    """The task's id and durations as numbers, though ids are larger than what a double holds."""
    changed = {**data, "task_id": int(data["task_id"])}
    if "task_result" in data:
        videos = [
            {**video, "duration": float(video["duration"])}
            for video in data["task_result"]["videos"]
        ]
        changed["task_result"] = {"videos": videos}
    return changed


def _kling_begins(data: Body) -> Body:
    kept = {name: value for name, value in data.items() if name != "task_result"}
    return {**kept, "task_status": "submitted", "task_status_msg": ""}


def _runway_no_files(data: Body) -> Body:
    return {**data, "state": "success", "videoInfo": None, "failCode": 0, "failMsg": ""}


_NO_ERROR: Final[Body] = {"errorCode": None, "errorMessage": None}

_READS: Final[Mapping[str, Mapping[Change, Rule]]] = {
    "kie/runway": {
        "unknown_state": _with(state=UNKNOWN_STATE.lower(), videoInfo=None),
        "backwards": _with(state="wait", videoInfo=None, failCode=0, failMsg=""),
        "no_files": _runway_no_files,
        "other_types": _runway_types,
        "extra_field": _more,
    },
    "kie/veo": {
        "unknown_state": _with(successFlag=UNKNOWN_FLAG, response=None, completeTime=None),
        "backwards": _with(successFlag=0, response=None, completeTime=None, **_NO_ERROR),
        "no_files": _with(successFlag=1, response=None, **_NO_ERROR),
        "other_types": _veo_types,
        "extra_field": _more,
    },
    "kie/midjourney": {
        "unknown_state": _with(successFlag=UNKNOWN_FLAG, resultInfoJson=None, completeTime=None),
        "backwards": _with(successFlag=0, resultInfoJson=None, completeTime=None, **_NO_ERROR),
        "no_files": _with(successFlag=1, resultInfoJson=None, **_NO_ERROR),
        "other_types": _midjourney_types,
        "extra_field": _more,
    },
    "useapi/gen2": {
        "unknown_state": _with(status=UNKNOWN_STATE, artifacts=[]),
        "backwards": _with(status="PENDING", artifacts=[], progressRatio=None, error=None),
        "no_files": _with(status="SUCCEEDED", artifacts=[], error=None),
        "other_types": _gen2_types,
        "extra_field": _more,
    },
    "chainhub/kling": {
        "unknown_state": _with(task_status=UNKNOWN_STATE.lower()),
        "backwards": _kling_begins,
        "no_files": _with(task_status="succeed", task_result={"videos": []}, task_status_msg=""),
        "other_types": _kling_types,
        "extra_field": _more,
    },
}
"""What a read can be changed to. The answer to a submit tells too little of a task for most."""


def _veo_call_types(data: Body) -> Body:
    """Lists of links as JSON strings, the way another page of the vendor's shows them."""
    if "info" not in data:
        return data
    texts = {
        name: json.dumps(value)
        for name, value in data["info"].items()
        if name.endswith("Urls") and value is not None
    }
    return {**data, "info": {**data["info"], **texts}}


# Kling's other shape of a call: a change in few words, with no task around it.
_NOTICES: Final[Mapping[Change, Rule]] = {
    "unknown_state": _with(status=UNKNOWN_STATE.lower()),
    "backwards": _with(status="submitted", message=""),
    # It never names any.
    "no_files": _with(status="succeeded", message=""),
    "other_types": lambda data: {**data, "id": int(data["id"])},
    "extra_field": _more,
}

_CALLS: Final[Mapping[str, Mapping[Change, Rule]]] = {
    "kie/runway": {"no_files": _with(video_url=""), "extra_field": _more},
    "kie/veo": {
        "no_files": _with(info=None),
        "other_types": _veo_call_types,
        "extra_field": _more,
    },
    "kie/midjourney": {"no_files": _with(resultUrls=[]), "extra_field": _more},
    # What these two call back with is the task as a read shows it.
    "useapi/gen2": _READS["useapi/gen2"],
    "chainhub/kling": _READS["chainhub/kling"],
}

_ENVELOPED: Final = frozenset({"kie/runway", "kie/veo", "kie/midjourney", "chainhub/kling"})


def known(family: str) -> Mapping[Target, frozenset[Change]]:
    """Return what can be odd about which answer of a family, `kie/veo`."""
    wrapped = frozenset[Change]({"null_data"} if family in _ENVELOPED else ())
    submits = frozenset[Change]({"extra_field"}) | wrapped
    reads = frozenset[Change](_READS[family]) | wrapped
    calls = frozenset[Change](_CALLS[family])
    if family.startswith("kie/"):
        calls |= wrapped
    # A cancelled task is answered like one that was read.
    return {"submit": submits, "read": reads, "cancel": reads, "callback": calls}


def changed(change: Change, family: str, body: Body) -> Body:
    """Return an answer's body with one thing changed; as it is when it tells of no task."""
    if family in _ENVELOPED:
        if not isinstance(body.get("data"), Mapping):
            return body
        if change == "null_data":
            return {**body, "data": None}
        data = _READS[family][change](body["data"])
        return {**body, "data": data, **(EXTRA if change == "extra_field" else {})}
    # Useapi.net's task comes bare, or in a wrapper of its own.
    if isinstance(body.get("task"), Mapping):
        return {**body, "task": _READS[family][change](body["task"])}
    return _READS[family][change](body) if "taskId" in body else body


def called(change: Change, family: str, body: Body) -> Body:
    """Return the body of a call to a callback address with one thing changed."""
    if family.startswith("useapi/"):
        return changed(change, family, body)
    if family.startswith("chainhub/"):
        rules = _CALLS[family] if "task_id" in body else _NOTICES
        return rules[change](body)
    if change == "null_data":
        return {**body, "data": None}
    data = _CALLS[family][change](body["data"])
    return {**body, "data": data, **(EXTRA if change == "extra_field" else {})}
