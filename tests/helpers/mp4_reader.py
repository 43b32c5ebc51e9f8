"""What a demuxer and decoder that know nothing of the emulator say of a film."""

import io
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import av


@dataclass(frozen=True)
class Film:
    """A film as PyAV sees it."""

    container_s: float
    stream_s: float
    packets_s: float
    """When the last packet has been shown."""
    first_s: float
    frames: int
    steady: bool
    """Every picture follows the one before by the same time."""
    in_order: bool
    """Every packet is decoded later than the one before, and the first shows a whole picture."""
    sizes: frozenset[tuple[int, int]]
    """Width and height of the pictures, in pixels."""


def decode(content: bytes) -> Film:
    """Open, demux and decode a film; errors of the decoder are raised."""
    with av.open(io.BytesIO(content), "r") as container:
        stream = container.streams.video[0]
        stream.codec_context.options = {"err_detect": "explode"}
        packets = list(container.demux(stream))
        pictures = [picture for packet in packets for picture in packet.decode()]
        times = [
            picture.pts * Fraction(picture.time_base)
            for picture in pictures
            if picture.pts is not None and picture.time_base is not None
        ]
        # The last packet is None, which marks the end for a decoder.
        decoded_at = [packet.dts for packet in packets[:-1] if packet.dts is not None]
        assert container.duration is not None
        assert stream.duration is not None
        assert stream.time_base is not None
        last = packets[-2]
        assert last.pts is not None
        assert last.duration is not None
        return Film(
            container_s=container.duration / 1_000_000,
            stream_s=float(stream.duration * stream.time_base),
            packets_s=float((last.pts + last.duration) * stream.time_base),
            first_s=float(times[0]),
            frames=len(times),
            steady=len({b - a for a, b in pairwise(times)}) <= 1,
            in_order=packets[0].is_keyframe
            and len(decoded_at) == len(packets) - 1
            and all(a < b for a, b in pairwise(decoded_at)),
            sizes=frozenset((picture.width, picture.height) for picture in pictures),
        )


def assert_plays(content: bytes, seconds: float) -> None:
    """Fail unless the film plays from 0 and is `seconds` long in every respect."""
    film = decode(content)
    assert abs(film.container_s - seconds) < 0.05
    assert abs(film.stream_s - seconds) < 0.05
    assert abs(film.packets_s - seconds) < 0.05
    assert film.first_s == 0
    assert film.frames == round(10 * seconds)
    assert film.steady
    assert film.in_order
    assert film.sizes == {(320, 180)}
