"""Applying a fault script: all of it, or nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache, partial
from typing import Any, Final, Literal, TypeAlias, cast

from attrs import frozen

from longtake.emulator.faults import Fault, RequestKind
from longtake.emulator.script.document import Document, Location, ScriptError
from longtake.emulator.script.values import (
    Mistake,
    Parameters,
    as_text,
    describe,
    fit,
    parameters_of,
    unknown,
)
from longtake.emulator.task_kind import DEFAULT_REQUESTS, TaskKind
from longtake.emulator.tasks import TaskFault

TaskKinds: TypeAlias = Mapping[str, TaskKind]
Table: TypeAlias = Mapping[str, object]

# More in a row are the same as `when = "always"`.
MAX_TIMES: Final = 10_000


@frozen
class Step:
    """One change of a schedule that cannot fail any more.

    Attributes:
        description: The change in words.
        apply: Makes the change.
    """

    description: str
    apply: Callable[[], None]


@frozen
class FaultEntry:
    """The values of a `[[fault]]` beside the parameters of the fault itself.

    Attributes:
        kind: The pattern of the task kinds' keys.
        do: The class method of `Fault`.
        on: The kind of request.
        when: `next`, `always`, or the number of a read of each task.
        times: How many requests in a row have the fault.
        late_s: How many seconds late the response is.
    """

    kind: str
    do: str
    on: RequestKind | None = None
    when: Literal["next", "always"] | int = "next"
    times: int = 1
    late_s: float | None = None

    def mistakes(self) -> Iterator[Mistake]:
        """Yield the values that do not go together."""
        if self.when == "next" and self.on is None:
            yield Mistake("", f"on is missing; expected {describe(RequestKind)}")
        if isinstance(self.when, int) and self.when < 1:
            yield Mistake("when", f"when must be 1 or more, got {self.when}")
        if isinstance(self.when, int) and self.on not in {None, "read"}:
            yield Mistake(
                "on", f'on must be "read" with when = {self.when}, got {as_text(self.on)}'
            )
        if self.when != "next" and self.times != 1:
            yield Mistake("times", 'times requires when = "next"')
        yield from _times_mistakes(self.times)


@frozen
class TaskEntry:
    """The values of a `[[task]]` beside the fault of the task.

    Attributes:
        kind: The pattern of the task kinds' keys.
        times: How many tasks in a row have the fault.
    """

    kind: str
    times: int = 1

    def mistakes(self) -> Iterator[Mistake]:
        """Yield the values that are out of range."""
        yield from _times_mistakes(self.times)


def apply(kinds: TaskKinds, document: Document) -> list[str]:
    """Add the faults of a script, and return their descriptions, one for each task kind and table.

    Raises:
        ScriptError: If the script has mistakes, with each of them. Nothing is added then.
    """
    steps: list[Step] = []
    problems: list[str] = []
    for location, table in _tables(document, problems):
        mistakes: list[Mistake] = []
        steps += _READERS[location.table](kinds, table, mistakes)
        problems += [
            _problem(document, location._replace(key=mistake.key), mistake.message)
            for mistake in mistakes
        ]
    if problems:
        raise ScriptError(list(dict.fromkeys(problems)))
    for step in steps:
        step.apply()
    return [step.description for step in steps]


def fault_of(table: Table, mistakes: list[Mistake]) -> Fault | None:
    """Return the fault of a table, `do` with its parameters; None with a mistake."""
    do = table.get("do")
    make = _makers().get(do) if isinstance(do, str) else None
    if make is None:
        mistakes.append(Mistake("do", f"do: {unknown(str(do), _makers())}"))
        return None
    beside = {name: _parameters(FaultEntry)[name] for name in ("do", "late_s")}
    values = fit(table, {**beside, **_parameters(make)}, mistakes)
    return None if mistakes else _fault(make, values, mistakes)


def _tables(document: Document, problems: list[str]) -> Iterator[tuple[Location, Table]]:
    """Yield a script's tables in their order, faults first."""
    given = document.data
    if not isinstance(given, Mapping):
        problems.append(_problem(document, None, f"must be a table, got {as_text(given)}"))
        return
    data = cast("Table", given)
    problems += [
        _problem(document, Location(name), unknown(name, _READERS))
        for name in data
        if name not in _READERS
    ]
    for name in _READERS:
        tables = data.get(name, [])
        if not isinstance(tables, list):
            message = f"{name} must be a list of tables: write [[{name}]]"
            problems.append(_problem(document, Location(name), message))
            continue
        for number, table in enumerate(cast("list[object]", tables), start=1):
            location = Location(name, number)
            if isinstance(table, Mapping):
                yield location, cast("Table", table)
            else:
                problems.append(
                    _problem(document, location, f"must be a table, got {as_text(table)}")
                )


def _problem(document: Document, location: Location | None, message: str) -> str:
    return ": ".join(filter(None, (document.describe(location), message)))


def _fault_steps(kinds: TaskKinds, table: Table, mistakes: list[Mistake]) -> list[Step]:
    do = table.get("do")
    make = _makers().get(do) if isinstance(do, str) else None
    if make is None:
        if isinstance(do, str):
            mistakes.append(Mistake("do", f"do: {unknown(do, _makers())}"))
        # Its parameters are unknown; the other values are validated all the same.
        values = fit(table, _parameters(FaultEntry), mistakes, _all_parameters())
    else:
        values = fit(table, {**_parameters(FaultEntry), **_parameters(make)}, mistakes)
    fits = not mistakes
    chosen = _chosen(kinds, values, mistakes)
    if make is None or not fits:
        return []
    entry = FaultEntry(**_part(values, FaultEntry))
    mistakes += entry.mistakes()
    fault = _fault(make, values, mistakes)
    if fault is None or mistakes:
        return []
    problems = [_impossible(kind, fault, entry) for kind in chosen]
    mistakes += [Mistake("do", problem) for problem in problems if problem is not None]
    return [_fault_step(kind, fault, entry) for kind in chosen]


