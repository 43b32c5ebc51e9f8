"""The clip and its cuts, as PyAV reads them."""

from importlib.resources import files
from math import inf

import pytest

from longtake.emulator.media.mp4 import Box, Clip, InvalidMp4Error, parse
from scripts.clip import FRAMES_PER_SECOND, SECONDS
from scripts.frame_numbers import read_numbers
from tests.helpers.mp4_reader import assert_plays

CLIP = (files("longtake.emulator") / "clip.mp4").read_bytes()
FRAMES = SECONDS * FRAMES_PER_SECOND


@pytest.fixture(scope="module")
def clip() -> Clip:
    """The clip that is committed."""
    return Clip(CLIP)


def test_boxes_come_out_as_they_went_in() -> None:
    assert b"".join(box.encode() for box in parse(CLIP)) == CLIP


def test_the_clip_has_its_length_and_is_small(clip: Clip) -> None:
    assert_plays(CLIP, SECONDS)
    assert clip.seconds == SECONDS
    assert len(CLIP) < 700_000


def test_the_frames_are_numbered() -> None:
    assert read_numbers(CLIP) == list(range(FRAMES))


@pytest.mark.parametrize("seconds", [0.2, 0.4, 0.6, 1, 1.6, 5, 8.2, 29.8, 60, 64, 79.8, 80])
def test_a_prefix_of_any_length_plays(clip: Clip, seconds: float) -> None:
    assert_plays(clip.cut(0, seconds), seconds)


@pytest.mark.parametrize(
    ("start_s", "end_s"),
    [(8, 15), (79, 80), (79, 161), (75, 85), (6.4, 15), (79.8, 80.2), (0.6, 0.8), (7, 15.2)],
)
def test_a_part_begins_at_zero_and_shows_its_own_seconds(
    clip: Clip, start_s: float, end_s: float
) -> None:
    part = clip.cut(start_s, end_s)
    assert_plays(part, end_s - start_s)
    expected = range(round(10 * start_s), round(10 * end_s))
    assert read_numbers(part) == [number % FRAMES for number in expected]


@pytest.mark.parametrize(
    ("start_s", "end_s", "first", "frames"),
    [(0, 5.04, 0, 50), (4.96, 10, 50, 50), (0, 0.04, 0, 2), (3.3, 3.31, 32, 2)],
)
def test_a_cut_within_a_fragment_is_made_at_the_nearest_end_of_one(
    clip: Clip, start_s: float, end_s: float, first: int, frames: int
) -> None:
    assert read_numbers(clip.cut(start_s, end_s)) == list(range(first, first + frames))


@pytest.mark.parametrize(("start_s", "end_s"), [(0, 0), (3, 2), (-1, 2), (0.4, 0.2), (0, inf)])
def test_an_empty_cut_is_refused(clip: Clip, start_s: float, end_s: float) -> None:
    with pytest.raises(ValueError, match="start_s must be from 0"):
        clip.cut(start_s, end_s)


@pytest.mark.parametrize(
    "data", [b"", b"abc", CLIP[:-1], b"\0\0\0\4ftyp", Box(b"ftyp", b"isom").encode()]
)
def test_what_is_no_fragmented_mp4_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidMp4Error):
        Clip(data)
