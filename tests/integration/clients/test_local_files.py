"""Local files as images and sources: uploaded or encoded before the request, after everything is checked."""

from __future__ import annotations

import base64
import json
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

import longtake
from longtake import (
    AsyncChainhub,
    AsyncKie,
    Chainhub,
    InvalidRequestError,
    Kie,
    MissingCredentialsError,
    UseApi,
)
from tests.helpers.downloads import Way, each_way

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake_pytest import ServedEmulator

STORED = "https://files.test/stored.png"
PNG = b"\x89PNG\r\n\x1a\n and the rest"


class Provider:
    """Stores files and accepts submissions. It keeps the bodies of the submissions."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.sent: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        if "upload" in request.url.path:
            data = {"downloadUrl": STORED, "fileName": "stored.png", "fileSize": len(PNG)}
            return httpx.Response(200, json={"success": True, "code": 200, "msg": "", "data": data})
        self.sent.append(json.loads(request.content))
        return httpx.Response(200, json={"code": 200, "data": {"taskId": "t1", "task_id": "t1"}})


def call(way: Way, provider: Provider, clients: tuple[Any, Any], **arguments: Any) -> None:
    """Call a function of longtake, with a client of the provider."""
    model, action = arguments.pop("model"), arguments.pop("action")
    transport = httpx.MockTransport(provider)

    async def run() -> None:
        async with clients[1]("a-key", transport=transport) as client:
            function: Callable[..., Any] = getattr(longtake, f"{action}_async")
            await function(model, client=client, **arguments)

    if way == "async":
        anyio.run(run)
        return
    with clients[0]("a-key", transport=transport) as client:
        getattr(longtake, action)(model, client=client, **arguments)


KIE = (Kie, AsyncKie)
CHAINHUB = (Chainhub, AsyncChainhub)


@pytest.mark.parametrize("form", [Path, str, "bytes"])
@each_way
def test_an_image_is_uploaded_where_the_provider_takes_urls(
    form: Any, way: Way, tmp_path: Path
) -> None:
    file = tmp_path / "dog.png"
    file.write_bytes(PNG)
    image = PNG if form == "bytes" else form(file)
    provider = Provider()
    call(way, provider, KIE, action="generate", model="kie/veo", prompt="It runs", image=image)
    assert provider.paths == ["/api/file-stream-upload", "/api/v1/veo/generate"]
    assert provider.sent[0]["imageUrls"] == [STORED]


@each_way
def test_a_video_is_uploaded_where_the_model_takes_urls(way: Way, tmp_path: Path) -> None:
    file = tmp_path / "dog.mp4"
    file.write_bytes(b"\x00\x00\x00\x18ftypmp42 and the rest")
    provider = Provider()
    model = "kie/jobs/pixverse"
    call(way, provider, KIE, action="extend", model=model, source=file, prompt="On it goes")
    assert provider.sent[0]["input"]["video_url"] == STORED


@pytest.mark.parametrize("form", [Path, "bytes"])
@each_way
def test_an_image_is_sent_as_base64_where_the_provider_takes_it(
    form: Any, way: Way, tmp_path: Path
) -> None:
    file = tmp_path / "dog.png"
    file.write_bytes(PNG)
    image = PNG if form == "bytes" else form(file)
    provider = Provider()
    call(way, provider, CHAINHUB, action="generate", model="chainhub/kling", image=image)
    assert len(provider.paths) == 1
    assert base64.b64decode(provider.sent[0]["image"]) == PNG


@pytest.mark.parametrize(
    ("clients", "arguments", "message"),
    [
        (
            KIE,
            {"model": "kie/veo", "prompt": "A", "image": PNG, "duration_s": 5},
            "4, 6 or 8, got 5",
        ),
        (KIE, {"model": "kie/veo", "image": PNG}, "kie/veo requires prompt"),
        (KIE, {"model": "kie/veo", "prompt": "A", "image": Path("none.png")}, "none.png"),
        (
            CHAINHUB,
            {"model": "chainhub/kling", "image": Path("none.png")},
            "none.png' cannot be read",
        ),
    ],
)
@each_way
def test_nothing_is_sent_for_a_request_that_is_refused(
    clients: tuple[Any, Any], arguments: dict[str, Any], message: str, way: Way
) -> None:
    provider = Provider()
    with pytest.raises(InvalidRequestError, match=message):
        call(way, provider, clients, action="generate", **arguments)
    assert provider.paths == []


@each_way
def test_a_local_file_is_no_source_where_the_model_takes_ids(way: Way) -> None:
    provider = Provider()
    with pytest.raises(InvalidRequestError, match="source must be a task id, got a local file"):
        call(way, provider, KIE, action="extend", model="kie/veo", source=PNG, prompt="On")
    assert provider.paths == []


def test_a_prepared_submission_takes_no_local_file() -> None:
    with (
        Kie("a-key", transport=httpx.MockTransport(Provider())) as kie,
        pytest.raises(InvalidRequestError, match="image is a local file"),
    ):
        kie.prepare_generate("veo", prompt="It runs", image=PNG)


def test_a_provider_without_uploads_takes_no_local_file() -> None:
    with (
        UseApi("a-key", transport=httpx.MockTransport(Provider())) as useapi,
        pytest.raises(InvalidRequestError, match="source must be an asset id, got a local file"),
    ):
        longtake.extend("useapi/gen2", source=PNG, client=useapi)


def test_a_local_file_is_checked_before_a_key_is_needed() -> None:
    with pytest.raises(MissingCredentialsError):
        longtake.generate("kie/veo", prompt="It runs", image=PNG)


@pytest.mark.parametrize(
    ("method", "parameters", "name"),
    [
        ("veo.generate", {"prompt": "p", "image_urls": ["dog.png"]}, "image_urls"),
        (
            "jobs.wan.image_to_video",
            {"prompt": "p", "first_frame_url": "./dog.png"},
            "first_frame_url",
        ),
        (
            "jobs.pixverse.extend",
            {"prompt": "On", "duration": 5, "video_url": "dog.mp4"},
            "video_url",
        ),
    ],
)
def test_a_path_in_place_of_a_url_is_refused_before_anything_is_sent(
    method: str,
    parameters: dict[str, Any],
    name: str,
    longtake_kie: Kie,
    longtake_emulator: ServedEmulator,
) -> None:
    with pytest.raises(InvalidRequestError, match=f"{name} must be an http or https URL, got"):
        attrgetter(method)(longtake_kie)(**parameters)
    assert longtake_emulator.ledger.requests == ()
