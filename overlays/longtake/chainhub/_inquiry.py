"""What became of a Kling submit in doubt: Kling lists extension tasks; its reseller may not."""

from __future__ import annotations

from typing import Any, Final

from longtake._core.doubt import Doubt
from longtake._core.family import Answered, Call, Inquiry, Search
from longtake._core.listing import Fit, Row, conclude, pages
from longtake._core.outcome import CannotBeKnown
from longtake._core.tokens import is_task_id
from longtake._core.values import number, text
from longtake.errors import UnexpectedAnswerError
from longtake_chainhub import Client
from longtake_chainhub.api.kling import list_kling_tasks
from longtake_chainhub.models import KlingExtendRequest, KlingTask, KlingTasksResponse

_ASKED: Final = "Kling's list of extension tasks"
_PAGE: Final = 100


def _search(doubt: Doubt) -> Search[Client]:
    listing = yield from pages(doubt, _page, _rows)
    if not listing.rows:
        return CannotBeKnown(
            reason="the list of extension tasks is empty, and may be so because this host keeps none",
            looked_at=_ASKED,
            ask_again_in_s=doubt.settles_in_s or None,
        )
    return conclude(
        doubt,
        listing,
        lambda row, body: _fit(row.item, body),
        asked=_ASKED,
        known_by="the same source and time",
    )


def _page(number_: int, _seen: int) -> Call[Client]:
    return Call(
        lambda client: list_kling_tasks.sync_detailed(
            client=client, page_num=number_ + 1, page_size=_PAGE
        ),
        lambda client: list_kling_tasks.asyncio_detailed(
            client=client, page_num=number_ + 1, page_size=_PAGE
        ),
    )


def _rows(answer: Answered[Any]) -> list[Row[KlingTask]]:
    """The reseller's pages show an empty object for every answer: that is no empty list."""
    response: object = answer.parsed
    data = response.data if isinstance(response, KlingTasksResponse) else None
    if not isinstance(data, list):
        raise UnexpectedAnswerError("the answer says that all is well and holds no list")
    return [_row(task) for task in data]


def _row(task: KlingTask) -> Row[KlingTask]:
    task_id, created_ms = text(task.task_id), number(task.created_at)
    if task_id is None or not is_task_id(task_id):
        raise UnexpectedAnswerError("a listed task has no id")
    created = None if created_ms is None else created_ms / 1000
    return Row(task_id=task_id, created=created, item=task)


def _fit(task: KlingTask, body: KlingExtendRequest) -> Fit:
    """The list repeats neither the prompt nor the options. An extension cannot be given an id of ours, so
    one that has some was another's."""
    info = task.task_info or None
    parent = (info.parent_video or None) if info else None
    source = text(parent.id) if parent else None
    if (info and text(info.external_task_id)) or (source and source != body.video_id):
        return Fit.NOT
    return Fit.OURS if source else Fit.MAYBE


INQUIRY: Final = Inquiry[Client](
    search=_search,
    advice="reconcile() looks for it in Kling's list of extension tasks, where the reseller has it. Submit "
    "again only when it says NotCreated",
)
