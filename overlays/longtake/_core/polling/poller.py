"""Decide when to poll a task: a state machine without I/O, for the sync and the async clients."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, inf
from typing import Final, TypeAlias

from attrs import define, field

from longtake._core.polling.schedule import PollSchedule, ProgressEstimate
from longtake._core.snapshot import SUBMITTED, Change, Snapshot, State
from longtake._core.values import is_number
from longtake.errors import InvalidRequestError

_MAX_ERRORS: Final = 5
_MAX_NOT_FOUND: Final = 5
_UNSEEN_POLL_S: Final = 2.0
_WITHOUT_FILE_S: Final = 300.0
# After a sleep the clock may be a rounding error before the planned moment.
_CLOCK_ERROR_S: Final = 1e-6
_MAX_ESTIMATE: Final = 0.99
_PERCENT: Final = 0.01
# A progress of exactly a whole percentage must not be rounded down.
_ROUNDING: Final = 1e-9
# The minimum number of seconds between two reports of estimated progress.
_REPORT_S: Final = 1.0

_MAX_SECONDS: Final = 1e9

Poll: TypeAlias = float | Callable[[Snapshot | None], float]
"""A fixed number of seconds between polls, or a function from the last snapshot to the next pause."""


@define(kw_only=True)
class Poller:
    """The poll times and the timeout of one task. Times are seconds on any monotonic clock.

    Attributes:
        schedule: The poll schedule of the task kind.
        started: When waiting began.
        poll: The caller's own interval, which replaces the schedule.
        submitted: When the task was submitted, None if unknown.
        fresh: Whether the task was submitted and never polled. Any other task is polled immediately.
        timeout: Seconds after which waiting ends, None for no limit.
        known: Whether this client submitted the task or has seen it at the provider. The id of any other
            task may be wrong.
        without_file_since: When a response first reported success without a file, None if none did.
    """

    schedule: PollSchedule
    started: float
    poll: Poll | None = None
    submitted: float | None = None
    fresh: bool = False
    timeout: float | None = None
    known: bool = True
    without_file_since: float | None = None
    _last: Snapshot | None = field(default=None, init=False)
    _next_poll: float = field(init=False)
    _over: bool = field(default=False, init=False)
    _errors: int = field(default=0, init=False)
    _not_found: int = field(default=0, init=False)
    _lacks_file: bool = field(default=False, init=False)
    _estimate: ProgressEstimate = field(init=False)
    _unfinished_at: float | None = field(default=None, init=False)
    _planned_until: float = field(default=-inf, init=False)
    _known_duration_s: float | None = field(default=None, init=False)
    _progress: float | None = field(default=None, init=False)
    _not_before: float = field(default=-inf, init=False)
    _has_callback: bool = field(default=False, init=False)
    _end_reported: bool = field(default=False, init=False)
    _close_interval_s: float | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        check_wait_options(self.timeout, self.poll)
        self._estimate = ProgressEstimate(
            schedule=self.schedule, started=self.started, submitted=self.submitted
        )
        first = 0.0
        if self.fresh:
            first = self._estimate.first_pause_s() if self.poll is None else self._caller_pause_s()
        self._plan(self.started, first)
        if self.poll is None and first > 0:
            self._planned_until = self._next_poll + self.schedule.interval_s

    def pause_s(self, now: float) -> float | None:
        """Return the seconds until the next poll, None if waiting is over.

        The last poll falls on the deadline itself, so that a task that ended in time is found. No poll begins
        after the deadline.
        """
        return None if self._over else max(0.0, self._next_poll - now)

    def on_response(self, snapshot: Snapshot, now: float) -> bool:
        """Record the snapshot of a poll, and return whether it differs from the last one."""
        changed = snapshot != self._last
        self._last = snapshot
        self._errors = self._not_found = 0
        self.known = True
        self._note_file(snapshot, now)
        if snapshot.state is State.SUCCEEDED:
            self._known_duration_s = self._estimated_duration_s(now)
        if not snapshot.state.ended:
            self._unfinished_at = now
            planned = not self._has_callback and self._close_interval_s is None
            usual = self._estimate.pause_s(snapshot, now, is_planned=planned)
            self._has_callback = self._end_reported = False
            self._not_before = now + self.schedule.min_interval_s
            self._plan_next(
                now, self._closer_pause_s(usual if self.poll is None else self._caller_pause_s())
            )
        return changed

    def on_callback(self, now: float, *, ended: bool, earlier: bool = False) -> None:
        """Record a callback, which may be forged: poll now, or as soon as the minimum interval permits.

        Args:
            now: The time.
            ended: Whether the callback reports the end of the task. Until a poll confirms it, polls follow
                after the minimum interval, then after twice as long each time.
            earlier: Whether the callback may have arrived long before.
        """
        if ended:
            self._close_interval_s = self.schedule.min_interval_s
        self._has_callback, self._end_reported = True, ended and not earlier
        self._planned_until = -inf
        self._next_poll = min(self._next_poll, max(now, self._not_before))

    def change(self, now: float) -> Change | None:
        """Return the last snapshot with the current progress, None for a task that was never seen.

        The progress is in whole percent, never decreases, and reaches 1 only when the task has ended.
        """
        snapshot = self._shown_snapshot
        if snapshot is None:
            return None
        reported = self._reported_progress(snapshot)
        progress = self._estimate.progress(now) if reported is None else reported
        if progress is not None:
            whole = (
                floor(progress * 100 + _ROUNDING) / 100 if reported is None else round(progress, 2)
            )
            most = 1.0 if reported is not None and snapshot.state.ended else _MAX_ESTIMATE
            self._progress = max(self._progress or 0.0, min(most, whole))
        progress = self._progress
        is_estimate = progress is not None and (reported is None or progress > round(reported, 2))
        return Change(snapshot=snapshot, progress=progress, is_estimate=is_estimate)

    def changes_in_s(self, now: float) -> float | None:
        """Return the seconds until `change` reports more progress, None if that depends on a poll.

        It is at least a second, except for the first report.
        """
        snapshot = self._shown_snapshot
        if (
            snapshot is None
            or snapshot.state.ended
            or self._reported_progress(snapshot) is not None
        ):
            return None
        if self._progress is None:
            return None if self._estimate.progress(now) is None else 0.0
        more = self._progress + _PERCENT
        if more > _MAX_ESTIMATE + _ROUNDING:
            return None
        seconds = self._estimate.reaches_in_s(more, now)
        return None if seconds is None else max(_REPORT_S, seconds)

    @property
    def _shown_snapshot(self) -> Snapshot | None:
        """Return the last snapshot; before the first poll, that of a task just submitted, or None."""
        return SUBMITTED if self._last is None and self.fresh else self._last

    @staticmethod
    def _reported_progress(snapshot: Snapshot) -> float | None:
        """Return the provider's progress if it is valid, else None."""
        reported = snapshot.progress
        return reported if reported is not None and 0 <= reported <= 1 else None

    def on_error(self, now: float, asked_s: float | None = None) -> bool:
        """Record a poll that failed because the provider was not reachable.

        A short outage must not end the wait for a long task.

        Args:
            now: The time.
            asked_s: The `Retry-After` of the response in seconds. The next poll does not come sooner.

        Returns:
            Whether waiting continues: until the fifth failure in a row.
        """
        self._errors += 1
        usual = self._regular_pause_s()
        self._not_before = now + max(self.schedule.min_interval_s, asked_s or 0.0)
        self._plan_next(now, max(usual, asked_s or 0.0))
        return self._errors < _MAX_ERRORS

    def on_not_found(self, now: float) -> bool:
        """Record a poll whose response says that there is no such task.

        One such response proves nothing, because providers read from replicas that lag behind. A known task
        is polled at the usual interval, an id that was never seen every two seconds.

        Returns:
            Whether waiting continues: until the fifth such response without one that shows the task.
        """
        self._errors = 0
        self._not_found += 1
        pause = self._regular_pause_s() if self.known else _UNSEEN_POLL_S
        self._not_before = now + min(self.schedule.min_interval_s, pause)
        self._plan_next(now, pause)
        return self._not_found < _MAX_NOT_FOUND

    @property
    def lacks_file(self) -> bool:
        """Return whether waiting ended because success was reported without a file for 300 seconds."""
        return self._lacks_file

    @property
    def ended(self) -> bool:
        """Return whether the last poll showed a final state."""
        return self._last is not None and self._last.state.ended

    @property
    def duration_s(self) -> float | None:
        """Return the estimated seconds from submission to success, None if the polls are too far apart."""
        return self._known_duration_s

    def _estimated_duration_s(self, now: float) -> float | None:
        """Return the likeliest duration between the last two polls, None if they are too far apart.

        A first poll counts too if it came as planned, because the plan may be too late.
        """
        if self.submitted is None:
            return None
        unfinished = self.submitted if self._unfinished_at is None else self._unfinished_at
        low, high = unfinished - self.submitted, now - self.submitted
        if self._end_reported:
            return high
        as_planned = self._unfinished_at is None and now <= self._planned_until
        if not (as_planned or high - low <= high / 2):
            return None
        return self.schedule.durations.mean_between_s(low, high)

    def _closer_pause_s(self, usual: float) -> float:
        """Return the pause until a poll confirms a reported end: the minimum, then doubled each time."""
        if self._close_interval_s is None:
            return usual
        pause = min(usual, self._close_interval_s)
        self._close_interval_s *= 2
        return pause

    def _regular_pause_s(self) -> float:
        return self.schedule.interval_s if self.poll is None else self._caller_pause_s()

    def _note_file(self, snapshot: Snapshot, now: float) -> None:
        """Record a success without a file. The file may follow for 300 seconds."""
        if not snapshot.without_file:
            return
        if self.without_file_since is None:
            self.without_file_since = now
        self._lacks_file = now + _CLOCK_ERROR_S >= self.without_file_since + _WITHOUT_FILE_S

    def _plan_next(self, now: float, pause: float) -> None:
        self._over = self._lacks_file or (self.deadline is not None and now >= self.deadline)
        if not self._over:
            self._plan(now, pause)

    @property
    def deadline(self) -> float | None:
        """Return when waiting ends, None for never."""
        return None if self.timeout is None else self.started + self.timeout

    def _plan(self, now: float, pause: float) -> None:
        self._next_poll = now + pause
        if self.without_file_since is not None and now < self.without_file_since + _WITHOUT_FILE_S:
            self._next_poll = min(self._next_poll, self.without_file_since + _WITHOUT_FILE_S)
        if self.deadline is not None:
            self._next_poll = min(self._next_poll, self.deadline)

    def _caller_pause_s(self) -> float:
        pause: object = self.poll(self._last) if callable(self.poll) else self.poll
        return _checked_pause(pause, "the return value of poll" if callable(self.poll) else "poll")


def check_wait_options(timeout: object, poll: object, on_change: object = None) -> None:
    """Check the options of a wait before it begins.

    Raises:
        InvalidRequestError: If an option is invalid. The return values of a function `poll` are checked when
            it is called.
    """
    check_callable("on_change", on_change)
    if timeout is not None and not (
        is_number(timeout) and (0 <= timeout < _MAX_SECONDS or timeout == inf)
    ):
        raise InvalidRequestError(
            f"timeout must be a number of seconds, or None for no limit, got {timeout!r}"
        )
    if poll is not None and not callable(poll):
        _checked_pause(poll, "poll")


def check_callable(name: str, function: object) -> None:
    """Check that an optional callback is callable, before the call that it observes begins.

    Raises:
        InvalidRequestError: If it is neither callable nor None.
    """
    if function is not None and not callable(function):
        raise InvalidRequestError(f"{name} must be a function, got {function!r}")


def _checked_pause(pause: object, name: str) -> float:
    if not (is_number(pause) and 0 < pause < _MAX_SECONDS):
        raise InvalidRequestError(f"{name} must be a positive number of seconds, got {pause!r}")
    return pause
