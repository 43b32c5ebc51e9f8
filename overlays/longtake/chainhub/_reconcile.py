"""Reconcile Kling submissions with Kling's lists of tasks, which its reseller may not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from longtake._core.reconcile.match import Fit, ListedTask, match, pages
from longtake._core.reconcile.submission import Undetermined, UnknownSubmit
from longtake._core.task_kind import Call, Lookup, ParsedResponse, Reconciler
from longtake._core.tokens import is_task_id
from longtake._core.values import as_number, as_string
from longtake.errors import UnexpectedResponseError
from longtake_chainhub.models import KlingTask, KlingTasksResponse

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from longtake_chainhub import Client

_PAGE: Final = 100


class ListEndpoint(Protocol):
    """The generated module of an operation that lists tasks."""

    def sync_detailed(
        self, *, client: Client, page_num: int, page_size: int
    ) -> ParsedResponse[object]: ...

    def asyncio_detailed(
        self, *, client: Client, page_num: int, page_size: int
    ) -> Coroutine[Any, Any, ParsedResponse[object]]: ...


def reconciler(lists: ListEndpoint, tasks: str) -> Reconciler[Client]:
    """Return the reconciler for tasks that an operation lists.

    Args:
        lists: The generated module of the operation.
        tasks: The name of the tasks, for messages.
    """
    searched = f"Kling's list of {tasks}"

    def page(number: int, _seen: int) -> Call[Client]:
        return Call(
            lambda client: lists.sync_detailed(client=client, page_num=number + 1, page_size=_PAGE),
            lambda client: lists.asyncio_detailed(
                client=client, page_num=number + 1, page_size=_PAGE
            ),
        )

    def lookup(unknown: UnknownSubmit) -> Lookup[Client]:
        listing = yield from pages(unknown, page, _rows)
        if not listing.rows:
            return Undetermined(
                reason=f"the list of {tasks} is empty, possibly because this host has no such list",
                evidence=searched,
                ask_again_in_s=unknown.grace_left_s or None,
            )
        return match(
            unknown,
            listing,
            lambda row, body: _fit(row.item, body),
            evidence=searched,
            matched_by="the same source or external_task_id, and the time",
        )

    return Reconciler(
        lookup=lookup,
        advice=f"reconcile() searches {searched}, if the reseller has it. Submit again only after NotCreated",
    )


def _rows(response: ParsedResponse[Any]) -> list[ListedTask[KlingTask]]:
    """Return the listed tasks. An empty object, as in the reseller's documentation, is not an empty list."""
    parsed: object = response.parsed
    data = parsed.data if isinstance(parsed, KlingTasksResponse) else None
    if not isinstance(data, list):
        raise UnexpectedResponseError("the successful response has no list of tasks")
    return [_row(task) for task in data]


def _row(task: KlingTask) -> ListedTask[KlingTask]:
    task_id, created_ms = as_string(task.task_id), as_number(task.created_at)
    if task_id is None or not is_task_id(task_id):
        raise UnexpectedResponseError("a listed task has no valid id")
    created = None if created_ms is None else created_ms / 1000
    return ListedTask(task_id=task_id, created=created, item=task)


def _fit(task: KlingTask, body: object) -> Fit:
    """Return how a task fits. The list has the source and the caller's id, but no prompt and no options."""
    info = task.task_info or None
    ours, theirs = (
        as_string(getattr(body, "external_task_id", None)),
        as_string(info.external_task_id) if info else None,
    )
    parent = (info.parent_video or None) if info else None
    source = as_string(parent.id) if parent else None
    if ours and theirs:
        return Fit.MATCH if ours == theirs else Fit.DIFFERENT
    # A request without a caller's id creates no task that has one.
    if theirs or (source and source != getattr(body, "video_id", None)):
        return Fit.DIFFERENT
    return Fit.MATCH if source else Fit.POSSIBLE
