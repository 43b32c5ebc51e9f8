"""Videos of every length: their lengths in responses, and in the files by a demuxer."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from longtake.emulator import Emulator
from tests.helpers.emulator_requests import download, extended
from tests.helpers.mp4_reader import assert_plays, decode

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.anyio
at_every_length = pytest.mark.parametrize("seconds", range(1, 61))


@at_every_length
async def test_kling_has_the_lengths_of_source_and_result(
    client: httpx.AsyncClient, emulator: Emulator, seconds: int
) -> None:
    data = (await extended(client, emulator, "chainhub/kling", seconds)).json()["data"]
    source, (result,) = data["task_info"]["parent_video"], data["task_result"]["videos"]
    assert float(source["duration"]) == seconds
    assert float(result["duration"]) == seconds + emulator.ledger.creates[0].seconds_added
    for video in (source, result):
        assert_plays(await download(client, video["url"]), float(video["duration"]))


@at_every_length
async def test_useapi_has_length_size_and_frame_rate_of_a_video(
    client: httpx.AsyncClient, emulator: Emulator, seconds: int
) -> None:
    body = (await extended(client, emulator, "useapi/gen2", seconds)).json()
    source = await download(client, body["options"]["gen2Options"]["init_video"])
    assert_plays(source, seconds)
    (artifact,) = body["artifacts"]
    metadata: Mapping[str, Any] = artifact["metadata"]
    assert metadata["duration"] == seconds + body["options"]["seconds"]
    content = await download(client, artifact["url"])
    assert len(content) == int(artifact["fileSize"])
    film = decode(content)
    assert film.container_s == metadata["duration"]
    assert film.frames / film.packets_s == metadata["frameRate"]
    assert film.sizes == {tuple(metadata["dimensions"])}
