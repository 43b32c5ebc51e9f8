"""What tasks of every length say of their videos, and what a demuxer says of the files."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import httpx
import pytest
from av.error import FFmpegError

from longtake.emulator import Emulator
from longtake.emulator.mp4 import Clip, parse
from tests.helpers.emulator_requests import (
    FAMILIES,
    LONG_S,
    finished,
    read,
    submit,
    task_id_of,
    wanted,
)
from tests.helpers.mp4_reader import assert_plays, judge

pytestmark = pytest.mark.anyio
at_every_length = pytest.mark.parametrize("seconds", range(1, 61))


async def extended(
    client: httpx.AsyncClient, emulator: Emulator, family: str, seconds: int
) -> httpx.Response:
    """Extend a video of so many seconds and return the finished task's answer."""
    source = f"a-video-of-{seconds}-s"
    emulator.families[family].add_video(source, seconds=seconds)
    task_id = task_id_of(family, await submit(client, family, wanted(family, source)))
    emulator.advance(LONG_S)
    return await read(client, family, task_id)


async def download(client: httpx.AsyncClient, url: str) -> bytes:
    """Fetch a file whole."""
    answer = await client.get(url)
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(answer.content)
    return answer.content


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seconds", [1, 30, 60])
async def test_a_video_is_as_long_as_its_source_and_what_was_added(
    client: httpx.AsyncClient, emulator: Emulator, family: str, seconds: int
) -> None:
    answer = await extended(client, emulator, family, seconds)
    (create,) = emulator.ledger.creates
    assert create.seconds_added > 0
    for url in finished(family, answer).urls:
        assert_plays(await download(client, url), seconds + create.seconds_added)


@at_every_length
async def test_kling_says_how_long_source_and_result_are(
    client: httpx.AsyncClient, emulator: Emulator, seconds: int
) -> None:
    data = (await extended(client, emulator, "chainhub/kling", seconds)).json()["data"]
    source, (result,) = data["task_info"]["parent_video"], data["task_result"]["videos"]
    assert float(source["duration"]) == seconds
    assert float(result["duration"]) == seconds + emulator.ledger.creates[0].seconds_added
    for video in (source, result):
        assert_plays(await download(client, video["url"]), float(video["duration"]))


@at_every_length
async def test_useapi_says_how_long_how_large_and_how_fast_a_video_is(
    client: httpx.AsyncClient, emulator: Emulator, seconds: int
) -> None:
    body = (await extended(client, emulator, "useapi/gen2", seconds)).json()
    source = await download(client, body["options"]["gen2Options"]["init_video"])
    assert_plays(source, seconds)
    (artifact,) = body["artifacts"]
    told: Mapping[str, Any] = artifact["metadata"]
    assert told["duration"] == seconds + body["options"]["seconds"]
    content = await download(client, artifact["url"])
    assert len(content) == int(artifact["fileSize"])
    film = judge(content)
    assert film.container_s == told["duration"]
    assert film.frames / film.packets_s == told["frameRate"]
    assert film.sizes == {tuple(told["dimensions"])}


def test_the_judge_of_films_sees_a_wrong_one() -> None:
    content = (files("longtake.emulator") / "clip.mp4").read_bytes()
    film = Clip(content).cut(0, 3)
    assert_plays(film, 3)
    kind, movie, *seconds_of_it = [box.encode() for box in parse(film)]
    moof, mdat = seconds_of_it[::2], seconds_of_it[1::2]
    backwards = b"".join([kind, movie, *map(bytes.__add__, moof[::-1], mdat[::-1])])
    for wrong, seconds in ((film, 4), (film[: len(film) // 2], 3), (backwards, 3)):
        with pytest.raises((AssertionError, FFmpegError)):
            assert_plays(wrong, seconds)
