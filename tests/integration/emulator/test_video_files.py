"""The files that tasks make, as a demuxer reads them."""

from importlib.resources import files

import httpx
import pytest
from av.error import FFmpegError

from longtake.emulator import Emulator
from longtake.emulator.media.mp4 import Clip, parse
from tests.helpers.emulator_requests import KIND_KEYS, download, extended, finished
from tests.helpers.mp4_reader import assert_plays

pytestmark = pytest.mark.anyio


# Midjourney extends no video of 30 seconds.
@pytest.mark.parametrize(
    ("kind_key", "seconds"),
    [
        (kind_key, seconds)
        for kind_key in KIND_KEYS
        for seconds in (1, 17, *(() if kind_key == "kie/midjourney" else (60,)))
    ],
)
async def test_a_video_is_as_long_as_its_source_and_what_was_added(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, seconds: int
) -> None:
    response = await extended(client, emulator, kind_key, seconds)
    (create,) = emulator.ledger.creates
    assert create.seconds_added > 0
    for url in finished(kind_key, response).urls:
        assert_plays(await download(client, url), seconds + create.seconds_added)


def test_the_validator_of_videos_finds_a_wrong_one() -> None:
    content = (files("longtake.emulator") / "clip.mp4").read_bytes()
    film = Clip(content).cut(0, 3)
    assert_plays(film, 3)
    kind, movie, *seconds_of_it = [box.encode() for box in parse(film)]
    moof, mdat = seconds_of_it[::2], seconds_of_it[1::2]
    backwards = b"".join([kind, movie, *map(bytes.__add__, moof[::-1], mdat[::-1])])
    for wrong, seconds in ((film, 4), (film[: len(film) // 2], 3), (backwards, 3)):
        with pytest.raises((AssertionError, FFmpegError)):
            assert_plays(wrong, seconds)
