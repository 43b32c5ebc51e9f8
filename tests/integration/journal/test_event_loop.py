"""Asynchronous clients write in a thread: the event loop goes on, and a cancellation loses no commit."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import pytest
import trio

from longtake import AsyncKie, Journal, SubmitOutcomeUnknown, pending_after
from longtake.journal._store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from longtake_pytest import ServedEmulator

LONGEST_S = 60


def in_asyncio(program: Callable[[], Any]) -> None:
    anyio.run(program)


def in_trio(program: Callable[[], Any]) -> None:
    trio.run(program)


@pytest.mark.parametrize("run", [in_asyncio, in_trio])
@pytest.mark.parametrize("method", ["begin", "created", "changed", "downloaded"])
def test_the_event_loop_goes_on_while_the_database_is_busy(
    method: str,
    run: Callable[[Callable[[], Any]], None],
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database waits for an event that a coroutine of the same event loop sets."""
    busy, free = Event(), Event()
    was_freed: list[bool] = []
    write = getattr(Store, method)

    def slow(*arguments: Any) -> Any:
        busy.set()
        was_freed.append(free.wait(LONGEST_S))
        return write(*arguments)

    monkeypatch.setattr(Store, method, slow)

    async def work() -> None:
        journal = Journal(tmp_path / "tasks.db")
        async with AsyncKie(**longtake_emulator.options("kie"), journal=journal) as kie:
            source = longtake_emulator.sources["kie/veo"].id
            task = await kie.veo.extend(task_id=source, prompt="It swims")
            await (await task.wait()).download(tmp_path)
        journal.close()

    async def release() -> None:
        while not busy.is_set():
            await anyio.lowlevel.checkpoint()
        free.set()

    async def program() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(work)
            group.start_soon(release)

    run(program)
    assert was_freed
    assert all(was_freed)


@pytest.mark.parametrize("method", ["begin", "created"])
def test_a_cancellation_of_asyncio_loses_no_commit(
    method: str,
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`Task.cancel` passes the shields of anyio. It comes while the thread writes."""
    write = getattr(Store, method)
    cancelled = Event()

    async def program() -> BaseException | None:
        loop = asyncio.get_running_loop()

        def cancel(task: asyncio.Task[None]) -> None:
            task.cancel()
            cancelled.set()

        async def work() -> None:
            this = asyncio.current_task()
            assert this is not None

            def interrupted(*arguments: Any) -> Any:
                if not cancelled.is_set():
                    loop.call_soon_threadsafe(cancel, this)
                    assert cancelled.wait(LONGEST_S)
                return write(*arguments)

            monkeypatch.setattr(Store, method, interrupted)
            async with AsyncKie(
                **longtake_emulator.options("kie"), journal=tmp_path / "tasks.db"
            ) as kie:
                source = longtake_emulator.sources["kie/veo"].id
                await kie.veo.extend(task_id=source, prompt="It swims")

        try:
            await asyncio.create_task(work())
        except asyncio.CancelledError as error:
            return error
        return None

    interruption = asyncio.run(program())
    assert interruption is not None
    monkeypatch.undo()
    with Journal(tmp_path / "tasks.db") as journal:
        assert journal.tasks(state="sending") == journal.unknown() == []
        if method == "begin":
            assert len(journal.tasks(state="not_created")) == 1
            assert longtake_emulator.ledger.creates == ()
            return
        (entry,) = journal.tasks()
        pending = pending_after(interruption)
        assert isinstance(pending, SubmitOutcomeUnknown)
        assert pending.token == entry.token
    assert len(longtake_emulator.ledger.creates) == 1
