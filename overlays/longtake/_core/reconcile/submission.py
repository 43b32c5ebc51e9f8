"""Submissions, their records, and the outcomes of reconciling them."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

from attrs import define, field, frozen

from longtake._core.callbacks import without_callback_url
from longtake.errors import LongtakeError, SubmitOutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TaskT = TypeVar("TaskT")


@frozen(kw_only=True)
class Created(Generic[TaskT]):
    """The provider created the task and charged for it. Do not submit again.

    Example:
        >>> try:
        ...     task = chainhub.kling.text_to_video(prompt="A dog runs along a beach")
        ... except SubmitOutcomeUnknown as error:
        ...     outcome = error.reconcile()
        >>> if isinstance(outcome, Created):
        ...     video = outcome.task.wait()

    Attributes:
        task: The task.
        evidence: The list that was searched, and the properties that identified the task.
    """

    task: TaskT
    evidence: str


@frozen(kw_only=True)
class NotCreated:
    """The provider did not create the task. You can submit again.

    Example:
        >>> try:
        ...     task = chainhub.kling.text_to_video(prompt="A dog runs along a beach")
        ... except SubmitOutcomeUnknown as error:
        ...     outcome = error.reconcile()
        >>> if isinstance(outcome, NotCreated):
        ...     task = chainhub.kling.text_to_video(prompt="A dog runs along a beach")

    Attributes:
        evidence: The list that was searched.
    """

    evidence: str


@frozen(kw_only=True)
class Undetermined(Generic[TaskT]):
    """The outcome cannot be determined. If you submit again, you may be charged twice.

    Example:
        >>> try:
        ...     task = kie.veo.generate(prompt="A dog runs along a beach")
        ... except SubmitOutcomeUnknown as error:
        ...     outcome = error.reconcile()
        >>> if isinstance(outcome, Undetermined):
        ...     print(outcome.balance, outcome.reason)
        9940.0 kie.ai has no list of tasks. Check the logs at kie.ai. The balance is 9940 credits; ...

    Attributes:
        reason: Why the outcome is unknown, and what would help.
        evidence: What was searched.
        candidates: Tasks that may belong to the submission.
        balance: The current credits of the account, None if the provider does not report them. A comparison
            with an earlier balance is only a hint, because other tasks of the account are charged to it too.
        ask_again_in_s: Seconds after which another attempt may succeed, None if it will not.
        error: The error of the lookup, if it failed.
    """

    reason: str
    evidence: str
    candidates: tuple[TaskT, ...] = ()
    balance: float | None = None
    ask_again_in_s: float | None = None
    error: LongtakeError | None = field(default=None, repr=False)


Outcome: TypeAlias = Created[TaskT] | NotCreated | Undetermined[TaskT]
"""The result of `SubmitOutcomeUnknown.reconcile`. Use `match` to distinguish the three classes."""


# Enough for the busiest minutes. Older submissions do not compete with one whose outcome is unknown.
_MAX_RECENT: Final = 10_000
_MAX_UNKNOWN: Final = 1_000


def fields_of(body: object) -> object:
    """Return a request body as it is sent, before its conversion to JSON."""
    to_dict: Callable[[], object] | None = getattr(body, "to_dict", None)
    return to_dict() if to_dict else body


def digest_of(body: object) -> str:
    """Return a short hash of a request body. It is the same for equal bodies in any process."""
    fields = fields_of(body)
    try:
        canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), default=repr)
    except (TypeError, ValueError, RecursionError):
        # Such a body cannot be sent either. The send function raises a better error.
        canonical = repr(fields)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


@frozen
class Moment:
    """A moment on both clocks of this machine, in seconds.

    Attributes:
        steady: The monotonic time. This clock may stop while the machine sleeps.
        wall: The time since 1970-01-01 UTC. This clock may be set at any time.
    """

    steady: float
    wall: float

    def ago_s(self, now: Moment) -> tuple[float, float]:
        """Return the minimum and the maximum of the elapsed seconds, because either clock may be right."""
        passed = (now.steady - self.steady, now.wall - self.wall)
        return min(passed), max(passed)


@define(kw_only=True, eq=False)
class SubmitRecord:
    """A client's record of a submission.

    Attributes:
        model: The model, such as `kie/veo`.
        body: The request body.
        address: The attribute of the body with the callback URL, None if there is none.
        reference: The id that was sent for the task, the caller's or longtake's; None for none.
        started: When sending began.
        ended: When it ended, None while it is under way.
        task_id: The id of the created task, None if unknown.
    """

    model: str
    body: object
    started: Moment
    address: str | None = None
    reference: str | None = None
    ended: Moment | None = None
    task_id: str | None = None

    @cached_property
    def digest(self) -> str:
        """Return the digest of the body without its callback URL, which no provider's list contains."""
        return digest_of(without_callback_url(self.body, self.address))


