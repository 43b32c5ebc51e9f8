"""From a script's tables to what is put in: all of it, or nothing."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, partial
from typing import Any, Final, Literal, TypeAlias, cast

from longtake.emulator.family import EVERYDAY, Family
from longtake.emulator.faults import Fault, Oddity, Target
from longtake.emulator.script.document import Document, ScriptError, Spot
from longtake.emulator.script.values import (
    Mistake,
    Parameters,
    fit,
    parameters_of,
    shown,
    unknown,
    wanted_as,
)

Families: TypeAlias = Mapping[str, Family]
Table: TypeAlias = Mapping[str, object]

# Whoever wants more in a row wants it always.
MOST_TIMES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to put in, of which nothing can fail any more."""

    told: str
    put_in: Callable[[], None]


@dataclass(frozen=True, slots=True)
class When:
    """What stands in a `[[fault]]` beside the fault itself and its parameters."""

    family: str
    do: str
    on: Target | None = None
    when: Literal["next", "always"] | int = "next"
    times: int = 1
    late_s: float | None = None

    def mistakes(self) -> Iterator[Mistake]:
        """Say what does not go together."""
        if self.when == "next" and self.on is None:
            yield Mistake("", f"on is missing: {wanted_as(Target)}")
        if isinstance(self.when, int) and self.when < 1:
            yield Mistake("when", f"looks are counted from 1, not from {self.when}")
        if isinstance(self.when, int) and self.on not in {None, "read"}:
            yield Mistake("on", f'when = {self.when} is a look at a task: on must be "read"')
        if self.when != "next" and self.times != 1:
            yield Mistake("times", 'times goes with when = "next" alone')
        yield from _times_mistakes(self.times)


@dataclass(frozen=True, slots=True)
class Which:
    """What stands in a `[[task]]` beside what is odd about the task."""

    family: str
    times: int = 1

    def mistakes(self) -> Iterator[Mistake]:
        """Say what is out of bounds."""
        yield from _times_mistakes(self.times)


def apply(families: Families, document: Document) -> list[str]:
    """Put a script in, and return what that was, a line for each family and table.

    `ScriptError` with everything that is wrong; nothing is put in then.
    """
    steps: list[Step] = []
    problems: list[str] = []
    for spot, table in _tables(document, problems):
        mistakes: list[Mistake] = []
        steps += _READERS[spot.table](families, table, mistakes)
        problems += [
            _problem(document, spot._replace(key=mistake.key), mistake.message)
            for mistake in mistakes
        ]
    if problems:
        raise ScriptError(list(dict.fromkeys(problems)))
    for step in steps:
        step.put_in()
    return [step.told for step in steps]


def fault_of(table: Table, mistakes: list[Mistake]) -> Fault | None:
    """Return the fault that a table says, `do` with its parameters; None if something is wrong."""
    do = table.get("do")
    make = _makers().get(do) if isinstance(do, str) else None
    if make is None:
        mistakes.append(Mistake("do", f"do: {unknown(str(do), _makers())}"))
        return None
    beside = {name: _parameters(When)[name] for name in ("do", "late_s")}
    values = fit(table, {**beside, **_parameters(make)}, mistakes)
    return None if mistakes else _fault(make, values, mistakes)


def _tables(document: Document, problems: list[str]) -> Iterator[tuple[Spot, Table]]:
    """Yield a script's tables in their order, faults first."""
    given = document.data
    if not isinstance(given, Mapping):
        problems.append(_problem(document, None, f"a table is wanted, not {shown(given)}"))
        return
    data = cast("Table", given)
    problems += [
        _problem(document, Spot(name), unknown(name, _READERS))
        for name in data
        if name not in _READERS
    ]
    for name in _READERS:
        tables = data.get(name, [])
        if not isinstance(tables, list):
            wanted = f"{name} must be a list of tables: write [[{name}]]"
            problems.append(_problem(document, Spot(name), wanted))
            continue
        for number, table in enumerate(cast("list[object]", tables), start=1):
            spot = Spot(name, number)
            if isinstance(table, Mapping):
                yield spot, cast("Table", table)
            else:
                problems.append(_problem(document, spot, f"a table is wanted, not {shown(table)}"))


def _problem(document: Document, spot: Spot | None, message: str) -> str:
    return ": ".join(filter(None, (document.place(spot), message)))


