"""Whatever a vendor does, in whatever order: waiting ends in time, in one way, in words that hold no key.

`LONGTAKE_DAYS` says how many days a family has.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import random
import traceback
from collections.abc import Coroutine, Generator
from itertools import pairwise
from typing import Any, Final

import httpx
import pytest
from attrs import asdict, define, field
from hypothesis import HealthCheck, given, settings

from longtake import AsyncTask, LongtakeError, Snapshot, SubmitOutcomeUnknown, Task
from longtake._core.tokens import TaskAddress
from tests.longtake.scenarios import Scenario, each_family
from tests.longtake.vendor_days import CANARY, Behaviour, Day, HandClock, Vendor, days

_DAYS: Final = int(os.environ.get("LONGTAKE_DAYS", "80"))
_TIMEOUT_S: Final = 60.0
# What the last look, which may begin just before the deadline, may take.
_LAST_LOOK_S: Final = 5.0
_TASK_ID: Final = "t"


@define
class Outcome:
    """What came of a day.

    Attributes:
        vendor: What the vendor was asked.
        error: What the caller got instead of a video.
        seen: The snapshots that the caller got.
        shown: What else the caller may print.
        task: The task, where there was one.
        waited_from: When waiting began.
    """

    vendor: Vendor
    error: LongtakeError | None = None
    seen: list[Snapshot] = field(factory=list[Snapshot])
    shown: list[str] = field(factory=list[str])
    task: Task | AsyncTask | None = None
    waited_from: float | None = None

    def looks(self) -> list[tuple[float, float, Behaviour]]:
        """When each look began and was over, and what came of it."""
        return [
            (began, over, what)
            for method, began, over, what in self.vendor.asked
            if method == "GET"
        ]


def _options(vendor: Vendor) -> dict[str, Any]:
    return {
        "api_key": CANARY,
        "transport": httpx.MockTransport(vendor),
        "clock": vendor.clock,
        "timeout_s": _TIMEOUT_S,
        "attempts": vendor.day.attempts,
    }


def _token(scenario: Scenario) -> str:
    return TaskAddress(scenario.provider, scenario.name, _TASK_ID).token()


def live(scenario: Scenario, day: Day) -> Outcome:
    """Live through a day as a caller that blocks."""
    random.seed(0)
    outcome = Outcome(Vendor(day, HandClock()))
    with scenario.sync_class(**_options(outcome.vendor)) as client:
        try:
            task = (
                client.from_token(_token(scenario)) if day.resumed else scenario.extend(client, "s")
            )
            outcome.task, outcome.waited_from = task, outcome.vendor.clock.now
            outcome.seen.extend(task.events(timeout=day.timeout, poll=day.poll))
            outcome.shown += [repr(task.videos), task.token]
        except LongtakeError as error:
            outcome.error = error
    return outcome


async def live_async(scenario: Scenario, day: Day) -> Outcome:
    """Live through a day as an async caller."""
    random.seed(0)
    outcome = Outcome(Vendor(day, HandClock()))
    async with scenario.async_class(**_options(outcome.vendor)) as client:
        try:
            token = _token(scenario)
            extending = scenario.extend_async(client, "s") if not day.resumed else None
            task = await extending if extending else client.from_token(token)
            outcome.task, outcome.waited_from = task, outcome.vendor.clock.now
            async for snapshot in task.events(timeout=day.timeout, poll=day.poll):
                outcome.seen.append(snapshot)
            outcome.shown += [repr(task.videos), task.token]
        except LongtakeError as error:
            outcome.error = error
    return outcome


def check_pace(outcome: Outcome, day: Day, least_s: float) -> None:
    """It ends in time, and looks are never too close to each other."""
    clock, began = outcome.vendor.clock, outcome.waited_from
    if began is None:
        return
    deadline = began + day.timeout
    assert clock.now <= deadline + _LAST_LOOK_S + 1e-6
    for (_, over, what), (following, _, _) in pairwise(outcome.looks()):
        assert following <= deadline + 1e-6
        if day.attempts == 1 and following < deadline - 1e-6:
            assert following - over >= (day.poll or least_s) - 1e-6
        asks = what.refuses or what.status in (500, 503, 596)
        if asks and what.headers.get("Retry-After") == "30" and following < deadline - 1e-6:
            assert following - over >= 30


def check_paid_once(outcome: Outcome, day: Day) -> None:
    """A submit is repeated only after what certainly made nothing."""
    submits = [what for method, _, _, what in outcome.vendor.asked if method == "POST"]
    assert len(submits) <= day.attempts
    assert all(what.refuses for what in submits[:-1])


def check_error(error: LongtakeError, outcome: Outcome, scenario: Scenario) -> None:
    """It says where it comes from, and how the task is found again."""
    assert (error.provider, error.family) == (scenario.provider, scenario.name)
    if outcome.task is not None:
        assert (error.task_id, error.token) == (outcome.task.id, outcome.task.token)
    if isinstance(error, SubmitOutcomeUnknown):
        assert error.digest
        assert error.window


def check_secrets(outcome: Outcome, log: str) -> None:
    """The key is in no text that anybody may see."""
    shown = [
        *outcome.shown,
        *(repr(snapshot) for snapshot in outcome.seen),
        repr(outcome.task),
        log,
    ]
    link: BaseException | None = outcome.error
    if link is not None:
        shown.append("".join(traceback.format_exception(link)))
    while link is not None:
        shown.append(repr(link) + repr(vars(link)))
        link = link.__cause__ or link.__context__
    assert not [text for text in shown if CANARY in text]


def told(outcome: Outcome) -> dict[str, Any]:
    """All of an outcome that must be the same, sync and async."""
    error = outcome.error
    # What is submitted is not the same, so neither is its digest.
    fields = {**vars(error), "digest": None} if error else {}
    return {
        "seen": [asdict(snapshot) for snapshot in outcome.seen],
        "error": (type(error), str(error), fields),
        "asked": outcome.vendor.asked,
        "pauses": outcome.vendor.clock.pauses,
        "ended": outcome.vendor.clock.now,
    }


@pytest.fixture
def collected_between_days() -> Generator[None]:
    """An answer nested without end brings the interpreter to its limits: no finalizer may be called there."""
    gc.disable()
    yield
    gc.enable()


@each_family
@pytest.mark.usefixtures("collected_between_days")
def test_any_day_of_a_vendor_is_survived(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    least_s = scenario.sync_class.families()[scenario.name].pace.least_s

    @settings(
        max_examples=_DAYS,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(days(scenario.family))
    def survive(day: Day) -> None:
        gc.collect(1)
        outcome = live(scenario, day)
        check_pace(outcome, day, least_s)
        check_paid_once(outcome, day)
        if outcome.error is not None:
            check_error(outcome.error, outcome, scenario)
        check_secrets(outcome, caplog.text)
        caplog.clear()
        assert told(run(live_async(scenario, day))) == told(outcome)
        check_secrets(outcome, caplog.text)
        caplog.clear()

    with asyncio.Runner() as runner:

        def run(living: Coroutine[Any, Any, Outcome]) -> Outcome:
            return runner.run(living)

        survive()
