"""Clients, tasks and videos stay in their process, and say how to go on in another."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from longtake import AsyncKie, Kie, LongtakeError, NotPicklableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake_pytest import ServedEmulator

WAYS: dict[str, Callable[[Any], object]] = {
    "pickle": pickle.dumps,
    "pickle, protocol 0": lambda thing: pickle.dumps(thing, 0),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


def check(way: str, thing: object) -> None:
    with pytest.raises(NotPicklableError, match=r"task\.token") as refused:
        WAYS[way](thing)
    assert isinstance(refused.value, LongtakeError)
    assert isinstance(refused.value, TypeError)


@pytest.mark.parametrize("way", WAYS)
def test_what_holds_connections_is_not_copied(way: str, longtake_emulator: ServedEmulator) -> None:
    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        task = kie.veo.extend(task_id=source, prompt="On")
        video = task.wait()
        for thing in (kie, task, video):
            check(way, thing)
        assert kie.from_token(pickle.loads(pickle.dumps(task.token))).id == task.id  # noqa: S301


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.anyio
async def test_what_holds_connections_is_not_copied_async(
    way: str, longtake_emulator: ServedEmulator
) -> None:
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        task = await kie.veo.extend(task_id=source, prompt="On")
        for thing in (kie, task, await task.wait()):
            check(way, thing)
