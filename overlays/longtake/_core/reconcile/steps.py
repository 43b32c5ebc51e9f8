"""Finding out what became of a submit in doubt: looking until the vendor's silence means something."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final, TypeAlias, TypeVar

from attrs import frozen

from longtake._core.reconcile.submission import CannotBeKnown, Doubt, Outcome
from longtake._core.task_kind import Call, Family
from longtake._core.values import is_number
from longtake.errors import InvalidRequestError, LongtakeError

ClientT = TypeVar("ClientT")

MISREAD: Final = (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError)
"""What a generated client raises for an answer of another shape than its specification says."""

_FIRST_PAUSE_S: Final = 2.0


@frozen
class Pause:
    """Seconds to sleep."""

    seconds: float


Steps: TypeAlias = Generator[Call[ClientT] | Pause, Any, Outcome[str]]
"""Calls to make and pauses, one after the other. Answers are sent in, what a call raises is thrown in."""


def reconciling(doubt: Doubt, family: Family[ClientT], timeout_s: float) -> Steps[ClientT]:
    """The steps to what became of a submit in doubt.

    Args:
        doubt: The submit.
        family: Its family.
        timeout_s: Seconds to go on looking while no such task is listed, 0 to look once.

    Raises:
        InvalidRequestError: If they are no number of seconds.
    """
    if not (is_number(timeout_s) and timeout_s >= 0):
        raise InvalidRequestError(f"timeout must be a number of seconds, not {timeout_s!r}")
    inquiry = family.inquiry
    if inquiry is None:
        return CannotBeKnown(
            reason=f"{family.provider.name} has no way to ask about tasks of {family.name}",
            looked_at="nothing",
        )
    until = doubt.now().steady + timeout_s
    pause_s = _FIRST_PAUSE_S
    while True:
        try:
            outcome = yield from inquiry.search(doubt)
        except LongtakeError as error:
            return _not_told(family, error)
        except MISREAD as error:
            return _not_told(family, None, f"an answer of another shape ({type(error).__name__})")
        left_s = until - doubt.now().steady
        if not isinstance(outcome, CannotBeKnown) or not outcome.ask_again_in_s or left_s <= 0:
            return outcome
        yield Pause(min(pause_s, outcome.ask_again_in_s, left_s))
        pause_s *= 2


def _not_told(
    family: Family[ClientT], error: LongtakeError | None, words: str = ""
) -> CannotBeKnown[str]:
    return CannotBeKnown(
        reason=f"the vendor does not say: {words or error}",
        looked_at=f"what {family.provider.name} shows of an account",
        error=error,
    )
