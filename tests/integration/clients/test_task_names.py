"""What a debugger and a warning show of a task: its model, state and id, and the method that makes it."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.scenarios import Scenario, each_operation

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator


def forget(scenario: Scenario, client: Any, source: str | None) -> None:
    scenario.start_async(client, source)
    gc.collect(0)


@each_operation
@pytest.mark.anyio
async def test_a_forgotten_await_names_the_method(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    async with scenario.async_client(longtake_emulator) as client:
        source = scenario.source_in(longtake_emulator)
        with pytest.warns(RuntimeWarning, match="never awaited") as caught:
            forget(scenario, client, source)
    method = scenario.method.rpartition(".")[2]
    (warning,) = caught
    assert f".{method}' was never awaited" in str(warning.message)
    assert "start_async" not in str(warning.message)
    assert not longtake_emulator.ledger.creates


@each_operation
def test_repr_shows_model_state_and_id(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, scenario.source_in(longtake_emulator))
        assert repr(task) == f"Task(model={scenario.model!r}, state='not polled', id={task.id!r})"
        task.wait()
    assert repr(task) == f"Task(model={scenario.model!r}, state='succeeded', id={task.id!r})"


@each_operation
@pytest.mark.anyio
async def test_repr_of_an_async_task_shows_the_same(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    async with scenario.async_client(longtake_emulator) as client:
        task = await scenario.start_async(client, scenario.source_in(longtake_emulator))
        await task.status()
    state = task.snapshot.state.value if task.snapshot else ""
    assert repr(task) == f"AsyncTask(model={scenario.model!r}, state={state!r}, id={task.id!r})"
