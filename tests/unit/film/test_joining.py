"""Joining: every frame is shown once and at its time, whatever the parts are like."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import pytest

from longtake.film import Film, join
from tests.helpers.clips import NO_B_FRAMES, Clip, read_frames, read_numbers

if TYPE_CHECKING:
    from pathlib import Path

CLIP = Clip()
FRAME = Fraction(1, 24)


def saved(film: Film, folder: Path) -> Path:
    return film.save(folder / "film.mp4")


def packets_of(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def test_one_part_is_copied_byte_by_byte(tmp_path: Path) -> None:
    part = CLIP.but(tone=440).write(tmp_path / "part.mp4", range(30))
    film = join([part])
    assert saved(film, tmp_path).read_bytes() == part.read_bytes()
    assert film.duration_s == pytest.approx(30 / 24)
    assert film.seams == ()


def test_the_packets_of_parts_that_agree_are_copied(tmp_path: Path) -> None:
    parts = [
        CLIP.write(tmp_path / f"{first}.mp4", range(first, first + 30)) for first in (0, 30, 60)
    ]
    film = join(parts)
    path = saved(film, tmp_path)
    assert packets_of(path) == [packet for part in parts for packet in packets_of(part)]
    assert read_numbers(path) == list(range(90))
    assert [frame.at for frame in read_frames(path)] == [number * FRAME for number in range(90)]
    assert film.duration_s == 90 / 24
    assert [(seam.at_s, seam.overlap_s, seam.encoded_s) for seam in film.seams] == [
        (30 / 24, 0.0, 0.0),
        (60 / 24, 0.0, 0.0),
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"g": "20", "bf": "3", "b-pyramid": "normal"},
        {"g": "20", **NO_B_FRAMES},
        {"g": "20", "x264-params": "open-gop=1:bframes=2"},
        {"g": "20", "profile": "baseline"},
        {"g": "20", "profile": "main"},
    ],
    ids=["b-frames", "no b-frames", "open groups", "baseline", "main"],
)
def test_an_overlap_is_cut_and_only_the_frames_to_the_next_keyframe_are_encoded(
    tmp_path: Path, options: dict[str, str]
) -> None:
    clip = CLIP.but(options={**options, "preset": "veryfast", "sc_threshold": "0"})
    # The first part cannot be cut without encoding: most of its frames depend on one in the overlap.
    first = clip.write(tmp_path / "first.mp4", range(50))
    second = clip.write(tmp_path / "second.mp4", range(45, 110))
    film = join([first, second])
    path = saved(film, tmp_path)
    assert read_numbers(path) == list(range(110))
    assert [frame.at for frame in read_frames(path)] == [number * FRAME for number in range(110)]
    assert film.seams[0].overlap_s == pytest.approx(5 / 24)
    assert film.seams[0].encoded_s <= 15 / 24
    originals = {*packets_of(first), *packets_of(second)}
    copied = [packet for packet in packets_of(path) if packet in originals]
    assert len(copied) >= 110 - 15
