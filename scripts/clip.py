"""Draw and encode the clip that the emulated providers serve: `make clip` = `python -m scripts.clip`.

Sixty seconds that show how long they are: a running second counter, a bar that crosses the picture
once a second, and below it a bar that has crossed it after the whole minute. Written as a
fragmented MP4 with one fragment a second, each beginning with a keyframe, so that the emulator can
cut it at any second without decoding anything.
"""

from __future__ import annotations

import argparse
import colorsys
import io
import sys
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image, ImageDraw, ImageFont

SECONDS = 60
FRAMES_PER_SECOND = 10
WIDTH, HEIGHT = 320, 180
TARGET = Path(__file__).parent.parent / "overlays" / "longtake" / "emulator" / "clip.mp4"

WHITE = (255, 255, 255)
AMBER = (255, 200, 60)


def draw(number: int) -> Image.Image:
    """Draw picture `number` of the clip, counted from 0."""
    second, within = divmod(number, FRAMES_PER_SECOND)
    # Neighbouring seconds differ in colour: a cut at the wrong place is seen at a glance.
    red, green, blue = colorsys.hsv_to_rgb((second * 0.13) % 1.0, 0.55, 0.38)
    image = Image.new("RGB", (WIDTH, HEIGHT), (int(red * 255), int(green * 255), int(blue * 255)))
    pen = ImageDraw.Draw(image)
    pen.text(
        (WIDTH / 2, HEIGHT / 2 - 12),
        f"{second:02d}",
        font=ImageFont.load_default(size=104),
        fill=WHITE,
        anchor="mm",
    )
    pen.text((8, 6), "longtake: emulated video", font=ImageFont.load_default(size=13), fill=WHITE)
    pen.rectangle((0, HEIGHT - 30, WIDTH * (within + 1) // FRAMES_PER_SECOND, HEIGHT - 18), AMBER)
    across = WIDTH * (number + 1) // (SECONDS * FRAMES_PER_SECOND)
    pen.rectangle((0, HEIGHT - 12, across, HEIGHT), WHITE)
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
            # Baseline has no B-frames: pictures are stored in the order in which they are shown.
            "profile": "baseline",
            "crf": "26",
            "g": str(FRAMES_PER_SECOND),
            "keyint_min": str(FRAMES_PER_SECOND),
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
