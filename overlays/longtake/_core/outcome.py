"""What became of a submit that was left in doubt, as far as the vendor can be asked."""

from __future__ import annotations

from typing import Generic, TypeAlias, TypeVar

from attrs import field, frozen

from longtake.errors import LongtakeError

TaskT = TypeVar("TaskT")


@frozen(kw_only=True)
class Created(Generic[TaskT]):
    """The vendor took the request on: there is a task, and it is paid for. Do not submit again.

    Attributes:
        task: The task, to go on with.
        looked_at: What was asked, and what the task was known by.
    """

    task: TaskT
    looked_at: str


@frozen(kw_only=True)
class NotCreated:
    """The vendor never took the request on: it may be submitted again.

    Attributes:
        looked_at: What was asked.
    """

    looked_at: str


@frozen(kw_only=True)
class CannotBeKnown(Generic[TaskT]):
    """Nobody can tell from here. Submitting again may pay twice.

    Attributes:
        reason: Why not, and what would help.
        looked_at: What was asked.
        candidates: Tasks of which one may be the one in doubt.
        balance: The credits that the account has now, where the vendor says so. What a balance from before
            the submit adds to it is a hint: other tasks of the account are paid from it too.
        ask_again_in_s: Seconds after which asking again may tell more, where that is so.
        error: What kept the vendor from saying, if it was that.
    """

    reason: str
    looked_at: str
    candidates: tuple[TaskT, ...] = ()
    balance: float | None = None
    ask_again_in_s: float | None = None
    error: LongtakeError | None = field(default=None, repr=False)


Outcome: TypeAlias = Created[TaskT] | NotCreated | CannotBeKnown[TaskT]
"""The answer of `SubmitOutcomeUnknown.reconcile`: one of three, told apart by `match`."""
