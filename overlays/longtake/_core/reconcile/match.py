"""Holding a vendor's list of tasks against a submit in doubt.

A list proves little by itself: tasks of other programs stand in it, it may be cut off, a task just made may
not stand in it yet, and no vendor says in which order it comes. So each conclusion needs its own proof, and
without one the answer is that it cannot be known.
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

# Times are told in whole seconds, and a vendor's hosts agree about as well.
_ROUNDED_S: Final = 5.0
# Nobody is sure of a clock beyond this: what lies between is neither surely ours nor surely not.
_CLOCKS_DIFFER_S: Final = 120.0
_MOST_PAGES: Final = 10


@frozen(kw_only=True, eq=False)
class ListedTask(Generic[ItemT]):
    """A task as it stands in a list.

    Attributes:
        task_id: Its id.
        created: When it was made, in seconds since 1970-01-01 UTC, None where the list does not say.
        item: The task as the generated client knows it.
    """

    task_id: str
    created: float | None
    item: ItemT


@frozen(kw_only=True)
class CreationWindow:
    """When a submit's task was made, if it was, by the vendor's clock, in seconds since 1970-01-01 UTC.

    Attributes:
        surely: From when to when it was made as far as everybody's clocks go well.
        maybe: From when to when it may have been made, however they go.
    """

    surely: tuple[float, float]
    maybe: tuple[float, float]

    def surely_holds(self, moment: float | None) -> bool:
        """Whether something made at that moment was made within the window."""
        return moment is not None and self.surely[0] <= moment <= self.surely[1]

    def may_hold(self, moment: float | None) -> bool:
        """Whether it may have been, as far as clocks can be trusted."""
        return moment is None or self.maybe[0] <= moment <= self.maybe[1]

    def is_after(self, moment: float) -> bool:
        """Whether something made at that moment was surely made before the window."""
        return moment < self.maybe[0]


@frozen
class ListTime:
    """When a list was seen.

    Attributes:
        at: By this machine's clocks.
        dated: By the vendor's, in seconds since 1970-01-01 UTC; None if it does not say.
    """

    at: Moment
    dated: float | None

    def window(self, sent: SubmitRecord, grace_s: float) -> CreationWindow:
        """When a submit's task was made, by the clock of who answered.

        What has passed since then is counted back from the vendor's own date, since the clock of this
        machine may be wrong by more than any margin. Without a date, anything may be.
        """
        if self.dated is None:
            return CreationWindow(surely=(math.inf, -math.inf), maybe=(-math.inf, math.inf))
        least_s, most_s = sent.started.ago_s(self.at)
        least_end_s, most_end_s = (sent.ended or self.at).ago_s(self.at)
        return CreationWindow(
            surely=(self.dated - least_s - _ROUNDED_S, self.dated - most_end_s + _ROUNDED_S),
            maybe=(
                self.dated - most_s - _CLOCKS_DIFFER_S,
                self.dated - least_end_s + grace_s + _CLOCKS_DIFFER_S,
            ),
        )


@define
class Listing(Generic[ItemT]):
    """What was seen of a list.

    Attributes:
        seen: When.
        window: When the task in doubt was made, if it was.
        rows: Its tasks, in its own order.
        complete: Whether every task that may lie in the window was seen.
    """

    seen: ListTime
    window: CreationWindow
    rows: list[ListedTask[ItemT]]
    complete: bool = False

    def add_page(self, page: list[ListedTask[ItemT]]) -> bool:
        """Add a page; whether another one should be asked for."""
        seen = {row.task_id for row in self.rows}
        new = [row for row in page if row.task_id not in seen]
        self.rows.extend(new)
        # Fewer than asked for proves nothing: a vendor may give out less at once. Nothing at all does.
        self.complete = not page or self._reaches_behind_window()
        return bool(new) and not self.complete

    def _reaches_behind_window(self) -> bool:
        made = [row.created if row.created is not None else math.nan for row in self.rows]
        newest_first = all(later >= earlier for later, earlier in pairwise(made))
        return bool(made) and newest_first and self.window.is_after(made[-1])


class Fit(enum.Enum):
    """How a listed task fits a request, its time apart."""

    MATCH = "ours"
    POSSIBLE = "maybe"
    DIFFERENT = "not"


def pages(
    unknown: UnknownSubmit,
    page: Callable[[int, int], Call[ClientT]],
    rows: Callable[[ParsedResponse[Any]], list[ListedTask[ItemT]]],
) -> Generator[Call[ClientT], ParsedResponse[Any], Listing[ItemT]]:
    """Read a list as far back as the doubt.

    Args:
        doubt: The submit in doubt.
        page: From the number of pages and of tasks seen so far to the next read.
        rows: From an answer to the tasks in it.
    """
    answer = yield page(0, 0)
    seen = ListTime(unknown.now(), response_time(answer.headers))
    listing = Listing[ItemT](seen, seen.window(unknown.record, unknown.grace_s), [])
    for number in range(1, _MOST_PAGES):
        if not listing.add_page(rows(answer)):
            return listing
        answer = yield page(number, len(listing.rows))
    listing.add_page(rows(answer))
    return listing


def response_time(headers: Mapping[str, str]) -> float | None:
    """When an answer was given by the vendor's clock, in seconds since 1970-01-01 UTC.

    One that comes from a cache (`Age`) was dated long ago.
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
    """What a list says about a submit in doubt.

    Args:
        doubt: The submit in doubt.
        listing: What was seen of the list.
        fit: How a task fits a request's body.
        asked: What was asked, for a person.
        known_by: What a task of ours is known by, for a person.
    """
    looked_at = f"{evidence}: {len(listing.rows)} tasks seen"
    fits = {
        row: fit(row, unknown.record.body)
        for row in listing.rows
        if listing.window.may_hold(row.created) and not unknown.is_competing_task(row.task_id)
    }
    candidates = [row for row, how in fits.items() if how is not Fit.DIFFERENT]
    settles_in_s = unknown.grace_left_s
    again_in_s = None
    if len(candidates) > 1:
        reason = f"{len(candidates)} tasks may be the one in doubt"
    elif any(
        rival.digest == unknown.record.digest and not rival.ended for rival in unknown.competing()
    ):
        reason = (
            "the same is being submitted once more at this moment; ask again when that has ended"
        )
    elif not listing.complete:
        reason = "the list is cut off, or in no order that shows how far back it goes"
    elif candidates and _may_be_competing(candidates[0], unknown, listing, fit):
        reason = (
            "another submit of this client, under way or in doubt, may have made the task that is listed; "
            "ask again when that is settled"
        )
    elif candidates:
        (found,) = candidates
        if fits[found] is Fit.MATCH and listing.window.surely_holds(found.created):
            return Created(task=found.task_id, evidence=f"{looked_at}; one has {matched_by}")
        reason = f"a task may be the one in doubt, and cannot be told by {matched_by}"
    elif settles_in_s > 0:
        reason = "no such task is listed yet; one that was only just made may not be shown"
        again_in_s = settles_in_s
    elif not unknown.same_key():
        reason = (
            "no such task is listed, but the key is another one than the submit was sent with: if it is of "
            "another account, its list says nothing"
        )
    else:
        return NotCreated(evidence=looked_at)
    return Undetermined(
        reason=reason,
        evidence=looked_at,
        candidates=tuple(row.task_id for row in candidates),
        ask_again_in_s=again_in_s,
    )


def _may_be_competing(
    row: ListedTask[ItemT],
    unknown: UnknownSubmit,
    listing: Listing[ItemT],
    fit: Callable[[ListedTask[ItemT], Any], Fit],
) -> bool:
    """Whether another submit that is not settled may have made a task. Of equal ones either may have it."""
    return any(
        rival.digest != unknown.record.digest
        and listing.seen.window(rival, unknown.grace_s).may_hold(row.created)
        and fit(row, rival.body) is not Fit.DIFFERENT
        for rival in unknown.competing()
    )


def unix_time(value: str | None) -> float | None:
    """Seconds since 1970-01-01 UTC from an RFC 3339 text; None for anything else, or one without a zone."""
    try:
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None
