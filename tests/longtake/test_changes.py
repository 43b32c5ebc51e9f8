"""What a caller hears while waiting for one task."""

from __future__ import annotations

from itertools import pairwise

import pytest

from longtake import Change, State
from longtake_pytest import ServedEmulator
from tests.longtake.scenarios import SCENARIOS, Scenario, each_family


def check(changes: list[Change], scenario: Scenario) -> None:
    assert len(changes) > 2
    assert changes[-1].snapshot.state is State.SUCCEEDED
    assert changes[-1].share == 1
    assert all(before != after for before, after in pairwise(changes))
    shares = [change.share for change in changes]
    assert None not in shares
    running = [change for change in changes if change.snapshot.state is State.RUNNING]
    told = scenario.family == "useapi/gen2"
    assert {change.believed for change in running} == {not told}


@each_family
def test_changes_are_told_with_how_much_is_done(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    changes: list[Change] = []
    with scenario.client(longtake_emulator) as client:
        task = scenario.extend(client, longtake_emulator.sources[scenario.family].id)
        task.wait(on_change=changes.append, poll=10)
    check(changes, scenario)


@each_family
@pytest.mark.anyio
async def test_changes_are_told_to_async_callers(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    changes: list[Change] = []
    async with scenario.async_client(longtake_emulator) as client:
        task = await scenario.extend_async(client, longtake_emulator.sources[scenario.family].id)
        await task.wait(on_change=changes.append, poll=10)
    check(changes, scenario)


@each_family
def test_events_are_what_the_vendor_says_alone(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.extend(client, longtake_emulator.sources[scenario.family].id)
        seen = list(task.events(poll=10))
    assert all(before != after for before, after in pairwise(seen))
    assert seen[-1].state is State.SUCCEEDED


def test_a_callers_mistake_ends_the_wait_and_nothing_else(
    longtake_emulator: ServedEmulator,
) -> None:
    scenario = SCENARIOS[0]

    def wrong(change: Change) -> None:
        raise ZeroDivisionError(change)

    with scenario.client(longtake_emulator) as client:
        task = scenario.extend(client, longtake_emulator.sources[scenario.family].id)
        with pytest.raises(ZeroDivisionError):
            task.wait(on_change=wrong)
        assert task.wait().url
