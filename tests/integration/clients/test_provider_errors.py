"""The errors for refusals of providers: in the status, in the body, in both, in neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from longtake import (
    AsyncKie,
    AuthenticationError,
    Chainhub,
    ContentRejectedError,
    InsufficientCreditsError,
    InvalidRequestError,
    Kie,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    State,
    SubmitOutcomeUnknown,
    UnexpectedResponseError,
    UseApi,
)
from longtake._core.tokens import TaskAddress
from longtake.emulator import Emulator, Fault, Refusal
from longtake_chainhub.api.kling import extend_kling_video
from longtake_chainhub.models import KlingExtendRequest
from longtake_kie.api.veo import extend_veo_video, get_veo_task
from longtake_kie.models import VeoExtendRequest
from longtake_useapi.api.gen2 import extend_gen2_video, get_gen2_task
from longtake_useapi.models import Gen2ExtendRequest
from tests.helpers.scenarios import BY_KIND, Scenario, each_task_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake_pytest import ServedEmulator

EXPECTED: dict[Refusal, type[LongtakeError]] = {
    "unauthorized": AuthenticationError,
    "ip_not_allowed": AuthenticationError,
    "not_found": NotFoundError,
    "insufficient_credits": InsufficientCreditsError,
    "subscription_lapsed": InsufficientCreditsError,
    "content": ContentRejectedError,
    "rate_limit": RateLimitError,
    "rate_limit_http": RateLimitError,
    "rate_limit_upstream": RateLimitError,
    "too_many_tasks": RateLimitError,
    "maintenance": ServiceUnavailableError,
    "server_error": SubmitOutcomeUnknown,
    "server_error_http": SubmitOutcomeUnknown,
    "upstream_session": SubmitOutcomeUnknown,
    "feature_off": ServiceUnavailableError,
}
# Kling says so with a 5xx, which leaves open whether the task was made.
IN_DOUBT = {("chainhub/kling", "maintenance")}


def refusals() -> list[Any]:
    kinds = Emulator().task_kinds
    return [
        pytest.param(scenario, refusal, id=f"{scenario.kind}-{refusal}")
        for scenario in BY_KIND.values()
        for refusal in sorted(kinds[scenario.kind].refusals)
    ]


@pytest.mark.parametrize(("scenario", "refusal"), refusals())
def test_a_refused_submit(
    scenario: Scenario, refusal: Refusal, longtake_emulator: ServedEmulator
) -> None:
    expected = EXPECTED[refusal]
    if (scenario.kind, refusal) in IN_DOUBT:
        expected = SubmitOutcomeUnknown
    longtake_emulator.task_kinds[scenario.kind].next_submit(Fault.refuse(refusal))
    # Once: too many would be tried again.
    with (
        scenario.client(longtake_emulator, attempts=1) as client,
        pytest.raises(expected) as caught,
    ):
        scenario.start(client, longtake_emulator.sources[scenario.kind].id)
    assert caught.type is expected
    assert caught.value.provider == scenario.provider
    assert caught.value.kind == scenario.name
    assert caught.value.provider_message
    assert longtake_emulator.ledger.creates == ()


def raw_kie(longtake_emulator: ServedEmulator) -> object:
    with Kie(**longtake_emulator.options("kie"), attempts=1) as kie:
        return extend_veo_video.sync_detailed(
            client=kie.client,
            body=VeoExtendRequest(
                task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
            ),
        )


def raw_useapi(longtake_emulator: ServedEmulator) -> object:
    with UseApi(**longtake_emulator.options("useapi"), attempts=1) as useapi:
        return extend_gen2_video.sync_detailed(
            client=useapi.client,
            body=Gen2ExtendRequest(asset_id=longtake_emulator.sources["useapi/gen2"].id),
        )


def raw_chainhub(longtake_emulator: ServedEmulator) -> object:
    with Chainhub(**longtake_emulator.options("chainhub"), attempts=1) as chainhub:
        return extend_kling_video.sync_detailed(
            client=chainhub.client,
            body=KlingExtendRequest(
                video_id=longtake_emulator.sources["chainhub/kling"].id, prompt="On it goes"
            ),
        )


@pytest.mark.parametrize("refusal", ["insufficient_credits", "content", "rate_limit"])
@pytest.mark.parametrize(
    ("family", "call"),
    [("kie/veo", raw_kie), ("useapi/gen2", raw_useapi), ("chainhub/kling", raw_chainhub)],
)
def test_a_generated_function_raises_the_same(
    family: str,
    call: Callable[[ServedEmulator], object],
    refusal: Refusal,
    longtake_emulator: ServedEmulator,
) -> None:
    longtake_emulator.task_kinds[family].next_submit(Fault.refuse(refusal))
    with pytest.raises(EXPECTED[refusal]):
        call(longtake_emulator)


def test_an_error_in_http_200_keeps_the_providers_message(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.refuse("insufficient_credits"))
    with pytest.raises(InsufficientCreditsError) as caught:
        longtake_kie.veo.extend(
            task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
        )
    assert (caught.value.status, caught.value.code) == (200, 402)


@pytest.mark.anyio
async def test_a_generated_async_function_raises_the_same(
    longtake_emulator: ServedEmulator,
) -> None:
    longtake_emulator.kie.veo.next_read(Fault.refuse("unauthorized"))
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        with pytest.raises(AuthenticationError):
            await get_veo_task.asyncio_detailed(client=kie.client, task_id="veo_1")


def test_a_wrong_key_says_where_it_came_from(
    longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIE_API_KEY", "not-the-key")
    with (
        Kie(base_url=longtake_emulator.options("kie")["base_url"]) as kie,
        pytest.raises(AuthenticationError) as caught,
    ):
        kie.veo.extend(task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes")
    assert "the environment variable KIE_API_KEY" in str(caught.value)
    assert "not-the-key" not in str(caught.value)


@each_task_kind
def test_a_source_that_does_not_exist(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with (
        scenario.client(longtake_emulator) as client,
        pytest.raises((NotFoundError, InvalidRequestError)),
    ):
        scenario.start(client, "123456789")
    assert longtake_emulator.ledger.creates == ()


@each_task_kind
def test_a_task_that_does_not_exist(scenario: Scenario, longtake_emulator: ServedEmulator) -> None:
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        unknown = client.from_token(TaskAddress(task.provider, task.kind, "123456789").token())
        with pytest.raises(NotFoundError) as caught:
            unknown.wait()
    assert caught.value.task_id == "123456789"
    assert caught.value.token == unknown.token


@pytest.mark.parametrize("task_id", [".", "..", " ", "a\nb"])
def test_a_token_of_what_is_no_id_is_refused(task_id: str, longtake_useapi: UseApi) -> None:
    with pytest.raises(InvalidRequestError, match="must be a task id"):
        longtake_useapi.from_token(TaskAddress("useapi", "gen2", task_id).token())


@pytest.mark.parametrize("task_id", ["", ".", ".."])
def test_an_id_that_would_reach_another_endpoint_is_not_sent(
    task_id: str, longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    with pytest.raises(ValueError, match="an id must not be empty"):
        get_gen2_task.sync_detailed(task_id, client=longtake_useapi.client)
    assert longtake_emulator.ledger.requests == ()


@pytest.mark.parametrize("task_id", ["", ".", ".."])
def test_an_id_that_no_path_can_have_is_an_invalid_request(
    task_id: str, longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    with pytest.raises(InvalidRequestError, match="an id must not be empty") as caught:
        longtake_useapi.gen2.get(task_id=task_id)
    assert str(caught.value).endswith("Nothing was sent")
    assert longtake_emulator.ledger.requests == ()


@pytest.mark.parametrize("task_id", [None, 5, "", "x" * 2000])
def test_a_task_requires_an_id(task_id: object, longtake_useapi: UseApi) -> None:
    with pytest.raises(InvalidRequestError, match="must be a task id of the provider, got"):
        longtake_useapi.gen2.task(cast("str", task_id))


def test_ids_with_colons_and_at_signs_go_as_they_are(
    longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    task = longtake_useapi.gen2.extend(asset_id=longtake_emulator.sources["useapi/gen2"].id)
    task.status()
    read = longtake_emulator.ledger.requests[-1]
    assert read.path.endswith(task.id)
    assert ":" in task.id
    assert "@" in task.id


def test_a_task_that_is_not_listed_yet_is_waited_for(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    missing = {"code": 422, "msg": "record is null", "data": None}
    longtake_emulator.kie.veo.next_read(Fault.response(200, missing), Fault.response(200, missing))
    task = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
    )
    assert task.status().state is State.QUEUED
    assert task.wait(poll=5).url


def test_a_task_that_stays_unlisted_is_not_found_in_the_end(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    missing = Fault.response(200, {"code": 422, "msg": "record is null", "data": None})
    longtake_emulator.kie.veo.next_read(*[missing] * 20)
    task = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
    )
    with pytest.raises(NotFoundError):
        task.wait(poll=20)


@pytest.mark.parametrize(
    "body",
    [
        {"code": 200, "msg": "success"},
        {"code": 200, "msg": "success", "data": []},
        {"code": 200, "msg": "success", "data": "veo_1"},
        {"code": 200, "msg": "success", "data": {"successFlag": 1, "response": 7}},
        {
            "code": 200,
            "msg": "success",
            "data": {"successFlag": 1, "response": {"resultUrls": "[x"}},
        },
    ],
)
def test_a_response_of_another_shape(
    body: dict[str, Any], longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    task = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
    )
    longtake_emulator.kie.veo.next_read(Fault.response(200, body))
    with pytest.raises(UnexpectedResponseError):
        task.status()


@pytest.mark.parametrize(
    ("data", "state", "urls"),
    [
        ({"successFlag": 0}, State.RUNNING, []),
        ({"successFlag": 3, "errorMessage": "upstream"}, State.FAILED, []),
        ({"successFlag": 2, "errorMessage": None}, State.FAILED, []),
        ({"successFlag": 7}, State.RUNNING, []),
        ({}, State.RUNNING, []),
        ({"successFlag": 1, "response": None}, State.RUNNING, []),
        ({"successFlag": 1, "response": {"resultUrls": []}}, State.RUNNING, []),
        ({"successFlag": 1, "response": {"resultUrls": ["u1"]}}, State.SUCCEEDED, ["u1"]),
        ({"successFlag": 1, "response": {"resultUrls": "u1"}}, State.SUCCEEDED, ["u1"]),
        ({"successFlag": 1, "response": {"resultUrls": "null"}}, State.RUNNING, []),
        ({"successFlag": "1", "response": {"resultUrls": ["u1"]}}, State.SUCCEEDED, ["u1"]),
        ({"successFlag": 0, "response": {"resultUrls": "[broken"}}, State.RUNNING, []),
        ({"successFlag": 2, "errorMessage": ["odd"]}, State.FAILED, []),
        (
            {"successFlag": 1, "response": {"resultUrls": '["u1","u2"]'}},
            State.SUCCEEDED,
            ["u1", "u2"],
        ),
        (
            {"successFlag": 1, "response": {"resultUrls": ["part"], "fullResultUrls": ["whole"]}},
            State.SUCCEEDED,
            ["whole", "part"],
        ),
        (
            {"successFlag": 1, "unknown": {"new": True}, "response": {"resultUrls": ["u"]}},
            State.SUCCEEDED,
            ["u"],
        ),
    ],
)
def test_the_meaning_of_veo_responses(
    data: dict[str, Any],
    state: State,
    urls: list[str],
    longtake_kie: Kie,
    longtake_emulator: ServedEmulator,
) -> None:
    longtake_emulator.kie.veo.next_read(
        Fault.response(200, {"code": 200, "msg": "ok", "data": data})
    )
    task = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
    )
    snapshot = task.status()
    assert snapshot.state is state
    assert [video.url for video in snapshot.videos] == urls


def test_a_wrapped_gen2_task_is_understood(
    longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    cast("Any", longtake_emulator.useapi).wrapped = True
    assert (
        longtake_useapi.gen2.extend(asset_id=longtake_emulator.sources["useapi/gen2"].id).wait().url
    )
