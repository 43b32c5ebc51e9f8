"""What became of a Kling submission with an unknown outcome: Kling lists tasks; its reseller may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from longtake._core.reconcile.match import Fit, ListedTask, match, pages
from longtake._core.reconcile.submission import Undetermined, UnknownSubmit
from longtake._core.task_kind import Call, Lookup, ParsedResponse, Reconciler
from longtake._core.tokens import is_task_id
from longtake._core.values import as_number, as_string
from longtake.errors import UnexpectedAnswerError
from longtake_chainhub.models import KlingTask, KlingTasksResponse

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from longtake_chainhub import Client

_PAGE: Final = 100


class _ListEndpoint(Protocol):
    """The generated module of an operation that lists tasks."""

    def sync_detailed(
        self, *, client: Client, page_num: int, page_size: int
    ) -> ParsedResponse[object]: ...

    def asyncio_detailed(
        self, *, client: Client, page_num: int, page_size: int
    ) -> Coroutine[Any, Any, ParsedResponse[object]]: ...


def reconciler(lists: _ListEndpoint, tasks: str) -> Reconciler[Client]:
    """Return how to ask about tasks that an operation lists.

    Args:
        lists: The generated module of the operation.
        tasks: What it lists, in words.
    """
    asked = f"Kling's list of {tasks}"

    def page(number_: int, _seen: int) -> Call[Client]:
        return Call(
            lambda client: lists.sync_detailed(
                client=client, page_num=number_ + 1, page_size=_PAGE
            ),
            lambda client: lists.asyncio_detailed(
                client=client, page_num=number_ + 1, page_size=_PAGE
            ),
        )

    def search(doubt: UnknownSubmit) -> Lookup[Client]:
        listing = yield from pages(doubt, page, _rows)
        if not listing.rows:
            return Undetermined(
                reason=f"the list of {tasks} is empty, and may be so because this host keeps none",
                evidence=asked,
                ask_again_in_s=doubt.grace_left_s or None,
            )
        return match(
            doubt,
            listing,
            lambda row, body: _fit(row.item, body),
            evidence=asked,
            matched_by="the same source or external_task_id, and the time",
        )

    return Reconciler(
        lookup=search,
        advice=f"reconcile() looks for it in {asked}, where the reseller has it. Submit again only when it "
        "says NotCreated",
    )


def _rows(answer: ParsedResponse[Any]) -> list[ListedTask[KlingTask]]:
    """The reseller's pages show an empty object for every answer: that is no empty list."""
    response: object = answer.parsed
    data = response.data if isinstance(response, KlingTasksResponse) else None
    if not isinstance(data, list):
        raise UnexpectedAnswerError("the answer says that all is well and holds no list")
    return [_row(task) for task in data]


def _row(task: KlingTask) -> ListedTask[KlingTask]:
    task_id, created_ms = as_string(task.task_id), as_number(task.created_at)
    if task_id is None or not is_task_id(task_id):
        raise UnexpectedAnswerError("a listed task has no id")
    created = None if created_ms is None else created_ms / 1000
    return ListedTask(task_id=task_id, created=created, item=task)


def _fit(task: KlingTask, body: object) -> Fit:
    """Return how a task fits. The list repeats a source and an id of the caller's, but neither the prompt nor
    the options.
    """
    info = task.task_info or None
    ours, theirs = (
        as_string(getattr(body, "external_task_id", None)),
        as_string(info.external_task_id) if info else None,
    )
    parent = (info.parent_video or None) if info else None
    source = as_string(parent.id) if parent else None
    if ours and theirs:
        return Fit.MATCH if ours == theirs else Fit.DIFFERENT
    # A request without an id of the caller's makes no task that has one.
    if theirs or (source and source != getattr(body, "video_id", None)):
        return Fit.DIFFERENT
    return Fit.MATCH if source else Fit.POSSIBLE
