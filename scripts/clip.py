"""Draw and encode the clip that the emulated providers serve: `make clip` = `python -m scripts.clip`.

Eighty seconds that show how long they are: a second counter, a bar that crosses the picture once a
second, and below it a bar that has crossed it at the end. Blocks at the top show the number of each frame,
for programs. The clip is a fragmented MP4 with a fragment for every two frames. Each fragment begins with a
keyframe, so the emulator can cut the clip at every fifth of a second and decodes nothing.
"""

from __future__ import annotations

import argparse
import colorsys
import io
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import av
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 80
FRAMES_PER_SECOND = 10
FRAMES_PER_FRAGMENT = 2
WIDTH, HEIGHT = 320, 180
TARGET = Path(__file__).parent.parent / "overlays" / "longtake" / "emulator" / "clip.mp4"

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
AMBER = (255, 200, 60)

BITS = 10
# The height of a row of blocks in a picture: one macroblock of H.264 in this clip, so that edges are sharp.
ROW_HEIGHT = Fraction(16, HEIGHT)


class Block(NamedTuple):
    """A block of the number of a frame: its edges as fractions of width and height, and its color."""

    left: Fraction
    top: Fraction
    right: Fraction
    bottom: Fraction
    is_white: bool


def number_blocks(number: int) -> Iterator[Block]:
    """Yield the blocks that show a number at the top of a picture.

    The upper row has a block for each bit, the most significant first, white for 1. The block below each one
    has the other color. So a bit is the sign of a difference, which dimming and encoding do not change, and a
    small difference means that the number cannot be read.

    Raises:
        ValueError: If the number is negative or has more than `BITS` bits.
    """
    if not 0 <= number < 1 << BITS:
        raise ValueError(f"number must be from 0 to {(1 << BITS) - 1}, got {number}")
    for column in range(BITS):
        bit = bool(number >> (BITS - 1 - column) & 1)
        left, right = Fraction(column, BITS), Fraction(column + 1, BITS)
        yield Block(left, Fraction(0), right, ROW_HEIGHT, bit)
        yield Block(left, ROW_HEIGHT, right, 2 * ROW_HEIGHT, not bit)


def draw(number: int) -> Image.Image:
    """Draw frame `number` of the clip, counted from 0."""
    second, within = divmod(number, FRAMES_PER_SECOND)
    # Neighbouring seconds differ in colour: a cut at the wrong place is seen at a glance.
    red, green, blue = colorsys.hsv_to_rgb((second * 0.13) % 1.0, 0.55, 0.38)
    image = Image.new("RGB", (WIDTH, HEIGHT), (int(red * 255), int(green * 255), int(blue * 255)))
    pen = ImageDraw.Draw(image)
    pen.text(
        (WIDTH / 2, HEIGHT / 2 + 6),
        f"{second:02d}",
        font=ImageFont.load_default(size=88),
        fill=WHITE,
        anchor="mm",
    )
    pen.text((8, 36), "longtake: emulated video", font=ImageFont.load_default(size=13), fill=WHITE)
    pen.rectangle((0, HEIGHT - 30, WIDTH * (within + 1) // FRAMES_PER_SECOND, HEIGHT - 18), AMBER)
    across = WIDTH * (number + 1) // (SECONDS * FRAMES_PER_SECOND)
    pen.rectangle((0, HEIGHT - 12, across, HEIGHT), WHITE)
    for block in number_blocks(number):
        corners = (
            block.left * WIDTH,
            block.top * HEIGHT,
            block.right * WIDTH,
            block.bottom * HEIGHT,
        )
        left, top, right, bottom = map(int, corners)
        pen.rectangle((left, top, right - 1, bottom - 1), WHITE if block.is_white else BLACK)
    return image


def encode() -> bytes:
    """Encode the whole clip; the same pinned tools give the same bytes."""
    target = io.BytesIO()
    with av.open(
        target,
        "w",
        format="mp4",
        # bitexact: no library version in the file. No index at its end: a cut would
        # contradict it.
        options={
            "movflags": "frag_keyframe+empty_moov+default_base_moof+skip_trailer",
            "fflags": "+bitexact",
        },
    ) as container:
        # PyAV's stubs leave some type parameters open.
        stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND)  # pyright: ignore[reportUnknownMemberType]
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        # One thread: x264 distributes bits differently from one number of threads to another.
        stream.codec_context.thread_count = 1
        stream.options = {
            "preset": "veryslow",
            "profile": "main",
            # Without B-frames, frames are stored in the order in which they are shown.
            "bf": "0",
            "crf": "34",
            "g": str(FRAMES_PER_FRAGMENT),
            "keyint_min": str(FRAMES_PER_FRAGMENT),
            "sc_threshold": "0",
        }
        for number in range(SECONDS * FRAMES_PER_SECOND):
            picture = draw(number).convert("RGBA")
            frame = av.VideoFrame.from_bytes(picture.tobytes(), WIDTH, HEIGHT, format="rgba")
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_SECOND)
            container.mux(stream.encode(frame))  # pyright: ignore[reportUnknownMemberType]
        container.mux(stream.encode(None))  # pyright: ignore[reportUnknownMemberType]
    return target.getvalue()


def main() -> int:
    """Write the clip and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m scripts.clip", description=__doc__)
    parser.add_argument("--out", type=Path, default=TARGET, help="where to write (%(default)s)")
    out: Path = parser.parse_args().out
    clip = encode()
    out.write_bytes(clip)
    sys.stdout.write(f"{out}: {SECONDS} s, {WIDTH}x{HEIGHT}, {len(clip):,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
