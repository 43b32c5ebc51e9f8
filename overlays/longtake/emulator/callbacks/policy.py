"""A provider's rules for callbacks: when they are sent, their body, and how many attempts are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from attrs import frozen

from longtake.emulator.callback_faults import OutOfOrder, Signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from longtake.emulator.callbacks.signatures import Signer
    from longtake.emulator.endpoints import ParsedRequest
    from longtake.emulator.faults import Fault
    from longtake.emulator.task_kind import TaskKind
    from longtake.emulator.tasks import Task

CallbackTiming = Literal["end", "change", "progress"]
"""At the end only; at each change of state; at each change, and during the last state."""

# No page documents how much progress causes a callback. Shares of a task's last state.
PROGRESS: Final = (0.25, 0.5, 0.75)


@frozen(kw_only=True)
class CallbackPolicy:
    """The rules for the callbacks of one task kind.

    Attributes:
        address_field: The field of a submit that contains the callback address.
        timing: When callbacks are sent.
        body: Returns the body of a callback about a task at a time.
        signer: Signs the callbacks.
        attempts: How many attempts are made; any status but HTTP 200 is a failure.
        pause_s: The pause after a failed attempt, in seconds.
    """

    address_field: str
    timing: CallbackTiming
    body: Callable[[ParsedRequest, Task], Mapping[str, Any]]
    signer: Signer
    attempts: int = 1
    pause_s: float = 0.0

    def times(self, task: Task) -> Iterator[float]:
        """Yield the times of a task's callbacks, by the emulator's clock, if it is not cancelled."""
        since = task.created_at
        last = len(task.plan) - 1
        for number, (_, length) in enumerate(task.plan):
            if self.timing == "progress" and number == last:
                yield from (since + share * length for share in PROGRESS)
            since += length
            if self.timing != "end" or number == last:
                yield since

    def problem(self, kind: str, fault: Fault) -> str | None:
        """Return why a fault cannot happen to the callbacks of a task kind; None if it can."""
        if isinstance(fault.callback_fault, OutOfOrder) and self.timing == "end":
            return f"{kind} sends one callback for each task, so none can be out of order"
        if isinstance(fault.callback_fault, Signed) and (why := self.signer.problem()) is not None:
            return f"{fault.name} cannot happen: {why}"
        return None


class CallbackTask(NamedTuple):
    """A task with a callback address.

    Attributes:
        kind: Its task kind.
        policy: The rules for its callbacks.
        task: The task.
        url: The callback address.
        origin: Where the emulator was reached when the task was submitted: `http://127.0.0.1:8000`.
    """

    kind: TaskKind
    policy: CallbackPolicy
    task: Task
    url: str
    origin: str
