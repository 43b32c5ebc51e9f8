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
    first_s: float
    frames: int
    steady: bool
    """Every picture follows the one before by the same time."""


def judge(content: bytes) -> Film:
    """Open and decode a film; errors of the decoder are raised."""
    with av.open(io.BytesIO(content), "r") as container:
        stream = container.streams.video[0]
        stream.codec_context.options = {"err_detect": "explode"}
        times = [
            frame.pts * Fraction(frame.time_base)
            for frame in container.decode(stream)
            if frame.pts is not None and frame.time_base is not None
        ]
        assert container.duration is not None
        assert stream.duration is not None
        assert stream.time_base is not None
        return Film(
            container_s=container.duration / 1_000_000,
            stream_s=float(stream.duration * stream.time_base),
            first_s=float(times[0]),
            frames=len(times),
            steady=len({b - a for a, b in pairwise(times)}) <= 1,
        )


def assert_plays(content: bytes, seconds: int) -> None:
    """Fail unless the film plays from 0 and is `seconds` long in every respect."""
    film = judge(content)
    assert abs(film.container_s - seconds) < 0.1
    assert abs(film.stream_s - seconds) < 0.1
    assert film.first_s == 0
    assert film.frames == 10 * seconds
    assert film.steady
