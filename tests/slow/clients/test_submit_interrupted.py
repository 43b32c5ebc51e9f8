"""Ctrl-C at every line of the package while a submission is under way.

The caller gets the token if the response had arrived, an unknown outcome if not, and nothing if nothing
was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from longtake import Created, InvalidRequestError, SubmitOutcomeUnknown, pending_after
from longtake.emulator import Emulator, Fault
from longtake_pytest import client_options
from tests.helpers.interrupt_at_line import CtrlC, InProcess, each_line, in_process
from tests.helpers.scenarios import Scenario, each_provider

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    return Emulator()


@pytest.fixture
def way(emulator: Emulator) -> Generator[InProcess]:
    with in_process(emulator) as way:
        yield way


def extended(scenario: Scenario, way: InProcess, ctrl_c: CtrlC) -> bool:
    """Extend a video, and check what is left if that is interrupted; whether it was."""
    emulator = way.emulator
    options = client_options(emulator, scenario.provider)
    with scenario.sync_class(**options) as client:
        source = emulator.sources[scenario.kind].id
        try:
            with ctrl_c.threatening():
                scenario.start(client, source)
        except KeyboardInterrupt as interruption:
            left = pending_after(interruption)
        else:
            return False
        made = [record.task_id for record in emulator.ledger.creates]
        if not way.sent:
            # The request may be on the point of leaving.
            assert left is None or "headers.started" in way.reported
            assert bool(client.unknown_outcomes) == (left is not None)
            return True
        assert isinstance(left, SubmitOutcomeUnknown)
        assert client.unknown_outcomes == (left,)
        assert left.digest
        if way.taken or left.token is not None:
            assert [left.task_id] == made
            reported = left.reconcile(timeout=0)
            assert isinstance(reported, Created)
            assert reported.task.token == left.token
            assert not client.unknown_outcomes
    return True


@each_provider
def test_extending(scenario: Scenario, way: InProcess) -> None:
    interrupted = 0
    for ctrl_c in each_line():
        way.begin_anew()
        interrupted += extended(scenario, way, ctrl_c)
    assert interrupted > 200


@each_provider
def test_extending_when_the_response_is_lost(scenario: Scenario, way: InProcess) -> None:
    """At any line, an outcome that was reported as unknown is not reported as "nothing" later."""
    emulator = way.emulator
    for ctrl_c in each_line():
        way.begin_anew()
        emulator.task_kinds[scenario.kind].next_submit(Fault.bad_gateway(accepted=True))
        with scenario.sync_class(**client_options(emulator, scenario.provider)) as client:
            source = emulator.sources[scenario.kind].id
            with (
                pytest.raises((KeyboardInterrupt, SubmitOutcomeUnknown)) as caught,
                ctrl_c.threatening(),
            ):
                scenario.start(client, source)
        left = pending_after(caught.value)
        assert isinstance(left, SubmitOutcomeUnknown) or not emulator.ledger.creates


@each_provider
@pytest.mark.parametrize("kind", [RuntimeError, InvalidRequestError])
def test_a_hook_that_raises_loses_no_task(
    kind: type[Exception], scenario: Scenario, way: InProcess
) -> None:
    way.begin_anew()
    raised = kind("the disk is full")

    def hook(_: object) -> None:
        raise raised

    with scenario.sync_class(**client_options(way.emulator, scenario.provider)) as client:
        client.client.get_httpx_client().event_hooks["response"].append(hook)
        with pytest.raises(kind) as caught:
            scenario.start(client, way.emulator.sources[scenario.kind].id)
    assert caught.value is raised
    left = pending_after(caught.value)
    assert left is not None
    assert [left.task_id] == [record.task_id for record in way.emulator.ledger.creates]


@each_provider
def test_a_hook_that_raises_at_a_refusal_leaves_nothing(scenario: Scenario, way: InProcess) -> None:
    way.begin_anew()
    way.emulator.task_kinds[scenario.kind].next_submit(Fault.refuse("insufficient_credits"))

    def hook(_: object) -> None:
        raise RuntimeError

    with scenario.sync_class(**client_options(way.emulator, scenario.provider)) as client:
        client.client.get_httpx_client().event_hooks["response"].append(hook)
        with pytest.raises(RuntimeError) as caught:
            scenario.start(client, way.emulator.sources[scenario.kind].id)
        assert client.unknown_outcomes == ()
    assert pending_after(caught.value) is None
    assert way.emulator.ledger.creates == ()
