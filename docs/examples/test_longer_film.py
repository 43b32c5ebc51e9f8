"""Tests of a program that extends videos: no key, no charge, no waiting."""

import asyncio
from pathlib import Path

import pytest

from longtake import AsyncKie, Kie, State, SubmitOutcomeUnknown, TaskRejectedError
from longtake.emulator import Fault
from longtake_pytest import ServedEmulator


def make_longer(source: str, prompts: list[str], file: Path) -> Path:
    """Extend a video once for each prompt: the program under test, which you would import."""
    with Kie() as kie:
        for prompt in prompts:
            video = kie.veo.extend(task_id=source, prompt=prompt).wait(timeout=900)
            video.download(file)
            source = video.source
    return file


@pytest.fixture
def source(longtake_environment: dict[str, str]) -> str:
    """Return the id of a first video. From here on, `Kie()` connects to the emulator."""
    return longtake_environment["KIE_VEO_SOURCE"]


def test_three_extensions(source: str, longtake_emulator: ServedEmulator, tmp_path: Path) -> None:
    began = longtake_emulator.clock.now()
    prompts = ["The dog runs on", "It reaches the sea", "It swims"]
    assert make_longer(source, prompts, tmp_path / "dog.mp4").stat().st_size > 0
    assert longtake_emulator.clock.now() - began > 9 * 60  # emulated seconds
    assert len(longtake_emulator.ledger.creates) == 3


def test_a_lost_response_is_not_charged_twice(
    source: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut(accepted=True))
    with pytest.raises(SubmitOutcomeUnknown):
        make_longer(source, ["The dog runs on"], tmp_path / "dog.mp4")
    assert len(longtake_emulator.ledger.creates) == 1
    assert longtake_emulator.ledger.duplicates() == ()


def test_faults_are_retried(source: str, longtake_emulator: ServedEmulator, tmp_path: Path) -> None:
    veo = longtake_emulator.kie.veo
    veo.next_submit(Fault.refuse("rate_limit", retry_after_s=20))
    veo.on_read(1, Fault.bad_gateway())
    veo.on_read(2, Fault.altered("unknown_state"))
    veo.next_download(Fault.half())
    file = make_longer(source, ["The dog runs on"], tmp_path / "dog.mp4")
    assert [path.name for path in file.parent.iterdir()] == ["dog.mp4"]


def test_a_refused_task_is_not_retried(
    source: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    longtake_emulator.kie.veo.next_task(fail="moderation")
    with pytest.raises(TaskRejectedError):
        make_longer(source, ["The dog runs on"], tmp_path / "dog.mp4")
    assert len(longtake_emulator.ledger.creates) == 1


def test_with_a_client_of_the_test(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    task = longtake_kie.veo.extend(task_id=source, prompt="The dog runs on")
    assert task.status().state is State.RUNNING
    longtake_emulator.advance(600)
    assert task.status().state is State.SUCCEEDED


def test_with_an_async_client(longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id

    async def extend() -> str:
        async with AsyncKie(**longtake_emulator.options("kie")) as kie:
            task = await kie.veo.extend(task_id=source, prompt="The dog runs on")
            return (await task.wait()).url

    assert asyncio.run(extend()).startswith(longtake_emulator.media_url)
