"""The clip and its cuts, as PyAV reads them."""

from importlib.resources import files

import pytest

from longtake.emulator.media.mp4 import Box, Clip, InvalidMp4Error, parse
from tests.helpers.mp4_reader import assert_plays

CLIP = (files("longtake.emulator") / "clip.mp4").read_bytes()


@pytest.fixture(scope="module")
def clip() -> Clip:
    """The clip that is committed."""
    return Clip(CLIP)


def test_boxes_come_out_as_they_went_in() -> None:
    assert b"".join(box.encode() for box in parse(CLIP)) == CLIP


def test_the_clip_is_a_minute_and_small() -> None:
    assert_plays(CLIP, 60)
    assert Clip(CLIP).seconds == 60
    assert len(CLIP) < 400_000


@pytest.mark.parametrize("seconds", range(1, 61))
def test_a_prefix_of_any_length_plays(clip: Clip, seconds: int) -> None:
    assert_plays(clip.cut(0, seconds), seconds)


@pytest.mark.parametrize(("start_s", "end_s"), [(8, 15), (59, 60), (0, 185), (55, 125)])
def test_a_part_begins_at_zero_and_the_clip_repeats(clip: Clip, start_s: int, end_s: int) -> None:
    assert_plays(clip.cut(start_s, end_s), end_s - start_s)


def test_a_part_shows_its_own_seconds(clip: Clip) -> None:
    whole, part = parse(clip.cut(0, 15)), parse(clip.cut(8, 15))
    pictures = [box.payload for box in whole if box.kind == b"mdat"]
    assert [box.payload for box in part if box.kind == b"mdat"] == pictures[8:]


@pytest.mark.parametrize(("start_s", "end_s"), [(0, 0), (3, 2), (-1, 2)])
def test_an_empty_cut_is_refused(clip: Clip, start_s: int, end_s: int) -> None:
    with pytest.raises(ValueError, match="start_s must be from 0"):
        clip.cut(start_s, end_s)


@pytest.mark.parametrize(
    "data", [b"", b"abc", CLIP[:-1], b"\0\0\0\4ftyp", Box(b"ftyp", b"isom").encode()]
)
def test_what_is_no_fragmented_mp4_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidMp4Error):
        Clip(data)
