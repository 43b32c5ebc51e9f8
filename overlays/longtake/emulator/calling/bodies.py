"""What is posted to a callback address, true or spoilt. Pure functions."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from longtake.emulator.calling.habits import Subject
from longtake.emulator.endpoints import Call
from longtake.emulator.family import Family
from longtake.emulator.faults import Failure, Fault
from longtake.emulator.mishaps import Forged, Malformed, Oversized
from longtake.emulator.tasks import Task

# Links in forged calls lead there, so that one that got through shows.
FORGED_ORIGIN: Final = "http://forged.test"
_OTHER_DIGITS: Final = str.maketrans("0123456789", "1234567890")


def told_of(subject: Subject, at: float, fault: Fault | None) -> Task:
    """Return the task that a call tells of: the one that it is about, unless it is forged."""
    task = subject.task
    if task.cancelled_at is not None and at < task.cancelled_at:
        # What it was before somebody cancelled it, who may have done so meanwhile.
        task = replace(task, cancelled_at=None)
    if fault is None or not isinstance(fault.mishap, Forged):
        return task
    match fault.mishap.what:
        case "state":
            ended_well = task.moment(at).end == "succeeded"
            return _ended(task, Failure("error") if ended_well else None)
        case "unknown_task":
            head, colon, tail = task.id.rpartition(":")
            unknown = f"{head}{colon}{tail.translate(_OTHER_DIGITS)}"
            return replace(_ended(task), id=unknown)
        case "other_task":
            return replace(_ended(task), id=_neighbour(subject.family, task))


def body(subject: Subject, told: Task, at: float, fault: Fault | None) -> bytes:
    """Return what is posted of a task as it was at a time."""
    forged = fault is not None and isinstance(fault.mishap, Forged)
    origin = FORGED_ORIGIN if forged else subject.origin
    shown = subject.habits.body(Call({}, {}, {}, at, origin), told)
    if fault is not None and fault.change is not None:
        shown = subject.family.changes["callback"][fault.change](shown)
    return _spoilt(shown, fault)


def _spoilt(shown: Mapping[str, Any], fault: Fault | None) -> bytes:
    whole = json.dumps(shown).encode()
    match None if fault is None else fault.mishap:
        case Malformed("cut_off"):
            return whole[: len(whole) // 2]
        case Malformed("empty"):
            return b""
        case Malformed("no_object"):
            return b"[" + whole + b"]"
        case Malformed("no_task"):
            return b'{"code": 200, "msg": "success"}'
        case Oversized(size):
            missing = size - len(whole) - len(', "padding": ""')
            return whole[:-1] + b', "padding": "' + b"x" * missing + b'"}'
        case _:
            return whole


def _ended(task: Task, failure: Failure | None = None) -> Task:
    """Return a task like this one that has ended."""
    return replace(task, plan=(), failure=failure, cancelled_at=None)


def _neighbour(family: Family, task: Task) -> str:
    """Return the id of another task: the newest, or of what this one goes on from."""
    for other in family.newest_first():
        if other.id != task.id:
            return other.id
    return task.id if task.parent is None else task.parent.id
