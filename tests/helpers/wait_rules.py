"""What must hold of waiting for a task, whatever day the provider had."""

from __future__ import annotations

import traceback
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, define, field

from longtake import (
    AsyncTask,
    Change,
    LongtakeError,
    MissingFileError,
    NotFoundError,
    SubmitOutcomeUnknown,
    Task,
    TaskExpiredError,
    TaskFailedError,
    TaskRejectedError,
    TaskTimeoutError,
)
from tests.helpers.provider_responses import CANARY, LINK, PollMeaning, SentRequest

if TYPE_CHECKING:
    from tests.helpers.random_responses import Asked, Day, FakeProvider
    from tests.helpers.scenarios import Scenario

TIMEOUT_S: Final = 60.0
# The last poll may begin on the deadline and take this long, and a piece of its response as long again.
_LAST_POLL_S: Final = 5.0
_PATIENCE_S: Final = 120.0
_MISSES: Final = 5
_NOT_FOUND: Final = 5
_UNSEEN_S: Final = 2.0
_LISTED_WITHIN_S: Final = 90.0
_WITHOUT_FILE_S: Final = 300.0
_EPSILON_S: Final = 1e-6


@define
class Outcome:
    """What came of a day.

    Attributes:
        provider: What the provider was asked.
        error: What the caller got instead of a video.
        settled: What became of a submit in doubt, as `reconcile` says.
        seen: The changes that the caller got.
        links: Where the caller finds the videos.
        shown: What else the caller may print.
        task: The task, where there was one.
        waited_from: When waiting began.
        waited_until: When it was over.
    """

    server: FakeProvider
    error: LongtakeError | None = None
    settled: str = ""
    seen: list[Change] = field(factory=list[Change])
    links: list[str] = field(factory=list[str])
    shown: list[str] = field(factory=list[str])
    task: Task | AsyncTask | None = None
    waited_from: float = 0.0
    waited_until: float = 0.0

    def polls(self) -> list[Asked]:
        """The polls the task, each attempt by itself."""
        return [
            asked
            for asked in self.server.asked
            if asked.method == "GET" and self.task and asked.began >= self.waited_from
        ]


def check_pace(outcome: Outcome, day: Day, min_interval_s: float) -> None:
    """The wait ends in time, and polls keep the minimum interval."""
    deadline = outcome.waited_from + day.timeout
    polls = outcome.polls()
    drips_s = polls[-1].behaviour.drips_s
    assert outcome.waited_until <= deadline + _LAST_POLL_S + drips_s + _EPSILON_S
    assert all(poll.began <= deadline + _EPSILON_S for poll in polls)
    if isinstance(outcome.error, TaskTimeoutError):
        assert polls[-1].began >= deadline - _EPSILON_S or polls[-1].over >= deadline
    min_interval_s = day.poll or min_interval_s
    if day.resumed:
        assert polls[0].began == outcome.waited_from
    else:
        assert _not_sooner(polls[0].began, outcome.waited_from + min_interval_s, deadline)
    unseen, opened = day.resumed, False
    for poll, following in pairwise(polls):
        shown = poll.behaviour.poll
        reported = shown in (PollMeaning.GOES_ON, PollMeaning.WITHOUT_FILE, PollMeaning.NOT_THERE)
        unseen = unseen and shown not in (PollMeaning.GOES_ON, PollMeaning.WITHOUT_FILE)
        opened = opened or shown is PollMeaning.OPEN
        if (reported or day.attempts == 1) and not _is_last_for_a_file(polls, following):
            # What is open may say that there is no such task.
            asks_again = unseen and shown in (PollMeaning.NOT_THERE, PollMeaning.OPEN)
            pause_s = min(min_interval_s, _UNSEEN_S) if asks_again else min_interval_s
            assert _not_sooner(following.began, poll.over + pause_s, deadline)
        # After what is open the task may be known.
        if unseen and not opened and shown is PollMeaning.NOT_THERE:
            assert following.began <= poll.over + _UNSEEN_S + _EPSILON_S
        asks = poll.behaviour.asks_s is not None and poll.behaviour.poll is PollMeaning.NO_NEWS
        if asks and not _is_last_for_a_file(polls, following):
            # A longer pause than this is not kept, whatever the provider asks for.
            asked_s = min(poll.behaviour.asks_s or 0.0, _PATIENCE_S)
            assert _not_sooner(following.began, poll.over + asked_s, deadline)


def _not_sooner(began: float, allowed: float, deadline: float) -> bool:
    return began >= min(allowed, deadline) - _EPSILON_S


def _is_last_for_a_file(polls: list[Asked], poll: Asked) -> bool:
    """Whether a poll falls on the end of the time in which a file may come after a success."""
    return any(
        abs(poll.began - other.over - _WITHOUT_FILE_S) < _EPSILON_S
        for other in polls
        if other.behaviour.poll in (PollMeaning.WITHOUT_FILE, PollMeaning.OPEN)
    )


