"""The faults of callbacks, other than delays and callbacks that are never sent."""

from __future__ import annotations

from math import inf
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

Forgery = Literal["state", "unknown_task", "other_task"]
"""The false statement of a forged callback: the task's state, or the task itself, either one that does not
exist or another one of the same kind."""

SignatureFlaw = Literal["wrong", "old", "missing"]
"""The flaw of a signature: made with another key, an hour old, or not there."""

Malformation = Literal["cut_off", "empty", "no_object", "no_task"]
"""The flaw of a body: its second half is missing, or all of it; it is JSON and not an object; it is an
object without a task."""

# Far larger than any provider's callback, and still cheap enough for a few tests.
OVERSIZE: Final = 2_000_000
MIN_SIZE: Final = 10_000
MAX_SIZE: Final = 100_000_000


class Twice(NamedTuple):
    """The callback is sent again, whatever the response was."""

    after_s: float


class OutOfOrder(NamedTuple):
    """The callback changes places with the next one of its task."""


class Forged(NamedTuple):
    """The callback is not from the provider."""

    what: Forgery


class Signed(NamedTuple):
    """The callback's signature is wrong."""

    how: SignatureFlaw


class Malformed(NamedTuple):
    """The callback's body cannot be read."""

    how: Malformation


class Oversized(NamedTuple):
    """The callback's body is padded."""

    size: int


CallbackFault: TypeAlias = Twice | OutOfOrder | Forged | Signed | Malformed | Oversized


def check(fault: CallbackFault) -> None:
    """Raise `ValueError` for a fault whose parameters are out of range."""
    match fault:
        case Forged(what):
            _check_choice("what", what, get_args(Forgery))
        case Signed(how):
            _check_choice("how", how, get_args(SignatureFlaw))
        case Malformed(how):
            _check_choice("how", how, get_args(Malformation))
        case Twice(seconds) if not 0 <= seconds < inf:
            raise ValueError(f"after_s must be a number, 0 or more, got {seconds}")
        case Oversized(size) if not MIN_SIZE <= size <= MAX_SIZE:
            raise ValueError(f"size must be from {MIN_SIZE} to {MAX_SIZE} bytes, got {size}")
        case _:
            pass


def _check_choice(name: str, choice: str, choices: tuple[str, ...]) -> None:
    if choice not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {choice!r}")