@frozen(kw_only=True)
class UnknownSubmit:
    """A submission whose outcome is unknown.

    Attributes:
        record: The record of the submission.
        grace_s: Seconds after which a created task is certainly listed.
        now: Reads the clocks.
        is_competing_task: Returns whether another submission of this client created a task.
        competing: Returns this client's other submissions of the model that are under way or have an unknown
            outcome.
        same_key: Returns whether the current key is the one that was submitted with.
    """

    record: SubmitRecord
    grace_s: float
    now: Callable[[], Moment]
    is_competing_task: Callable[[str], bool]
    competing: Callable[[], Sequence[SubmitRecord]]
    same_key: Callable[[], bool]

    @property
    def grace_left_s(self) -> float:
        """Return the seconds until a task that is not listed was certainly not created, at least 0."""
        ended = self.record.ended or self.record.started
        return max(0.0, self.grace_s - ended.ago_s(self.now())[0])


@define
class RecentSubmits:
    """The recent submissions of one client. It is thread-safe."""

    _task_ids: deque[str] = field(factory=lambda: deque[str](maxlen=_MAX_RECENT), init=False)
    _open: list[SubmitRecord] = field(factory=list[SubmitRecord], init=False)
    _unknown: list[SubmitOutcomeUnknown] = field(factory=list[SubmitOutcomeUnknown], init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def start(self, record: SubmitRecord) -> None:
        """Record that a submission is under way."""
        with self._lock:
            self._open.append(record)
            del self._open[:-_MAX_RECENT]

    def end(self, record: SubmitRecord) -> None:
        """Record that the outcome of a submission is known."""
        with self._lock:
            self._open = [other for other in self._open if other is not record]

    def set_task_id(self, record: SubmitRecord, task_id: str) -> None:
        """Record the task that a submission created, as reported by the provider's response."""
        with self._lock:
            record.task_id = task_id
            self._task_ids.append(task_id)

    def claim(self, record: SubmitRecord, task_id: str) -> None:
        """Record the task that a submission created according to a list, unless another one has it.

        If two threads reconcile two submissions and find the same task, the first one gets it.
        """
        with self._lock:
            if record.task_id is None and task_id not in self._task_ids:
                record.task_id = task_id
                self._task_ids.append(task_id)

    def has_created(self, task_id: str) -> bool:
        """Return whether a submission of this client created a task."""
        with self._lock:
            return task_id in self._task_ids

    def competing(self, record: SubmitRecord) -> tuple[SubmitRecord, ...]:
        """Return the other submissions of the model that are under way or have an unknown outcome."""
        with self._lock:
            return tuple(
                other for other in self._open if other is not record and other.model == record.model
            )

    @property
    def unknown_outcomes(self) -> tuple[SubmitOutcomeUnknown, ...]:
        """Return the unknown outcomes after interruptions that were not reconciled, oldest first."""
        with self._lock:
            return tuple(self._unknown)

    def add_unknown(self, error: SubmitOutcomeUnknown) -> None:
        """Keep an unknown outcome. Its caller may never see it, because a cancellation can be suppressed."""
        with self._lock:
            self._unknown.append(error)
            del self._unknown[:-_MAX_UNKNOWN]

    def remove_unknown(self, error: SubmitOutcomeUnknown) -> None:
        """Remove an unknown outcome that was reconciled."""
        with self._lock:
            self._unknown = [kept for kept in self._unknown if kept is not error]
