"""A video comes whole to its place, or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from longtake import (
    AsyncKie,
    InvalidRequestError,
    Kie,
    NotFoundError,
    ServiceUnavailableError,
    UnexpectedAnswerError,
    Video,
)
from longtake.emulator import Emulator
from longtake_pytest import EmulatorClock, ServedEmulator

DONE = {
    "code": 200,
    "data": {"successFlag": 1, "response": {"resultUrls": ["https://media.example/v.mp4"]}},
}


class Breaking(httpx.SyncByteStream):
    """A body that ends before its time."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"half"
        raise httpx.ReadError("the connection broke")


class Media:
    """A vendor with one finished task, whose media host gives these answers in turn."""

    def __init__(self, *answers: Callable[[], httpx.Response]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != "media.example":
            return httpx.Response(200, json=DONE)
        self.asked += 1
        return self.answers.pop(0)()


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def video_of(kie: Kie) -> Video:
    from longtake._core.tokens import TaskAddress  # noqa: PLC0415

    return kie.from_token(TaskAddress("kie", "veo", "veo_1").token()).wait()


def client(media: Media) -> Kie:
    return Kie("a-key", transport=httpx.MockTransport(media), clock=EmulatorClock(Emulator()))


def good() -> httpx.Response:
    return httpx.Response(200, content=b"whole", headers={"Content-Type": "video/mp4"})


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


@pytest.mark.parametrize("trouble", [broken, forbidden])
def test_a_download_is_tried_again(trouble: Callable[[], httpx.Response], tmp_path: Path) -> None:
    media = Media(trouble, trouble, good)
    with client(media) as kie:
        file = video_of(kie).download(tmp_path / "video.mp4")
    assert file.read_bytes() == b"whole"
    assert media.asked == 3
    assert left_in(tmp_path) == [file]


@pytest.mark.parametrize(
    ("answer", "error", "asked"),
    [
        # The host says nothing by which the file could be known again: no part of it is of use.
        (broken, ServiceUnavailableError, 7),
        (forbidden, ServiceUnavailableError, 6),
        (page, UnexpectedAnswerError, 1),
        (page_called_a_video, UnexpectedAnswerError, 1),
        (json_called_nothing, UnexpectedAnswerError, 1),
        (empty, UnexpectedAnswerError, 1),
        (missing, NotFoundError, 1),
    ],
)
def test_a_download_that_fails_leaves_nothing_and_loses_nothing(
    answer: Callable[[], httpx.Response], error: type[Exception], asked: int, tmp_path: Path
) -> None:
    target = tmp_path / "video.mp4"
    target.write_bytes(b"older")
    media = Media(*[answer] * 9)
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


def test_progress_is_told_in_bytes(
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
    from longtake._core.tokens import TaskAddress  # noqa: PLC0415

    media = Media(forbidden, good, *[forbidden] * 9)
    options: dict[str, Any] = {"transport": httpx.MockTransport(media)}
    async with AsyncKie("a-key", clock=EmulatorClock(Emulator()), **options) as kie:
        video = await kie.from_token(TaskAddress("kie", "veo", "veo_1").token()).wait()
        file = await video.download(tmp_path / "video.mp4")
        assert file.read_bytes() == b"whole"
        with pytest.raises(ServiceUnavailableError):
            await video.download(tmp_path / "other.mp4")
    assert left_in(tmp_path) == [file]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.mp4").write_bytes(b"older")
    (tmp_path / "link.mp4").symlink_to(tmp_path / "real.mp4")
    with client(Media(good)) as kie:
        video_of(kie).download(tmp_path / "link.mp4")
    assert (tmp_path / "link.mp4").is_symlink()
    assert (tmp_path / "real.mp4").read_bytes() == b"whole"


def test_what_is_no_file_keeps_its_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with client(Media(good)) as kie:
        video = video_of(kie)
        with pytest.raises(InvalidRequestError, match="is no file"):
            video.download(pipe)
    assert pipe.is_fifo()
