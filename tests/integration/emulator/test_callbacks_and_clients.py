"""longtake's clients on the emulator's clock: callbacks that become due while they sleep have arrived."""

import asyncio

import anyio
import pytest

from longtake import AsyncKie, Chainhub, Kie
from longtake_pytest import ServedEmulator
from tests.helpers.callback_recorder import Recorder, served


def test_callbacks_arrive_while_a_client_sleeps(
    longtake_emulator: ServedEmulator, longtake_kie: Kie, longtake_chainhub: Chainhub
) -> None:
    recorder = Recorder()
    with served(recorder) as hook:
        source = longtake_emulator.sources["kie/veo"].id
        longtake_kie.veo.extend(task_id=source, prompt="It runs on", call_back_url=hook).wait()
        assert recorder.states == ["200"]
        source = longtake_emulator.sources["chainhub/kling"].id
        longtake_chainhub.kling.extend(
            video_id=source, prompt="It runs on", callback_url=hook
        ).wait()
    assert recorder.states == ["200", "processing", "succeed"]
    (first, *_) = (line for line in longtake_emulator.traffic() if " callback to " in line)
    assert first.endswith(" succeeded): 200")


def test_callbacks_arrive_while_an_async_client_sleeps(longtake_emulator: ServedEmulator) -> None:
    recorder = Recorder()

    async def extend(hook: str) -> None:
        async with AsyncKie(**longtake_emulator.options("kie")) as kie:
            source = longtake_emulator.sources["kie/veo"].id
            task = await kie.veo.extend(task_id=source, prompt="It runs on", call_back_url=hook)
            await task.wait()
            assert recorder.states == ["200"]

    with served(recorder) as hook:
        anyio.run(extend, hook)


@pytest.mark.anyio
async def test_a_receiver_in_the_clients_own_loop_gets_callbacks(
    longtake_emulator: ServedEmulator,
) -> None:
    # It responds only while the client's loop runs.
    lines: list[bytes] = []

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(await reader.readline())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with (
        await asyncio.start_server(receive, "127.0.0.1", 0) as receiver,
        AsyncKie(**longtake_emulator.options("kie")) as kie,
    ):
        port = receiver.sockets[0].getsockname()[1]
        task = await kie.veo.extend(
            task_id=longtake_emulator.sources["kie/veo"].id,
            prompt="It runs on",
            call_back_url=f"http://127.0.0.1:{port}/hook",
        )
        await task.wait()
        assert lines == [b"POST /hook HTTP/1.1\r\n"]
    assert [made.status for made in longtake_emulator.ledger.deliveries] == [200]
