"""One client for many threads, and for many tasks of one event loop: each gets its own task."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pytest

from longtake import AsyncKie, Kie

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator

# As many new tasks as kie.ai takes in one window: the emulator's clock stands still.
COUNT: Final = 20


def check(emulator: ServedEmulator, made: dict[str, str]) -> None:
    """Each has the task of its own prompt."""
    assert made == {each.request["prompt"]: each.task_id for each in emulator.ledger.creates}
    assert emulator.ledger.duplicates() == ()


def test_threads(longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    with Kie(**longtake_emulator.options("kie")) as kie, ThreadPoolExecutor(COUNT) as threads:

        def one(number: int) -> tuple[str, str]:
            prompt = f"take {number}"
            task = kie.veo.extend(task_id=source, prompt=prompt)
            task.status()
            return prompt, task.id

        made = dict(threads.map(one, range(COUNT)))
        assert kie.unknown_outcomes == ()
    check(longtake_emulator, made)


@pytest.mark.anyio
async def test_coroutines(longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:

        async def one(number: int) -> tuple[str, str]:
            prompt = f"take {number}"
            task = await kie.veo.extend(task_id=source, prompt=prompt)
            await task.status()
            return prompt, task.id

        made = dict(await asyncio.gather(*(one(number) for number in range(COUNT))))
        assert kie.unknown_outcomes == ()
    check(longtake_emulator, made)
