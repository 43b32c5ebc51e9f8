"""Reconcile Gen-2 submissions with useapi.net's list of the tasks of a Runway account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from longtake._core.reconcile.match import Fit, ListedTask, Listing, match, pages, unix_time
from longtake._core.task_kind import Call, Lookup, ParsedResponse, Reconciler
from longtake._core.tokens import is_task_id
from longtake._core.values import as_number, as_string
from longtake.errors import LongtakeError, UnexpectedResponseError
from longtake.useapi._responses import is_gen2, task_in
from longtake_useapi import Client
from longtake_useapi.api.gen2 import get_gen2_task, list_gen2_tasks
from longtake_useapi.models import Gen2ExtendForm, Gen2ExtendRequest, Gen2Options, Gen2Task
from longtake_useapi.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from longtake._core.reconcile.submission import UnknownSubmit

_Body: TypeAlias = Gen2ExtendRequest | Gen2ExtendForm
_Makers: TypeAlias = dict[str, frozenset[str]]
"""The assets of each task that other tasks extend, empty if unknown."""

_PAGE: Final = 100


def _lookup(unknown: UnknownSubmit) -> Lookup[Client]:
    body = cast("_Body", unknown.record.body)
    listing = yield from pages(unknown, _page(_email(body.asset_id)), _rows)
    near = [row for row in listing.rows if listing.window.may_hold(row.created)]
    makers = yield from _makers(body, listing, [_extended_from(row.item) for row in near])
    return match(
        unknown,
        listing,
        lambda row, sent: _fit(row.item, sent, makers),
        evidence="the list of tasks at useapi.net",
        matched_by="the same source, options and time",
    )


def _page(email: str | Unset) -> Callable[[int, int], Call[Client]]:
    def page(_number: int, seen: int) -> Call[Client]:
        return Call(
            lambda client: list_gen2_tasks.sync_detailed(
                client=client, offset=seen, limit=_PAGE, email=email
            ),
            lambda client: list_gen2_tasks.asyncio_detailed(
                client=client, offset=seen, limit=_PAGE, email=email
            ),
        )

    return page


def _email(asset_id: str) -> str:
    """Return the email address of the Runway account from an asset id. Each account has its own list.

    Raises:
        UnexpectedResponseError: If the asset id contains no email address.
    """
    email = asset_id.partition("-runwayml:")[2].rpartition("-asset:")[0]
    if not email:
        raise UnexpectedResponseError(
            f"the asset id must contain the email of a Runway account, got {asset_id!r}"
        )
    return email


def _rows(response: ParsedResponse[Any]) -> list[ListedTask[Gen2Task]]:
    listed: object = response.parsed
    # A public copy of the documentation shows a single task instead of a list.
    tasks = cast("list[object]", listed) if isinstance(listed, list) else [listed]
    return [_row(task_in(task)) for task in tasks]


def _row(task: Gen2Task) -> ListedTask[Gen2Task]:
    task_id = as_string(task.task_id)
    if task_id is None or not is_task_id(task_id):
        raise UnexpectedResponseError("a listed task has no valid id")
    return ListedTask(task_id=task_id, created=unix_time(as_string(task.created_at)), item=task)


def _makers(
    body: _Body, listing: Listing[Gen2Task], wanted: list[str | None]
) -> Generator[Call[Client], ParsedResponse[Any], _Makers]:
    """Return the assets of the tasks that listed ones extend. Tasks outside the list are read one by one."""
    makers = {_bare(row.task_id): _assets(row.item) for row in listing.rows}
    for maker in dict.fromkeys(filter(None, wanted)):
        if makers.get(_bare(maker)):
            continue
        task_id = f"{body.asset_id.rpartition('-asset:')[0]}-task:{_bare(maker)}"
        try:
            response = yield _get_task(task_id)
            makers[_bare(maker)] = _assets(task_in(response.parsed))
        except LongtakeError:
            # The task was deleted or is of another kind. Its assets stay unknown.
            makers[_bare(maker)] = frozenset()
    return makers


def _get_task(task_id: str) -> Call[Client]:
    return Call(
        lambda client: get_gen2_task.sync_detailed(task_id=task_id, client=client),
        lambda client: get_gen2_task.asyncio_detailed(task_id=task_id, client=client),
    )


def _assets(task: Gen2Task) -> frozenset[str]:
    found = (as_string(artifact.asset_id) for artifact in task.artifacts or [])
    return frozenset(_bare(asset) for asset in found if asset)


def _extended_from(task: Gen2Task) -> str | None:
    options = _options(task)
    return as_string(options.extended_from_task_id) if options else None


def _options(task: Gen2Task) -> Gen2Options | None:
    options = task.options or None
    return (options.gen_2_options or None) if options else None


def _fit(task: Gen2Task, body: _Body, makers: _Makers) -> Fit:
    """Return how a task fits. Only a contradiction excludes it; a missing or odd value leaves it possible."""
    reference, found = as_string(body.reply_ref), as_string(task.reply_ref)
    options, source = _options(task), _extended_from(task)
    assets = makers.get(_bare(source), frozenset[str]()) if source else frozenset[str]()
    same_source = _bare(body.asset_id) in assets
    if found is not None and found != reference:
        return Fit.DIFFERENT
    if not is_gen2(task):
        return Fit.DIFFERENT
    if assets and not same_source:
        return Fit.DIFFERENT
    if options is None:
        return Fit.POSSIBLE
    seed = as_number(options.seed)
    if body.seed is not UNSET and seed is not None and seed != body.seed:
        return Fit.DIFFERENT
    matches = same_source and found == reference and _agrees(body.interpolate, options.interpolate)
    return Fit.MATCH if matches else Fit.POSSIBLE


def _agrees(sent: object, listed: object) -> bool:
    return sent is UNSET or listed is UNSET or sent == listed


def _bare(identifier: str) -> str:
    """Return the part of an id that is Runway's own id."""
    return identifier.rpartition(":")[2]


RECONCILER: Final = Reconciler[Client](
    lookup=_lookup,
    advice="reconcile() searches the provider's list of tasks; a unique reply_ref in each request "
    "distinguishes similar tasks. Submit again only after NotCreated",
)
