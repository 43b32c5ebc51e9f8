"""A callback: its body, its signature and its record in the ledger, with or without a fault."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from longtake.emulator.callback_faults import (
    CallbackFault,
    Forged,
    Malformed,
    Oversized,
    Signed,
)
from longtake.emulator.callbacks.signatures import SignedMessage
from longtake.emulator.endpoints import ParsedRequest
from longtake.emulator.ledger import DeliveryRecord
from longtake.emulator.tasks import Task, TaskFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.emulator.callbacks.attempt import AttemptResult
    from longtake.emulator.callbacks.policy import CallbackTask
    from longtake.emulator.faults import Fault
    from longtake.emulator.task_kind import TaskKind

# The age of an "old" signature: more than any receiver accepts.
OLD_S: Final = 3600.0
# The host of the links in forged callbacks, so that one that was believed shows.
FORGED_ORIGIN: Final = "http://forged.test"
_OTHER_DIGITS: Final = str.maketrans("0123456789", "1234567890")


@frozen
class OutgoingCallback:
    """A callback to send.

    Attributes:
        subject: The task that it is about.
        state: The task's state in it: the provider's word, or how it ended.
        message: Its id and body.
        fault: Its fault; None for a normal callback.
        attempt: The number of the attempt, from 1.
    """

    subject: CallbackTask
    state: str
    message: SignedMessage
    fault: Fault | None
    attempt: int = 1

    @property
    def callback_fault(self) -> CallbackFault | None:
        """The part of its fault that only callbacks have."""
        return None if self.fault is None else self.fault.callback_fault

    @property
    def attempts(self) -> int:
        """How many attempts are made; a forger makes one."""
        return 1 if isinstance(self.callback_fault, Forged) else self.subject.policy.attempts

    def headers(self, now: float) -> dict[str, str]:
        """Return its headers, with the provider's signature or that of a fault."""
        signer = self.subject.policy.signer
        true, then = True, now
        match self.callback_fault:
            case Signed("old"):
                then = now - OLD_S
            case Signed("wrong"):
                true = False
            case Forged(what):
                # A forger can replay a true signature only where it does not cover the body.
                true = what == "state" and not signer.covers_body
            case _:
                pass
        headers = {"Content-Type": "application/json", "User-Agent": "longtake-emulator"}
        if self.callback_fault == Signed("missing"):
            return headers
        return {**headers, **signer.headers(self.message, then, true=true)}

    def record(self, time_s: float, result: AttemptResult) -> DeliveryRecord:
        """Return the record of an attempt that began at `time_s`."""
        return DeliveryRecord(
            time=time_s,
            kind=self.subject.kind.key,
            task_id=self.subject.task.id,
            url=self.subject.url,
            state=self.state,
            attempt=self.attempt,
            status=result.status,
            error=result.error,
            fault=None if self.fault is None else self.fault.name,
        )


def prepare_callback(subject: CallbackTask, at: float, fault: Fault | None) -> OutgoingCallback:
    """Return the callback about a task as it was at a time, with a fault."""
    task = _task_in_body(subject, at, fault)
    moment = task.moment(at)
    body = _body(subject, task, at, fault)
    message = SignedMessage(_message_id(subject.task, at), task.id, body)
    return OutgoingCallback(subject, moment.end or moment.state, message, fault)


def _message_id(task: Task, at: float) -> str:
    """Return the id of the callback about one change, the same in every run."""
    change = f"{task.id} {at!r}".encode()
    return f"msg_{hashlib.sha256(change).hexdigest()[:24]}"


def _task_in_body(subject: CallbackTask, at: float, fault: Fault | None) -> Task:
    """Return the task in a callback's body: the true one, unless the callback is forged."""
    task = subject.task
    if task.cancelled_at is not None and at < task.cancelled_at:
        # The task as it was before it was cancelled, which may have happened meanwhile.
        task = evolve(task, cancelled_at=None)
    if fault is None or not isinstance(fault.callback_fault, Forged):
        return task
    match fault.callback_fault.what:
        case "state":
            succeeded = task.moment(at).end == "succeeded"
            return _ended(task, TaskFailure("error") if succeeded else None)
        case "unknown_task":
            head, colon, tail = task.id.rpartition(":")
            unknown = f"{head}{colon}{tail.translate(_OTHER_DIGITS)}"
            return evolve(_ended(task), id=unknown)
        case "other_task":
            return evolve(_ended(task), id=_other_id(subject.kind, task))


def _body(subject: CallbackTask, task: Task, at: float, fault: Fault | None) -> bytes:
    """Return the body of a callback about a task as it was at a time."""
    is_forged = fault is not None and isinstance(fault.callback_fault, Forged)
    origin = FORGED_ORIGIN if is_forged else subject.origin
    content = subject.policy.body(ParsedRequest({}, {}, {}, at, origin), task)
    if fault is not None and fault.alteration is not None:
        content = subject.kind.alterations["callback"][fault.alteration](content)
    return _encoded(content, fault)


def _encoded(content: Mapping[str, Any], fault: Fault | None) -> bytes:
    whole = json.dumps(content).encode()
    match None if fault is None else fault.callback_fault:
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


def _ended(task: Task, failure: TaskFailure | None = None) -> Task:
    """Return a copy of a task that has ended."""
    return evolve(task, plan=(), failure=failure, cancelled_at=None)


def _other_id(kind: TaskKind, task: Task) -> str:
    """Return the id of another task: the newest one, or the source of this one."""
    for other in kind.newest_first():
        if other.id != task.id:
            return other.id
    return task.id if task.parent is None else task.parent.id
