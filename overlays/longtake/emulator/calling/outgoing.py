"""A call that is to be made: what it says, how it is signed, and its line in the ledger."""

import hashlib
from dataclasses import dataclass
from typing import Final

from longtake.emulator.calling import bodies
from longtake.emulator.calling.habits import Subject
from longtake.emulator.calling.posting import Outcome
from longtake.emulator.calling.signing import Message
from longtake.emulator.faults import Fault
from longtake.emulator.ledger import DeliveryRecord
from longtake.emulator.mishaps import Forged, Mishap, Signed
from longtake.emulator.tasks import Task

# How old the signature of a call is that is signed "old": older than any receiver puts up with.
OLD_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call to make."""

    subject: Subject
    state: str
    """What it says of the task: a state in the vendor's word, or how it ended."""
    message: Message
    fault: Fault | None
    attempt: int = 1

    @property
    def mishap(self) -> Mishap | None:
        """What is wrong with it."""
        return None if self.fault is None else self.fault.mishap

    @property
    def attempts(self) -> int:
        """How often it is tried; who lies is not the vendor, and knocks once."""
        return 1 if isinstance(self.mishap, Forged) else self.subject.habits.attempts

    def headers(self, now: float) -> dict[str, str]:
        """Return its headers, signed as the vendor does, or as a fault has it."""
        signer = self.subject.habits.signer
        true, then = True, now
        match self.mishap:
            case Signed("old"):
                then = now - OLD_S
            case Signed("wrong"):
                true = False
            case Forged(what):
                # Only where the body is not covered a lie has a signature that somebody overheard.
                true = what == "state" and not signer.covers_body
            case _:
                pass
        headers = {"Content-Type": "application/json", "User-Agent": "longtake-emulator"}
        if self.mishap == Signed("missing"):
            return headers
        return {**headers, **signer.headers(self.message, then, true=true)}

    def record(self, time_s: float, outcome: Outcome) -> DeliveryRecord:
        """Return how a try went that began at `time_s`."""
        return DeliveryRecord(
            time=time_s,
            family=self.subject.family.key,
            task_id=self.subject.task.id,
            url=self.subject.url,
            state=self.state,
            attempt=self.attempt,
            status=outcome.status,
            error=outcome.error,
            fault=None if self.fault is None else self.fault.name,
        )


def prepared(subject: Subject, at: float, fault: Fault | None) -> Outgoing:
    """Return the call about a task as it was at a time, spoilt by a fault that befalls it."""
    told = bodies.told_of(subject, at, fault)
    moment = told.moment(at)
    content = bodies.body(subject, told, at, fault)
    message = Message(_message_id(subject.task, at), told.id, content)
    return Outgoing(subject, moment.end or moment.state, message, fault)


def _message_id(task: Task, at: float) -> str:
    """Return the id of the call about one change, the same in every run."""
    change = f"{task.id} {at!r}".encode()
    return f"msg_{hashlib.sha256(change).hexdigest()[:24]}"
