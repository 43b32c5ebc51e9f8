"""Operations that start no task: typed methods with the errors and retries of polls, never charged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, assert_type

import httpx
import pytest

from longtake import (
    AsyncKie,
    AuthenticationError,
    InsufficientCreditsError,
    Kie,
    LongtakeError,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    UnexpectedResponseError,
)
from tests.helpers.random_responses import HandClock
from tests.helpers.scripted_waits import both_clients

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator

Reply = Callable[[httpx.Request], httpx.Response]


def reported(data: object, code: int = 200) -> httpx.Response:
    return httpx.Response(200, json={"code": code, "msg": "m", "data": data})


def call(
    method: str,
    responses: list[httpx.Response | Exception],
    *,
    asynchronous: bool,
    **parameters: Any,
) -> tuple[Any, list[httpx.Request]]:
    """Call `resource.method` of kie with these responses; return the result and the requests."""
    sent: list[httpx.Request] = []

    def provider(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        response = responses[min(len(sent), len(responses)) - 1]
        if isinstance(response, Exception):
            raise response
        return response

    resource, _, name = method.partition(".")
    options: dict[str, Any] = {
        "transport": httpx.MockTransport(provider),
        "clock": HandClock(),
    }

    async def calling() -> Any:
        async with AsyncKie("a-key", **options) as kie:
            return await getattr(getattr(kie, resource), name)(**parameters)

    if asynchronous:
        return asyncio.run(calling()), sent
    with Kie("a-key", **options) as kie:
        return getattr(getattr(kie, resource), name)(**parameters), sent


@both_clients
def test_a_result_is_what_was_asked_for(asynchronous: bool) -> None:
    balance, sent = call("account.credits", [reported(12.5)], asynchronous=asynchronous)
    assert balance == 12.5
    assert sent[0].headers["Authorization"] == "Bearer a-key"


@both_clients
@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (reported(None), UnexpectedResponseError),
        (httpx.Response(200, json={"code": 200}), UnexpectedResponseError),
        (reported(None, 401), AuthenticationError),
        (reported(None, 402), InsufficientCreditsError),
    ],
)
def test_what_is_no_result_is_an_error_of_ours(
    asynchronous: bool, response: httpx.Response, kind: type[LongtakeError]
) -> None:
    with pytest.raises(kind) as caught:
        call("account.credits", [response], asynchronous=asynchronous)
    assert caught.value.provider == "kie"


@both_clients
@pytest.mark.parametrize("fault", [httpx.ReadError("broken"), httpx.Response(502, text="gateway")])
def test_a_read_is_repeated(asynchronous: bool, fault: Any) -> None:
    balance, sent = call("account.credits", [fault, reported(3)], asynchronous=asynchronous)
    assert (balance, len(sent)) == (3, 2)


@both_clients
@pytest.mark.parametrize("fault", [httpx.ReadError("broken"), httpx.Response(502, text="gateway")])
def test_an_idempotent_post_is_repeated_and_never_charged(asynchronous: bool, fault: Any) -> None:
    link = "https://tempfile.example/v.mp4"
    found, sent = call(
        "account.download_url",
        [fault, reported(link)],
        asynchronous=asynchronous,
        url="https://a.example/v",
    )
    assert (found, len(sent)) == (link, 2)
    with pytest.raises(ServiceUnavailableError) as caught:
        call("account.download_url", [fault], asynchronous=asynchronous, url="https://a.example/v")
    assert not isinstance(caught.value, SubmitOutcomeUnknown)
    assert "billed" not in str(caught.value)


def test_the_methods_are_typed(longtake_kie: Kie) -> None:
    assert_type(longtake_kie.account.credits(), float)


def test_the_emulator_responds(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    before = longtake_kie.account.credits()
    source = longtake_emulator.sources["kie/veo"].id
    longtake_kie.veo.extend(task_id=source, prompt="On it goes")
    assert longtake_kie.account.credits() < before


def test_a_task_is_found_by_its_id(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    made = longtake_kie.veo.extend(task_id=source, prompt="On it goes")
    found = longtake_kie.veo.task(made.id)
    assert (found.id, found.token) == (made.id, made.token)
    assert found.wait().url
