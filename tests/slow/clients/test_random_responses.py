"""Random sequences of responses: waiting ends in time, in one way, and no message holds the key."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
from typing import TYPE_CHECKING, Any, Final, cast

import httpx
import pytest
from hypothesis import HealthCheck, given, seed, settings

from longtake import AsyncTask, LongtakeError, SubmitOutcomeUnknown
from longtake._core.tokens import TaskAddress
from longtake._providers import task_kinds
from tests.helpers.counts import SEED, cases
from tests.helpers.provider_responses import CANARY
from tests.helpers.random_responses import Day, FakeProvider, HandClock, days
from tests.helpers.scenarios import Scenario, each_task_kind
from tests.helpers.wait_rules import (
    TIMEOUT_S,
    Outcome,
    check_course,
    check_error,
    check_pace,
    check_secrets,
    check_submits,
    reported,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine, Generator

_DAYS: Final = cases(200, soak=800)
_TASK_ID: Final = "t"
# An id of which useapi.net's list can be asked for.
_SOURCE: Final = "user:1-runwayml:dog@media.example-asset:9"


def _options(server: FakeProvider) -> dict[str, Any]:
    return {
        "api_key": CANARY,
        "transport": httpx.MockTransport(server),
        "clock": server.clock,
        "timeout": TIMEOUT_S,
        "attempts": server.day.attempts,
    }


def _token(scenario: Scenario) -> str:
    return TaskAddress(scenario.provider, scenario.name, _TASK_ID).token()


def live(scenario: Scenario, day: Day) -> Outcome:
    """Live through a day as a caller that blocks."""
    random.seed(0)
    outcome = Outcome(FakeProvider(day, HandClock()))
    clock = outcome.server.clock
    with scenario.sync_class(**_options(outcome.server)) as client:
        try:
            task = (
                client.from_token(_token(scenario))
                if day.resumed
                else scenario.start(client, _SOURCE)
            )
            outcome.task, outcome.waited_from = task, clock.now
            if day.steps:
                outcome.seen.extend(task.events(timeout=day.timeout, poll=day.poll))
            else:
                task.wait(timeout=day.timeout, poll=day.poll, on_change=outcome.seen.append)
            outcome.shown += [repr(task.videos), task.token]
            outcome.links += [video.url for video in task.videos]
        except SubmitOutcomeUnknown as error:
            outcome.error = error
            outcome.settled = repr(error.reconcile(timeout=day.timeout))
        except LongtakeError as error:
            outcome.error = error
        outcome.waited_until = clock.now
    return outcome


async def live_async(scenario: Scenario, day: Day) -> Outcome:
    """Live through a day as an async caller."""
    random.seed(0)
    outcome = Outcome(FakeProvider(day, HandClock()))
    clock = outcome.server.clock
    async with scenario.async_class(**_options(outcome.server)) as client:
        try:
            # As `live` submits, to the last byte.
            task = (
                client.from_token(_token(scenario))
                if day.resumed
                else await cast("Awaitable[AsyncTask]", scenario.start(client, _SOURCE))
            )
            outcome.task, outcome.waited_from = task, clock.now
            if day.steps:
                async for change in task.events(timeout=day.timeout, poll=day.poll):
                    outcome.seen.append(change)
            else:
                await task.wait(timeout=day.timeout, poll=day.poll, on_change=outcome.seen.append)
            outcome.shown += [repr(task.videos), task.token]
            outcome.links += [video.url for video in task.videos]
        except SubmitOutcomeUnknown as error:
            outcome.error = error
            settled = repr(await error.reconcile_async(timeout=day.timeout))
            outcome.settled = settled.replace("AsyncTask(", "Task(")
        except LongtakeError as error:
            outcome.error = error
        outcome.waited_until = clock.now
    return outcome


@pytest.fixture
def collected_between_days() -> Generator[None]:
    """An endlessly nested response brings the interpreter to its limits: no finalizer may be called there."""
    gc.disable()
    yield
    gc.enable()


@each_task_kind
@pytest.mark.usefixtures("collected_between_days")
def test_waits_keep_the_rules_for_any_responses(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kind = task_kinds(scenario.provider)[scenario.name]

    @seed(SEED)
    @settings(
        max_examples=_DAYS,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(days(scenario.kind))
    def survive(day: Day) -> None:
        gc.collect(1)
        outcome = live(scenario, day)
        check_submits(outcome, day)
        if outcome.task is not None:
            check_pace(outcome, day, kind.poll_hints.min_interval_s)
            check_course(outcome, day)
        if outcome.error is not None:
            check_error(outcome.error, outcome, scenario)
        check_secrets(outcome, caplog.text)
        caplog.clear()
        assert reported(run(live_async(scenario, day))) == reported(outcome)
        check_secrets(outcome, caplog.text)
        caplog.clear()

    with asyncio.Runner() as runner:

        def run(living: Coroutine[Any, Any, Outcome]) -> Outcome:
            return runner.run(living)

        survive()
