"""A connection that breaks when the whole response is there: the response counts."""

from __future__ import annotations

import gzip
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import anyio.to_thread
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
from longtake._shell.http.network import AsyncStream, Stream
from tests.helpers.raw_server import Held, Reply, Reset, StillClock, Wire, wire

if TYPE_CHECKING:
    from collections.abc import Generator

BODY: Final = json.dumps(
    {"code": 200, "msg": "success", "taskId": "t1", "data": {"taskId": "t1"}}
).encode()
KLING: Final = json.dumps({"code": 0, "message": "", "data": {"task_id": "t1"}}).encode()
ASSET: Final = "user:1-runwayml:a@b.example-asset:1"
SILENCE_S: Final = 0.05
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


def options(port: int) -> dict[str, Any]:
    return {"base_url": f"http://127.0.0.1:{port}", "clock": StillClock(), "timeout": LONG_S}


@contextmanager
def breaking(name: str, body: bytes) -> Generator[Wire]:
    """Serve a response that breaks, and let the client's reads end by a timeout if it is silence."""
    with (
        wire(lambda _: breaks(body)[name]) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        if name.startswith("silence"):
            end_reads_in_silence(server, patch)
        yield server


def end_reads_in_silence(server: Wire, patch: pytest.MonkeyPatch) -> None:
    """Begin each read once the server has sent all: a slow machine must not end a read earlier."""
    read, read_async = Stream.read, AsyncStream.read

    def read_soon(stream: Stream, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        assert server.silent.wait(LONG_S)
        return read(stream, max_bytes, SILENCE_S)

    async def read_soon_async(
        stream: AsyncStream, max_bytes: int, timeout: float | None = None
    ) -> bytes:
        del timeout
        assert await anyio.to_thread.run_sync(server.silent.wait, LONG_S)
        return await read_async(stream, max_bytes, SILENCE_S)

    patch.setattr(Stream, "read", read_soon)
    patch.setattr(AsyncStream, "read", read_soon_async)


@each_break
def test_a_submit_has_its_task(name: str) -> None:
    with (
        breaking(name, BODY) as server,
        Kie("a-key", **options(server.port)) as kie,
    ):
        assert kie.veo.extend(task_id="veo_1", prompt="On").id == "t1"
    assert server.posts == 1
    with (
        breaking(name, BODY) as server,
        UseApi("a-key", **options(server.port)) as it,
    ):
        assert it.gen2.extend(asset_id=ASSET).id == "t1"
    assert server.posts == 1
    with (
        breaking(name, KLING) as server,
        Chainhub("a-key", **options(server.port)) as chainhub,
    ):
        assert chainhub.kling.extend(video_id="1", prompt="On").id == "t1"
    assert server.posts == 1


@each_break
@pytest.mark.anyio
async def test_a_submit_has_its_task_async(name: str) -> None:
    with breaking(name, BODY) as server:
        async with AsyncKie("a-key", **options(server.port)) as kie:
            assert (await kie.veo.extend(task_id="veo_1", prompt="On")).id == "t1"
    assert server.posts == 1
    with breaking(name, BODY) as server:
        async with AsyncUseApi("a-key", **options(server.port)) as useapi:
            assert (await useapi.gen2.extend(asset_id=ASSET)).id == "t1"
    assert server.posts == 1
    with breaking(name, KLING) as server:
        async with AsyncChainhub("a-key", **options(server.port)) as chainhub:
            assert (await chainhub.kling.extend(video_id="1", prompt="On")).id == "t1"
    assert server.posts == 1


@each_break
def test_a_refusal_is_one(name: str) -> None:
    refusal = b'{"code": 400, "msg": "content policy"}'
    with (
        breaking(name, refusal) as server,
        Kie("k", **options(server.port)) as kie,
        pytest.raises(ContentRejectedError),
    ):
        kie.veo.extend(task_id="veo_1", prompt="On")
    assert server.posts == 1


@pytest.mark.parametrize("body", [BODY[:-1], b'{"code": 200, "data": {}}', b"7", b"null"])
@each_break
def test_a_part_or_no_task_is_an_unknown_outcome(name: str, body: bytes) -> None:
    with (
        breaking(name, body) as server,
        Kie("k", **options(server.port)) as kie,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        kie.veo.extend(task_id="veo_1", prompt="On")
    assert server.posts == 1


@each_break
def test_a_poll_is_one(name: str) -> None:
    failed = b'{"code": 200, "msg": "", "data": {"taskId": "t1", "successFlag": 2}}'
    with (
        breaking(name, failed) as server,
        Kie("k", **options(server.port)) as kie,
    ):
        polled = kie.from_token(_token()).status()
        assert polled.state.ended
    assert len(server.heads) == 1


@each_break
@pytest.mark.anyio
async def test_a_poll_is_one_async(name: str) -> None:
    failed = b'{"code": 200, "msg": "", "data": {"taskId": "t1", "successFlag": 2}}'
    with breaking(name, failed) as server:
        async with AsyncKie("k", **options(server.port)) as kie:
            assert (await kie.from_token(_token()).status()).state.ended
    assert len(server.heads) == 1


def test_a_function_called_directly_has_its_response() -> None:
    name = "no last chunk"
    with (
        breaking(name, BODY) as server,
        Kie("k", **options(server.port)) as kie,
    ):
        http: httpx.Client = kie.client.get_httpx_client()
        assert http.post("/api/v1/veo/extend").json()["data"] == {"taskId": "t1"}


def _token() -> str:
    def created(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=BODY)

    with Kie("k", transport=httpx.MockTransport(created)) as kie:
        return kie.veo.extend(task_id="veo_1", prompt="On").token
