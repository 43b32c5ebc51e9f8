"""Numbers of frames: draw them onto the pictures of a test, and read them from any video.

The frames of the emulator's clip have such numbers; `scripts.clip.number_blocks` defines the form. They
remain readable after encoding at a low quality, dimming, scaling to another size, and with black bars.
"""

from __future__ import annotations

import io
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, cast

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from scripts.clip import BITS, FRAMES_PER_SECOND, ROW_HEIGHT, SECONDS, number_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

    from numpy.typing import NDArray

Picture: TypeAlias = "NDArray[np.uint8]"
"""The pixels of a picture: height x width (gray), or height x width x 3."""

CLIP_FRAMES: Final = SECONDS * FRAMES_PER_SECOND
"""The number of frames of the emulator's clip. After the last frame, it begins again with number 0."""

# The minimum difference in brightness of a bit's two blocks, and the same as a share of the usual difference.
_LEAST: Final = 12
_LEAST_SHARE: Final = 0.5
# A row or column in which every pixel is darker than this is part of a black bar.
_BAR: Final = 40


class UnreadableNumberError(AssertionError):
    """A frame has no number, or one that cannot be read with certainty."""


class Jump(NamedTuple):
    """Two neighbouring frames without consecutive numbers.

    Attributes:
        position: The position of the second frame, counted from 0.
        before: The number of the first frame.
        after: The number of the second frame.
    """

    position: int
    before: int
    after: int


def draw_number(picture: Picture, number: int) -> Picture:
    """Draw a number onto the upper sixth of a picture, in place, and return the picture.

    Args:
        picture: A picture of at least 40 x 24 pixels, or 160 x 90 if the number must survive encoding.
        number: 0 to 1023.
    """
    height, width = picture.shape[:2]
    for block in number_blocks(number):
        rows = slice(_pixel(block.top, height), _pixel(block.bottom, height))
        columns = slice(_pixel(block.left, width), _pixel(block.right, width))
        picture[rows, columns] = 255 if block.is_white else 0
    return picture


def read_number(picture: Picture) -> int | None:
    """Return the number of a picture, None if it has none or the number is uncertain.

    In a dissolve between two numbered frames, the number is certain only if one frame prevails.
    """
    gray = picture.mean(axis=2) if picture.shape[2:] else picture
    found = _read(gray)
    if found is not None:
        return found
    inner = _without_bars(gray)
    return None if inner.shape == gray.shape else _read(inner)


def numbers_of(video: str | Path | bytes) -> list[int | None]:
    """Return the number of each frame of a video, in the order in which they are shown.

    Args:
        video: The path of the file, or its content.
    """
    source = io.BytesIO(video) if isinstance(video, bytes) else str(video)
    # One for all frames, as making it takes longer than using it.
    reformatter = VideoReformatter()
    with av.open(source, "r") as container:
        frames: Iterator[Any] = container.decode(video=0)
        pictures = (reformatter.reformat(frame, format="gray").to_ndarray() for frame in frames)
        return [read_number(cast("Picture", picture)) for picture in pictures]


def read_numbers(video: str | Path | bytes) -> list[int]:
    """Return the number of each frame of a video, in the order in which they are shown.

    Args:
        video: The path of the file, or its content.

    Raises:
        UnreadableNumberError: If a number cannot be read with certainty.
    """
    found: list[int] = []
    for position, number in enumerate(numbers_of(video)):
        if number is None:
            raise UnreadableNumberError(
                f"frame {position} must have a number, got none after {found[-5:]}"
            )
        found.append(number)
    return found


def jumps(numbers: Sequence[int], frames: int = CLIP_FRAMES) -> list[Jump]:
    """Return the neighbouring frames without consecutive numbers.

    Args:
        numbers: The numbers.
        frames: The number of frames after which the numbers begin again with 0.
    """
    return [
        Jump(position, before, after)
        for position, (before, after) in enumerate(pairwise(numbers), start=1)
        if after != (before + 1) % frames
    ]


def _pixel(edge: Fraction, size: int) -> int:
    return round(edge * size)


def _read(gray: NDArray[Any]) -> int | None:
    height, width = gray.shape
    if width < BITS or ROW_HEIGHT * height < 1:
        return None
    upper, lower, columns = _middles(height, width)
    difference = gray[upper].mean(axis=0) - gray[lower].mean(axis=0)
    differences = [float(difference[column].mean()) for column in columns]
    usual = float(np.median(np.abs(differences)))
    if min(map(abs, differences)) < max(_LEAST, _LEAST_SHARE * usual):
        return None
    number = 0
    for difference in differences:
        number = 2 * number + (difference > 0)
    return number


@cache
def _middles(height: int, width: int) -> tuple[slice, slice, list[slice]]:
    """Return the middle half of both rows and of each column of blocks, which is not blurred by scaling."""
    upper, lower = (
        _inner(float(row * ROW_HEIGHT) * height, float((row + 1) * ROW_HEIGHT) * height)
        for row in (0, 1)
    )
    columns = [_inner(column * width / BITS, (column + 1) * width / BITS) for column in range(BITS)]
    return upper, lower, columns


def _inner(first: float, last: float) -> slice:
    """Return the slice of the middle half between two edges. It has at least one pixel."""
    quarter = (last - first) / 4
    begin = int(first + quarter)
    return slice(begin, max(begin + 1, int(last - quarter)))


def _without_bars(gray: NDArray[Any]) -> NDArray[Any]:
    """Return a picture without the black bars around it.

    Opposite bars are equally wide. If the blocks at the top are black, only the bar there seems wider.
    """
    for axis in (1, 0):
        lit = np.flatnonzero(gray.max(axis=axis) >= _BAR)
        if not lit.size:
            return gray
        size = gray.shape[1 - axis]
        bar = min(int(lit[0]), size - 1 - int(lit[-1]))
        gray = gray[bar : size - bar] if axis else gray[:, bar : size - bar]
    return gray
