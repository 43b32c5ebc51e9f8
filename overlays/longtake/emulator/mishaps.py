"""What can be wrong with a call to a callback address, beyond coming late or never."""

from math import inf
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

Forgery = Literal["state", "unknown_task", "other_task"]
"""What a forged call lies about: how its task stands, or which task it is of, one that nobody made or
another one of the family."""

SignatureFlaw = Literal["wrong", "old", "missing"]
"""What is wrong with a signature: it is made with another key, an hour ago, or not at all."""

Malformation = Literal["cut_off", "empty", "no_object", "no_task"]
"""What is wrong with a body: its second half is missing, or all of it; it is JSON and no object; it is
an object without a task."""

# Larger than any call of a vendor's by far, and not more than a test can bear a few times.
OVERSIZE: Final = 2_000_000
LEAST: Final = 10_000
MOST: Final = 100_000_000


class Twice(NamedTuple):
    """The call is made again, whatever was answered."""

    after_s: float


class OutOfOrder(NamedTuple):
    """The call trades places with the next one of its task."""


class Forged(NamedTuple):
    """Somebody else calls in the vendor's place."""

    what: Forgery


class Signed(NamedTuple):
    """The call's signature is not what it should be."""

    how: SignatureFlaw


class Malformed(NamedTuple):
    """The call's body is not what it should be."""

    how: Malformation


class Oversized(NamedTuple):
    """The call's body is padded."""

    size: int


Mishap: TypeAlias = Twice | OutOfOrder | Forged | Signed | Malformed | Oversized


def checked(mishap: Mishap) -> Mishap:
    """Return a mishap; `ValueError` for one that cannot be."""
    match mishap:
        case Forged(what):
            _check_choice(what, get_args(Forgery))
        case Signed(how):
            _check_choice(how, get_args(SignatureFlaw))
        case Malformed(how):
            _check_choice(how, get_args(Malformation))
        case Twice(seconds) if not 0 <= seconds < inf:
            raise ValueError(f"after_s must be a number from 0, not {seconds}")
        case Oversized(size) if not LEAST <= size <= MOST:
            raise ValueError(f"size must be from {LEAST} to {MOST} bytes, not {size}")
        case _:
            pass
    return mishap


def _check_choice(choice: str, choices: tuple[str, ...]) -> None:
    if choice not in choices:
        raise ValueError(f"{choice!r} is none of {', '.join(choices)}")
