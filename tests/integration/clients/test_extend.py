"""Each operation that starts a task, from the submission to a video on disk, sync and async."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import av
import pytest

from longtake import (
    AsyncKie,
    AsyncTask,
    AsyncUseApi,
    InvalidRequestError,
    Kie,
    State,
    Task,
    TaskFailedError,
    TaskRejectedError,
    TaskTimeoutError,
    UseApi,
)
from tests.helpers.scenarios import SCENARIOS, Scenario, each_operation, each_task_kind

if TYPE_CHECKING:
    from pathlib import Path

    from longtake_pytest import ServedEmulator


def length_s(file: Path) -> float:
    with av.open(str(file)) as container:
        return max(
            float(((frame.pts or 0) + frame.duration) * frame.time_base)
            for frame in container.decode(video=0)
            if frame.time_base
        )


@each_operation
def test_a_video_is_made(
    scenario: Scenario, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, scenario.source_in(longtake_emulator))
        video = task.wait()
        file = video.download(tmp_path / "longer.mp4")
    (created,) = longtake_emulator.ledger.creates
    assert created.task_id == task.id
    assert created.kind == scenario.kind
    length = scenario.seconds_before(longtake_emulator) + created.seconds_added
    assert length_s(file) == pytest.approx(length, abs=0.1)
    assert task.polls == len(longtake_emulator.ledger.reads_of(scenario.kind))
    assert task.snapshot
    assert task.snapshot.state is State.SUCCEEDED


@each_operation
@pytest.mark.anyio
async def test_a_video_is_made_async(
    scenario: Scenario, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    async with scenario.async_client(longtake_emulator) as client:
        task = await scenario.start_async(client, scenario.source_in(longtake_emulator))
        video = await task.wait()
        file = await video.download(tmp_path / "longer.mp4")
    (created,) = longtake_emulator.ledger.creates
    assert created.task_id == task.id
    length = scenario.seconds_before(longtake_emulator) + created.seconds_added
    assert length_s(file) == pytest.approx(length, abs=0.1)


@each_task_kind
def test_events_yield_each_change_once_and_end(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        seen = list(task.events(poll=4.0))
    assert len(seen) <= 100 + task.polls
    assert all(one != other for one, other in itertools.pairwise(seen))
    assert [change.state.ended for change in seen] == [False] * (len(seen) - 1) + [True]
    assert seen[0].state in (State.QUEUED, State.RUNNING)


@each_task_kind
def test_a_result_can_be_extended_again(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with scenario.client(longtake_emulator) as client:
        video = scenario.start(client, longtake_emulator.sources[scenario.kind].id).wait()
        again = scenario.start(client, video.source).wait()
    first, second = longtake_emulator.ledger.creates
    assert (first.source, second.source) == (
        longtake_emulator.sources[scenario.kind].id,
        video.source,
    )
    assert again.url != video.url


# No page lists the videos of several images among those that can be extended.
NOT_EXTENDABLE: Final = ("kling.multi_image_to_video",)
EXTENDING: Final = {
    (each.provider, each.method) for each in SCENARIOS.values() if each.method.endswith(".extend")
}
FIRST_VIDEOS: Final = [
    each
    for each in SCENARIOS.values()
    if each.source is None
    and each.method not in NOT_EXTENDABLE
    # Some resources of the jobs API extend nothing.
    and (each.provider, f"{each.method.rpartition('.')[0]}.extend") in EXTENDING
]
each_first_video = pytest.mark.parametrize(
    "scenario", FIRST_VIDEOS, ids=lambda scenario: scenario.operation
)


def extension_of(scenario: Scenario) -> Scenario:
    """Return the operation that extends what an operation makes: `extend` of the same resource."""
    method = f"{scenario.method.rpartition('.')[0]}.extend"
    return next(
        each
        for each in SCENARIOS.values()
        if (each.provider, each.method) == (scenario.provider, method)
    )


@each_first_video
def test_a_first_video_can_be_extended(
    scenario: Scenario, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    with scenario.client(longtake_emulator) as client:
        video = scenario.start(client, None).wait()
        longer = extension_of(scenario).start(client, video.source).wait()
        file = longer.download(tmp_path / "longer.mp4")
    first, second = longtake_emulator.ledger.creates
    assert (first.source, second.source) == (None, video.source)
    before = 0 if extension_of(scenario).is_part else first.seconds_added
    assert length_s(file) == pytest.approx(before + second.seconds_added, abs=0.1)


@each_first_video
@pytest.mark.anyio
async def test_a_first_video_can_be_extended_async(
    scenario: Scenario, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    async with scenario.async_client(longtake_emulator) as client:
        video = await (await scenario.start_async(client, None)).wait()
        longer = await (await extension_of(scenario).start_async(client, video.source)).wait()
        file = await longer.download(tmp_path / "longer.mp4")
    first, second = longtake_emulator.ledger.creates
    assert (first.source, second.source) == (None, video.source)
    before = 0 if extension_of(scenario).is_part else first.seconds_added
    assert length_s(file) == pytest.approx(before + second.seconds_added, abs=0.1)


def test_a_large_first_video_of_veo_is_not_extended(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    video = longtake_kie.veo.generate(prompt="A dog runs", resolution="1080p").wait()
    with pytest.raises(InvalidRequestError, match="1080p cannot be extended"):
        longtake_kie.veo.extend(task_id=video.source, prompt="On it goes")
    assert len(longtake_emulator.ledger.creates) == 1


@each_task_kind
def test_another_process_finds_the_task_by_its_token(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
    with scenario.client(longtake_emulator) as another:
        resumed = Task.from_token(task.token, client=another)
        assert (resumed.provider, resumed.kind, resumed.id) == (
            task.provider,
            task.kind,
            task.id,
        )
        assert resumed.wait().url


@each_task_kind
@pytest.mark.anyio
async def test_an_async_client_finds_the_task_by_its_token(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
    async with scenario.async_client(longtake_emulator) as another:
        assert (await AsyncTask.from_token(task.token, client=another).wait()).url


@each_task_kind
def test_a_deadline_is_met_and_the_task_goes_on(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        started = longtake_emulator.clock.now()
        with pytest.raises(TaskTimeoutError, match="continues at the provider") as caught:
            task.wait(timeout=5, poll=2)
        assert longtake_emulator.clock.now() - started == pytest.approx(5)
        assert isinstance(caught.value, TimeoutError)
        assert caught.value.token == task.token
        assert task.wait().url


@each_task_kind
def test_a_failed_task_says_why(scenario: Scenario, longtake_emulator: ServedEmulator) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_task(fail="error")
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        with pytest.raises(TaskFailedError) as caught:
            task.wait()
    assert not isinstance(caught.value, TaskRejectedError)
    assert caught.value.provider_message
    assert caught.value.task_id == task.id
    with pytest.raises(TaskFailedError):
        _ = task.videos


@each_task_kind
def test_a_task_refused_by_moderation_has_an_error_of_its_own(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_task(fail="moderation")
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        with pytest.raises(TaskRejectedError):
            task.wait()


def test_a_gen2_task_can_be_cancelled(
    longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    task = longtake_useapi.gen2.extend(asset_id=longtake_emulator.sources["useapi/gen2"].id)
    task.cancel()
    assert task.status().state is State.CANCELLED
    with pytest.raises(TaskFailedError, match="cancelled"):
        task.wait()


@pytest.mark.anyio
async def test_a_gen2_task_can_be_cancelled_async(longtake_emulator: ServedEmulator) -> None:
    async with AsyncUseApi(**longtake_emulator.options("useapi")) as useapi:
        task = await useapi.gen2.extend(asset_id=longtake_emulator.sources["useapi/gen2"].id)
        await task.cancel()
        assert (await task.status()).state is State.CANCELLED


def test_a_task_that_cannot_be_cancelled_is_an_error(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    task = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
    )
    with pytest.raises(InvalidRequestError, match="cannot cancel such tasks"):
        task.cancel()


def test_the_videos_of_a_running_task_are_refused(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    task = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
    )
    with pytest.raises(InvalidRequestError, match="the task has not ended"):
        _ = task.videos


def test_an_invalid_poll_is_refused(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    task = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
    )
    with pytest.raises(InvalidRequestError, match="poll must be"):
        task.wait(poll=0)


def test_a_token_of_another_provider_is_refused(longtake_emulator: ServedEmulator) -> None:
    with (
        UseApi(**longtake_emulator.options("useapi")) as useapi,
        Kie(**longtake_emulator.options("kie")) as kie,
    ):
        task = kie.veo.extend(task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes")
        with pytest.raises(
            InvalidRequestError, match="must be of a task at useapi, got one of kie: use a client"
        ):
            useapi.from_token(task.token)


@pytest.mark.anyio
async def test_all_operations_at_once(longtake_emulator: ServedEmulator) -> None:
    import asyncio  # noqa: PLC0415

    async def one(scenario: Scenario) -> str:
        async with scenario.async_client(longtake_emulator) as client:
            task = await scenario.start_async(client, scenario.source_in(longtake_emulator))
            return (await task.wait()).url

    urls = await asyncio.gather(*(one(scenario) for scenario in SCENARIOS.values()))
    assert len(set(urls)) == len(SCENARIOS)


@pytest.mark.anyio
async def test_a_client_is_used_without_a_context_and_closed(
    longtake_emulator: ServedEmulator,
) -> None:
    kie = AsyncKie(**longtake_emulator.options("kie"))
    task = await kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
    )
    assert (await task.status()).state in (State.QUEUED, State.RUNNING)
    await kie.close()
