"""The response to an earlier attempt is not taken for that of a later one that failed."""

from __future__ import annotations

import httpx
import pytest

from longtake import AsyncKie, Kie, ServiceUnavailableError, SubmitOutcomeUnknown
from longtake._core.tokens import TaskAddress
from tests.helpers.random_responses import HandClock


class Provider:
    """Refuses the first request as too many, and breaks off at each later one."""

    def __init__(self) -> None:
        self.requests = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.requests == 1:
            return httpx.Response(200, json={"code": 429, "msg": "too many", "data": None})
        raise httpx.ReadTimeout("silence", request=request)


def test_a_submission_that_breaks_off_after_a_refused_one_is_not_sent_a_third_time() -> None:
    provider = Provider()
    transport = httpx.MockTransport(provider)
    with (
        Kie("a-key", transport=transport, clock=HandClock()) as kie,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        kie.veo.extend(task_id="s", prompt="On")
    assert provider.requests == 2


@pytest.mark.anyio
async def test_a_submission_that_breaks_off_after_a_refused_one_is_not_sent_a_third_time_async() -> (
    None
):
    provider = Provider()
    transport = httpx.MockTransport(provider)
    async with AsyncKie("a-key", transport=transport, clock=HandClock()) as kie:
        with pytest.raises(SubmitOutcomeUnknown):
            await kie.veo.extend(task_id="s", prompt="On")
    assert provider.requests == 2


def test_a_poll_reports_what_its_last_attempt_came_to() -> None:
    transport = httpx.MockTransport(Provider())
    with Kie("a-key", transport=transport, clock=HandClock()) as kie:
        task = kie.from_token(TaskAddress("kie", "veo", "t").token())
        with pytest.raises(ServiceUnavailableError, match="silence"):
            task.status()
