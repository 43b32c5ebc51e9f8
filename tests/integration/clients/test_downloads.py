"""A video comes whole to its place, or not at all."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from longtake import (
    AsyncKie,
    InvalidRequestError,
    Kie,
    NotFoundError,
    ServiceUnavailableError,
    UnexpectedResponseError,
    Video,
)
from longtake._core.tokens import TaskAddress
from longtake.emulator import Emulator
from longtake_pytest import ClientClock, ServedEmulator
from tests.helpers.downloads import Way, each_way
from tests.helpers.videos import MP4, PNG, TRANSPORT_STREAM, WEBM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

DONE = {
    "code": 200,
    "data": {"successFlag": 1, "response": {"resultUrls": ["https://media.example/v.mp4"]}},
}


class Breaking(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that ends before its time."""

    def __init__(self, content: bytes = b"half") -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content
        raise httpx.ReadError("the connection broke")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


class Media:
    """A provider with one finished task, whose media host sends these responses in turn."""

    def __init__(self, *responses: Callable[[], httpx.Response]) -> None:
        self.responses = list(responses)
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != "media.example":
            return httpx.Response(200, json=DONE)
        self.asked += 1
        return self.responses.pop(0)()


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def video_of(kie: Kie) -> Video:
    return kie.from_token(TaskAddress("kie", "veo", "veo_1").token()).wait()


def client(media: Callable[[httpx.Request], httpx.Response]) -> Kie:
    return Kie("a-key", transport=httpx.MockTransport(media), clock=ClientClock(Emulator()))


def good() -> httpx.Response:
    return httpx.Response(200, content=MP4, headers={"Content-Type": "video/mp4"})


def broken() -> httpx.Response:
    return httpx.Response(200, stream=Breaking(), headers={"Content-Length": "8"})


def forbidden() -> httpx.Response:
    return httpx.Response(403)


def page() -> httpx.Response:
    return httpx.Response(200, html="<html>not found</html>")


def missing() -> httpx.Response:
    return httpx.Response(404)


def page_called_a_video() -> httpx.Response:
    return httpx.Response(200, content=b"\n <!doctype html>", headers={"Content-Type": "video/mp4"})


def json_called_nothing() -> httpx.Response:
    return httpx.Response(200, content=b'\xef\xbb\xbf{"code": 500}')


def empty() -> httpx.Response:
    return httpx.Response(200, content=b"")


def download(
    way: Way, media: Callable[[httpx.Request], httpx.Response], target: Path, **options: Any
) -> Path:
    """Download a finished video, sync or async."""
    if way == "sync":
        with client(media) as kie:
            return video_of(kie).download(target, **options)

    async def go() -> Path:
        made: dict[str, Any] = {
            "transport": httpx.MockTransport(media),
            "clock": ClientClock(Emulator()),
        }
        async with AsyncKie("a-key", **made) as kie:
            video = await kie.from_token(TaskAddress("kie", "veo", "veo_1").token()).wait()
            return await video.download(target, **options)

    return asyncio.run(go())


@each_way
@pytest.mark.parametrize("label", ["text/plain", "application/json", "text/html", "image/png"])
def test_a_video_is_stored_under_any_label(way: Way, label: str, tmp_path: Path) -> None:
    def labelled() -> httpx.Response:
        return httpx.Response(200, content=MP4, headers={"Content-Type": label})

    file = download(way, Media(labelled), tmp_path / "video.mp4")
    assert file.read_bytes() == MP4


@each_way
@pytest.mark.parametrize("label", ["video/mp4", "text/plain", "application/octet-stream", None])
@pytest.mark.parametrize(
    "content",
    [b"Link expired", b"Access denied", b"#EXTM3U\n", b"null", PNG, b"x", bytes(2000)],
    ids=["expired", "denied", "playlist", "null", "picture", "one byte", "NULs"],
)
def test_what_is_no_video_is_refused_and_the_older_file_stays(
    way: Way, content: bytes, label: str | None, tmp_path: Path
) -> None:
    def labelled() -> httpx.Response:
        return httpx.Response(
            200, content=content, headers={"Content-Type": label} if label else {}
        )

    target = tmp_path / "video.mp4"
    target.write_bytes(b"older")
    media = Media(labelled)
    with pytest.raises(UnexpectedResponseError, match=r"expected a video from media\.example"):
        download(way, media, target)
    assert media.asked == 1
    assert target.read_bytes() == b"older"
    assert left_in(tmp_path) == [target]


@each_way
def test_a_trailer_behind_the_video_is_stored_with_it(way: Way, tmp_path: Path) -> None:
    content = MP4 + b"\n<!-- served by the edge -->"
    media = Media(lambda: httpx.Response(200, content=content))
    assert download(way, media, tmp_path / "video.mp4").read_bytes() == content
    assert media.asked == 1


@each_way
@pytest.mark.parametrize(
    ("content", "suffix"), [(MP4, ".mp4"), (WEBM, ".webm"), (TRANSPORT_STREAM, ".ts")]
)
def test_a_file_in_a_folder_has_the_suffix_of_its_format(
    way: Way, content: bytes, suffix: str, tmp_path: Path
) -> None:
    def labelled() -> httpx.Response:
        return httpx.Response(200, content=content, headers={"Content-Type": "video/mp4"})

    file = download(way, Media(labelled, labelled), tmp_path)
    assert left_in(tmp_path) == [file] == [tmp_path / f"kie-veo-veo_1{suffix}"]
    with pytest.raises(InvalidRequestError, match="exists"):
        download(way, Media(labelled), tmp_path, overwrite=False)


@each_way
def test_a_file_whose_name_was_given_keeps_it(way: Way, tmp_path: Path) -> None:
    media = Media(lambda: httpx.Response(200, content=WEBM))
    assert download(way, media, tmp_path / "video.mp4") == tmp_path / "video.mp4"


