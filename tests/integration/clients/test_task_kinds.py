"""What a task kind may leave out, and what may differ between its operations."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from attrs import evolve

import longtake
from longtake import AsyncKie, InvalidRequestError, Kie, SubmitOutcomeUnknown, Task, Undetermined
from longtake._core.polling.schedule import PollHints
from longtake._providers import task_kinds
from longtake._shell.clock import SystemClock
from longtake._shell.task import poller_of
from longtake.kie import _task_kinds
from tests.helpers.random_responses import HandClock
from tests.helpers.scripted_waits import both_clients

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator


def with_veo(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Let kie's task kind `veo` be declared otherwise."""
    monkeypatch.setitem(_task_kinds.TASK_KINDS, "veo", evolve(task_kinds("kie")["veo"], **changes))


def accepted(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"code": 200, "data": {"taskId": "t"}})


@both_clients
def test_a_kind_without_a_reconciler_is_undetermined(
    monkeypatch: pytest.MonkeyPatch, asynchronous: bool
) -> None:
    with_veo(monkeypatch, reconciler=None)

    def breaks(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("broken", request=request)

    options: dict[str, Any] = {"transport": httpx.MockTransport(breaks), "clock": HandClock()}

    async def outcome_async() -> Any:
        async with AsyncKie("a-key", **options) as kie:
            with pytest.raises(SubmitOutcomeUnknown) as caught:
                await kie.veo.extend(task_id="s", prompt="On")
            return await caught.value.reconcile_async()

    if asynchronous:
        outcome = asyncio.run(outcome_async())
    else:
        with Kie("a-key", **options) as kie:
            with pytest.raises(SubmitOutcomeUnknown) as caught:
                kie.veo.extend(task_id="s", prompt="On")
            assert caught.value.advice in str(caught.value)
            outcome = caught.value.reconcile()
    assert isinstance(outcome, Undetermined)
    assert outcome.reason == "kie offers no way to find tasks of veo"


def test_the_usual_time_may_differ_between_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = PollHints(median_s=3000, spread=0.2, interval_s=100)
    with_veo(monkeypatch, poll_hints_by_operation={"extend_veo_video": slow})

    def first_poll_in_s(task: Task) -> float | None:
        return poller_of(task).schedule.pause_s(SystemClock().monotonic())

    with Kie("a-key", transport=httpx.MockTransport(accepted)) as kie:
        of_operation = first_poll_in_s(kie.veo.extend(task_id="s", prompt="On"))
        with_veo(monkeypatch, poll_hints_by_operation={})
        usual = first_poll_in_s(kie.veo.extend(task_id="s", prompt="On"))
    assert of_operation is not None
    assert usual is not None
    assert of_operation > 2 * usual


def test_a_first_veo_video_is_expected_sooner_than_an_extension() -> None:
    veo = task_kinds("kie")["veo"]
    first = veo.for_operation("generate_veo_video").poll_hints
    assert 120 < first.median_s < 300  # "2-5 minutes", says kie.
    assert first.median_s < veo.for_operation("extend_veo_video").poll_hints.median_s


def test_a_token_finds_its_provider(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    task = longtake_kie.veo.extend(task_id=source, prompt="On")
    assert longtake.from_token(task.token, client=longtake_kie).wait().url


def test_a_token_needs_a_client_of_its_provider_or_a_key(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    asset = longtake_emulator.sources["useapi/gen2"].id
    with longtake.UseApi(**longtake_emulator.options("useapi")) as useapi:
        token = useapi.gen2.extend(asset_id=asset).token
    with pytest.raises(InvalidRequestError, match="must be of a task at kie, got one of useapi"):
        longtake.from_token(token, client=longtake_kie)
    with pytest.raises(InvalidRequestError, match="token is not valid"):
        longtake.from_token("lt1.abc")
