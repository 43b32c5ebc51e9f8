"""Async clients under trio: what is awaited does not depend on asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from longtake import AsyncKie, pending_after, wait_all_async
from longtake.callbacks import Receiver

if TYPE_CHECKING:
    from pathlib import Path

    from longtake_pytest import ServedEmulator


def test_tasks_are_waited_for_and_downloaded(
    longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    source = longtake_emulator.sources["kie/veo"].id

    async def program() -> list[Path]:
        async with AsyncKie(**longtake_emulator.options("kie")) as kie:
            tasks = [await kie.veo.extend(task_id=source, prompt=f"Take {n}") for n in range(3)]
            finished = await wait_all_async(tasks)
            return [await each.video.download(tmp_path) for each in finished]

    assert len({file.name for file in trio.run(program) if file.stat().st_size}) == 3
    assert longtake_emulator.ledger.duplicates() == ()


def test_a_call_ends_a_wait(longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    receiver = Receiver(secret="a secret that is long enough")

    async def program() -> int:
        async with AsyncKie(**longtake_emulator.options("kie")) as kie:
            task = await kie.veo.extend(task_id=source, prompt="Calls", callbacks=receiver)
            await task.wait(poll=3000)
            return task.polls

    with receiver.serving():
        assert trio.run(program) == 1


def test_a_scope_that_is_cancelled_leaves_the_token(longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id

    async def program() -> None:
        async with AsyncKie(**longtake_emulator.options("kie")) as kie:
            task = await kie.veo.extend(task_id=source, prompt="In vain")
            with pytest.raises(trio.TooSlowError) as caught, trio.fail_after(60) as scope:
                await task.wait(on_change=lambda _: scope.cancel())
            left = pending_after(caught.value)
            assert left is not None
            assert left.token == task.token

    trio.run(program)
