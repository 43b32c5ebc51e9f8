"""A connection that breaks when the whole response is there: the response counts."""

from __future__ import annotations

import gzip
import json
from typing import Any, Final

import httpx
import pytest

from longtake import (
    AsyncChainhub,
    AsyncKie,
    AsyncUseApi,
    Chainhub,
    ContentRejectedError,
    Kie,
    SubmitOutcomeUnknown,
    UseApi,
)
from tests.helpers.raw_server import Held, Reply, Reset, StillClock, wire

BODY: Final = json.dumps(
    {"code": 200, "msg": "success", "taskId": "t1", "data": {"taskId": "t1"}}
).encode()
KLING: Final = json.dumps({"code": 0, "message": "", "data": {"task_id": "t1"}}).encode()
ASSET: Final = "user:1-runwayml:a@b.example-asset:1"
# Only silence ends by the timeout. Elsewhere a slow machine must not end a request earlier.
SILENCE_S: Final = 0.2
LONG_S: Final = 60.0


def head(*headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode()


def chunk(body: bytes) -> bytes:
    return head("Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(body), body)


def packed(body: bytes) -> bytes:
    return head("Content-Encoding: gzip", "Content-Length: 999") + gzip.compress(body)


def breaks(body: bytes) -> dict[str, Reply]:
    return {
        "no last chunk": chunk(body),
        "silence in place of the last chunk": Held(chunk(body)),
        "a reset in place of the last chunk": Reset(chunk(body)),
        "less than announced": head(f"Content-Length: {len(body) + 1}") + body,
        "silence, and less than announced": Held(head(f"Content-Length: {len(body) + 9}") + body),
        "silence without a length": Held(head() + body),
        "a reset without a length": Reset(head() + body),
        "packed, without an end": packed(body),
        "packed, without its checksum": packed(body)[:-8],
        "chunks of no size after it": chunk(body) + b"many\r\n",
    }


each_break = pytest.mark.parametrize("name", breaks(b""))


def options(port: int, name: str) -> dict[str, Any]:
    timeout = SILENCE_S if name.startswith("silence") else LONG_S
    return {"base_url": f"http://127.0.0.1:{port}", "clock": StillClock(), "timeout": timeout}


@each_break
def test_a_submit_has_its_task(name: str) -> None:
    with (
        wire(lambda _: breaks(BODY)[name]) as server,
        Kie("a-key", **options(server.port, name)) as kie,
    ):
        assert kie.veo.extend(task_id="veo_1", prompt="On").id == "t1"
    assert server.posts == 1
    with (
        wire(lambda _: breaks(BODY)[name]) as server,
        UseApi("a-key", **options(server.port, name)) as it,
    ):
        assert it.gen2.extend(asset_id=ASSET).id == "t1"
    assert server.posts == 1
    with (
        wire(lambda _: breaks(KLING)[name]) as server,
        Chainhub("a-key", **options(server.port, name)) as chainhub,
    ):
        assert chainhub.kling.extend(video_id="1", prompt="On").id == "t1"
    assert server.posts == 1


@each_break
@pytest.mark.anyio
async def test_a_submit_has_its_task_async(name: str) -> None:
    with wire(lambda _: breaks(BODY)[name]) as server:
        async with AsyncKie("a-key", **options(server.port, name)) as kie:
            assert (await kie.veo.extend(task_id="veo_1", prompt="On")).id == "t1"
    assert server.posts == 1
    with wire(lambda _: breaks(BODY)[name]) as server:
        async with AsyncUseApi("a-key", **options(server.port, name)) as useapi:
            assert (await useapi.gen2.extend(asset_id=ASSET)).id == "t1"
    assert server.posts == 1
    with wire(lambda _: breaks(KLING)[name]) as server:
        async with AsyncChainhub("a-key", **options(server.port, name)) as chainhub:
            assert (await chainhub.kling.extend(video_id="1", prompt="On")).id == "t1"
    assert server.posts == 1


@each_break
def test_a_refusal_is_one(name: str) -> None:
    refusal = b'{"code": 400, "msg": "content policy"}'
    with (
        wire(lambda _: breaks(refusal)[name]) as server,
        Kie("k", **options(server.port, name)) as kie,
        pytest.raises(ContentRejectedError),
    ):
        kie.veo.extend(task_id="veo_1", prompt="On")
    assert server.posts == 1


@pytest.mark.parametrize("body", [BODY[:-1], b'{"code": 200, "data": {}}', b"7", b"null"])
@each_break
def test_a_part_or_no_task_is_an_unknown_outcome(name: str, body: bytes) -> None:
    with (
        wire(lambda _: breaks(body)[name]) as server,
        Kie("k", **options(server.port, name)) as kie,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        kie.veo.extend(task_id="veo_1", prompt="On")
    assert server.posts == 1


@each_break
def test_a_poll_is_one(name: str) -> None:
    failed = b'{"code": 200, "msg": "", "data": {"taskId": "t1", "successFlag": 2}}'
    with (
        wire(lambda _: breaks(failed)[name]) as server,
        Kie("k", **options(server.port, name)) as kie,
    ):
        polled = kie.from_token(_token()).status()
        assert polled.state.ended
    assert len(server.heads) == 1


@each_break
@pytest.mark.anyio
async def test_a_poll_is_one_async(name: str) -> None:
    failed = b'{"code": 200, "msg": "", "data": {"taskId": "t1", "successFlag": 2}}'
    with wire(lambda _: breaks(failed)[name]) as server:
        async with AsyncKie("k", **options(server.port, name)) as kie:
            assert (await kie.from_token(_token()).status()).state.ended
    assert len(server.heads) == 1


def test_a_function_called_directly_has_its_response() -> None:
    name = "no last chunk"
    with (
        wire(lambda _: breaks(BODY)[name]) as server,
        Kie("k", **options(server.port, name)) as kie,
    ):
        http: httpx.Client = kie.client.get_httpx_client()
        assert http.post("/api/v1/veo/extend").json()["data"] == {"taskId": "t1"}


def _token() -> str:
    def created(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=BODY)

    with Kie("k", transport=httpx.MockTransport(created)) as kie:
        return kie.veo.extend(task_id="veo_1", prompt="On").token
