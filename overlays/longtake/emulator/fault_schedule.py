"""The schedule of faults: at the next requests or callbacks, at the n-th read of each task, or always."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Final, get_args

from attrs import define, field

from longtake.emulator.faults import Alteration, Fault, Refusal, RequestKind
from longtake.emulator.tasks import Extent, TaskFault

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

NO_TASK_FAULT: Final = TaskFault()


def _possible(fault: Fault) -> str | None:
    del fault
    return None


@define(eq=False)
class FaultSchedule:
    """The faults that are still to happen in one task kind.

    Attributes:
        kind: The task kind's key.
        requests: The kinds of request that the task kind has.
        refusals: The refusals that its provider has.
        alterations: The alterations of each kind of response.
        extents: The results that the provider returns for the kind's extensions; empty without extensions.
        callback_problem: Returns why a fault cannot happen to the kind's callbacks; None if it can.
    """

    kind: str
    requests: frozenset[RequestKind]
    refusals: frozenset[Refusal]
    alterations: Mapping[RequestKind, frozenset[Alteration]]
    extents: frozenset[Extent] = frozenset()
    callback_problem: Callable[[Fault], str | None] = field(default=_possible, repr=False)
    _next: dict[RequestKind, deque[Fault]] = field(
        init=False, factory=dict[RequestKind, deque[Fault]]
    )
    _always: dict[RequestKind, Fault] = field(init=False, factory=dict[RequestKind, Fault])
    _on_read: dict[int, Fault] = field(init=False, factory=dict[int, Fault])
    _task_faults: deque[TaskFault] = field(init=False, factory=deque[TaskFault])
    # Tests write from their thread while a server reads in another.
    _lock: threading.Lock = field(init=False, factory=threading.Lock, repr=False)

    def add_next(self, kind: RequestKind, faults: Collection[Fault]) -> None:
        """Add faults for the next requests of a kind, one each, behind those added before."""
        for fault in faults:
            self._check(fault, kind)
        with self._lock:
            self._next.setdefault(kind, deque()).extend(faults)

    def set_always(self, fault: Fault, kinds: Collection[RequestKind]) -> None:
        """Set the fault of every request of these kinds for which no other fault is due."""
        for kind in kinds:
            self._check(fault, kind)
        with self._lock:
            self._always.update(dict.fromkeys(kinds, fault))

    def set_on_read(self, number: int, fault: Fault) -> None:
        """Set the fault of the `number`-th read of each task, counted from 1."""
        if number < 1:
            raise ValueError(f"number must be 1 or more, got {number}")
        self._check(fault, "read")
        with self._lock:
            self._on_read[number] = fault

    def add_task_faults(self, faults: Collection[TaskFault]) -> None:
        """Add faults for the next tasks, one each."""
        for fault in faults:
            if (problem := self.task_problem(fault)) is not None:
                raise ValueError(problem)
        with self._lock:
            self._task_faults.extend(faults)

    def clear(self) -> None:
        """Remove every fault."""
        with self._lock:
            self._next.clear()
            self._always.clear()
            self._on_read.clear()
            self._task_faults.clear()

    def due(self, kind: RequestKind, number: int | None = None) -> Fault | None:
        """Return the fault of a request; `number` is that of a read of its task.

        A fault for the next request goes first, then one for the n-th read.
        """
        if self._is_empty:
            return None
        with self._lock:
            return self._due(kind, number)

    def take(self, kind: RequestKind, number: int | None = None) -> Fault | None:
        """Return the fault of a request, as `due` does, and remove it if it is for the next one."""
        if self._is_empty:
            return None
        with self._lock:
            fault = self._due(kind, number)
            if queue := self._next.get(kind):
                queue.popleft()
            return fault

    @property
    def _is_empty(self) -> bool:
        """Whether no request has a fault: nearly always, and then the lock is not needed."""
        return not (self._next or self._on_read or self._always)

    def _due(self, kind: RequestKind, number: int | None) -> Fault | None:
        if queue := self._next.get(kind):
            return queue[0]
        if number is not None and number in self._on_read:
            return self._on_read[number]
        return self._always.get(kind)

    def take_task_fault(self) -> TaskFault:
        """Return and remove the fault of the task that is made now."""
        with self._lock:
            return self._task_faults.popleft() if self._task_faults else NO_TASK_FAULT

    def problem(self, fault: Fault, kind: RequestKind) -> str | None:
        """Return why a fault cannot happen to such a request in this task kind; None if it can."""
        if kind not in get_args(RequestKind):
            return f"on must be one of {', '.join(get_args(RequestKind))}, got {kind!r}"
        if kind not in self.requests:
            return f"for {self.kind}, on must be one of {', '.join(sorted(self.requests))}, got {kind!r}"
        if not fault.applies_to(kind):
            return f"{fault.name} cannot happen to a {kind}"
        if isinstance(fault.replacement, str) and fault.replacement not in self.refusals:
            possible = ", ".join(sorted(self.refusals))
            return f"for {self.kind}, refusal must be one of {possible}, got {fault.replacement!r}"
        alterations = self.alterations.get(kind, frozenset[Alteration]())
        if fault.alteration is not None and fault.alteration not in alterations:
            possible = ", ".join(sorted(alterations))
            what = "a callback" if kind == "callback" else f"the response to a {kind}"
            return (
                f"for {what} of {self.kind}, alteration must be one of {possible}, "
                f"got {fault.alteration!r}"
            )
        return self.callback_problem(fault) if kind == "callback" else None

    def task_problem(self, fault: TaskFault) -> str | None:
        """Return why a fault cannot happen to a task of this kind; None if it can."""
        given = [name for name in ("overlap_s", "result") if getattr(fault, name) is not None]
        if given and not self.extents:
            return f"{given[0]} requires a task kind with extensions, got {self.kind}"
        if fault.overlap_s is not None and "part" not in {fault.result, *self.extents}:
            return (
                f"for {self.kind}, overlap_s requires result='part', because its extensions return the "
                "whole video"
            )
        return None

    def _check(self, fault: Fault, kind: RequestKind) -> None:
        problem = self.problem(fault, kind)
        if problem is not None:
            raise ValueError(problem)
