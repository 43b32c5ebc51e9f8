"""A key is in no repr, no log, no exception, no token, and in no request to another host."""

from __future__ import annotations

import logging
import pickle
import traceback
from pathlib import Path

import httpx
import pytest

from longtake import Kie, LongtakeError
from longtake.emulator import Fault
from longtake_pytest import ServedEmulator
from tests.longtake.scenarios import Scenario, each_family


@each_family
def test_a_key_is_never_shown(
    scenario: Scenario,
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    key = longtake_emulator.options(scenario.provider)["api_key"]
    with scenario.client(longtake_emulator) as client:
        task = scenario.extend(client, longtake_emulator.sources[scenario.family].id)
        video = task.wait()
        video.download(tmp_path / "video.mp4")
        shown = [repr(client), repr(client.client), repr(task), repr(video), repr(task.snapshot)]
        shown += [task.token, caplog.text]
        shown += [repr(value) for value in vars(client).values()]
    assert not [text for text in shown if key in text]


@each_family
def test_a_key_is_in_no_error(scenario: Scenario, longtake_emulator: ServedEmulator) -> None:
    key = longtake_emulator.options(scenario.provider)["api_key"]
    longtake_emulator.families[scenario.family].next_submit(
        Fault.cut(), Fault.refuse("unauthorized"), Fault.answer(502, "oh")
    )
    with scenario.client(longtake_emulator) as client:
        for _ in range(3):
            with pytest.raises(LongtakeError) as caught:
                scenario.extend(client, longtake_emulator.sources[scenario.family].id)
            shown = "".join(traceback.format_exception(caught.value))
            assert key not in shown + repr(caught.value) + repr(vars(caught.value))


def test_an_error_survives_pickling(kie: Kie, longtake_emulator: ServedEmulator) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.refuse("insufficient_credits"))
    with pytest.raises(LongtakeError) as caught:
        kie.veo.extend(task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes")
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert type(copy) is type(caught.value)
    assert (str(copy), copy.code, copy.family) == (str(caught.value), 402, "veo")


def test_a_download_carries_no_key(tmp_path: Path) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path.endswith("/record-info"):
            data = {"successFlag": 1, "response": {"resultUrls": ["https://media.example/v.mp4"]}}
            return httpx.Response(200, json={"code": 200, "data": data})
        if request.method == "POST":
            return httpx.Response(200, json={"code": 200, "data": {"taskId": "veo_1"}})
        if request.url.host == "media.example":
            return httpx.Response(302, headers={"Location": "https://cdn.example/v.mp4"})
        return httpx.Response(200, content=b"video")

    with Kie("a-key", transport=httpx.MockTransport(answer)) as kie:
        task = kie.veo.extend(task_id="veo_0", prompt="On it goes")
        task.status()
        file = task.videos[0].download(tmp_path)
    assert file.read_bytes() == b"video"
    assert file.name == "kie-veo-veo_1.mp4"
    by_host = {request.url.host: request.headers.get("authorization") for request in seen}
    assert by_host == {
        "api.kie.ai": "Bearer a-key",
        "media.example": None,
        "cdn.example": None,
    }


def test_a_request_to_another_host_carries_no_key() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    with Kie("a-key", transport=httpx.MockTransport(answer)) as kie:
        kie.client.get_httpx_client().get("https://elsewhere.example/")
    assert "authorization" not in seen[0].headers


def test_the_client_names_itself() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["user-agent"].startswith("longtake/")
        return httpx.Response(200, json={"code": 200, "data": {"taskId": "1"}})

    with Kie("a-key", transport=httpx.MockTransport(answer)) as kie:
        kie.veo.extend(task_id="veo_0", prompt="On it goes")
