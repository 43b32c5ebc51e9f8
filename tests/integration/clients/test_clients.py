"""How a client is made, where it goes, and what it leaves behind."""

from __future__ import annotations

import json
import threading
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import httpx
import keyring
import keyring.backend
import keyring.core
import pytest

from longtake import (
    AsyncKie,
    Chainhub,
    InvalidRequestError,
    Kie,
    Kling,
    LongtakeError,
    MissingCredentialsError,
    UseApi,
)
from longtake._providers import PROVIDERS
from longtake._shell import session as session_module
from longtake._shell.submit import hooks_of_prepared

if TYPE_CHECKING:
    from longtake._providers import ProviderName
    from longtake._shell.session import SyncSession
    from longtake_pytest import ServedEmulator


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring of its own, in memory."""

    priority = 1.0  # pyright: ignore[reportAssignmentType] - as the base class says to write it

    def __init__(self, secrets: dict[tuple[str, str], str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.secrets = secrets

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.secrets[service, username]


@pytest.fixture
def memory_keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    secrets: dict[tuple[str, str], str] = {}
    # Not `set_keyring`: the next test would have it, too.
    monkeypatch.setattr(keyring.core, "_keyring_backend", MemoryKeyring(secrets))
    return secrets


def recorded(responses: list[httpx.Request]) -> httpx.MockTransport:
    def respond(request: httpx.Request) -> httpx.Response:
        responses.append(request)
        body = {"code": 200, "data": {"taskId": "1"}, "taskId": "1"}
        if "kling" in str(request.url):
            body = {"code": 0, "data": {"task_id": "1"}}
        return httpx.Response(200, json=body)

    return httpx.MockTransport(respond)


def test_the_system_keyring_has_the_key(memory_keyring: dict[tuple[str, str], str]) -> None:
    memory_keyring["longtake", "kie"] = "from-the-keyring"
    seen: list[httpx.Request] = []
    with Kie(transport=recorded(seen)) as kie:
        kie.veo.extend(task_id="veo_0", prompt="On")
    assert seen[0].headers["authorization"] == "Bearer from-the-keyring"


def test_a_keyring_without_the_key_is_named_in_the_error(
    memory_keyring: dict[tuple[str, str], str],
) -> None:
    assert memory_keyring == {}
    with pytest.raises(MissingCredentialsError, match="user 'useapi': has none"):
        UseApi()


def test_the_environment_says_key_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USEAPI_TOKEN", "user:1-abc")
    monkeypatch.setenv("USEAPI_BASE_URL", "http://127.0.0.1:9/proxy/")
    seen: list[httpx.Request] = []
    with UseApi(transport=recorded(seen)) as useapi:
        useapi.gen2.extend(asset_id="asset")
    assert str(seen[0].url) == "http://127.0.0.1:9/proxy/v1/runwayml/gen2/extend"
    assert seen[0].headers["authorization"] == "Bearer user:1-abc"


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_default_base_url_is_that_of_the_specification(name: ProviderName) -> None:
    spec = json.loads((files(f"longtake_{name}") / "openapi.json").read_text())
    assert spec["servers"][0]["url"] == PROVIDERS[name].provider.base_url


def test_the_reseller_has_klings_paths_below_a_path_of_its_own() -> None:
    seen: list[httpx.Request] = []
    with Kling("k", transport=recorded(seen)) as kling:
        kling.kling.extend(video_id="1").status()
    with Kling(
        "k", base_url="https://api-beijing.klingai.com/", transport=recorded(seen)
    ) as beijing:
        beijing.kling.extend(video_id="1")
    with Chainhub("k", transport=recorded(seen)) as chainhub:
        chainhub.kling.extend(video_id="1", prompt="On")
    assert [f"{request.url.host}{request.url.path}" for request in seen] == [
        "api-singapore.klingai.com/v1/videos/video-extend",
        "api-singapore.klingai.com/v1/videos/video-extend/1",
        "api-beijing.klingai.com/v1/videos/video-extend",
        "api.chainhub.tech/kling/v1/videos/video-extend",
    ]


@pytest.mark.parametrize("address", ["api.kie.ai", "ftp://kie.ai", "http://", "", "http://a:b:c/"])
def test_an_invalid_base_url_is_refused(address: str) -> None:
    with pytest.raises(InvalidRequestError, match="base_url"):
        Kie("k", base_url=address)


def test_an_invalid_base_url_in_the_environment_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KIE_BASE_URL", "nowhere")
    with pytest.raises(InvalidRequestError, match="the environment variable KIE_BASE_URL"):
        Kie("k")


def test_attempts_below_one_are_refused() -> None:
    with pytest.raises(InvalidRequestError, match="attempts"):
        Kie("k", attempts=0)


@pytest.mark.parametrize("timeout", [0, -1, True, "3", float("nan"), float("inf")])
def test_a_timeout_is_a_positive_number(timeout: Any) -> None:
    with pytest.raises(InvalidRequestError, match="timeout must be a positive number of seconds"):
        Kie("k", timeout=timeout)


def test_a_timeout_of_none_is_no_limit() -> None:
    with Kie("k", timeout=None) as kie:
        assert kie.client.get_httpx_client().timeout == httpx.Timeout(None)


@pytest.mark.anyio
async def test_a_timeout_of_none_is_no_limit_async() -> None:
    async with AsyncKie("k", timeout=None) as kie:
        assert kie.client.get_async_httpx_client().timeout == httpx.Timeout(None)


def test_what_a_client_works_with_is_made_once_and_by_one_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[bool] = []

    def session(*arguments: Any) -> SyncSession[Any]:
        made.append(vars(kie)["_session_lock"].locked())
        return real(*arguments)

    real = session_module.open_session
    monkeypatch.setattr(session_module, "open_session", session)
    with Kie("x") as kie:
        assert kie.unknown_outcomes == ()
        assert made == []
        first = kie.veo.prepare.extend(task_id="s", prompt="On")
        second = kie.runway.prepare.extend(task_id="s", prompt="On", quality="720p")
        assert hooks_of_prepared(first).session is hooks_of_prepared(second).session
    assert made == [True]
    assert vars(kie)["_open_session"].downloads.is_closed


def test_one_client_serves_many_threads(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    found: list[str] = []
    failures: list[LongtakeError] = []

    def work() -> None:
        try:
            task = longtake_kie.midjourney.extend(
                task_id=longtake_emulator.sources["kie/midjourney"].id,
                task_type="mj_video_extend_auto",
                index=0,
            )
            found.append(task.wait().url)
        except LongtakeError as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(set(found)) == 8


def test_a_closed_client_is_an_error(longtake_emulator: ServedEmulator) -> None:
    kie = Kie(**longtake_emulator.options("kie"))
    task = kie.veo.extend(task_id=longtake_emulator.sources["kie/veo"].id, prompt="On")
    kie.close()
    kie.close()
    with pytest.raises(InvalidRequestError, match="closed"):
        task.status()
