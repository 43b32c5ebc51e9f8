"""The pending tasks of calls that were interrupted: by Ctrl-C, a cancellation, or a timeout around them."""

from __future__ import annotations

from typing import Final, cast

from longtake._core.tokens import read_token
from longtake.errors import LongtakeError, SubmitOutcomeUnknown

__all__ = ["InterruptedBatch", "pending_after"]

# The maximum number of tokens in a note. `tokens` has all of them.
_MAX_LISTED: Final = 100


class InterruptedBatch(LongtakeError):  # noqa: N818 - returned by pending_after, never raised
    """The pending tasks of an interrupted `wait_all` or `submit_all`, returned by `pending_after`.

    Example:
        >>> try:
        ...     results = longtake.wait_all(tasks)
        ... except KeyboardInterrupt as error:
        ...     tokens = longtake.pending_after(error).tokens
        >>> later = [longtake.from_token(token) for token in tokens]

    Attributes:
        tokens: The tokens of the tasks that were accepted, or waited for, and have not ended. A single one is
            also the `token`.
        unknown_outcomes: The interrupted submissions, whose outcome is unknown.
    """

    tokens: tuple[str, ...] = ()
    unknown_outcomes: tuple[SubmitOutcomeUnknown, ...] = ()

    def listed(self) -> list[str]:
        """Return a line for each token, at most 100, for the notes of a traceback."""
        shown = [(read_token(token), token) for token in self.tokens[:_MAX_LISTED]]
        lines = [f"  {task.provider}/{task.kind}: from_token({token!r})" for task, token in shown]
        more = len(self.tokens) - len(lines)
        return [*lines, f"  ... and {more} more"] if more > 0 else lines


def attach_pending(interruption: BaseException, pending: LongtakeError) -> None:
    """Add pending tasks to an interruption, as notes and as its cause."""
    interruption.add_note(f"longtake: {pending}")
    if isinstance(pending, InterruptedBatch):
        for line in pending.listed():
            interruption.add_note(line)
        # It describes all tasks, unlike the cause that one of them may have set.
        pending.__cause__, interruption.__cause__ = interruption.__cause__, pending
    elif interruption.__cause__ is None:
        interruption.__cause__ = pending


def pending_after(error: BaseException) -> LongtakeError | None:
    """Return what is pending at a provider after an interrupted call, None if nothing is.

    Call it with a `KeyboardInterrupt`, a cancellation, or the exception that results from one, such as the
    `TimeoutError` of `asyncio.timeout`.

    Args:
        error: The caught exception. For an exception group, its first error with something pending counts.

    Returns:
        After `extend`, a `SubmitOutcomeUnknown`, which has `reconcile`. After `wait`, an error whose `token`
        gets the task again. After `wait_all` or `submit_all`, an `InterruptedBatch`.
    """
    seen: set[int] = set()
    links: list[BaseException | None] = [error]
    while links:
        link = links.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        if isinstance(link, SubmitOutcomeUnknown | InterruptedBatch) or (
            isinstance(link, LongtakeError) and link.token
        ):
            return link
        links += [link.__context__, link.__cause__]
        if isinstance(link, BaseExceptionGroup):
            links += reversed(cast("BaseExceptionGroup[BaseException]", link).exceptions)
    return None
