"""`download(timeout=...)` bounds a whole download: its requests, its pauses and its polls for a new link."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import (
    AsyncKie,
    AsyncUseApi,
    DownloadTimeoutError,
    InvalidRequestError,
    Kie,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    UseApi,
)
from longtake._core.tokens import TaskAddress
from longtake.emulator import Emulator
from longtake_pytest import ClientClock
from tests.helpers.downloads import Way, each_way
from tests.helpers.raw_server import Dripped, wire
from tests.helpers.videos import MP4

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

TOKEN: Final = TaskAddress("kie", "veo", "veo_1").token()
LINK: Final = "https://media.example/v.mp4"
OK: Final = b"HTTP/1.1 200 OK\r\n"
# Of a file that begins well and never ends.
DRIPS: Final = {
    "no head": Dripped(OK, b"X: 1\r\n"),
    "a body": Dripped(OK + b"Content-Length: 99999999\r\n\r\n" + MP4, bytes(4096)),
    "chunks": Dripped(
        OK + b"Transfer-Encoding: chunked\r\n\r\n28\r\n" + MP4[:40] + b"\r\n",
        b"800\r\n" + bytes(2048) + b"\r\n",
    ),
}


class Slow(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body of which each piece takes ten seconds."""

    def __init__(self, clock: ClientClock, *pieces: bytes) -> None:
        self._clock = clock
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._clock.sleep(10)
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def video_response(url: str = LINK) -> httpx.Response:
    data = {"successFlag": 1, "response": {"resultUrls": [url]}}
    return httpx.Response(200, json={"code": 200, "data": data})


def download(
    way: Way,
    media: Callable[[httpx.Request], httpx.Response],
    target: Path,
    clock: ClientClock,
    **options: Any,
) -> Path:
    """Download a finished Veo video whose host responds as `media` says."""

    def respond(request: httpx.Request) -> httpx.Response:
        return media(request) if request.url.host == "media.example" else video_response()

    made: dict[str, Any] = {"transport": httpx.MockTransport(respond), "clock": clock}
    if way == "sync":
        with Kie("a-key", **made) as kie:
            return kie.from_token(TOKEN).wait().download(target, **options)

    async def go() -> Path:
        async with AsyncKie("a-key", **made) as kie:
            video = await kie.from_token(TOKEN).wait()
            return await video.download(target, **options)

    return asyncio.run(go())


def clock_at_zero() -> ClientClock:
    return ClientClock(Emulator())


@each_way
def test_a_download_in_time_is_stored(way: Way, tmp_path: Path) -> None:
    clock = clock_at_zero()

    def media(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Slow(clock, MP4[:20], MP4[20:]))

    assert download(way, media, tmp_path / "v.mp4", clock, timeout=25).read_bytes() == MP4


@each_way
def test_a_slow_body_ends_by_the_timeout(way: Way, tmp_path: Path) -> None:
    clock, target = clock_at_zero(), tmp_path / "v.mp4"
    target.write_bytes(b"older")

    def media(_: httpx.Request) -> httpx.Response:
        headers = {"Content-Length": str(len(MP4))}
        return httpx.Response(200, stream=Slow(clock, *([MP4[:20]] * 3), MP4[60:]), headers=headers)

    began = clock.monotonic()
    with pytest.raises(DownloadTimeoutError, match=f"40 of {len(MP4)} bytes") as caught:
        download(way, media, target, clock, timeout=25)
    assert clock.monotonic() - began == pytest.approx(30)
    assert isinstance(caught.value, TimeoutError)
    assert isinstance(caught.value.__cause__, ServiceUnavailableError)
    assert (caught.value.token, caught.value.task_id) == (TOKEN, "veo_1")
    assert [each.name for each in tmp_path.iterdir()] == ["v.mp4"]
    assert target.read_bytes() == b"older"


