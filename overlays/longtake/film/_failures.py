"""The errors and interruptions of a film that is lengthened, with the film so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from longtake._core.values import without_period
from longtake.errors import LengthenError, LongtakeError
from longtake.interruptions import attach_pending, pending_after

if TYPE_CHECKING:
    from longtake._shell.task import AsyncTask, Task
    from longtake.film._film import Film


def hop_error(
    reason: LongtakeError,
    number: int,
    film: Film,
    task: Task | AsyncTask | None,
    *,
    so_far: str,
    reference: str | None,
) -> LengthenError:
    """Return the error for a hop that failed.

    Args:
        reason: The error of the hop.
        number: The number of the hop.
        film: The film so far.
        task: The task of the hop, None if it has none.
        so_far: The length of the film, in words.
        reference: The caller's own name for the film, None for none.
    """
    again = (
        f"Call lengthen again with the reference {reference!r} to continue"
        if reference
        else "Save error.film, or lengthen its last video"
    )
    error = LengthenError(
        f"hop {number} failed, and the film has {so_far}: {without_period(reason.args[0])}. {again}",
        provider=reason.provider,
        kind=reason.kind,
        status=reason.status,
        code=reason.code,
        provider_message=reason.provider_message,
        # The task may have succeeded, and only its download failed.
        task_id=reason.task_id or (None if task is None else task.id),
        token=reason.token or (None if task is None else task.token),
    )
    error.film = film
    error.__cause__ = reason
    return error


def describe_interruption(
    interruption: BaseException, film: Film, task: Task | AsyncTask | None, length_s: float
) -> None:
    """Add to an interruption the task of its hop, and the last finished hop.

    Args:
        interruption: The interruption.
        film: The film so far.
        task: The task of the hop that is under way, None if there is none.
        length_s: The length of the film so far, in seconds.
    """
    if isinstance(interruption, GeneratorExit):
        return
    hops = film.hops
    if task is not None and pending_after(interruption) is None:
        pending = LongtakeError(
            f"interrupted. The task of hop {len(hops) + 1} is charged; resume it with "
            f"from_token({task.token!r})",
            provider=task.provider,
            kind=task.kind,
            task_id=task.id,
            token=task.token,
        )
        attach_pending(interruption, pending)
    if hops:
        interruption.add_note(
            f"longtake: the film has {length_s:.4g} s after hop {len(hops)}; "
            f"from_token({hops[-1].token!r}) returns the task of that hop"
        )
