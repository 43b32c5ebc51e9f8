"""A submit is sent at most once in doubt, and again only when it was surely not accepted."""

from __future__ import annotations

import pytest

from longtake import (
    InvalidRequestError,
    LongtakeError,
    RateLimitError,
    ServiceUnavailableError,
    State,
    SubmitOutcomeUnknown,
)
from longtake.emulator import Fault
from tests.longtake.scenarios import Scenario, Vendors, each_family

IN_DOUBT = {
    "cut after it was accepted": (Fault.cut(accepted=True), 1),
    "cut before it was taken": (Fault.cut(), 0),
    "a proxy's page after it was accepted": (Fault.bad_gateway(accepted=True), 1),
    "a proxy's page": (Fault.bad_gateway(), 0),
    "half an answer": (Fault.answer(200, '{"code": 200, "data": {"ta', accepted=True), 1),
    "no answer": (Fault.answer(200, "", accepted=True), 1),
    "no id": (Fault.answer(200, {"code": 200, "data": None}, accepted=True), 1),
    "another shape": (Fault.answer(200, {"code": 200, "data": [1]}, accepted=True), 1),
}


@each_family
@pytest.mark.parametrize("doubt", IN_DOUBT)
def test_a_submit_in_doubt_is_not_repeated(
    doubt: str, scenario: Scenario, vendors: Vendors
) -> None:
    fault, made = IN_DOUBT[doubt]
    vendors.emulator.families[scenario.family].next_submit(fault)
    with scenario.client(vendors) as client, pytest.raises(SubmitOutcomeUnknown) as caught:
        scenario.extend(client, vendors.source(scenario.family))
    assert len(vendors.emulator.ledger.creates) == made
    assert len(vendors.emulator.ledger.requests) == 1
    assert caught.value.operation == f"extend_{scenario.name}_video"
    assert (caught.value.provider, caught.value.family) == tuple(scenario.family.split("/"))
    assert "unknown" in str(caught.value)


@each_family
@pytest.mark.parametrize("doubt", IN_DOUBT)
@pytest.mark.anyio
async def test_a_submit_in_doubt_is_not_repeated_async(
    doubt: str, scenario: Scenario, vendors: Vendors
) -> None:
    fault, made = IN_DOUBT[doubt]
    vendors.emulator.families[scenario.family].next_submit(fault)
    async with scenario.async_client(vendors) as client:
        with pytest.raises(SubmitOutcomeUnknown):
            await scenario.extend_async(client, vendors.source(scenario.family))
    assert len(vendors.emulator.ledger.creates) == made
    assert len(vendors.emulator.ledger.requests) == 1


@each_family
def test_too_many_is_tried_again(scenario: Scenario, vendors: Vendors) -> None:
    family = vendors.emulator.families[scenario.family]
    family.next_submit(Fault.refuse("rate_limit"), Fault.refuse("rate_limit"))
    started = vendors.emulator.clock.now()
    with scenario.client(vendors) as client:
        task = scenario.extend(client, vendors.source(scenario.family))
    assert [record.task_id for record in vendors.emulator.ledger.creates] == [task.id]
    window_s = client.provider.rate_limit_window_s
    assert vendors.emulator.clock.now() - started >= 2 * window_s


@each_family
@pytest.mark.anyio
async def test_too_many_is_tried_again_async(scenario: Scenario, vendors: Vendors) -> None:
    vendors.emulator.families[scenario.family].next_submit(Fault.refuse("rate_limit"))
    async with scenario.async_client(vendors) as client:
        await scenario.extend_async(client, vendors.source(scenario.family))
    assert len(vendors.emulator.ledger.creates) == 1


@each_family
def test_too_many_for_too_long_is_an_error(scenario: Scenario, vendors: Vendors) -> None:
    vendors.emulator.families[scenario.family].next_submit(*[Fault.refuse("rate_limit")] * 9)
    with scenario.client(vendors) as client, pytest.raises(RateLimitError):
        scenario.extend(client, vendors.source(scenario.family))
    assert len(vendors.emulator.ledger.requests) == 4
    assert vendors.emulator.ledger.creates == ()


def test_what_the_vendor_asks_for_is_waited(vendors: Vendors) -> None:
    refusal = {"error": "too many", "code": 429}
    vendors.emulator.useapi.gen2.next_submit(
        Fault.answer(429, refusal, headers={"Retry-After": "100"})
    )
    started = vendors.emulator.clock.now()
    with vendors.useapi() as useapi:
        useapi.gen2.extend(asset_id=vendors.source("useapi/gen2"))
    assert 100 <= vendors.emulator.clock.now() - started < 102


@each_family
@pytest.mark.parametrize(
    "fault",
    [Fault.cut(), Fault.bad_gateway(), Fault.answer(200, "{"), Fault.refuse("server_error")],
)
def test_a_read_is_tried_again(fault: Fault, scenario: Scenario, vendors: Vendors) -> None:
    vendors.emulator.families[scenario.family].next_read(fault)
    with scenario.client(vendors) as client:
        task = scenario.extend(client, vendors.source(scenario.family))
        assert task.status().state in (State.QUEUED, State.RUNNING)
    assert len(vendors.emulator.ledger.creates) == 1


@each_family
def test_a_read_that_keeps_failing_is_an_error_with_the_token(
    scenario: Scenario, vendors: Vendors
) -> None:
    vendors.emulator.families[scenario.family].next_read(*[Fault.bad_gateway()] * 40)
    with scenario.client(vendors) as client:
        task = scenario.extend(client, vendors.source(scenario.family))
        with pytest.raises(ServiceUnavailableError) as caught:
            task.wait()
    assert caught.value.token == task.token


def test_without_a_connection_nothing_was_sent(vendors: Vendors) -> None:
    with (
        vendors.kie(base_url="http://127.0.0.1:1") as kie,
        pytest.raises(ServiceUnavailableError, match="Nothing was sent") as caught,
    ):
        kie.veo.extend(task_id="veo_1", prompt="On it goes")
    assert not isinstance(caught.value, SubmitOutcomeUnknown)


@pytest.mark.parametrize("cfg_scale", [float("nan"), float("inf")])
def test_what_cannot_be_written_down_is_not_sent(cfg_scale: float, vendors: Vendors) -> None:
    with (
        vendors.chainhub() as chainhub,
        pytest.raises(InvalidRequestError, match="Nothing was sent"),
    ):
        chainhub.kling.extend(video_id="1", prompt="On it goes", cfg_scale=cfg_scale)
    assert vendors.emulator.ledger.requests == ()


def test_an_error_is_told_by_its_root(vendors: Vendors) -> None:
    vendors.emulator.kie.veo.next_submit(Fault.cut(accepted=True))
    with vendors.kie() as kie, pytest.raises(LongtakeError):
        kie.veo.extend(task_id=vendors.source("kie/veo"), prompt="On it goes")
