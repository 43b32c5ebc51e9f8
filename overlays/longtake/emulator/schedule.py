"""When which fault is due: at the next requests or calls, at the n-th look at a task, or always."""

import threading
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from longtake.emulator.faults import Change, Fault, Oddity, Refusal, Target

NOTHING_ODD: Final = Oddity()


def _possible(fault: Fault) -> str | None:
    del fault
    return None


@dataclass(slots=True)
class Schedule:
    """What is to go wrong in one family."""

    family: str
    targets: frozenset[Target]
    """The kinds of request that the family has."""
    refusals: frozenset[Refusal]
    changes: Mapping[Target, frozenset[Change]]
    """What can be odd about which answer of the family."""
    call_problem: Callable[[Fault], str | None] = field(default=_possible, repr=False)
    """Says why a fault cannot happen to this family's calls to callback addresses; None if it can."""
    _next: dict[Target, deque[Fault]] = field(default_factory=dict[Target, deque[Fault]])
    _always: dict[Target, Fault] = field(default_factory=dict[Target, Fault])
    _on_read: dict[int, Fault] = field(default_factory=dict[int, Fault])
    _tasks: deque[Oddity] = field(default_factory=deque[Oddity])
    # Tests write from their thread while a server reads in another.
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put_next(self, target: Target, faults: Collection[Fault]) -> None:
        """Let the next requests of a kind meet these faults, one each, behind those put in before."""
        for fault in faults:
            self._check(fault, target)
        with self._lock:
            self._next.setdefault(target, deque()).extend(faults)

    def put_always(self, fault: Fault, targets: Collection[Target]) -> None:
        """Let every request of these kinds meet a fault, unless another one is due."""
        for target in targets:
            self._check(fault, target)
        with self._lock:
            self._always.update(dict.fromkeys(targets, fault))

    def put_on_read(self, number: int, fault: Fault) -> None:
        """Let the `number`-th look at each task meet a fault, counted from 1."""
        if number < 1:
            raise ValueError(f"reads are counted from 1, not from {number}")
        self._check(fault, "read")
        with self._lock:
            self._on_read[number] = fault

    def put_tasks(self, oddities: Collection[Oddity]) -> None:
        """Let the next tasks that are made be odd ones, one each."""
        with self._lock:
            self._tasks.extend(oddities)

    def clear(self) -> None:
        """Forget everything that was still to go wrong."""
        with self._lock:
            self._next.clear()
            self._always.clear()
            self._on_read.clear()
            self._tasks.clear()

    def due(self, target: Target, number: int | None = None) -> Fault | None:
        """Return the fault that a request meets; `number` is that of a look at its task.

        What was put in for the next request goes first, then what is due at this look.
        """
        if self._is_calm:
            return None
        with self._lock:
            return self._due(target, number)

    def take(self, target: Target, number: int | None = None) -> Fault | None:
        """Return the fault that a request meets, as `due` does, and count it as met."""
        if self._is_calm:
            return None
        with self._lock:
            fault = self._due(target, number)
            if waiting := self._next.get(target):
                waiting.popleft()
            return fault

    @property
    def _is_calm(self) -> bool:
        """Whether nothing is to befall any request: nearly always, and then nobody takes the lock."""
        return not (self._next or self._on_read or self._always)

    def _due(self, target: Target, number: int | None) -> Fault | None:
        if waiting := self._next.get(target):
            return waiting[0]
        if number is not None and number in self._on_read:
            return self._on_read[number]
        return self._always.get(target)

    def take_oddity(self) -> Oddity:
        """Return what is odd about the task that is made now."""
        with self._lock:
            return self._tasks.popleft() if self._tasks else NOTHING_ODD

    def problem(self, fault: Fault, target: Target) -> str | None:
        """Say why a fault cannot happen to such a request in this family; None if it can."""
        if target not in get_args(Target):
            return f"{target!r} is none of {', '.join(get_args(Target))}"
        if target not in self.targets:
            known = ", ".join(sorted(self.targets))
            return f"{self.family} has {known}, no {target}"
        if not fault.befalls(target):
            return f"{fault.name} cannot happen to a {target}"
        if isinstance(fault.instead, str) and fault.instead not in self.refusals:
            known = ", ".join(sorted(self.refusals))
            return f"{self.family} refuses for {known}, not for {fault.instead}"
        changes = self.changes.get(target, frozenset[Change]())
        if fault.change is not None and fault.change not in changes:
            known = ", ".join(sorted(changes))
            what = "a callback" if target == "callback" else f"the answer to a {target}"
            return f"{what} of {self.family} has {known}, not {fault.change}"
        return self.call_problem(fault) if target == "callback" else None

    def _check(self, fault: Fault, target: Target) -> None:
        problem = self.problem(fault, target)
        if problem is not None:
            raise ValueError(problem)
