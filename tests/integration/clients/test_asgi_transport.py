"""Without a socket, as a user writes it: the emulator is an ASGI application for httpx's transport."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

import httpx
import pytest

import longtake_pytest
from longtake import AsyncKie, AsyncTask, SubmitOutcomeUnknown
from longtake.emulator import Emulator, Fault, ScaledClock
from longtake_pytest import ClientClock, ServedEmulator, client_options
from tests.helpers.scenarios import Scenario, each_provider

if TYPE_CHECKING:
    from pathlib import Path


@each_provider
@pytest.mark.anyio
async def test_an_async_client_extends_and_downloads(scenario: Scenario, tmp_path: Path) -> None:
    emulator = Emulator()
    client = scenario.async_class(
        **client_options(emulator, scenario.provider), transport=httpx.ASGITransport(emulator)
    )
    async with client:
        task = await scenario.start_async(client, emulator.sources[scenario.kind].id)
        video = await task.wait()
        file = await video.download(tmp_path / "longer.mp4")
    assert file.read_bytes()[4:8] == b"ftyp"
    (created,) = emulator.ledger.creates
    assert created.task_id == task.id


@each_provider
@pytest.mark.parametrize(
    "fault",
    [Fault.bad_gateway(accepted=True), Fault.cut(), Fault.cut(accepted=True)],
    ids=["bad gateway", "cut", "cut after it was accepted"],
)
@pytest.mark.anyio
async def test_a_lost_response_is_charged_once_as_on_a_socket(
    scenario: Scenario, fault: Fault
) -> None:
    emulator = Emulator()
    emulator.task_kinds[scenario.kind].next_submit(fault)
    client = scenario.async_class(
        **client_options(emulator, scenario.provider), transport=httpx.ASGITransport(emulator)
    )
    async with client:
        with pytest.raises(SubmitOutcomeUnknown):
            await scenario.start_async(client, emulator.sources[scenario.kind].id)
    assert len(emulator.ledger.creates) == fault.accepted
    assert len(emulator.ledger.requests) == 1


@each_provider
@pytest.mark.anyio
async def test_what_breaks_off_is_read_again(scenario: Scenario, tmp_path: Path) -> None:
    emulator = Emulator()
    family = emulator.task_kinds[scenario.kind]
    family.next_read(Fault.cut(), Fault.half())
    family.next_download(Fault.cut(), Fault.half())
    client = scenario.async_class(
        **client_options(emulator, scenario.provider), transport=httpx.ASGITransport(emulator)
    )
    async with client:
        task = await scenario.start_async(client, emulator.sources[scenario.kind].id)
        file = await (await task.wait()).download(tmp_path / "longer.mp4")
    assert file.read_bytes()[4:8] == b"ftyp"
    met = [record.fault for record in emulator.ledger.requests if record.fault]
    assert met == ["cut", "half", "cut", "half"]


@pytest.mark.anyio
async def test_the_emulator_that_is_served_is_one_too(longtake_emulator: ServedEmulator) -> None:
    transport = httpx.ASGITransport(longtake_emulator)
    async with httpx.AsyncClient(transport=transport, base_url="http://any.test") as client:
        assert (await client.get("/_emulator/state")).json()["ledger"]["requests"] == []


def test_a_provider_that_is_not_there_is_named() -> None:
    with pytest.raises(
        ValueError, match="provider must be one of kie, useapi, chainhub, kling, got 'sora'"
    ):
        client_options(Emulator(), "sora")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_what_is_not_there_cannot_be_imported() -> None:
    for name in longtake_pytest.__all__:
        assert getattr(longtake_pytest, name) is not None
    assert dir(longtake_pytest) == sorted(longtake_pytest.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Sora'"):
        getattr(longtake_pytest, "Sora")  # noqa: B009 - the type checkers know that it is not there


@pytest.mark.anyio
async def test_simultaneous_sleeps_move_the_clock_once() -> None:
    emulator = Emulator()
    clock = ClientClock(emulator)
    before = clock.monotonic()
    woke: list[tuple[float, float]] = []

    async def sleep(seconds: float) -> None:
        await clock.sleep_async(seconds)
        woke.append((seconds, clock.monotonic() - before))

    await asyncio.gather(*(sleep(seconds) for seconds in (10, 600, 20, 600)))
    assert clock.monotonic() - before == 600
    assert all(awake >= seconds for seconds, awake in woke)


def test_threads_that_sleep_never_set_the_clock_back() -> None:
    emulator = Emulator()
    clock = ClientClock(emulator)
    before = clock.monotonic()
    threads = [threading.Thread(target=clock.sleep, args=(10,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 10 <= clock.monotonic() - before <= 80


@pytest.mark.anyio
async def test_with_a_clock_that_runs_by_itself_sleeping_takes_as_much_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []

    async def sleep_async(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr("anyio.sleep", sleep_async)
    clock = ClientClock(Emulator(clock=ScaledClock(60)))
    clock.sleep(30)
    await clock.sleep_async(90)
    assert slept == [0.5, 1.5]


@pytest.mark.anyio
async def test_many_wait_for_their_tasks_and_none_waits_longer_than_its_own() -> None:
    emulator = Emulator()
    options = client_options(emulator, "kie")
    source = emulator.sources["kie/veo"].id
    async with AsyncKie(**options, transport=httpx.ASGITransport(emulator)) as kie:

        async def one(number: int) -> AsyncTask:
            task = await kie.veo.extend(task_id=source, prompt=f"Take {number}")
            await task.wait(timeout=900)
            return task

        tasks = await asyncio.gather(*(one(number) for number in range(15)))
    assert len({task.id for task in tasks}) == 15
    assert emulator.ledger.duplicates() == ()
