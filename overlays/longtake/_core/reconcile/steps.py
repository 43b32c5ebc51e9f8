"""Finding out what became of a submit in doubt: looking until the vendor's silence means something."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final, TypeAlias, TypeVar

from attrs import frozen

from longtake._core.reconcile.submission import Outcome, Undetermined, UnknownSubmit
from longtake._core.task_kind import Call, TaskKind
from longtake._core.values import is_number
from longtake.errors import InvalidRequestError, LongtakeError

ClientT = TypeVar("ClientT")

PARSE_ERRORS: Final = (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError)
"""What a generated client raises for an answer of another shape than its specification says."""

_FIRST_PAUSE_S: Final = 2.0


@frozen
class Pause:
    """Seconds to sleep."""

    seconds: float


Steps: TypeAlias = Generator[Call[ClientT] | Pause, Any, Outcome[str]]
"""Calls to make and pauses, one after the other. Answers are sent in, what a call raises is thrown in."""


def reconcile_steps(
    unknown: UnknownSubmit, task_kind: TaskKind[ClientT], timeout_s: float
) -> Steps[ClientT]:
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
    inquiry = task_kind.reconciler
    if inquiry is None:
        return Undetermined(
            reason=f"{task_kind.provider.name} has no way to ask about tasks of {task_kind.name}",
            evidence="nothing",
        )
    until = unknown.now().steady + timeout_s
    pause_s = _FIRST_PAUSE_S
    while True:
        try:
            outcome = yield from inquiry.lookup(unknown)
        except LongtakeError as error:
            return _undetermined(task_kind, error)
        except PARSE_ERRORS as error:
            return _undetermined(
                task_kind, None, f"an answer of another shape ({type(error).__name__})"
            )
        left_s = until - unknown.now().steady
        if not isinstance(outcome, Undetermined) or not outcome.ask_again_in_s or left_s <= 0:
            return outcome
        yield Pause(min(pause_s, outcome.ask_again_in_s, left_s))
        pause_s *= 2


def _undetermined(
    task_kind: TaskKind[ClientT], error: LongtakeError | None, words: str = ""
) -> Undetermined[str]:
    return Undetermined(
        reason=f"the vendor does not say: {words or error}",
        evidence=f"what {task_kind.provider.name} shows of an account",
        error=error,
    )
