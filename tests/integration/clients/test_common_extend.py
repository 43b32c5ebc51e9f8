"""The provider-neutral call."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

import longtake
from longtake import (
    AsyncKie,
    AsyncKling,
    Chainhub,
    InvalidRequestError,
    Kie,
    Kling,
    MissingCredentialsError,
    UseApi,
)
from longtake._extend import shared_client
from tests.helpers.downloads import Way, each_way
from tests.helpers.scenarios import BY_KIND, Scenario, each_task_kind

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator


def extend(target: Any, options: dict[str, Any]) -> longtake.Task:
    """The call as a program makes it that no type checker has seen."""
    return longtake.extend(target, **options)


@each_task_kind
def test_one_call_for_every_model(scenario: Scenario, longtake_emulator: ServedEmulator) -> None:
    with scenario.client(longtake_emulator) as client:
        task = longtake.extend(
            scenario.target,
            source=longtake_emulator.sources[scenario.kind].id,
            **scenario.extension,
            callback_url="https://example.com/callback",
            client=client,
        )
        assert task.wait().url
    assert f"{task.provider}/{task.kind}" == scenario.kind


@each_task_kind
@pytest.mark.anyio
async def test_one_call_for_every_model_async(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    async with scenario.async_client(longtake_emulator) as client:
        task = await longtake.extend_async(
            scenario.target,
            source=longtake_emulator.sources[scenario.kind].id,
            **scenario.extension,
            client=client,
        )
        assert (await task.wait()).url


@pytest.mark.parametrize(
    ("family", "options", "named"),
    [
        ("useapi/gen2", {"prompt": "On it goes"}, "prompt"),
        ("useapi/gen2", {"watermark": "mine"}, "watermark"),
        ("kie/runway", {"prompt": "On it goes", "seed": 12345}, "seed"),
        ("kie/midjourney", {"seed": 0}, "seed"),
        (
            "chainhub/kling",
            {"prompt": "On it goes", "seed": 1, "watermark": "x"},
            "seed or watermark",
        ),
        ("kie/veo", {}, "requires prompt"),
        ("kie/runway", {}, "requires prompt"),
        ("kie/veo", {"prompt": 7}, "prompt must be a string, got 7"),
        ("kie/veo", {"prompt": "On", "seed": "7"}, "seed must be an integer, got '7'"),
        ("kie/veo", {"prompt": "On", "seed": True}, "seed must be an integer, got True"),
        ("kie/veo", {"prompt": "On", "source": ""}, "requires source"),
        ("kie/veo", {"prompt": "On", "source": " "}, "requires source"),
        ("kie/veo", {"prompt": "On", "source": 5}, "source must be a task id, got 5"),
        ("kie/veo", {"prompt": " "}, "requires prompt"),
        ("kie/midjourney", {"prompt": ""}, "requires prompt"),
    ],
)
def test_an_unsupported_option_is_refused_before_anything_is_sent(
    family: str, options: dict[str, Any], named: str, longtake_emulator: ServedEmulator
) -> None:
    with (
        BY_KIND[family].client(longtake_emulator) as client,
        pytest.raises(InvalidRequestError, match=named),
    ):
        extend(family, {"source": "1", "client": client, **options})
    assert longtake_emulator.ledger.requests == ()


def test_a_seed_of_zero_is_sent(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    # Veo's seeds begin at 10000: the provider refuses 0, which shows that it arrived.
    with pytest.raises(InvalidRequestError):
        longtake.extend("kie/veo", source="veo_0", prompt="On", seed=0, client=longtake_kie)
    assert len(longtake_emulator.ledger.requests) == 1


@each_way
def test_kling_needs_no_prompt(way: Way) -> None:
    """Kling's own hosts require none, and the reseller does."""
    sent = list[dict[str, object]]()

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"code": 0, "data": {"task_id": "1"}})

    transport = httpx.MockTransport(respond)

    async def extend_async() -> None:
        async with AsyncKling("a-key", transport=transport) as client:
            await longtake.extend_async("kling/kling", source="v1", client=client)

    if way == "async":
        asyncio.run(extend_async())
    else:
        with Kling("a-key", transport=transport) as client:
            longtake.extend("kling/kling", source="v1", client=client)
    assert [body["video_id"] for body in sent] == ["v1"]
    assert "prompt" not in sent[0]
    with (
        Chainhub("a-key", transport=transport) as chainhub,
        pytest.raises(InvalidRequestError, match="chainhub/kling requires prompt"),
    ):
        longtake.extend("chainhub/kling", source="v1", client=chainhub)


def test_an_unknown_model_names_those_there_are() -> None:
    with pytest.raises(InvalidRequestError, match="kie/runway, kie/veo"):
        extend("kie/sora", {"source": "1"})


def test_a_client_of_another_provider_is_refused(longtake_useapi: UseApi) -> None:
    with pytest.raises(InvalidRequestError, match="got one for useapi"):
        longtake.extend("kie/veo", source="1", prompt="On", client=longtake_useapi)


@pytest.mark.anyio
async def test_a_client_of_the_other_kind_is_refused(longtake_kie: Kie) -> None:
    sync: Any = longtake_kie
    async with AsyncKie("k") as client:
        other: Any = client
        with pytest.raises(InvalidRequestError, match="got AsyncKie"):
            longtake.extend("kie/veo", source="1", prompt="On", client=other)
    with pytest.raises(InvalidRequestError, match="got Kie"):
        await longtake.extend_async("kie/veo", source="1", prompt="On", client=sync)


@pytest.mark.usefixtures("longtake_environment")
def test_without_a_client_the_environment_has_the_key(longtake_emulator: ServedEmulator) -> None:
    for scenario in BY_KIND.values():
        task = longtake.extend(
            scenario.target,
            source=longtake_emulator.sources[scenario.kind].id,
            **scenario.extension,
        )
        assert task.status().state in (longtake.State.QUEUED, longtake.State.RUNNING)


@pytest.mark.usefixtures("longtake_environment")
def test_calls_without_a_client_share_one() -> None:
    try:
        assert shared_client("kie") is shared_client("kie")
        assert shared_client("kie") is not shared_client("useapi")
    finally:
        shared_client("kie").close()
        shared_client("useapi").close()


def test_an_impossible_request_is_refused_before_a_key_is_searched() -> None:
    with pytest.raises(InvalidRequestError, match="does not take prompt"):
        longtake.extend("useapi/gen2", source="1", prompt="On")


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(MissingCredentialsError, match="KIE_API_KEY"):
        longtake.extend("kie/veo", source="1", prompt="On")


def test_a_corrected_key_or_address_is_another_shared_client(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KIE_API_KEY", "a-wrong-key")
    wrong = shared_client("kie")
    assert shared_client("kie") is wrong
    monkeypatch.setenv("KIE_API_KEY", "a-right-key")
    right = shared_client("kie")
    assert right is not wrong
    monkeypatch.setenv("KIE_BASE_URL", "http://127.0.0.1:9")
    assert shared_client("kie") is not right
    monkeypatch.delenv("KIE_BASE_URL")
    assert shared_client("kie") is right
    # Its tasks may still be waited for.
    assert not wrong.client.get_httpx_client().is_closed


def test_a_forked_process_has_a_shared_client_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIE_API_KEY", "a-key")
    parents = shared_client("kie")
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert shared_client("kie") is not parents
