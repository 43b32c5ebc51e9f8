"""Reconcile a submission: look it up until a missing task is certain to be missing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Final, TypeAlias, TypeVar

from attrs import frozen

from longtake._core.reconcile.submission import Outcome, Undetermined, UnknownSubmit
from longtake._core.task_kind import Call, TaskKind
from longtake._core.values import is_number
from longtake.errors import InvalidRequestError, LongtakeError

ClientT = TypeVar("ClientT")

PARSE_ERRORS: Final = (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError)
"""The exceptions of a generated client for a response that does not match the specification."""

_FIRST_PAUSE_S: Final = 2.0


@frozen
class Pause:
    """A number of seconds to sleep."""

    seconds: float


@frozen
class Blocking:
    """A function that blocks, such as one that reads a journal."""

    run: Callable[[], Any]


ResultT = TypeVar("ResultT")

Steps: TypeAlias = Generator[Call[ClientT] | Pause | Blocking, Any, ResultT]
"""A generator of calls, pauses and blocking functions.

It takes each result by `send`, and each exception of a call or function by `throw`."""


def reconcile_steps(
    unknown: UnknownSubmit, task_kind: TaskKind[ClientT], timeout_s: float
) -> Steps[ClientT, Outcome[str]]:
    """Yield the steps that find out the outcome of a submission.

    Args:
        unknown: The submission.
        task_kind: The kind of its task.
        timeout_s: Seconds to continue while no such task is listed; 0 looks it up once.

    Returns:
        The outcome.

    Raises:
        InvalidRequestError: If the timeout is not a number of seconds.
    """
    if not (is_number(timeout_s) and timeout_s >= 0):
        raise InvalidRequestError(f"timeout must be a number of seconds, got {timeout_s!r}")
    reconciler = task_kind.reconciler
    if reconciler is None:
        return Undetermined(
            reason=f"{task_kind.provider.name} offers no way to find tasks of {task_kind.name}",
            evidence="nothing",
        )
    until = unknown.now().steady + timeout_s
    pause_s = _FIRST_PAUSE_S
    while True:
        try:
            outcome = yield from reconciler.lookup(unknown)
        except LongtakeError as error:
            return _undetermined(task_kind, error)
        except PARSE_ERRORS as error:
            return _undetermined(task_kind, None, f"unexpected response ({type(error).__name__})")
        left_s = until - unknown.now().steady
        if not isinstance(outcome, Undetermined) or not outcome.ask_again_in_s or left_s <= 0:
            return outcome
        yield Pause(min(pause_s, outcome.ask_again_in_s, left_s))
        pause_s *= 2


def _undetermined(
    task_kind: TaskKind[ClientT], error: LongtakeError | None, words: str = ""
) -> Undetermined[str]:
    return Undetermined(
        reason=f"the lookup failed: {words or error}",
        evidence=f"the account at {task_kind.provider.name}",
        error=error,
    )
