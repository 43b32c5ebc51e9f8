"""A submit is sent at most once in doubt, and again only when it was surely not accepted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from longtake import (
    Chainhub,
    InvalidRequestError,
    Kie,
    RateLimitError,
    ServiceUnavailableError,
    State,
    SubmitOutcomeUnknown,
    UseApi,
)
from longtake._shell.client import provider_of
from longtake.emulator import Fault
from tests.helpers.scenarios import Scenario, each_operation, each_task_kind

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator

# test_at_most_once_faults.py has every fault, once per task kind; these run for each operation.
IN_DOUBT = {
    "cut after it was accepted": Fault.cut(accepted=True),
    "half a response": Fault.response(200, '{"code": 200, "data": {"ta', accepted=True),
    "no response": Fault.response(200, "", accepted=True),
    "no id": Fault.response(200, {"code": 200, "data": {}}, accepted=True),
    "another shape": Fault.response(200, {"code": 200, "data": [1]}, accepted=True),
}


@each_operation
@pytest.mark.parametrize("doubt", IN_DOUBT)
def test_a_submission_with_an_unknown_outcome_is_not_repeated(
    doubt: str, scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_submit(IN_DOUBT[doubt])
    with (
        scenario.client(longtake_emulator) as client,
        pytest.raises(SubmitOutcomeUnknown) as caught,
    ):
        scenario.start(client, scenario.source_in(longtake_emulator))
    assert len(longtake_emulator.ledger.creates) == 1
    assert len(longtake_emulator.ledger.requests) == 1
    assert caught.value.operation == scenario.operation
    assert (caught.value.provider, caught.value.kind) == tuple(scenario.kind.split("/"))
    assert "may have been created and charged" in str(caught.value)


@each_operation
@pytest.mark.parametrize("doubt", IN_DOUBT)
@pytest.mark.anyio
async def test_a_submission_with_an_unknown_outcome_is_not_repeated_async(
    doubt: str, scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_submit(IN_DOUBT[doubt])
    async with scenario.async_client(longtake_emulator) as client:
        with pytest.raises(SubmitOutcomeUnknown):
            await scenario.start_async(client, scenario.source_in(longtake_emulator))
    assert len(longtake_emulator.ledger.creates) == 1
    assert len(longtake_emulator.ledger.requests) == 1


@each_operation
def test_too_many_is_tried_again(scenario: Scenario, longtake_emulator: ServedEmulator) -> None:
    family = longtake_emulator.task_kinds[scenario.kind]
    family.next_submit(Fault.refuse("rate_limit"), Fault.refuse("rate_limit"))
    started = longtake_emulator.clock.now()
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, scenario.source_in(longtake_emulator))
    assert [record.task_id for record in longtake_emulator.ledger.creates] == [task.id]
    window_s = provider_of(client).rate_limit_window_s
    assert longtake_emulator.clock.now() - started >= 2 * window_s


@each_operation
def test_too_many_for_too_long_is_an_error(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_submit(*[Fault.refuse("rate_limit")] * 9)
    with scenario.client(longtake_emulator) as client, pytest.raises(RateLimitError):
        scenario.start(client, scenario.source_in(longtake_emulator))
    assert len(longtake_emulator.ledger.requests) == 4
    assert longtake_emulator.ledger.creates == ()


def test_a_retry_after_is_kept(longtake_useapi: UseApi, longtake_emulator: ServedEmulator) -> None:
    refusal = {"error": "too many", "code": 429}
    longtake_emulator.useapi.gen2.next_submit(
        Fault.response(429, refusal, headers={"Retry-After": "100"})
    )
    started = longtake_emulator.clock.now()
    longtake_useapi.gen2.extend(asset_id=longtake_emulator.sources["useapi/gen2"].id)
    assert 100 <= longtake_emulator.clock.now() - started < 102


@each_task_kind
@pytest.mark.parametrize(
    "fault",
    [Fault.cut(), Fault.bad_gateway(), Fault.response(200, "{"), Fault.refuse("server_error")],
)
def test_a_read_is_tried_again(
    fault: Fault, scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_read(fault)
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, scenario.source_in(longtake_emulator))
        assert task.status().state in (State.QUEUED, State.RUNNING)
    assert len(longtake_emulator.ledger.creates) == 1


@each_task_kind
def test_a_read_that_keeps_failing_is_an_error_with_the_token(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_read(*[Fault.bad_gateway()] * 40)
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, scenario.source_in(longtake_emulator))
        with pytest.raises(ServiceUnavailableError) as caught:
            task.wait()
    assert caught.value.token == task.token


@pytest.mark.parametrize("cfg_scale", [float("nan"), float("inf")])
def test_a_value_without_json_is_not_sent(
    cfg_scale: float, longtake_emulator: ServedEmulator
) -> None:
    with (
        Chainhub(**longtake_emulator.options("chainhub")) as chainhub,
        pytest.raises(InvalidRequestError, match="Nothing was sent"),
    ):
        chainhub.kling.extend(video_id="1", prompt="On it goes", cfg_scale=cfg_scale)
    assert longtake_emulator.ledger.requests == ()


def test_a_circular_body_is_not_sent(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    prompt: Any = []
    prompt.append(prompt)
    with pytest.raises(InvalidRequestError, match="Nothing was sent"):
        longtake_kie.veo.extend(task_id="veo_1", prompt=prompt)
    assert longtake_emulator.ledger.requests == ()


def test_a_log_that_fails_costs_no_task(
    longtake_kie: Kie, longtake_emulator: ServedEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(record: logging.LogRecord) -> bool:
        raise ValueError(record.getMessage())

    logger = logging.getLogger("longtake")
    caplog.set_level(logging.DEBUG, "longtake")
    logger.addFilter(fail)
    try:
        source = longtake_emulator.sources["kie/veo"].id
        task = longtake_kie.veo.extend(task_id=source, prompt="The dog runs on")
        assert task.wait().url
    finally:
        logger.removeFilter(fail)
    assert [record.task_id for record in longtake_emulator.ledger.creates] == [task.id]