def _fault_step(kind: TaskKind, fault: Fault, entry: FaultEntry) -> Step:
    late = "" if entry.late_s is None else f", {entry.late_s:g} s late"
    match entry.when:
        case "next":
            request: RequestKind = entry.on or "submit"
            requests = f"the next {_counted(entry.times, request)}"
            apply = partial(kind.schedule.add_next, request, [fault] * entry.times)
        case "always":
            requests = f"every {entry.on or 'submit and read'}"
            apply = partial(kind.always, fault, on=entry.on)
        case number:
            requests = f"read {number} of each task"
            apply = partial(kind.on_read, number, fault)
    return Step(f"{kind.key}: {requests}: {fault.name}{late}", apply)


def _impossible(kind: TaskKind, fault: Fault, entry: FaultEntry) -> str | None:
    """Return why a fault cannot happen to the requests of an entry; None if it can."""
    if entry.on is not None:
        return kind.schedule.problem(fault, entry.on)
    requests = DEFAULT_REQUESTS if entry.when == "always" else ("read",)
    problems = [kind.schedule.problem(fault, request) for request in requests]
    return None if None in problems else problems[-1]


def _task_steps(kinds: TaskKinds, table: Table, mistakes: list[Mistake]) -> list[Step]:
    values = fit(table, {**_parameters(TaskEntry), **_parameters(TaskFault)}, mistakes)
    fits = not mistakes
    chosen = _chosen(kinds, values, mistakes)
    if not fits:
        return []
    entry = TaskEntry(**_part(values, TaskEntry))
    mistakes += entry.mistakes()
    given = _part(values, TaskFault)
    try:
        fault = TaskFault(**given)
    except ValueError as error:
        mistakes.append(_mistake(error, given))
        return []
    problems = [kind.schedule.task_problem(fault) for kind in chosen]
    mistakes += [_named(problem, given) for problem in problems if problem is not None]
    if mistakes:
        return []
    faults = [fault] * entry.times
    values_text = ", ".join(f"{key} {value}" for key, value in given.items()) or "no fault"
    description = f"the next {_counted(entry.times, 'task')}: {values_text}"
    return [
        Step(f"{kind.key}: {description}", partial(kind.schedule.add_task_faults, faults))
        for kind in chosen
    ]


_READERS: Final[Mapping[str, Callable[[TaskKinds, Table, list[Mistake]], list[Step]]]] = {
    "fault": _fault_steps,
    "task": _task_steps,
}


def _chosen(kinds: TaskKinds, values: Table, mistakes: list[Mistake]) -> list[TaskKind]:
    """Return the task kinds of an entry; none if it has no pattern."""
    if "kind" not in values:
        return []
    pattern = str(values["kind"])
    chosen = [kind for key, kind in kinds.items() if fnmatchcase(key, pattern)]
    if not chosen:
        message = f"kind: {unknown(pattern, kinds)} (* stands for any string)"
        mistakes.append(Mistake("kind", message))
    return chosen


def _fault(
    make: Callable[..., Fault], values: Mapping[str, Any], mistakes: list[Mistake]
) -> Fault | None:
    """Return a fault; None with a mistake."""
    late_s: float | None = values.get("late_s")
    given = _part(values, make)
    try:
        fault = make(**given)
    except ValueError as error:
        mistakes.append(_mistake(error, given))
        return None
    if late_s is None:
        return fault
    if fault.late_s:
        message = f"late_s does not go with {values['do']}, which is late by itself"
        mistakes.append(Mistake("late_s", message))
        return None
    try:
        return fault.after(late_s)
    except ValueError as error:
        mistakes.append(Mistake("late_s", f"late_s: {error}"))
        return None


def _mistake(error: ValueError, values: Mapping[str, Any]) -> Mistake:
    """Return the error of a constructor as a mistake of the parameter that its message names."""
    return _named(str(error), values)


def _named(message: str, values: Mapping[str, Any]) -> Mistake:
    """Return a mistake of the parameter that its message names."""
    words = message.split()
    return Mistake(next((key for key in values if key in words), ""), message)


def _times_mistakes(times: int) -> Iterator[Mistake]:
    if not 1 <= times <= MAX_TIMES:
        yield Mistake("times", f"times must be from 1 to {MAX_TIMES}, got {times}")


def _counted(times: int, what: str) -> str:
    return what if times == 1 else f"{times} {what}s"


def _part(values: Mapping[str, Any], function: Callable[..., object]) -> dict[str, Any]:
    """Return the values that are a function's parameters."""
    return {key: values[key] for key in _parameters(function) if key in values}


@cache
def _parameters(function: Callable[..., object]) -> Parameters:
    return parameters_of(function)


@cache
def _makers() -> Mapping[str, Callable[..., Fault]]:
    """Return the class methods of `Fault` by their names."""
    return dict(inspect.getmembers(Fault, inspect.ismethod))


@cache
def _all_parameters() -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for make in _makers().values() for key in _parameters(make)))
