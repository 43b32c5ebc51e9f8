"""When to look at a task next: a pure state machine that the sync and the async shell drive alike."""

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
# A clock that was to sleep until a moment may stand a rounding error before it.
_CLOCK_ERROR_S: Final = 1e-6
_MAX_ESTIMATE: Final = 0.99
_PERCENT: Final = 0.01
# A share of exactly so many percents must not be taken for less.
_ROUNDING: Final = 1e-9
# Seconds between two reports of estimated progress, at least.
_REPORT_S: Final = 1.0

_MAX_SECONDS: Final = 1e9

Poll: TypeAlias = float | Callable[[Snapshot | None], float]
"""A fixed number of seconds between looks, or a function from the last snapshot to the next pause."""


@define(kw_only=True)
class Poller:
    """Decides when to look, and when to give up. Times are seconds on any monotonic clock.

    Attributes:
        inspection: How tasks of the family are looked at.
        started: When waiting began.
        poll: The caller's own pace, instead of the family's.
        submitted: When the task was submitted, None if nobody knows.
        fresh: Whether it was submitted and never looked at. Any other task is looked at at once.
        timeout: Seconds after which to give up; None never does.
        known: Whether the task was submitted by this client, or seen at the provider before. The id of any
            other task may be wrong.
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
        """Seconds to sleep before the next look; None if there is none left because time is up.

        The last look falls on the deadline itself, so that a task that ended in time is not missed, and
        nothing begins after it.
        """
        return None if self._over else max(0.0, self._next_poll - now)

    def on_response(self, snapshot: Snapshot, now: float) -> bool:
        """Take note of what a look showed. True if it shows something new."""
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
        """Take note of a call, the vendor's or a forger's: look now, or as soon as looks may follow.

        Args:
            now: The time.
            ended: Whether the call says that the task has ended. While looks do not show that, the next ones
                follow after the least pause, and each time after twice as long.
            earlier: Whether the call may have come long before.
        """
        if ended:
            self._close_interval_s = self.schedule.min_interval_s
        self._has_callback, self._end_reported = True, ended and not earlier
        self._planned_until = -inf
        self._next_poll = min(self._next_poll, max(now, self._not_before))

    def change(self, now: float) -> Change | None:
        """Return what the last poll showed, with the progress by now; None where nothing is known.

        In whole percents, never less than before, and never all of it until the task has ended.
        """
        snapshot = self._shown_snapshot
        if snapshot is None:
            return None
        told = self._reported_progress(snapshot)
        share = self._estimate.progress(now) if told is None else told
        if share is not None:
            whole = floor(share * 100 + _ROUNDING) / 100 if told is None else round(share, 2)
            most = 1.0 if told is not None and snapshot.state.ended else _MAX_ESTIMATE
            self._progress = max(self._progress or 0.0, min(most, whole))
        share = self._progress
        believed = share is not None and (told is None or share > round(told, 2))
        return Change(snapshot=snapshot, progress=share, is_estimate=believed)

    def changes_in_s(self, now: float) -> float | None:
        """Return the seconds until `change` reports more progress; None if only a poll can tell.

        Not sooner than in a second, except for the first report.
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
        """The last snapshot; before the first, that of a task just submitted, None of any other."""
        return SUBMITTED if self._last is None and self.fresh else self._last

    @staticmethod
    def _reported_progress(snapshot: Snapshot) -> float | None:
        """The provider's figure, if it is one."""
        told = snapshot.progress
        return told if told is not None and 0 <= told <= 1 else None

    def on_error(self, now: float, asked_s: float | None = None) -> bool:
        """Take note of a look that showed nothing, as the vendor was not to be reached.

        A task of half an hour must not be given up for a minute's outage. True if waiting goes on, False
        if so many looks in a row went wrong that it is more than that.

        Args:
            now: The time.
            asked_s: Seconds after which the vendor says it may be asked again. It is not asked sooner.
        """
        self._errors += 1
        usual = self._regular_pause_s()
        self._not_before = now + max(self.schedule.min_interval_s, asked_s or 0.0)
        self._plan_next(now, max(usual, asked_s or 0.0))
        return self._errors < _MAX_ERRORS

    def on_not_found(self, now: float) -> bool:
        """Take note of a poll whose response says that there is no such task.

        One such response proves nothing, because providers read from copies that lag behind. A task that is
        known to exist is polled at its usual pace; an id that was never seen every two seconds.

        Returns:
            Whether waiting goes on: until the fifth such response without one that shows the task.
        """
        self._errors = 0
        self._not_found += 1
        pause = self._regular_pause_s() if self.known else _UNSEEN_POLL_S
        self._not_before = now + min(self.schedule.min_interval_s, pause)
        self._plan_next(now, pause)
        return self._not_found < _MAX_NOT_FOUND

    @property
    def lacks_file(self) -> bool:
        """Whether waiting is over because the provider reports success and gave no file for too long."""
        return self._lacks_file

    @property
    def ended(self) -> bool:
        """Whether the last look showed the task's end."""
        return self._last is not None and self._last.state.ended

    @property
    def duration_s(self) -> float | None:
        """Seconds from the submit to the success, as well as two looks tell; None if they do not."""
        return self._known_duration_s

    def _estimated_duration_s(self, now: float) -> float | None:
        """The likeliest duration between the last two looks, unless they lie too far apart to tell.

        A first look tells something, too, if it came when planned: the plan may be too late.
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
        """The pause, if an announced end is not shown yet: at first the least one, then longer and longer."""
        if self._close_interval_s is None:
            return usual
        pause = min(usual, self._close_interval_s)
        self._close_interval_s *= 2
        return pause

    def _regular_pause_s(self) -> float:
        return self.schedule.interval_s if self.poll is None else self._caller_pause_s()

    def _note_file(self, snapshot: Snapshot, now: float) -> None:
        """Note a success without a file. A file may come later than the success, but not at any time."""
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
        """When to give up, None for never."""
        return None if self.timeout is None else self.started + self.timeout

    def _plan(self, now: float, pause: float) -> None:
        self._next_poll = now + pause
        if self.without_file_since is not None and now < self.without_file_since + _WITHOUT_FILE_S:
            self._next_poll = min(self._next_poll, self.without_file_since + _WITHOUT_FILE_S)
        if self.deadline is not None:
            self._next_poll = min(self._next_poll, self.deadline)

    def _caller_pause_s(self) -> float:
        pause: object = self.poll(self._last) if callable(self.poll) else self.poll
        return _checked_pause(pause, "poll's answer" if callable(self.poll) else "poll")


def check_wait_options(timeout: object, poll: object, on_change: object = None) -> None:
    """Refuse what cannot be waited by, before anything is waited for.

    Raises:
        InvalidRequestError: If the timeout, the poll or what is to be called is none. What a function gives
            is seen only later.
    """
    check_callable("on_change", on_change)
    if timeout is not None and not (
        is_number(timeout) and (0 <= timeout < _MAX_SECONDS or timeout == inf)
    ):
        raise InvalidRequestError(
            f"timeout must be a number of seconds, or None to wait for ever; not {timeout!r}"
        )
    if poll is not None and not callable(poll):
        _checked_pause(poll, "poll")


def check_callable(name: str, function: object) -> None:
    """Refuse what is to be called with news and cannot be, before there are any.

    Raises:
        InvalidRequestError: If it is no function; None is there for no function.
    """
    if function is not None and not callable(function):
        raise InvalidRequestError(f"{name} must be a function, not {function!r}")


def _checked_pause(pause: object, name: str) -> float:
    if not (is_number(pause) and 0 < pause < _MAX_SECONDS):
        raise InvalidRequestError(f"{name} must be a positive number of seconds, not {pause!r}")
    return pause
