"""What tasks say of videos of every length, and what a demuxer says of the files."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from longtake.emulator import Emulator
from tests.helpers.emulator_requests import download, extended
from tests.helpers.mp4_reader import assert_plays, judge

pytestmark = pytest.mark.anyio
at_every_length = pytest.mark.parametrize("seconds", range(1, 61))


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