@each_way
def test_pauses_between_attempts_count(way: Way, tmp_path: Path) -> None:
    clock, asked = clock_at_zero(), list[str]()

    def media(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(429, headers={"Retry-After": "40"})

    began = clock.monotonic()
    with pytest.raises(DownloadTimeoutError) as caught:
        download(way, media, tmp_path / "v.mp4", clock, timeout=60)
    assert isinstance(caught.value.__cause__, RateLimitError)
    assert len(asked) == 2
    # Nothing is slept for when no request would follow.
    assert clock.monotonic() - began < 60


@each_way
def test_no_attempt_begins_when_the_time_is_over(way: Way, tmp_path: Path) -> None:
    def media(_: httpx.Request) -> httpx.Response:
        raise AssertionError

    with pytest.raises(DownloadTimeoutError):
        download(way, media, tmp_path / "v.mp4", clock_at_zero(), timeout=0)


@each_way
@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFoundError), (500, ServiceUnavailableError)]
)
def test_a_download_that_ends_in_time_is_no_timeout(
    way: Way, status: int, error: type[LongtakeError], tmp_path: Path
) -> None:
    clock = clock_at_zero()

    def media(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status)

    with pytest.raises(error) as caught:
        download(way, media, tmp_path / "v.mp4", clock, timeout=100_000)
    assert type(caught.value) is error


@each_way
@pytest.mark.parametrize("timeout", [-1, float("nan"), "9", True])
def test_a_timeout_is_a_number_of_seconds(way: Way, timeout: object, tmp_path: Path) -> None:
    def media(_: httpx.Request) -> httpx.Response:
        raise AssertionError

    with pytest.raises(InvalidRequestError, match="timeout must be"):
        download(way, media, tmp_path / "v.mp4", clock_at_zero(), timeout=timeout)
    assert not list(tmp_path.iterdir())


@each_way
def test_the_poll_for_a_new_link_counts(way: Way, tmp_path: Path) -> None:
    """useapi.net signs links anew at each poll, and here it fails when the old one has expired."""
    clock, polls = clock_at_zero(), list[str]()
    done = {
        "taskId": "t1",
        "status": "SUCCEEDED",
        "artifacts": [{"assetId": "a1", "url": "https://media.example/v.mp4?signature=1"}],
    }

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.host == "media.example":
            return httpx.Response(403)
        polls.append(request.url.path)
        if len(polls) == 1:
            return httpx.Response(200, json=done)
        clock.sleep(20)
        return httpx.Response(503, json={"error": "down"})

    token = TaskAddress("useapi", "gen2", "t1").token()
    made: dict[str, Any] = {"transport": httpx.MockTransport(respond), "clock": clock}

    def expire() -> None:
        clock.sleep(3600)

    def go() -> None:
        with UseApi("user:1-key", **made) as useapi:
            video = useapi.from_token(token).wait()
            expire()
            video.download(tmp_path / "v.mp4", timeout=45)

    async def go_async() -> None:
        async with AsyncUseApi("user:1-key", **made) as useapi:
            video = await useapi.from_token(token).wait()
            expire()
            await video.download(tmp_path / "v.mp4", timeout=45)

    began = clock.monotonic()
    with pytest.raises(DownloadTimeoutError) as caught:
        go() if way == "sync" else asyncio.run(go_async())
    assert isinstance(caught.value.__cause__, ServiceUnavailableError)
    assert clock.monotonic() - began - 3600 < 45 + 25


@each_way
@pytest.mark.parametrize("what", DRIPS)
def test_a_slow_host_does_not_prolong_the_timeout(way: Way, what: str, tmp_path: Path) -> None:
    """By the time of this machine, over the real network. Without a timeout it would go on for ever."""
    with wire(lambda _: DRIPS[what]) as host, wire(lambda _: api_reply(host.port)) as api:
        made: dict[str, Any] = {"base_url": f"http://127.0.0.1:{api.port}"}

        def go() -> None:
            with Kie("a-key", **made) as kie:
                kie.from_token(TOKEN).wait().download(tmp_path / "v.mp4", timeout=0.2)

        async def go_async() -> None:
            async with AsyncKie("a-key", **made) as kie:
                video = await kie.from_token(TOKEN).wait()
                await video.download(tmp_path / "v.mp4", timeout=0.2)

        with pytest.raises(DownloadTimeoutError):
            go() if way == "sync" else asyncio.run(go_async())
    assert not list(tmp_path.iterdir())


def api_reply(port: int) -> bytes:
    """Return the response of an API whose task has its video on a port of this machine."""
    body = video_response(f"http://127.0.0.1:{port}/v.mp4").content
    return OK + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