@each_way
def test_a_part_that_does_not_name_its_file_is_not_put_together_with_another(
    way: Way, tmp_path: Path
) -> None:
    """The host forgets its ETag and has another video meanwhile."""

    def begun() -> httpx.Response:
        headers = {"Content-Length": f"{len(MP4)}", "ETag": '"one"'}
        return httpx.Response(200, stream=Breaking(MP4[:30]), headers=headers)

    def rest_of_another() -> httpx.Response:
        headers = {"Content-Range": f"bytes 30-{len(MP4) - 1}/{len(MP4)}"}
        return httpx.Response(206, content=b"?" * (len(MP4) - 30), headers=headers)

    media = Media(begun, rest_of_another, good)
    assert download(way, media, tmp_path / "video.mp4").read_bytes() == MP4
    assert media.asked == 3


@each_way
def test_a_host_that_sends_one_byte_per_connection_is_given_up(way: Way, tmp_path: Path) -> None:
    def one_more(request: httpx.Request) -> httpx.Response:
        if request.url.host != "media.example":
            return httpx.Response(200, json=DONE)
        asked.append(request)
        first = int(request.headers.get("Range", "bytes=0-")[len("bytes=") : -1])
        headers = {"ETag": '"one"', "Content-Length": "100000000"}
        if first:
            headers["Content-Range"] = f"bytes {first}-99999999/100000000"
        return httpx.Response(206 if first else 200, stream=Breaking(b"\0"), headers=headers)

    asked: list[httpx.Request] = []
    with pytest.raises(ServiceUnavailableError):
        download(way, one_more, tmp_path / "video.mp4")
    assert len(asked) <= 12


@pytest.mark.parametrize("trouble", [broken, forbidden])
def test_a_download_is_tried_again(trouble: Callable[[], httpx.Response], tmp_path: Path) -> None:
    media = Media(trouble, trouble, good)
    with client(media) as kie:
        file = video_of(kie).download(tmp_path / "video.mp4")
    assert file.read_bytes() == MP4
    assert media.asked == 3
    assert left_in(tmp_path) == [file]


@pytest.mark.parametrize(
    ("response", "error", "asked"),
    [
        # The host says nothing by which the file could be known again: no part of it is of use.
        (broken, ServiceUnavailableError, 7),
        (forbidden, ServiceUnavailableError, 6),
        (page, UnexpectedResponseError, 1),
        (page_called_a_video, UnexpectedResponseError, 1),
        (json_called_nothing, UnexpectedResponseError, 1),
        (empty, UnexpectedResponseError, 1),
        (missing, NotFoundError, 1),
    ],
)
def test_a_download_that_fails_leaves_nothing_and_loses_nothing(
    response: Callable[[], httpx.Response], error: type[Exception], asked: int, tmp_path: Path
) -> None:
    target = tmp_path / "video.mp4"
    target.write_bytes(b"older")
    media = Media(*[response] * 9)
    with client(media) as kie:
        video = video_of(kie)
        with pytest.raises(error) as caught:
            video.download(target)
    assert media.asked == asked
    assert getattr(caught.value, "task_id", None) == "veo_1"
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interrupted_download_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(_done: int, _total: int | None) -> None:
        raise KeyboardInterrupt

    with client(Media(good)) as kie:
        video = video_of(kie)
        with pytest.raises(KeyboardInterrupt):
            video.download(tmp_path / "video.mp4", on_progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_progress_is_reported_in_bytes(
    longtake_kie: Kie, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    seen: list[tuple[int, int | None]] = []

    def note(done: int, total: int | None) -> None:
        seen.append((done, total))

    video = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
    ).wait()
    file = video.download(tmp_path / "a" / "b" / "video.mp4", on_progress=note)
    assert seen[-1] == (file.stat().st_size, file.stat().st_size)
    assert seen == sorted(seen)


def test_a_file_is_kept_where_it_is_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "video.mp4"
    with client(Media(good, good)) as kie:
        video = video_of(kie)
        video.download(target)
        with pytest.raises(InvalidRequestError, match="exists"):
            video.download(target, overwrite=False)
        video.download(target)


def test_a_folder_gets_a_file_named_after_the_task(tmp_path: Path) -> None:
    with client(Media(good)) as kie:
        assert (
            video_of(kie).download(str(tmp_path / "new") + "/")
            == tmp_path / "new" / "kie-veo-veo_1.mp4"
        )


@pytest.mark.anyio
async def test_an_async_download_is_tried_again_and_then_given_up(tmp_path: Path) -> None:
    media = Media(forbidden, good, *[forbidden] * 9)
    options: dict[str, Any] = {"transport": httpx.MockTransport(media)}
    async with AsyncKie("a-key", clock=ClientClock(Emulator()), **options) as kie:
        video = await kie.from_token(TaskAddress("kie", "veo", "veo_1").token()).wait()
        file = await video.download(tmp_path / "video.mp4")
        assert file.read_bytes() == MP4
        with pytest.raises(ServiceUnavailableError):
            await video.download(tmp_path / "other.mp4")
    assert left_in(tmp_path) == [file]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.mp4").write_bytes(b"older")
    (tmp_path / "link.mp4").symlink_to(tmp_path / "real.mp4")
    with client(Media(good)) as kie:
        video_of(kie).download(tmp_path / "link.mp4")
    assert (tmp_path / "link.mp4").is_symlink()
    assert (tmp_path / "real.mp4").read_bytes() == MP4


def test_what_is_no_file_keeps_its_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with client(Media(good)) as kie:
        video = video_of(kie)
        with pytest.raises(InvalidRequestError, match="is not a regular file"):
            video.download(pipe)
    assert pipe.is_fifo()
