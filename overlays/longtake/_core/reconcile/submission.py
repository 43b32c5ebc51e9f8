"""A submission, its unknown outcome, and what reconciling it finds."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import deque
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

from attrs import define, field, frozen

from longtake.errors import LongtakeError, SubmitOutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TaskT = TypeVar("TaskT")


@frozen(kw_only=True)
class Created(Generic[TaskT]):
    """The vendor took the request on: there is a task, and it is paid for. Do not submit again.

    Attributes:
        task: The task, to go on with.
        looked_at: What was asked, and what the task was known by.
    """

    task: TaskT
    evidence: str


@frozen(kw_only=True)
class NotCreated:
    """The vendor never took the request on: it may be submitted again.

    Attributes:
        looked_at: What was asked.
    """

    evidence: str


@frozen(kw_only=True)
class Undetermined(Generic[TaskT]):
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
    evidence: str
    candidates: tuple[TaskT, ...] = ()
    balance: float | None = None
    ask_again_in_s: float | None = None
    error: LongtakeError | None = field(default=None, repr=False)


Outcome: TypeAlias = Created[TaskT] | NotCreated | Undetermined[TaskT]
"""The answer of `SubmitOutcomeUnknown.reconcile`: one of three, told apart by `match`."""


# Enough for the busiest minutes; what is older is no rival of a submit in doubt.
_MAX_RECENT: Final = 10_000
_MAX_UNKNOWN: Final = 1_000


def digest_of(body: object) -> str:
    """A short hash of what is sent: the same for two requests that ask for the same, in any process."""
    as_sent: Callable[[], object] | None = getattr(body, "to_dict", None)
    fields = as_sent() if as_sent else body
    try:
        canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), default=repr)
    except (TypeError, ValueError, RecursionError):
        # It cannot be sent either, and who sends it says so better.
        canonical = repr(fields)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


@frozen
class Moment:
    """A moment on both clocks of this machine, in seconds.

    Attributes:
        steady: By the clock that never goes back. It may stand still while the machine sleeps.
        wall: Since 1970-01-01 UTC, by the clock that somebody may set.
    """

    steady: float
    wall: float

    def ago_s(self, now: Moment) -> tuple[float, float]:
        """How long ago it was, at the least and at the most: where the clocks differ either may be right."""
        passed = (now.steady - self.steady, now.wall - self.wall)
        return min(passed), max(passed)


@define(kw_only=True, eq=False)
class SubmitRecord:
    """A submit, as its client knows it.

    Attributes:
        family: Its family's full name.
        body: What was sent.
        digest: `digest_of` it.
        began: When sending began.
        ended: When it ended, in doubt or otherwise; None while it is under way.
        task_id: The task that it made, once that is known.
    """

    model: str
    body: object
    digest: str
    started: Moment
    ended: Moment | None = None
    task_id: str | None = None


@frozen(kw_only=True)
class UnknownSubmit:
    """A submit of which nobody knows whether it was taken on.

    Attributes:
        sent: The submit.
        grace_s: Seconds after which a task that was made is surely listed.
        now: Reads the clocks.
        is_anothers: Whether a task is known to be what another submit of this client made.
        rivals: The other submits of this client's that are under way or in doubt, in the same family.
        same_key: Whether the vendor is asked with the key that the submit was sent with.
    """

    record: SubmitRecord
    grace_s: float
    now: Callable[[], Moment]
    is_competing_task: Callable[[str], bool]
    competing: Callable[[], Sequence[SubmitRecord]]
    same_key: Callable[[], bool]

    @property
    def grace_left_s(self) -> float:
        """Seconds until a task that is not listed was surely never made; none left if 0."""
        ended = self.record.ended or self.record.started
        return max(0.0, self.grace_s - ended.ago_s(self.now())[0])


@define
class RecentSubmits:
    """What one client knows of its own submits. Threads may share it."""

    _task_ids: deque[str] = field(factory=lambda: deque[str](maxlen=_MAX_RECENT), init=False)
    _open: list[SubmitRecord] = field(factory=list[SubmitRecord], init=False)
    _unknown: list[SubmitOutcomeUnknown] = field(factory=list[SubmitOutcomeUnknown], init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def start(self, record: SubmitRecord) -> None:
        """Note that a submit is under way."""
        with self._lock:
            self._open.append(record)
            del self._open[:-_MAX_RECENT]

    def end(self, record: SubmitRecord) -> None:
        """Note that a submit is neither under way nor in doubt any more."""
        with self._lock:
            self._open = [other for other in self._open if other is not record]

    def set_task_id(self, record: SubmitRecord, task_id: str) -> None:
        """Note which task a submit made, as the vendor says."""
        with self._lock:
            record.task_id = task_id
            self._task_ids.append(task_id)

    def claim(self, record: SubmitRecord, task_id: str) -> None:
        """Note which task a submit made, as a list shows it, unless another one is known to have made it.

        Two threads that look for the tasks of two submits may find the same: it is the first one's.
        """
        with self._lock:
            if record.task_id is None and task_id not in self._task_ids:
                record.task_id = task_id
                self._task_ids.append(task_id)

    def has_created(self, task_id: str) -> bool:
        """Whether a submit is known to have made that task."""
        with self._lock:
            return task_id in self._task_ids

    def competing(self, record: SubmitRecord) -> tuple[SubmitRecord, ...]:
        """The other submits of the same family that are under way or in doubt."""
        with self._lock:
            return tuple(
                other for other in self._open if other is not record and other.model == record.model
            )

    @property
    def unknown_outcomes(self) -> tuple[SubmitOutcomeUnknown, ...]:
        """The doubts that interruptions left and that nobody has settled, oldest first."""
        with self._lock:
            return tuple(self._unknown)

    def add_unknown(self, error: SubmitOutcomeUnknown) -> None:
        """Keep a doubt that its caller may never see: a cancellation can be swallowed on its way."""
        with self._lock:
            self._unknown.append(error)
            del self._unknown[:-_MAX_UNKNOWN]

    def remove_unknown(self, error: SubmitOutcomeUnknown) -> None:
        """Forget a doubt that is none any more."""
        with self._lock:
            self._unknown = [kept for kept in self._unknown if kept is not error]
