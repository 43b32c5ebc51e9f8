"""The numbers of frames: what the helpers draw and read."""

# PyAV's stubs leave some type parameters open.
# pyright: reportUnknownMemberType=false

import io
from fractions import Fraction
from importlib.resources import files

import av
import numpy as np
import pytest

from scripts.frame_numbers import (
    CLIP_FRAMES,
    Jump,
    Picture,
    UnreadableNumberError,
    draw_number,
    jumps,
    numbers_of,
    read_number,
    read_numbers,
)

CLIP = (files("longtake.emulator") / "clip.mp4").read_bytes()
# Every bit differs somewhere.
STEP = 23
NUMBERS = [0, 1, 2, 341, 511, 512, 682, 799, 1000, 1023]


def picture(width: int = 320, height: int = 180) -> Picture:
    """A picture of colored noise."""
    rng = np.random.default_rng(7)
    return rng.integers(0, 256, (height, width, 3), dtype=np.uint8)


def encoded(pictures: list[Picture], *, crf: int = 28) -> bytes:
    """A video of the pictures."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(crf), "preset": "veryfast"}
        for number, each in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(each, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def clip_pictures(width: int, height: int) -> list[Picture]:
    """Some frames of the emulator's clip, in another size."""
    with av.open(io.BytesIO(CLIP), "r") as container:
        frames = list(container.decode(video=0))[::STEP]
        scaled = [frame.reformat(width=width, height=height) for frame in frames]
        return [each.to_ndarray(format="rgb24").astype(np.uint8) for each in scaled]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(("width", "height"), [(320, 180), (1920, 1080), (90, 160), (50, 31)])
def test_a_number_that_was_drawn_is_read(number: int, width: int, height: int) -> None:
    drawn = draw_number(picture(width, height), number)
    assert read_number(drawn) == number
    assert read_number(drawn.mean(axis=2).astype(np.uint8)) == number


@pytest.mark.parametrize(("width", "height"), [(160, 90), (320, 180), (480, 640), (800, 450)])
def test_numbers_survive_encoding_in_another_size(width: int, height: int) -> None:
    video = encoded(clip_pictures(width, height))
    assert read_numbers(video) == list(range(0, CLIP_FRAMES, STEP))


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_numbers_survive_dimming(share: float) -> None:
    dimmed = [(each * share).astype(np.uint8) for each in clip_pictures(320, 180)]
    assert read_numbers(encoded(dimmed)) == list(range(0, CLIP_FRAMES, STEP))


def test_numbers_are_read_between_black_bars() -> None:
    framed = [np.pad(each, ((60, 60), (34, 34), (0, 0))) for each in clip_pictures(320, 180)]
    assert read_numbers(encoded(framed)) == list(range(0, CLIP_FRAMES, STEP))


def test_numbers_of_a_test_survive_encoding_over_noise() -> None:
    drawn = [draw_number(picture(), number) for number in NUMBERS]
    assert read_numbers(encoded(drawn, crf=35)) == NUMBERS


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_picture_of_one_color_has_no_number(value: int) -> None:
    assert read_number(np.full((180, 320, 3), value, dtype=np.uint8)) is None


def test_noise_has_no_number() -> None:
    assert read_number(picture()) is None


@pytest.mark.parametrize("bit", range(10))
def test_a_hidden_bit_is_not_guessed(bit: int) -> None:
    drawn = draw_number(picture(), 341)
    drawn[:32, 32 * bit : 32 * (bit + 1)] = 90
    assert read_number(drawn) is None


def test_a_dissolve_has_a_number_only_where_one_frame_prevails() -> None:
    first, second = draw_number(picture(), 127), draw_number(picture(), 128)

    def mixed(share: float) -> Picture:
        return (first * (1 - share) + second * share).astype(np.uint8)

    assert [read_number(mixed(share)) for share in (0.1, 0.5, 0.9)] == [127, None, 128]


def test_an_unreadable_number_is_reported_with_its_position() -> None:
    video = encoded([draw_number(picture(), 5), draw_number(picture(), 6), picture()])
    assert numbers_of(video) == [5, 6, None]
    with pytest.raises(UnreadableNumberError, match="frame 2 must have a number, got none after"):
        read_numbers(video)


@pytest.mark.parametrize("number", [-1, 1024])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="number must be from 0 to 1023"):
        draw_number(picture(), number)


def test_jumps_are_found_and_the_end_of_the_clip_is_none() -> None:
    assert jumps([7, 8, 9]) == []
    assert jumps([798, 799, 0, 1]) == []
    assert jumps([7, 8, 8, 9, 11, 10]) == [Jump(2, 8, 8), Jump(4, 9, 11), Jump(5, 11, 10)]
