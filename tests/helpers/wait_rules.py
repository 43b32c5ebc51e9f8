"""What must hold of waiting for a task, whatever day the vendor had."""

from __future__ import annotations

import traceback
from itertools import pairwise
from typing import Any, Final

from attrs import asdict, define, field

from longtake import (
    AsyncTask,
    Change,
    LongtakeError,
    NotFoundError,
    SubmitOutcomeUnknown,
    Task,
    TaskFailedError,
    TaskRejectedError,
    TaskTimeoutError,
)
from tests.helpers.provider_responses import CANARY, LINK, Look, Sent
from tests.helpers.random_responses import Asked, Day, Vendor
from tests.helpers.scenarios import Scenario

TIMEOUT_S: Final = 60.0
# What the last look, which may begin on the deadline, may take, and a piece of its answer as long again.
_LAST_LOOK_S: Final = 5.0
_PATIENCE_S: Final = 120.0
_MISSES: Final = 5
_EPSILON_S: Final = 1e-6


@define
class Outcome:
    """What came of a day.

    Attributes:
        vendor: What the vendor was asked.
        error: What the caller got instead of a video.
        settled: What became of a submit in doubt, as `reconcile` says.
        seen: The changes that the caller got.
        links: Where the caller finds the videos.
        shown: What else the caller may print.
        task: The task, where there was one.
        waited_from: When waiting began.
        waited_until: When it was over.
    """

    vendor: Vendor
    error: LongtakeError | None = None
    settled: str = ""
    seen: list[Change] = field(factory=list[Change])
    links: list[str] = field(factory=list[str])
    shown: list[str] = field(factory=list[str])
    task: Task | AsyncTask | None = None
    waited_from: float = 0.0
    waited_until: float = 0.0

    def looks(self) -> list[Asked]:
        """The looks at the task, each attempt by itself."""
        return [
            asked
            for asked in self.vendor.asked
            if asked.method == "GET" and self.task and asked.began >= self.waited_from
        ]


def check_pace(outcome: Outcome, day: Day, least_s: float) -> None:
    """It ends in time, and looks are never too close to each other."""
    deadline = outcome.waited_from + day.timeout
    looks = outcome.looks()
    drips_s = looks[-1].behaviour.drips_s
    assert outcome.waited_until <= deadline + _LAST_LOOK_S + drips_s + _EPSILON_S
    assert all(look.began <= deadline + _EPSILON_S for look in looks)
    if isinstance(outcome.error, TaskTimeoutError):
        assert looks[-1].began >= deadline - _EPSILON_S or looks[-1].over >= deadline
    least_s = day.poll or least_s
    if day.resumed:
        assert looks[0].began == outcome.waited_from
    else:
        assert _not_sooner(looks[0].began, outcome.waited_from + least_s, deadline)
    for look, following in pairwise(looks):
        told = look.behaviour.look in (Look.GOES_ON, Look.NOT_THERE)
        if told or day.attempts == 1:
            assert _not_sooner(following.began, look.over + least_s, deadline)
        if look.behaviour.asks_s is not None and look.behaviour.look is Look.NO_NEWS:
            assert _not_sooner(following.began, look.over + look.behaviour.asks_s, deadline)


def _not_sooner(began: float, allowed: float, deadline: float) -> bool:
    return began >= min(allowed, deadline) - _EPSILON_S


def check_course(outcome: Outcome, day: Day, grace_s: float) -> None:
    """What is waited for is what the vendor's answers say, and nothing else ends the waiting."""
    looks, error = outcome.looks(), outcome.error
    *before, last = (look.behaviour.look for look in looks)
    assert not [look for look in before if look.is_last]
    timed_out = isinstance(error, TaskTimeoutError)
    match last:
        case Look.SUCCEEDED:
            assert error is None
            assert set(outcome.links) == {LINK}
        case Look.FAILED | Look.CANCELLED:
            assert isinstance(error, TaskFailedError)
            assert ("cancelled" in str(error)) == (last is Look.CANCELLED)
            assert not isinstance(error, TaskRejectedError)
        case Look.REJECTED:
            assert isinstance(error, TaskRejectedError)
        case Look.ENDS:
            assert error is not None
            assert not timed_out
        case Look.GOES_ON:
            assert timed_out
        case Look.NO_NEWS:
            silent = [look in (Look.NO_NEWS, Look.OPEN) for look in (*before, last)][-_MISSES:]
            assert timed_out or (error is not None and len(silent) == _MISSES and all(silent))
        case Look.NOT_THERE:
            assert timed_out or isinstance(error, NotFoundError)
        case Look.OPEN:
            pass
    if day.attempts == 1:
        for start in range(len(before) - _MISSES + 1):
            assert set(before[start : start + _MISSES]) != {Look.NO_NEWS}
    _check_grace(outcome, day, grace_s)


def _check_grace(outcome: Outcome, day: Day, grace_s: float) -> None:
    """No such task means "not yet" of one that was just made and never seen, and of no other."""
    known = day.resumed
    looks = outcome.looks()
    for look in looks:
        if look.behaviour.look is Look.OPEN:
            return
        known = known or look.behaviour.look is Look.GOES_ON
        if look.behaviour.look is Look.NOT_THERE:
            unknown = known or look.over - outcome.waited_from > grace_s
            assert unknown == (look is looks[-1] and isinstance(outcome.error, NotFoundError))


def check_submits(outcome: Outcome, day: Day) -> None:
    """A submit is repeated only after what certainly made nothing, and a doubt is called one."""
    submits = [asked.behaviour for asked in outcome.vendor.asked if asked.method == "POST"]
    assert len(submits) <= day.attempts
    assert all(each.sent is Sent.AGAIN for each in submits[:-1])
    if not submits:
        assert day.resumed
        return
    last, error = submits[-1], outcome.error
    doubted = isinstance(error, SubmitOutcomeUnknown)
    match last.sent:
        case Sent.ACCEPTED:
            assert outcome.task is not None
        case Sent.AGAIN:
            assert outcome.task is None
            assert not doubted
            assert len(submits) == day.attempts or (last.asks_s or 0) > _PATIENCE_S
        case Sent.NOT_MADE:
            assert outcome.task is None
            assert not doubted
        case Sent.IN_DOUBT:
            assert doubted
        case Sent.OPEN:
            assert (outcome.task is None) == (not outcome.looks())


def check_error(error: LongtakeError, outcome: Outcome, scenario: Scenario) -> None:
    """It says where it comes from, and how the task is found again."""
    assert (error.provider, error.family) == (scenario.provider, scenario.name)
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


def told(outcome: Outcome) -> dict[str, Any]:
    """All of an outcome that must be the same, sync and async."""
    error = outcome.error
    cause = error.__cause__ if error else None
    return {
        "seen": [asdict(each) for each in outcome.seen],
        "links": outcome.links,
        "error": (type(error), str(error), vars(error) if error else {}),
        "cause": (type(cause), str(cause)),
        "settled": outcome.settled,
        "asked": outcome.vendor.asked,
        "pauses": outcome.vendor.clock.pauses,
        "ended": outcome.vendor.clock.now,
    }
