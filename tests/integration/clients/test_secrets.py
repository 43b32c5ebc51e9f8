"""A key is in no repr, no log, no exception, no token, and in no request to another host."""

from __future__ import annotations

import logging
import pickle
import socketserver
import threading
import traceback
import warnings
from typing import TYPE_CHECKING, Any

import httpx
import keyring
import pytest

from longtake import (
    AsyncKie,
    AsyncKling,
    AuthenticationError,
    KeyPair,
    Kie,
    Kling,
    LongtakeError,
    ServiceUnavailableError,
)
from longtake.emulator import Fault
from tests.helpers.scenarios import Scenario, each_operation, each_task_kind
from tests.helpers.videos import MP4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from longtake_pytest import ServedEmulator


@each_task_kind
def test_a_key_is_never_shown(
    scenario: Scenario,
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    key = longtake_emulator.options(scenario.provider)["api_key"]
    with scenario.client(longtake_emulator) as client:
        task = scenario.start(client, scenario.source_in(longtake_emulator))
        video = task.wait()
        video.download(tmp_path / "video.mp4")
        shown = [repr(client), repr(client.client), repr(task), repr(video), repr(task.snapshot)]
        shown += [task.token, caplog.text]
        shown += [repr(value) for value in vars(client).values()]
    assert not [text for text in shown if key in text]


def test_a_pair_and_its_token_are_in_no_log(
    longtake_emulator: ServedEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    options = longtake_emulator.options("kling")
    pair = KeyPair("canary-access", "canary-secret")
    with (
        Kling(pair, base_url=options["base_url"], clock=options["clock"]) as kling,
        pytest.raises(LongtakeError, match="the key is not valid"),
    ):
        kling.kling.extend(video_id="1", prompt="On")
    assert "send_request_headers.complete" in caplog.text
    # Every token begins with its header, which is the same for all.
    assert not [text for text in ("canary", "eyJ", "Bearer") if text in caplog.text]


@each_operation
def test_a_key_is_in_no_error(scenario: Scenario, longtake_emulator: ServedEmulator) -> None:
    key = longtake_emulator.options(scenario.provider)["api_key"]
    longtake_emulator.task_kinds[scenario.kind].next_submit(
        Fault.cut(), Fault.refuse("unauthorized"), Fault.response(502, "oh")
    )
    with scenario.client(longtake_emulator) as client:
        for _ in range(3):
            with pytest.raises(LongtakeError) as caught:
                scenario.start(client, scenario.source_in(longtake_emulator))
            shown = "".join(traceback.format_exception(caught.value))
            assert key not in shown + repr(caught.value) + repr(vars(caught.value))


def test_an_error_survives_pickling(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.refuse("insufficient_credits"))
    with pytest.raises(LongtakeError) as caught:
        longtake_kie.veo.extend(
            task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
        )
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert type(copy) is type(caught.value)
    assert (str(copy), copy.code, copy.kind) == (str(caught.value), 402, "veo")


def test_a_download_carries_no_key(tmp_path: Path) -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path.endswith("/record-info"):
            data = {"successFlag": 1, "response": {"resultUrls": ["https://media.example/v.mp4"]}}
            return httpx.Response(200, json={"code": 200, "data": data})
        if request.method == "POST":
            return httpx.Response(200, json={"code": 200, "data": {"taskId": "veo_1"}})
        if request.url.host == "media.example":
            return httpx.Response(302, headers={"Location": "https://cdn.example/v.mp4"})
        return httpx.Response(200, content=MP4)

    with Kie("a-key", transport=httpx.MockTransport(respond)) as kie:
        task = kie.veo.extend(task_id="veo_0", prompt="On it goes")
        task.status()
        file = task.videos[0].download(tmp_path)
    assert file.read_bytes() == MP4
    assert file.name == "kie-veo-veo_1.mp4"
    by_host = {request.url.host: request.headers.get("authorization") for request in seen}
    assert by_host == {
        "api.kie.ai": "Bearer a-key",
        "media.example": None,
        "cdn.example": None,
    }


def test_a_request_to_another_host_carries_no_key() -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    with Kie("a-key", transport=httpx.MockTransport(respond)) as kie:
        kie.client.get_httpx_client().get("https://elsewhere.example/")
    assert "authorization" not in seen[0].headers


def elsewhere(seen: dict[str, str | None]) -> httpx.MockTransport:
    """Sends every caller to another host, to another port, and then to the same without encryption."""
    ways = {
        "api.kie.ai": "https://api.kie.ai:8443/",
        "api.kie.ai:8443": "https://elsewhere.example/",
        "elsewhere.example": "http://api.kie.ai/",
    }

    def respond(request: httpx.Request) -> httpx.Response:
        place = str(request.url.copy_with(path="/"))
        seen[place] = request.headers.get("authorization")
        host = request.headers["host"]
        if request.url.scheme == "https":
            return httpx.Response(302, headers={"Location": ways[host]})
        return httpx.Response(200, json={"code": 200, "data": {}})

    return httpx.MockTransport(respond)


SEEN = {
    "https://api.kie.ai/": "Bearer a-key",
    "https://api.kie.ai:8443/": None,
    "https://elsewhere.example/": None,
    "http://api.kie.ai/": None,
}


def test_a_redirection_that_is_followed_does_not_take_the_key_along() -> None:
    seen: dict[str, str | None] = {}
    with Kie("a-key", transport=elsewhere(seen)) as kie:
        kie.client.get_httpx_client().get("/api", follow_redirects=True)
    assert seen == SEEN


@pytest.mark.anyio
async def test_a_redirection_that_is_followed_does_not_take_the_key_along_async() -> None:
    seen: dict[str, str | None] = {}
    async with AsyncKie("a-key", transport=elsewhere(seen)) as kie:
        await kie.client.get_async_httpx_client().get("/api", follow_redirects=True)
    assert seen == SEEN


class Proxy(socketserver.StreamRequestHandler):
    """Hears a caller out, and refuses."""

    def handle(self) -> None:
        for line in self.rfile:
            HEARD.append(line)
            if line == b"\r\n":
                break
        self.wfile.write(b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")


HEARD: list[bytes] = []


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    HEARD.clear()
    with socketserver.TCPServer(("127.0.0.1", 0), Proxy) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.server_address[1]}")
        yield HEARD
        server.shutdown()
        thread.join()


def test_a_proxy_does_not_see_the_key(proxy: list[bytes]) -> None:
    with (
        Kie("a-canary", base_url="https://provider.example", attempts=1) as kie,
        pytest.raises(ServiceUnavailableError, match="Nothing was sent"),
    ):
        kie.veo.extend(task_id="veo_0", prompt="On")
    assert proxy[0] == b"CONNECT provider.example:443 HTTP/1.1\r\n"
    assert b"canary" not in b"".join(proxy)


def test_a_stream_that_fails_does_not_hold_the_key() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer a-key"
        raise httpx.ReadError("it broke", request=request)

    with (
        Kie("a-key", transport=httpx.MockTransport(respond)) as kie,
        pytest.raises(httpx.ReadError) as caught,
        kie.client.get_httpx_client().stream("GET", "/api"),
    ):
        pass
    assert "authorization" not in caught.value.request.headers


def test_the_client_names_itself() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        assert request.headers["user-agent"].startswith("longtake/")
        return httpx.Response(200, json={"code": 200, "data": {"taskId": "1"}})

    with Kie("a-key", transport=httpx.MockTransport(respond)) as kie:
        kie.veo.extend(task_id="veo_0", prompt="On it goes")


@pytest.mark.parametrize("repeated", ["some/key", "some\\/key"])
def test_a_repeated_key_is_shown_in_no_spelling(repeated: str) -> None:
    def respond(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=f'{{"code": 401, "msg": "what is {repeated}?"}}')

    with (
        Kie("some/key", transport=httpx.MockTransport(respond)) as kie,
        pytest.raises(LongtakeError) as caught,
    ):
        kie.veo.extend(task_id="veo_0", prompt="On")
    assert caught.value.provider_message == "what is ***?"


CANARY = "canary-7d1f"
OFFICIAL = "https://api-singapore.klingai.com"
PROFILES = f"""
[profiles.key.kling]
api_key = "{CANARY}-key"
base_url = "{OFFICIAL}"

[profiles.pair.kling]
access_key = "{CANARY}-access"
secret_key = "{CANARY}-secret"
base_url = "{OFFICIAL}"
"""


def with_a_string(_patch: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"api_key": f"{CANARY}-key"}


def with_a_callable(_patch: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"api_key": lambda: f"{CANARY}-key"}


def with_a_pair(_patch: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"api_key": KeyPair(f"{CANARY}-access", f"{CANARY}-secret")}


def with_the_halves_of_a_pair(_patch: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"access_key": f"{CANARY}-access", "secret_key": f"{CANARY}-secret"}


def with_a_pair_in_the_environment(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    patch.setenv("KLING_ACCESS_KEY", f"{CANARY}-access")
    patch.setenv("KLING_SECRET_KEY", f"{CANARY}-secret")
    return {}


def with_a_key_in_the_environment(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    patch.setenv("KLING_API_KEY", f"{CANARY}-key")
    return {}


def with_a_key_in_the_keyring(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    secrets = {"kling": f"{CANARY}-key"}

    def get_password(_service: str, user: str) -> str | None:
        return secrets.get(user)

    patch.setattr(keyring, "get_password", get_password)
    return {}


def with_a_profile(_patch: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"profile": "key"}


def with_a_pair_in_a_profile(_patch: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"profile": "pair"}


def with_a_profile_of_the_environment(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    patch.setenv("LONGTAKE_PROFILE", "pair")
    return {}


each_way = pytest.mark.parametrize(
    "way",
    [
        with_a_string,
        with_a_callable,
        with_a_pair,
        with_the_halves_of_a_pair,
        with_a_pair_in_the_environment,
        with_a_key_in_the_environment,
        with_a_key_in_the_keyring,
        with_a_profile,
        with_a_pair_in_a_profile,
        with_a_profile_of_the_environment,
    ],
)


@pytest.mark.parametrize(
    ("way", "source"),
    [
        (with_a_string, "the argument api_key"),
        (with_a_callable, "the callable given as api_key"),
        (with_a_key_in_the_environment, "the environment variable KLING_API_KEY"),
        (
            with_a_pair_in_the_environment,
            "the environment variables KLING_ACCESS_KEY and KLING_SECRET_KEY",
        ),
        (with_a_profile, "[profiles.key.kling] in "),
        (with_a_profile_of_the_environment, "[profiles.pair.kling] in "),
        (with_a_key_in_the_keyring, "the system keyring (service 'longtake')"),
    ],
)
def test_a_refusal_says_where_the_key_came_from(
    way: Callable[[pytest.MonkeyPatch], dict[str, Any]],
    source: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    _profiles(tmp_path, monkeypatch)
    options: dict[str, Any] = {"base_url": OFFICIAL, **way(monkeypatch)}
    with (
        Kling(transport=httpx.MockTransport(Parrot()), **options) as kling,
        pytest.raises(AuthenticationError) as caught,
    ):
        kling.kling.extend(video_id="1", prompt="On")
    assert f"The key came from {source}" in str(caught.value)


class Parrot:
    """Sends back what it received, in text and in headers, and breaks off now and then."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.hosts: dict[str, str | None] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        said = request.headers.get("authorization")
        self.hosts[request.url.host] = said
        if said is None:
            return httpx.Response(200, json={})
        self.sent.append(said.removeprefix("Bearer "))
        if request.url.path.endswith("/broken"):
            raise httpx.ReadError("it broke", request=request)
        words = f"{said} {CANARY}-key {CANARY}-access {CANARY}-secret"
        if request.url.path.endswith("/page"):
            return httpx.Response(502, text=words)
        return httpx.Response(401, json={"code": 1004, "message": words})


PATHS = ("/v1/videos/video-extend/1", "/broken", "/page")


@each_way
def test_a_canary_is_found_nowhere(
    way: Callable[[pytest.MonkeyPatch], dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    _profiles(tmp_path, monkeypatch)
    parrot = Parrot()
    shown: list[str] = []
    options: dict[str, Any] = {"base_url": OFFICIAL, **way(monkeypatch)}
    with (
        warnings.catch_warnings(record=True) as warned,
        Kling(transport=httpx.MockTransport(parrot), attempts=1, **options) as kling,
    ):
        http = kling.client.get_httpx_client()
        for path in PATHS:
            for method in ("GET", "POST"):
                with pytest.raises(LongtakeError) as caught:
                    http.request(method, path)
                shown.append(_all_of(caught.value))
        http.get("https://elsewhere.example/")
        shown += [repr(value) for value in (kling, *vars(kling).values(), *_inner(http))]
    _check(parrot, [*shown, caplog.text, *(str(each.message) for each in warned)])


@each_way
@pytest.mark.anyio
async def test_a_canary_is_found_nowhere_async(
    way: Callable[[pytest.MonkeyPatch], dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    _profiles(tmp_path, monkeypatch)
    parrot = Parrot()
    shown: list[str] = []
    options: dict[str, Any] = {"base_url": OFFICIAL, **way(monkeypatch)}
    transport = httpx.MockTransport(parrot)
    async with AsyncKling(transport=transport, attempts=1, **options) as kling:
        http = kling.client.get_async_httpx_client()
        for path in PATHS:
            for method in ("GET", "POST"):
                with pytest.raises(LongtakeError) as caught:
                    await http.request(method, path)
                shown.append(_all_of(caught.value))
        await http.get("https://elsewhere.example/")
        shown += [repr(value) for value in (kling, *vars(kling).values(), *_inner(http))]
    _check(parrot, [*shown, caplog.text])


def _profiles(folder: Path, patch: pytest.MonkeyPatch) -> None:
    path = folder / "config.toml"
    path.touch(mode=0o600)
    path.write_text(PROFILES, encoding="utf-8")
    patch.setenv("LONGTAKE_CONFIG", str(path))


def _inner(http: httpx.Client | httpx.AsyncClient) -> list[object]:
    departure: Any = vars(http)["_preparer"]
    return [*vars(http).values(), departure.settings, departure.settings.keys, departure.signer]


def _all_of(error: BaseException) -> str:
    """What an error and its causes show, and the requests that they hold."""
    shown = "".join(traceback.format_exception(error))
    cause: BaseException | None = error
    while cause is not None:
        shown += repr(cause) + repr(vars(cause))
        request = vars(cause).get("_request")
        if isinstance(request, httpx.Request):
            shown += f"{request.headers.raw}{request.extensions}"
        cause = cause.__cause__ or cause.__context__
    return shown


def _check(parrot: Parrot, shown: list[str]) -> None:
    assert len(parrot.sent) >= 2 * len(PATHS)
    assert parrot.hosts["elsewhere.example"] is None
    for text in shown:
        # A provider that repeats what it was never sent says nothing that is kept here.
        assert not [secret for secret in parrot.sent if secret in text], text
    mine = {secret for secret in ("key", "access", "secret") if _was_given(secret, parrot)}
    for text in shown:
        assert not [secret for secret in mine if f"{CANARY}-{secret}" in text], text


def _was_given(secret: str, parrot: Parrot) -> bool:
    single = all(sent == f"{CANARY}-key" for sent in parrot.sent)
    return secret == "key" if single else secret != "key"
