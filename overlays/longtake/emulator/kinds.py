"""What a provider's task kinds are declared with: operations that start tasks, and first videos."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from attrs import frozen

Request: TypeAlias = Mapping[str, Any]
"""The body of a request, as it was understood."""


def anything(request: Request) -> str | None:
    """Object to no request."""
    del request
    return None


@frozen(kw_only=True)
class Start:
    """An operation that starts tasks of a kind.

    Attributes:
        path: Its path below the provider's host; the method is POST.
        source: The field of its request that names what is continued; None where a first video is made.
        seconds: Returns how many seconds a task makes, by its request, or drawn.
        price: Returns what a task costs in credits, by its request.
        new_id: Draws the id of a task, or of its video where that has an id of its own.
        objection: Returns why a request is refused that the specification allows; None if it is not.
    """

    path: str
    source: str | None = None
    seconds: Callable[[Request, random.Random], int]
    price: Callable[[Request], float]
    new_id: Callable[[random.Random], str]
    objection: Callable[[Request], str | None] = anything


@frozen(kw_only=True)
class Seed:
    """A first video that is there from the beginning.

    Attributes:
        variable: The name under which its id is printed: `KIND_SOURCE`.
        seconds: How long it is.
        videos: How many videos its task made.
        not_extendable: Why the provider does not extend it; None for one that it does.
    """

    variable: str
    seconds: int
    videos: int = 1
    not_extendable: str | None = None


def always(number: float) -> Callable[[Request], float]:
    """Return a price that depends on nothing."""
    return lambda _: number


def seconds(*choices: int) -> Callable[[Request, random.Random], int]:
    """Return a length that depends on no request: one of several, drawn."""
    # Nothing is drawn where nothing can be chosen.
    return lambda _, rng: choices[0] if len(choices) == 1 else rng.choice(choices)
