"""The words in which drift speaks: a change, its kind and its rating."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Rating(IntEnum):
    """What a change means for the person who imports the client; the greater, the worse."""

    HARMLESS = 0
    """Their program works as before and can do nothing more."""
    NEW = 1
    """Their program works as before, and something can be done that could not be."""
    BREAKING = 2
    """Their program stops working, does something else, or stops type-checking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiChange:
    """One change in the Python that is generated: a function, a class, a parameter, a field."""

    kind: str
    """What happened, such as `parameter-removed`."""
    rating: Rating
    symbol: str
    """The dotted path below the package, such as `api.veo.Operations.extend`."""
    member: str = ""
    """The parameter or field, where the change is about one."""
    text: str
    """The change as a sentence for a person."""
