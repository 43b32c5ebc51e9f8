"""Compare a provider's list of tasks with a submission whose outcome is unknown.

A list proves little by itself: it contains tasks of other programs, may be incomplete, may not contain a new
task yet, and has no documented order. So each outcome needs its own evidence; without it, the outcome is
`Undetermined`.
"""

from __future__ import annotations

import enum
import math
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from attrs import define, frozen

from longtake._core.reconcile.submission import (
    Created,
    Moment,
    NotCreated,
    Outcome,
    SubmitRecord,
    Undetermined,
    UnknownSubmit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from longtake._core.task_kind import Call, ParsedResponse

ClientT = TypeVar("ClientT")
ItemT = TypeVar("ItemT")

# Providers report whole seconds, and the clocks of their hosts differ about as much.
_ROUNDED_S: Final = 5.0
# Clocks may differ by this much. Within this margin the time of a task proves nothing.
_CLOCKS_DIFFER_S: Final = 120.0
_MOST_PAGES: Final = 10


@frozen(kw_only=True, eq=False)
class ListedTask(Generic[ItemT]):
    """A task in a provider's list.

    Attributes:
        task_id: The task id.
        created: When it was created, in seconds since 1970-01-01 UTC, None if the list does not say.
        item: The task as an object of its schema class.
    """

    task_id: str
    created: float | None
    item: ItemT


@frozen(kw_only=True)
class CreationWindow:
    """The time range in which a submission's task was created, if at all.

    Times are seconds since 1970-01-01 UTC by the provider's clock.

    Attributes:
        surely: The range for accurate clocks.
        maybe: The range for clocks that differ by the permitted margin.
    """

    surely: tuple[float, float]
    maybe: tuple[float, float]

    def surely_holds(self, moment: float | None) -> bool:
        """Return whether a moment is certainly within the window."""
        return moment is not None and self.surely[0] <= moment <= self.surely[1]

    def may_hold(self, moment: float | None) -> bool:
        """Return whether a moment may be within the window; an unknown moment may be."""
        return moment is None or self.maybe[0] <= moment <= self.maybe[1]

    def is_after(self, moment: float) -> bool:
        """Return whether the window is certainly after a moment."""
        return moment < self.maybe[0]


@frozen
class ListTime:
    """The time at which a list was read.

    Attributes:
        at: The time by this machine's clocks.
        dated: The time by the provider's clock, in seconds since 1970-01-01 UTC; None if unknown.
    """

    at: Moment
    dated: float | None

    def window(self, record: SubmitRecord, grace_s: float) -> CreationWindow:
        """Return when a submission's task was created, by the provider's clock.

        The elapsed time is subtracted from the provider's own date, because this machine's clock may be wrong
        by more than any margin. Without a date, no moment is excluded.
        """
        if self.dated is None:
            return CreationWindow(surely=(math.inf, -math.inf), maybe=(-math.inf, math.inf))
        min_s, max_s = record.started.ago_s(self.at)
        least_end_s, most_end_s = (record.ended or self.at).ago_s(self.at)
        return CreationWindow(
            surely=(self.dated - min_s - _ROUNDED_S, self.dated - most_end_s + _ROUNDED_S),
            maybe=(
                self.dated - max_s - _CLOCKS_DIFFER_S,
                self.dated - least_end_s + grace_s + _CLOCKS_DIFFER_S,
            ),
        )


@define
class Listing(Generic[ItemT]):
    """The part of a provider's list that was read.

    Attributes:
        seen: When it was read.
        window: When the submission's task was created, if at all.
        rows: The tasks, in the order of the list.
        complete: Whether it contains every task that may be in the window.
    """

    seen: ListTime
    window: CreationWindow
    rows: list[ListedTask[ItemT]]
    complete: bool = False

    def add_page(self, page: list[ListedTask[ItemT]]) -> bool:
        """Add a page, and return whether another page should be read."""
        seen = {row.task_id for row in self.rows}
        new = [row for row in page if row.task_id not in seen]
        self.rows.extend(new)
        # A short page proves nothing, because a provider may limit the page size. An empty page is the end.
        self.complete = not page or self._reaches_behind_window()
        return bool(new) and not self.complete

    def _reaches_behind_window(self) -> bool:
        made = [row.created if row.created is not None else math.nan for row in self.rows]
        newest_first = all(later >= earlier for later, earlier in pairwise(made))
        return bool(made) and newest_first and self.window.is_after(made[-1])


class Fit(enum.Enum):
    """Whether a listed task matches a request, apart from its time."""

    MATCH = "ours"
    POSSIBLE = "maybe"
    DIFFERENT = "not"


def pages(
    unknown: UnknownSubmit,
    page: Callable[[int, int], Call[ClientT]],
    rows: Callable[[ParsedResponse[Any]], list[ListedTask[ItemT]]],
) -> Generator[Call[ClientT], ParsedResponse[Any], Listing[ItemT]]:
    """Read a list back to the time of the submission, at most ten pages.

    Args:
        unknown: The submission.
        page: Returns the call for the next page, from the number of pages and of tasks read so far.
        rows: Returns the tasks in a response.
    """
    response = yield page(0, 0)
    seen = ListTime(unknown.now(), response_time(response.headers))
    listing = Listing[ItemT](seen, seen.window(unknown.record, unknown.grace_s), [])
    for number in range(1, _MOST_PAGES):
        if not listing.add_page(rows(response)):
            return listing
        response = yield page(number, len(listing.rows))
    listing.add_page(rows(response))
    return listing


def response_time(headers: Mapping[str, str]) -> float | None:
    """Return the time of a response by the provider's clock, in seconds since 1970-01-01 UTC.

    The `Age` of a cached response is added to its `Date`. None if a header is missing or invalid.
    """
    try:
        moment = parsedate_to_datetime(headers["date"])
        return moment.timestamp() + float(headers.get("age", 0)) if moment.tzinfo else None
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def match(
    unknown: UnknownSubmit,
    listing: Listing[ItemT],
    fit: Callable[[ListedTask[ItemT], Any], Fit],
    *,
    evidence: str,
    matched_by: str,
) -> Outcome[str]:
    """Return the outcome of a submission according to a list.

    Args:
        unknown: The submission.
        listing: The part of the list that was read.
        fit: Returns how a task fits a request's body.
        evidence: The name of the list, for a message.
        matched_by: The properties by which a task is identified, for a message.
    """
    searched = f"{evidence}: {len(listing.rows)} tasks seen"
    fits = {
        row: fit(row, unknown.record.body)
        for row in listing.rows
        if listing.window.may_hold(row.created) and not unknown.is_competing_task(row.task_id)
    }
    candidates = [row for row, how in fits.items() if how is not Fit.DIFFERENT]
    settles_in_s = unknown.grace_left_s
    again_in_s = None
    if len(candidates) > 1:
        reason = f"{len(candidates)} tasks may belong to this submission"
    elif any(
        other.digest == unknown.record.digest and not other.ended for other in unknown.competing()
    ):
        reason = "an identical submission is under way; reconcile again when it has ended"
    elif not listing.complete:
        reason = "the list is incomplete, or its order does not show how far back it goes"
    elif candidates and _may_be_competing(candidates[0], unknown, listing, fit):
        reason = (
            "another submission of this client, under way or with an unknown outcome, may have created the "
            "listed task; reconcile again when its outcome is known"
        )
    elif candidates:
        (found,) = candidates
        if fits[found] is Fit.MATCH and listing.window.surely_holds(found.created):
            return Created(task=found.task_id, evidence=f"{searched}; one has {matched_by}")
        reason = f"one task may belong to this submission, but {matched_by} do not prove it"
    elif settles_in_s > 0:
        reason = "no such task is listed yet; a new task may not be listed immediately"
        again_in_s = settles_in_s
    elif not unknown.same_key():
        reason = (
            "no such task is listed, but the key is not the one that was submitted with: the list of another "
            "account proves nothing"
        )
    else:
        return NotCreated(evidence=searched)
    return Undetermined(
        reason=reason,
        evidence=searched,
        candidates=tuple(row.task_id for row in candidates),
        ask_again_in_s=again_in_s,
    )


def _may_be_competing(
    row: ListedTask[ItemT],
    unknown: UnknownSubmit,
    listing: Listing[ItemT],
    fit: Callable[[ListedTask[ItemT], Any], Fit],
) -> bool:
    """Return whether a different submission without a known outcome may have created a task.

    Identical submissions do not count, because either may have the task.
    """
    return any(
        other.digest != unknown.record.digest
        and listing.seen.window(other, unknown.grace_s).may_hold(row.created)
        and fit(row, other.body) is not Fit.DIFFERENT
        for other in unknown.competing()
    )


def unix_time(value: str | None) -> float | None:
    """Return an RFC 3339 time as seconds since 1970-01-01 UTC, None if it is invalid or has no zone."""
    try:
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None
