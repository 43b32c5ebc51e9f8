"""One logger logs requests and responses; httpx's hooks serve for metrics and traces."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from longtake import AsyncKie, Kie, SubmitOutcomeUnknown
from longtake.emulator import Fault

if TYPE_CHECKING:
    import httpx

    from longtake_pytest import ServedEmulator


@pytest.fixture
def source(longtake_emulator: ServedEmulator) -> str:
    return longtake_emulator.sources["kie/veo"].id


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.name.startswith("longtake")]


def test_requests_responses_and_waits_are_logged(
    longtake_kie: Kie,
    source: str,
    longtake_emulator: ServedEmulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="longtake")
    longtake_emulator.kie.veo.next_submit(Fault.refuse("rate_limit", retry_after_s=20))
    longtake_emulator.kie.veo.on_read(1, Fault.bad_gateway())
    task = longtake_kie.veo.extend(task_id=source, prompt="The dog runs on")
    task.wait()
    reported = messages(caplog)
    assert {record.name for record in caplog.records} == {"longtake"}
    loud = [record.message for record in caplog.records if record.levelno > logging.DEBUG]
    assert loud == [
        message for message in reported if "follows in" in message and "attempt" in message
    ]
    assert loud
    assert "code 429: RateLimitError" in reported[0]
    assert reported[1].startswith("kie: attempt 2 of 4 follows in 2")
    assert reported[2].endswith("/api/v1/veo/extend returned HTTP 200")
    assert reported[3].startswith(f"kie/veo: poll 1 of task {task.id} follows in ")
    assert "returned HTTP 502, code 502: ServiceUnavailableError" in reported[4]
    assert reported[-1].endswith("/api/v1/veo/record-info returned HTTP 200")
    assert "The dog" not in caplog.text


@pytest.mark.anyio
async def test_requests_without_a_response_are_logged(
    source: str, longtake_emulator: ServedEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="longtake")
    longtake_emulator.kie.veo.next_submit(Fault.cut())
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        with pytest.raises(SubmitOutcomeUnknown):
            await kie.veo.extend(task_id=source, prompt="The dog runs on")
    (reported,) = messages(caplog)
    assert "/api/v1/veo/extend got no complete response: " in reported


def test_nothing_is_logged_by_default(
    longtake_kie: Kie, source: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    longtake_kie.veo.extend(task_id=source, prompt="The dog runs on")
    assert not messages(caplog)


def test_hooks_see_every_attempt(
    longtake_kie: Kie, source: str, longtake_emulator: ServedEmulator
) -> None:
    sent: list[str] = []
    responses: list[int] = []

    def on_request(request: httpx.Request) -> None:
        sent.append(f"{request.method} {request.url.path.rpartition('/')[2]}")

    def on_response(response: httpx.Response) -> None:
        responses.append(response.status_code)

    hooks = longtake_kie.client.get_httpx_client().event_hooks
    hooks["request"].append(on_request)
    hooks["response"].append(on_response)
    longtake_emulator.kie.veo.next_read(Fault.bad_gateway())
    longtake_kie.veo.extend(task_id=source, prompt="The dog runs on").status()
    assert sent == ["POST extend", *["GET record-info"] * 2]
    assert responses == [200, 502, 200]


@pytest.mark.anyio
async def test_hooks_of_async_callers_are_awaited(
    source: str, longtake_emulator: ServedEmulator
) -> None:
    responses: list[int] = []

    async def on_response(response: httpx.Response) -> None:
        responses.append(response.status_code)

    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        kie.client.get_async_httpx_client().event_hooks["response"].append(on_response)
        await kie.veo.extend(task_id=source, prompt="The dog runs on")
    assert responses == [200]
