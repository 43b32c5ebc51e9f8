"""What a caller hears while waiting for one task."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any, Final, cast

import anyio.lowlevel
import pytest

from longtake import (
    AsyncKie,
    Change,
    InvalidRequestError,
    Kie,
    LongtakeError,
    Snapshot,
    State,
    TaskTimeoutError,
    as_completed,
    as_completed_async,
    pending_after,
    wait_all,
    wait_all_async,
)
from longtake_pytest import ClientClock, ServedEmulator
from tests.helpers.scenarios import BY_KIND, Scenario, each_task_kind
from tests.helpers.task_kinds import KINDS


def check(changes: list[Change], scenario: Scenario) -> None:
    assert len(changes) > 2
    assert changes[-1].snapshot.state is State.SUCCEEDED
    assert changes[-1].progress == 1
    assert all(before != after for before, after in pairwise(changes))
    shares = [change.progress for change in changes]
    assert None not in shares
    running = [change for change in changes if change.snapshot.state is State.RUNNING]
    reported = KINDS[scenario.kind].reports_progress
    figures = {change.is_estimate for change in running if change.snapshot.progress is not None}
    # The estimate may be more than the provider's first figures: progress never goes back.
    assert (False in figures) is reported
    assert shares == sorted(share for share in shares if share is not None)


@each_task_kind
def test_changes_are_reported_with_progress(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    changes: list[Change] = []
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        task.wait(on_change=changes.append, poll=10)
    check(changes, scenario)


@each_task_kind
@pytest.mark.anyio
async def test_changes_are_reported_to_async_callers(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    changes: list[Change] = []
    async with scenario.async_client(longtake_emulator) as client:
        task = await scenario.start_async(client, longtake_emulator.sources[scenario.kind].id)
        await task.wait(on_change=changes.append, poll=10)
    check(changes, scenario)


@each_task_kind
def test_events_are_the_same_changes(scenario: Scenario, longtake_emulator: ServedEmulator) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        changes = list(task.events(poll=10))
    check(changes, scenario)
    assert (changes[-1].state, changes[-1].provider_state) == (
        State.SUCCEEDED,
        changes[-1].snapshot.provider_state,
    )


VEO: Final = BY_KIND["kie/veo"]


def polled_at(emulator: ServedEmulator) -> list[float]:
    return [read.time for read in emulator.ledger.reads_of(VEO.kind)]


def check_estimates(times: list[float], changes: list[Change]) -> None:
    """Hold the news of a Veo task, which begins with 136 s without a poll, against the rules."""
    assert changes[0].snapshot.provider_state == "submitted"
    assert times[0] == 0
    before = [change for change in changes if change.snapshot.provider_state == "submitted"]
    assert len(before) > 20
    assert all(later - sooner >= 1 for sooner, later in pairwise(times[: len(before)]))
    shares = [change.progress for change in changes]
    assert shares == sorted(share for share in shares if share is not None)
    assert max(share for share in shares[:-1] if share is not None) < 1
    assert shares[-1] == 1


@pytest.mark.parametrize("how", ["events", "on_change", "wait_all", "as_completed"])
def test_progress_is_estimated_between_polls(how: str, longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources[VEO.kind].id
    clock = longtake_emulator.clock
    times, changes = list[float](), list[Change]()
    for _ in range(2):
        longtake_emulator.kie.veo.next_task(lasts_s=300)
    with VEO.client(longtake_emulator) as client:
        VEO.start(client, source).wait()
        quiet = polled_at(longtake_emulator)
        started = clock.now()
        task = VEO.start(client, source)

        def note(change: Change) -> None:
            times.append(clock.now() - started)
            changes.append(change)

        if how == "events":
            for change in task.events():
                note(change)
        elif how == "on_change":
            task.wait(on_change=note)
        elif how == "wait_all":
            wait_all([task], on_change=lambda _, change: note(change))
        else:
            list(as_completed([task], on_change=lambda _, change: note(change)))
    check_estimates(times, changes)
    # The polls are those of a wait that reports nothing.
    polled = [at - quiet[0] for at in quiet]
    again = polled_at(longtake_emulator)[len(quiet) :]
    assert [at - again[0] for at in again] == pytest.approx(polled)


@pytest.mark.anyio
@pytest.mark.parametrize("how", ["events", "on_change", "wait_all", "as_completed"])
async def test_progress_is_estimated_between_polls_for_async_callers(
    how: str, longtake_emulator: ServedEmulator
) -> None:
    source = longtake_emulator.sources[VEO.kind].id
    clock = longtake_emulator.clock
    times, changes = list[float](), list[Change]()
    for _ in range(2):
        longtake_emulator.kie.veo.next_task(lasts_s=300)
    async with VEO.async_client(longtake_emulator) as client:
        await (await VEO.start_async(client, source)).wait()
        quiet = polled_at(longtake_emulator)
        started = clock.now()
        task = await VEO.start_async(client, source)

        def note(change: Change) -> None:
            times.append(clock.now() - started)
            changes.append(change)

        if how == "events":
            async for change in task.events():
                note(change)
        elif how == "on_change":
            await task.wait(on_change=note)
        elif how == "wait_all":
            await wait_all_async([task], on_change=lambda _, change: note(change))
        else:
            steps = as_completed_async([task], on_change=lambda _, change: note(change))
            async for _ in steps:
                pass
    check_estimates(times, changes)
    polled = [at - quiet[0] for at in quiet]
    again = polled_at(longtake_emulator)[len(quiet) :]
    assert [at - again[0] for at in again] == pytest.approx(polled)


def test_a_wait_that_reports_nothing_sleeps_from_poll_to_poll(
    longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    real = ClientClock.sleep

    def sleep(clock: ClientClock, seconds: float) -> None:
        slept.append(seconds)
        real(clock, seconds)

    monkeypatch.setattr(ClientClock, "sleep", sleep)
    with VEO.client(longtake_emulator) as client:
        task = VEO.start(client, longtake_emulator.sources[VEO.kind].id)
        task.wait()
    assert sum(seconds > 0 for seconds in slept) == task.polls


def test_a_deadline_is_met_while_progress_is_reported(longtake_emulator: ServedEmulator) -> None:
    with VEO.client(longtake_emulator) as client:
        task = VEO.start(client, longtake_emulator.sources[VEO.kind].id)
        started = longtake_emulator.clock.now()
        changes: list[Change] = []
        with pytest.raises(TaskTimeoutError):
            task.wait(timeout=20.5, on_change=changes.append)
        assert longtake_emulator.clock.now() - started == pytest.approx(20.5)
        assert len(changes) > 3
        (ended,) = wait_all([task], timeout=20.5, on_change=lambda _, each: changes.append(each))
        assert isinstance(ended.error, TaskTimeoutError)


def wrong(_: Change) -> None:
    raise ZeroDivisionError


def test_a_callers_mistake_ends_the_wait_and_nothing_else(
    longtake_emulator: ServedEmulator,
) -> None:
    with VEO.client(longtake_emulator) as client:
        task = VEO.start(client, longtake_emulator.sources[VEO.kind].id)
        with pytest.raises(ZeroDivisionError) as caught:
            task.wait(on_change=wrong)
        assert said(caught.value) == task.token
        assert task.wait().url


def test_an_error_about_another_task_stays_one(longtake_emulator: ServedEmulator) -> None:
    def wrong_elsewhere(_: Change) -> None:
        raise LongtakeError("of another", task_id="another", token="another's")

    with VEO.client(longtake_emulator) as client:
        task = VEO.start(client, longtake_emulator.sources[VEO.kind].id)
        with pytest.raises(LongtakeError) as caught:
            task.wait(on_change=wrong_elsewhere)
    assert (caught.value.task_id, caught.value.token) == ("another", "another's")


def said(error: BaseException) -> str | None:
    """The token of the task that an error says how to find."""
    left = error if isinstance(error, LongtakeError) else pending_after(error)
    return left.token if left else None


@pytest.mark.anyio
async def test_an_async_function_is_awaited_where_that_can_be(
    longtake_emulator: ServedEmulator,
) -> None:
    changes: list[Change] = []

    async def note(change: Change) -> None:
        await anyio.lowlevel.checkpoint()
        changes.append(change)

    async def wrong_too(change: Change) -> None:
        await anyio.lowlevel.checkpoint()
        wrong(change)

    async with VEO.async_client(longtake_emulator) as client:
        task = await VEO.start_async(client, longtake_emulator.sources[VEO.kind].id)
        with pytest.raises(ZeroDivisionError) as caught:
            await task.wait(on_change=wrong_too)
        assert said(caught.value) == task.token
        # Found running or done, and then reported at least once more.
        await task.wait(on_change=note, poll=10)
    check(changes, VEO)


@pytest.mark.anyio
async def test_what_cannot_be_called_is_refused_before_anything_is_asked(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    source, wrong = longtake_emulator.sources["kie/veo"].id, cast("Any", "print")
    task = longtake_kie.veo.extend(task_id=source, prompt="On")
    async with AsyncKie(**longtake_emulator.options("kie")) as client:
        other = await client.veo.extend(task_id=source, prompt="On and on")
        with pytest.raises(InvalidRequestError, match="on_change must be a function, got 'print'"):
            await other.wait(on_change=wrong)
        with pytest.raises(InvalidRequestError, match="on_change must be a function"):
            await wait_all_async([other], on_change=wrong)
    with pytest.raises(InvalidRequestError, match="on_change must be a function") as caught:
        task.wait(on_change=wrong)
    assert caught.value.token == task.token
    with pytest.raises(InvalidRequestError, match="on_change must be a function"):
        wait_all([task], on_change=wrong)
    assert longtake_emulator.ledger.reads_of("kie/veo") == ()
    with pytest.raises(InvalidRequestError, match="on_progress must be a function"):
        task.wait().download("never.mp4", on_progress=wrong)


def test_one_task_where_several_are_waited_for_is_named(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    task: Any = longtake_kie.veo.extend(task_id=source, prompt="On")
    with pytest.raises(InvalidRequestError, match="must be an iterable of tasks, got Task"):
        wait_all(task)


def test_an_async_on_change_is_refused_by_synchronous_waits(
    longtake_emulator: ServedEmulator,
) -> None:
    async def note(_: Change) -> None:
        await anyio.lowlevel.checkpoint()

    with VEO.client(longtake_emulator) as client:
        task = VEO.start(client, longtake_emulator.sources[VEO.kind].id)
        with pytest.raises(InvalidRequestError, match="on_change must not be async") as caught:
            task.wait(on_change=note)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        assert said(caught.value) == task.token
        assert task.polls == 0


NO_TIMES: Final[list[dict[str, Any]]] = [
    {"timeout": -1},
    {"timeout": "900"},
    {"poll": 0},
    {"poll": "5"},
    {"poll": float("inf")},
]


@pytest.mark.parametrize("options", NO_TIMES, ids=str)
def test_an_invalid_timeout_is_refused_before_the_first_poll(
    options: dict[str, Any], longtake_emulator: ServedEmulator
) -> None:
    with VEO.client(longtake_emulator) as client:
        task = VEO.start(client, longtake_emulator.sources[VEO.kind].id)
        for wait in (task.wait, task.events, partial(wait_all, [task])):
            with pytest.raises(InvalidRequestError, match="number of seconds") as caught:
                wait(**options)
            assert (caught.value.task_id, said(caught.value)) == (task.id, task.token)
        assert task.polls == 0


@pytest.mark.anyio
@pytest.mark.parametrize("options", NO_TIMES, ids=str)
async def test_an_invalid_timeout_is_refused_before_the_first_poll_async(
    options: dict[str, Any], longtake_emulator: ServedEmulator
) -> None:
    async with VEO.async_client(longtake_emulator) as client:
        task = await VEO.start_async(client, longtake_emulator.sources[VEO.kind].id)
        with pytest.raises(InvalidRequestError) as caught:
            await task.wait(**options)
        assert said(caught.value) == task.token
        with pytest.raises(InvalidRequestError):
            task.events(**options)
        assert task.polls == 0


def test_a_poll_that_gives_no_time_says_which_task_it_was_asked_about(
    longtake_emulator: ServedEmulator,
) -> None:
    def later_wrong(snapshot: Snapshot | None) -> float:
        return 1.0 if snapshot is None else -1.0

    def failing(snapshot: Snapshot | None) -> float:
        return 1.0 if snapshot is None else 1 / 0

    with VEO.client(longtake_emulator) as client:
        task = VEO.start(client, longtake_emulator.sources[VEO.kind].id)
        with pytest.raises(InvalidRequestError, match="the return value of poll must be") as caught:
            task.wait(poll=later_wrong)
        assert (caught.value.provider, caught.value.kind) == ("kie", "veo")
        assert said(caught.value) == task.token
        with pytest.raises(ZeroDivisionError) as failed:
            task.wait(poll=failing)
        assert said(failed.value) == task.token
        (ended,) = wait_all([task], poll=later_wrong)
        assert ended.error is not None
        assert said(ended.error) == task.token
        assert task.wait().url
