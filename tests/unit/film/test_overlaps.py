"""Overlaps: found by comparing frames, with any hint, and left in if they cannot be determined."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import frozen

from longtake.film import join
from tests.helpers.clips import Clip, read_frames, read_numbers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.clips import Grey

RATE = Fraction(20)
CLIP = Clip(rate=RATE, options={"g": "20", "preset": "ultrafast"})


@pytest.mark.parametrize("overlap", [0.0, 0.05, 0.1, 1.0, 1.6])
def test_an_overlap_is_found_with_any_hint(tmp_path: Path, overlap: float) -> None:
    repeated = round(overlap * RATE)
    first = CLIP.write(tmp_path / "first.mp4", range(100, 160))
    second = CLIP.write(tmp_path / "second.mp4", range(160 - repeated, 220))
    for hint in (None, 0.0, 1.0, 1.6, 2.5, 8.0):
        film = join([first, second], overlap_s=hint)
        [seam] = film.seams
        assert (hint, seam.overlap_s, film.duration_s) == (hint, overlap, 6.0)
        assert seam.at_s == pytest.approx(3.0 - (overlap if seam.at_s < 3 else 0)), hint


@pytest.mark.parametrize(
    "changes",
    [
        {"brightness": 0.4},
        {"noise": 12.0},
        {"brightness": 0.6, "noise": 8.0},
        {"size": (96, 54)},
        {"rate": Fraction(30)},
        {"rate": Fraction(15)},
    ],
    ids=["dimmed", "noisy", "dimmed and noisy", "larger", "faster", "slower"],
)
def test_an_overlap_is_found_although_the_part_looks_different(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    first = CLIP.write(tmp_path / "first.mp4", range(60))
    clip = CLIP.but(**changes)
    # The same seconds of the scene: a number lasts for a twentieth of a second.
    count = round(Fraction(72, 20) * clip.rate)
    numbers = [48 + int(number / clip.rate * RATE) for number in range(count)]
    second = clip.write(tmp_path / "second.mp4", numbers)
    film = join([first, second])
    assert film.seams[0].overlap_s == pytest.approx(0.6, abs=1 / 20)
    assert film.duration_s == pytest.approx(6.0, abs=1 / 20)


def test_a_scene_that_repeats_itself_needs_a_hint(tmp_path: Path) -> None:
    def numbers(first: int, last: int) -> list[int]:
        return [number % 20 for number in range(first, last)]

    first = CLIP.write(tmp_path / "first.mp4", numbers(0, 60))
    second = CLIP.write(tmp_path / "second.mp4", numbers(50, 110))
    assert join([first, second]).seams[0].overlap_s is None
    assert join([first, second], overlap_s=0.4).seams[0].overlap_s == 0.5
    assert join([first, second], overlap_s=1.6).seams[0].overlap_s == 1.5
    # No repetition is close to it.
    assert join([first, second], overlap_s=1.0).seams[0].overlap_s is None


@pytest.mark.parametrize("noise", [0.0, 6.0])
def test_the_overlap_of_a_still_scene_is_left_in(tmp_path: Path, noise: float) -> None:
    still = CLIP.but(speed=0.0, noise=noise)
    first = still.write(tmp_path / "first.mp4", range(40))
    second = still.write(tmp_path / "second.mp4", range(30, 70))
    film = join([first, second], overlap_s=0.5)
    assert film.seams[0].overlap_s is None
    assert film.duration_s == 4.0
    assert len(read_frames(film.save(tmp_path / "film.mp4"))) == 80


def test_a_different_scene_has_no_overlap(tmp_path: Path) -> None:
    first = CLIP.write(tmp_path / "first.mp4", range(60))
    second = CLIP.write(tmp_path / "second.mp4", range(500, 560))
    film = join([first, second], overlap_s=1.0)
    assert film.seams[0].overlap_s == 0.0
    assert read_numbers(film.save(tmp_path / "film.mp4")) == [*range(60), *range(500, 560)]


def test_the_cheaper_cut_is_chosen(tmp_path: Path) -> None:
    # The second part has one keyframe: cutting its start would encode all of it.
    first = CLIP.but(options={"g": "10", "bf": "0"}).write(tmp_path / "first.mp4", range(40))
    second = CLIP.but(options={"g": "250", "bf": "0"}).write(tmp_path / "second.mp4", range(33, 90))
    [seam] = join([first, second]).seams
    assert (seam.at_s, seam.overlap_s, seam.encoded_s) == (33 / 20, 7 / 20, 0.0)
    # Here the end of the first part would be encoded: its frames depend on one that is shown later.
    grouped = {"x264-params": "bframes=7:b-adapt=0:b-pyramid=none:scenecut=0"}
    first = CLIP.but(options={"g": "250", **grouped}).write(tmp_path / "first.mp4", range(40))
    second = CLIP.but(options={"g": "10", **grouped}).write(tmp_path / "second.mp4", range(30, 90))
    [seam] = join([first, second]).seams
    assert (seam.at_s, seam.overlap_s, seam.encoded_s) == (40 / 20, 10 / 20, 0.0)


def test_parts_that_are_shorter_than_the_overlap_stay(tmp_path: Path) -> None:
    first = CLIP.write(tmp_path / "first.mp4", range(60))
    second = CLIP.write(tmp_path / "second.mp4", range(40, 50))
    film = join([first, second, first])
    assert len(film.seams) == 2
    assert film.duration_s > 3.0
    film.save(tmp_path / "film.mp4")


@frozen(kw_only=True)
class Fading(Clip):
    """A clip with black frames from one number up to another."""

    black: range = range(0)

    def picture(self, number: int) -> Grey:
        if number not in self.black:
            return super().picture(number)
        width, height = self.size
        return np.full((height, width), 16, np.uint8)


@pytest.mark.parametrize("hint", [None, 0.5])
def test_black_frames_at_a_seam_are_no_overlap(tmp_path: Path, hint: float | None) -> None:
    clip = Fading(rate=RATE, options=CLIP.options, black=range(45, 75))
    first = clip.write(tmp_path / "first.mp4", range(60))
    second = clip.write(tmp_path / "second.mp4", range(60, 120))
    film = join([first, second], overlap_s=hint)
    assert film.seams[0].overlap_s is None
    assert film.duration_s == 6.0
