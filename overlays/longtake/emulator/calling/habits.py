"""How a vendor calls back: when, with what, and how often it tries."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from longtake.emulator.calling.signing import Signer
from longtake.emulator.endpoints import Call
from longtake.emulator.family import Family
from longtake.emulator.faults import Fault
from longtake.emulator.mishaps import OutOfOrder, Signed
from longtake.emulator.tasks import Task

When = Literal["end", "change", "progress"]
"""At the end alone; at each change of state; at each change, and on the way to the end."""

# No page says how much must have changed for a call. Of a task's last phase.
PROGRESS: Final = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a vendor does for one family's tasks that were submitted with a callback address."""

    address: str
    """The field of a submit that holds the address."""
    when: When
    body: Callable[[Call, Task], Mapping[str, Any]]
    """What is posted of a task at a time."""
    signer: Signer
    attempts: int = 1
    """How often the vendor tries; anything but HTTP 200 is a failure."""
    pause_s: float = 0.0
    """What the vendor waits after a try that failed."""

    def times(self, task: Task) -> Iterator[float]:
        """Yield when a task is announced, by the emulator's clock, if nobody cancels it."""
        since = task.created_at
        last = len(task.plan) - 1
        for number, (_, length) in enumerate(task.plan):
            if self.when == "progress" and number == last:
                yield from (since + share * length for share in PROGRESS)
            since += length
            if self.when != "end" or number == last:
                yield since

    def problem(self, family: str, fault: Fault) -> str | None:
        """Say why a fault cannot happen to this family's calls; None if it can."""
        if isinstance(fault.mishap, OutOfOrder) and self.when == "end":
            return f"{family} calls back once for a task: nothing can be out of order"
        if isinstance(fault.mishap, Signed) and (why := self.signer.problem()) is not None:
            return f"{fault.name} cannot happen: {why}"
        return None


class Subject(NamedTuple):
    """A task that is called about."""

    family: Family
    habits: Habits
    task: Task
    url: str
    origin: str
    """Where the emulator was reached when the task was submitted: `http://127.0.0.1:8000`."""
