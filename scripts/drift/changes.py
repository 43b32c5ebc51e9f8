"""The terms of drift: a change, its place, its kind and its rating."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from scripts.drift.change_kinds import ChangeKind
    from scripts.specs.json_types import Json


class Rating(IntEnum):
    """The meaning of a change for programs that import the client; the greater, the worse."""

    HARMLESS = 0
    """Their program works as before and can do nothing more."""
    NEW = 1
    """Their program works as before, and something can be done that could not be."""
    BREAKING = 2
    """Their program stops working, does something else, or stops type-checking."""


@frozen(kw_only=True)
class ApiChange:
    """One change in the Python that is generated: a function, a class, a parameter, a field."""

    kind: str
    """The kind, such as `parameter-removed`."""
    rating: Rating
    symbol: str
    """The dotted path below the package, such as `resources.veo.Veo.extend`."""
    member: str = ""
    """The parameter or field, where the change is about one."""
    text: str
    """The change as a sentence for a person."""


@frozen(order=True)
class OperationRef:
    """The method, path and id of an operation."""

    method: str
    """In capitals."""
    path: str
    operation_id: str


@frozen
class Where:
    """A place in an operation, such as `response 200: data.taskId`; empty for the operation itself."""

    operation: OperationRef
    place: str


@frozen(kw_only=True)
class DriftChange:
    """One change, however many operations show it, with all that follows from it in Python."""

    kind: ChangeKind
    rating: Rating
    where: tuple[Where, ...]
    """Every place that shows it; none for what is about a page, a supplement or Python alone."""
    old: Json
    """The old value (a type, a range, a name, a list of values, ...); None where there was nothing."""
    new: Json
    text: str
    """The change as a sentence for a person, in CommonMark: names and values are code."""
    python_effects: tuple[ApiChange, ...] = ()
    """Its effects on the generated Python."""