def check_course(outcome: Outcome, day: Day) -> None:
    """The result is that of the provider's responses, and nothing else ends the wait."""
    polls, error = outcome.polls(), outcome.error
    *before, last = (poll.behaviour.poll for poll in polls)
    assert not [poll for poll in before if poll.is_last]
    timed_out = isinstance(error, TaskTimeoutError)
    match last:
        case PollMeaning.SUCCEEDED:
            assert error is None
            assert set(outcome.links) == {LINK}
        case PollMeaning.FAILED | PollMeaning.CANCELLED:
            assert isinstance(error, TaskFailedError)
            assert ("cancelled" in str(error)) == (last is PollMeaning.CANCELLED)
            assert not isinstance(error, TaskRejectedError | TaskExpiredError | MissingFileError)
        case PollMeaning.REJECTED:
            assert isinstance(error, TaskRejectedError)
        case PollMeaning.EXPIRED:
            assert isinstance(error, TaskExpiredError)
        case PollMeaning.WITHOUT_FILE:
            assert timed_out or isinstance(error, MissingFileError)
        case PollMeaning.ENDS:
            assert error is not None
            assert not timed_out
        case PollMeaning.GOES_ON:
            assert timed_out
        case PollMeaning.NO_NEWS:
            silent = [poll in (PollMeaning.NO_NEWS, PollMeaning.OPEN) for poll in (*before, last)][
                -_MISSES:
            ]
            assert timed_out or (error is not None and len(silent) == _MISSES and all(silent))
        case PollMeaning.NOT_THERE:
            assert timed_out or isinstance(error, NotFoundError)
        case PollMeaning.OPEN:
            pass
    if day.attempts == 1:
        for start in range(len(before) - _MISSES + 1):
            assert set(before[start : start + _MISSES]) != {PollMeaning.NO_NEWS}
    _check_not_found(outcome, day)
    _check_files(outcome)


def _check_not_found(outcome: Outcome, day: Day) -> None:
    """No such task means "not yet" of one just submitted; of any other it is said five times in a row."""
    seen, count = day.resumed, 0
    polls = outcome.polls()
    for poll in polls:
        match poll.behaviour.poll:
            case PollMeaning.OPEN:
                return
            case PollMeaning.GOES_ON | PollMeaning.WITHOUT_FILE:
                seen, count = True, 0
            case PollMeaning.NOT_THERE:
                count += seen or poll.over - polls[0].began > _LISTED_WITHIN_S
                gave_up = poll is polls[-1] and isinstance(outcome.error, NotFoundError)
                assert gave_up == (count == _NOT_FOUND)
            case _:
                pass


def _check_files(outcome: Outcome) -> None:
    """A success without a file is waited for as long as a file may come, and no longer."""
    first = None
    polls = outcome.polls()
    for poll in polls:
        if poll.behaviour.poll is PollMeaning.OPEN:
            return
        if poll.behaviour.poll is PollMeaning.WITHOUT_FILE:
            first = poll.over if first is None else first
            gave_up = poll is polls[-1] and isinstance(outcome.error, MissingFileError)
            assert gave_up == (poll.over - first >= _WITHOUT_FILE_S - _EPSILON_S)


def check_submits(outcome: Outcome, day: Day) -> None:
    """A submit is repeated only after what certainly made nothing, and a doubt is called one."""
    submits = [asked.behaviour for asked in outcome.server.asked if asked.method == "POST"]
    assert len(submits) <= day.attempts
    assert all(each.sent is SentRequest.AGAIN for each in submits[:-1])
    if not submits:
        assert day.resumed
        return
    last, error = submits[-1], outcome.error
    doubted = isinstance(error, SubmitOutcomeUnknown)
    match last.sent:
        case SentRequest.ACCEPTED:
            assert outcome.task is not None
        case SentRequest.AGAIN:
            assert outcome.task is None
            assert not doubted
            assert len(submits) == day.attempts or (last.asks_s or 0) > _PATIENCE_S
        case SentRequest.NOT_MADE:
            assert outcome.task is None
            assert not doubted
        case SentRequest.IN_DOUBT:
            assert doubted
        case SentRequest.OPEN:
            assert (outcome.task is None) == (not outcome.polls())


def check_error(error: LongtakeError, outcome: Outcome, scenario: Scenario) -> None:
    """It says where it comes from, and how the task is found again."""
    assert (error.provider, error.kind) == (scenario.provider, scenario.name)
    if outcome.task is not None:
        assert (error.task_id, error.token) == (outcome.task.id, outcome.task.token)
        assert outcome.task.id in str(error)
    if isinstance(error, SubmitOutcomeUnknown):
        assert error.digest
        assert error.window
        assert outcome.settled
        assert outcome.task is None


def check_secrets(outcome: Outcome, log: str) -> None:
    """The key is in no text that anybody may see."""
    shown = [*outcome.shown, *map(repr, outcome.seen), repr(outcome.task), outcome.settled, log]
    links: list[BaseException | None] = [outcome.error]
    if outcome.error is not None:
        shown.append("".join(traceback.format_exception(outcome.error)))
    while links:
        link = links.pop()
        if link is not None:
            shown.append(repr(link) + str(link) + repr(vars(link)))
            links += [link.__cause__, link.__context__]
    key = CANARY.partition("/")[0]
    assert not [text for text in shown if key in text]


def reported(outcome: Outcome) -> dict[str, Any]:
    """All of an outcome that must be the same, sync and async."""
    error = outcome.error
    cause = error.__cause__ if error else None
    return {
        "seen": [asdict(each) for each in outcome.seen],
        "links": outcome.links,
        "error": (type(error), _as_sync(str(error)), _as_sync(repr(vars(error) if error else {}))),
        "cause": (type(cause), str(cause)),
        "settled": outcome.settled,
        "asked": outcome.server.asked,
        "pauses": outcome.server.clock.pauses,
        "ended": outcome.server.clock.now,
    }


def _as_sync(words: str) -> str:
    return words.replace("reconcile_async()", "reconcile()")
