"""Reconcile Kling submissions: a read takes the `external_task_id` that each of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake._core.reconcile.match import ListTime, response_time
from longtake._core.reconcile.submission import Created, NotCreated, Undetermined
from longtake._core.task_kind import Reconciler, on_task
from longtake._core.tokens import is_task_id
from longtake._core.values import as_number, as_string
from longtake._kling.responses import task_of
from longtake.errors import NotFoundError, UnexpectedResponseError

if TYPE_CHECKING:
    from longtake._core.reconcile.submission import Outcome, UnknownSubmit
    from longtake._core.task_kind import Lookup, TaskEndpoint
    from longtake_kling import Client

# "No such task". 1202, "no such method", proves nothing about a task.
_NO_TASK: Final = 1203


def reconciler(endpoint: TaskEndpoint[Client, object]) -> Reconciler[Client]:
    """Return the reconciler for tasks that an operation reads.

    Args:
        endpoint: The generated module of the operation.
    """
    read = on_task(endpoint)

    def lookup(unknown: UnknownSubmit) -> Lookup[Client]:
        reference = unknown.record.reference or ""
        evidence = f"the task with the external_task_id {reference!r}"
        if any(other.reference == reference for other in unknown.competing()):
            return Undetermined(
                reason="another submission of this client has the same external_task_id",
                evidence=evidence,
            )
        try:
            response = yield read(reference)
        except NotFoundError as error:
            if error.code != _NO_TASK:
                raise
            return _missing(unknown, evidence)
        task = task_of(response.parsed)
        task_id, created_ms = as_string(task.task_id), as_number(getattr(task, "created_at", None))
        if task_id is None or not is_task_id(task_id):
            raise UnexpectedResponseError("the task that was found has no valid id")
        seen = ListTime(unknown.now(), response_time(response.headers))
        window = seen.window(unknown.record, unknown.grace_s)
        if unknown.is_competing_task(task_id) or not window.may_hold(
            None if created_ms is None else created_ms / 1000
        ):
            return Undetermined(
                reason="the task with this external_task_id belongs to another submission",
                evidence=evidence,
                candidates=(task_id,),
            )
        return Created(task=task_id, evidence=evidence)

    return Reconciler(
        lookup=lookup,
        advice="reconcile() reads the task by this id. Submit again only after NotCreated",
    )


def _missing(unknown: UnknownSubmit, evidence: str) -> Outcome[str]:
    """Return the outcome when there is no task with the id."""
    if unknown.grace_left_s > 0:
        return Undetermined(
            reason="there is no such task yet; a new task may not be readable immediately",
            evidence=evidence,
            ask_again_in_s=unknown.grace_left_s,
        )
    if not unknown.same_key():
        return Undetermined(
            reason="there is no such task, but the key is not the one that was submitted with: another "
            "account proves nothing",
            evidence=evidence,
        )
    return NotCreated(evidence=evidence)