def _fault_steps(families: Families, table: Table, mistakes: list[Mistake]) -> list[Step]:
    do = table.get("do")
    make = _makers().get(do) if isinstance(do, str) else None
    if make is None:
        if isinstance(do, str):
            mistakes.append(Mistake("do", f"do: {unknown(do, _makers())}"))
        # Which parameters belong to it nobody knows; the rest can be judged all the same.
        values = fit(table, _parameters(When), mistakes, _all_parameters())
    else:
        values = fit(table, {**_parameters(When), **_parameters(make)}, mistakes)
    fits = not mistakes
    chosen = _chosen(families, values, mistakes)
    if make is None or not fits:
        return []
    entry = When(**_part(values, When))
    mistakes += entry.mistakes()
    fault = _fault(make, values, mistakes)
    if fault is None or mistakes:
        return []
    problems = {family.key: _impossible(family, fault, entry) for family in chosen}
    mistakes += [Mistake("do", problem) for problem in problems.values() if problem is not None]
    return [_fault_step(family, fault, entry) for family in chosen]


def _fault_step(family: Family, fault: Fault, entry: When) -> Step:
    late = "" if entry.late_s is None else f", {entry.late_s:g} s late"
    match entry.when:
        case "next":
            target: Target = entry.on or "submit"
            met_by = f"the next {_counted(entry.times, target)}"
            put_in = partial(family.schedule.put_next, target, [fault] * entry.times)
        case "always":
            met_by = f"every {entry.on or 'submit and read'}"
            put_in = partial(family.always, fault, on=entry.on)
        case number:
            met_by = f"look {number} at each task"
            put_in = partial(family.on_read, number, fault)
    return Step(f"{family.key}: {met_by}: {fault.name}{late}", put_in)


def _impossible(family: Family, fault: Fault, entry: When) -> str | None:
    """Say why a fault cannot happen when it is to; None if it can."""
    if entry.on is not None:
        return family.schedule.problem(fault, entry.on)
    targets = EVERYDAY if entry.when == "always" else ("read",)
    problems = [family.schedule.problem(fault, target) for target in targets]
    return None if None in problems else problems[-1]


def _task_steps(families: Families, table: Table, mistakes: list[Mistake]) -> list[Step]:
    values = fit(table, {**_parameters(Which), **_parameters(Oddity)}, mistakes)
    fits = not mistakes
    chosen = _chosen(families, values, mistakes)
    if not fits:
        return []
    entry = Which(**_part(values, Which))
    mistakes += entry.mistakes()
    what = _part(values, Oddity)
    try:
        oddity = Oddity(**what)
    except ValueError as error:
        mistakes.append(_mistake(error, what))
        return []
    if mistakes:
        return []
    odd = ", ".join(f"{key} {value}" for key, value in what.items()) or "nothing odd"
    told = f"the next {_counted(entry.times, 'task')}: {odd}"
    oddities = [oddity] * entry.times
    return [
        Step(f"{family.key}: {told}", partial(family.schedule.put_tasks, oddities))
        for family in chosen
    ]


_READERS: Final[Mapping[str, Callable[[Families, Table, list[Mistake]], list[Step]]]] = {
    "fault": _fault_steps,
    "task": _task_steps,
}


def _chosen(families: Families, values: Table, mistakes: list[Mistake]) -> list[Family]:
    """Return the families that an entry names, none if it does not."""
    if "family" not in values:
        return []
    pattern = str(values["family"])
    chosen = [family for key, family in families.items() if fnmatchcase(key, pattern)]
    if not chosen:
        known = unknown(pattern, families)
        mistakes.append(Mistake("family", f"family: {known} (* stands for any text)"))
    return chosen


def _fault(
    make: Callable[..., Fault], values: Mapping[str, Any], mistakes: list[Mistake]
) -> Fault | None:
    """Make a fault, None if it cannot be one."""
    late_s: float | None = values.get("late_s")
    what = _part(values, make)
    try:
        fault = make(**what)
    except ValueError as error:
        mistakes.append(_mistake(error, what))
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
    """Return what a constructor has against its parameters, at the one that it speaks of."""
    words = str(error).split()
    return Mistake(next((key for key in values if key in words), ""), str(error))


def _times_mistakes(times: int) -> Iterator[Mistake]:
    if not 1 <= times <= MOST_TIMES:
        yield Mistake("times", f"times must be from 1 to {MOST_TIMES}, not {times}")


def _counted(times: int, what: str) -> str:
    return what if times == 1 else f"{times} {what}s"


def _part(values: Mapping[str, Any], function: Callable[..., object]) -> dict[str, Any]:
    """Return those of the values that are a function's parameters."""
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
