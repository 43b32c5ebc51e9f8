"""Kling's own hosts: ids of the caller's own, unknown outcomes, lists and resource packs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import (
    AsyncKling,
    Created,
    Kling,
    NotCreated,
    RateLimitError,
    SubmitOutcomeUnknown,
    Undetermined,
)
from longtake._shell.submit import send_prepared
from longtake.emulator import Fault
from longtake_kling.models import KlingResourcePack, KlingTask
from tests.helpers.raw_server import StillClock
from tests.helpers.scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from longtake import Outcome, Task
    from longtake._shell.client import SyncClient
    from longtake_pytest import ServedEmulator

LOST: Final = Fault.cut(accepted=True)
NOT_SENT: Final = Fault.cut()
each_operation = pytest.mark.parametrize(
    "scenario",
    [each for each in SCENARIOS.values() if each.provider == "kling"],
    ids=lambda scenario: scenario.method,
)


def unknown_outcome(
    client: SyncClient[Any], scenario: Scenario, emulator: ServedEmulator, **more: Any
) -> Any:
    with pytest.raises(SubmitOutcomeUnknown) as caught:
        scenario.start(client, scenario.source_in(emulator), **more)
    return caught.value


def own_id(emulator: ServedEmulator, index: int = -1) -> str:
    """Return the id in the body of a submission."""
    bodies = [record.body for record in emulator.ledger.requests if record.method == "POST"]
    given: str = (bodies[index] or {})["external_task_id"]
    return given


@each_operation
def test_a_task_whose_response_was_lost_is_found_with_certainty(
    scenario: Scenario, longtake_emulator: ServedEmulator, longtake_kling: Kling
) -> None:
    """Although an equal task of another program is in the account."""
    with scenario.client(longtake_emulator) as other:
        scenario.start(other, scenario.source_in(longtake_emulator))
    longtake_emulator.task_kinds[scenario.kind].next_submit(LOST)
    error = unknown_outcome(longtake_kling, scenario, longtake_emulator)
    assert f"Its external_task_id is '{own_id(longtake_emulator)}'" in str(error)
    outcome: Outcome[Task] = error.reconcile()
    assert isinstance(outcome, Created)
    assert outcome.task.id == longtake_emulator.ledger.creates[-1].task_id
    assert outcome.task.wait().url
    assert len(longtake_emulator.ledger.creates) == 2


@each_operation
@pytest.mark.anyio
async def test_a_task_is_found_with_certainty_async(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_submit(LOST)
    async with scenario.async_client(longtake_emulator) as client:
        with pytest.raises(SubmitOutcomeUnknown) as caught:
            await scenario.start_async(client, scenario.source_in(longtake_emulator))
        outcome = await caught.value.reconcile_async()
        assert isinstance(outcome, Created)
        assert (await outcome.task.wait()).url
    (create,) = longtake_emulator.ledger.creates
    assert outcome.task.id == create.task_id


@each_operation
def test_a_task_that_was_not_created_is_certainly_missing(
    scenario: Scenario, longtake_emulator: ServedEmulator, longtake_kling: Kling
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_submit(NOT_SENT)
    error = unknown_outcome(longtake_kling, scenario, longtake_emulator)
    at_once = error.reconcile(timeout=0)
    assert isinstance(at_once, Undetermined)
    assert at_once.ask_again_in_s == pytest.approx(60, abs=5)
    assert isinstance(error.reconcile(), NotCreated)
    again = scenario.start(longtake_kling, scenario.source_in(longtake_emulator))
    assert [create.task_id for create in longtake_emulator.ledger.creates] == [again.id]


def test_an_id_of_the_callers_own_is_kept(
    longtake_emulator: ServedEmulator, longtake_kling: Kling
) -> None:
    text = SCENARIOS["kling/generate_kling_text_to_video"]
    longtake_emulator.task_kinds[text.kind].next_submit(LOST)
    error = unknown_outcome(longtake_kling, text, longtake_emulator, external_task_id="film-1")
    assert own_id(longtake_emulator) == "film-1"
    assert isinstance(error.reconcile(), Created)
    found = longtake_kling.kling.get_text_to_video(task_id="film-1")
    assert isinstance(found.data, KlingTask)
    assert found.data.task_id == longtake_emulator.ledger.creates[0].task_id


def test_each_submission_has_an_id_and_equal_ones_have_one_digest(
    longtake_emulator: ServedEmulator, longtake_kling: Kling
) -> None:
    text = SCENARIOS["kling/generate_kling_text_to_video"]
    prepared = longtake_kling.kling.prepare.text_to_video(prompt="A dog runs")
    errors: list[Any] = []
    for _ in range(2):
        longtake_emulator.task_kinds[text.kind].next_submit(NOT_SENT)
        with pytest.raises(SubmitOutcomeUnknown) as caught:
            send_prepared(prepared, [])
        errors.append(caught.value)
    assert errors[0].digest == errors[1].digest
    assert str(errors[0]) != str(errors[1])


def test_an_id_that_was_used_before_proves_nothing(
    longtake_emulator: ServedEmulator, longtake_kling: Kling
) -> None:
    longtake_kling.kling.text_to_video(prompt="A dog runs", external_task_id="film-1")
    text = SCENARIOS["kling/generate_kling_text_to_video"]
    longtake_emulator.task_kinds[text.kind].next_submit(NOT_SENT, NOT_SENT, NOT_SENT)
    of_this_client = unknown_outcome(
        longtake_kling, text, longtake_emulator, external_task_id="film-1"
    )
    outcome = of_this_client.reconcile()
    assert isinstance(outcome, Undetermined)
    assert "belongs to another submission" in outcome.reason
    longtake_emulator.advance(1000)
    with text.client(longtake_emulator) as later:
        older = unknown_outcome(later, text, longtake_emulator, external_task_id="film-1")
        outcome = older.reconcile()
        twice = unknown_outcome(later, text, longtake_emulator, external_task_id="film-1")
        same = twice.reconcile()
    assert isinstance(outcome, Undetermined)
    assert "belongs to another submission" in outcome.reason
    assert isinstance(same, Undetermined)
    assert "another submission of this client has the same external_task_id" in same.reason


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (404, {"code": 1202, "message": "no such method"}, "the lookup failed: "),
        (404, None, "the lookup failed: "),
        (200, {"code": 0, "data": {"task_status": "submitted"}}, "has no valid id"),
        (200, {"code": 0, "data": None}, "the lookup failed: "),
    ],
)
def test_a_lookup_that_proves_nothing_is_undetermined(
    status: int, body: dict[str, Any] | None, reason: str
) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            raise httpx.ReadError("the connection was closed", request=request)
        return httpx.Response(status, content=b"" if body is None else json.dumps(body).encode())

    transport = httpx.MockTransport(respond)
    with Kling("a-key", transport=transport, clock=StillClock()) as kling:
        with pytest.raises(SubmitOutcomeUnknown) as caught:
            kling.kling.text_to_video(prompt="A dog runs")
        outcome = caught.value.reconcile(timeout=0)
    assert isinstance(outcome, Undetermined)
    assert reason in outcome.reason


def test_lists_are_typed(longtake_emulator: ServedEmulator, longtake_kling: Kling) -> None:
    kling = longtake_kling.kling
    made = [kling.text_to_video(prompt=f"A dog runs {number}").id for number in range(3)]
    listed = kling.list_text_to_video(page_num=1, page_size=2)
    assert [task.task_id for task in listed or []] == made[:0:-1]
    assert kling.list_image_to_video() == []
    assert kling.list_multi_image_to_video() == []
    assert kling.list_extend() == []
    assert longtake_emulator.ledger.duplicates() == ()


@pytest.mark.anyio
async def test_the_resource_packs_are_listed(longtake_emulator: ServedEmulator) -> None:
    with Kling(**longtake_emulator.options("kling")) as kling:
        kling.kling.text_to_video(prompt="A dog runs", duration="10")
        (pack,) = kling.account.costs(start_time=0, end_time=1) or []
    async with AsyncKling(**longtake_emulator.options("kling")) as asynchronous:
        (again,) = await asynchronous.account.costs(start_time=0, end_time=1) or []
    assert isinstance(pack, KlingResourcePack)
    assert pack == again
    assert (pack.total_quantity, pack.remaining_quantity) == (10_000, 9_998)


def test_a_client_asks_for_resource_packs_once_a_second(longtake_emulator: ServedEmulator) -> None:
    with Kling(**longtake_emulator.options("kling"), attempts=1) as kling:
        began = longtake_emulator.clock.now()
        for _ in range(3):
            try:
                kling.account.costs(start_time=0, end_time=1)
            except RateLimitError:
                pytest.fail("the client sent more than one request in a second")
        assert longtake_emulator.clock.now() - began >= 2
