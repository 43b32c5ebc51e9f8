"""An exact end: the film ends at a second, to one frame, and little is encoded for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import av
import pytest

from longtake import InvalidRequestError
from longtake.film import Film, Part, join, probe
from tests.helpers.clips import Clip, read_numbers, read_sound

if TYPE_CHECKING:
    from pathlib import Path

CLIP = Clip(options={"g": "24", "bf": "3", "preset": "veryfast"}, tone=440)


def packets_of(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two parts of two seconds. Tests only read them."""
    folder = tmp_path_factory.mktemp("parts")
    return [CLIP.write(folder / f"{first}.mp4", range(first, first + 48)) for first in (0, 48)]


@pytest.mark.parametrize(
    ("cut_s", "frames"),
    [(3.0, 72), (2.5, 60), (3.51, 84), (2.0, 48), (1.98, 48), (0.75, 18), (0.001, 1), (4.0, 96)],
)
def test_a_film_ends_where_it_is_cut(
    tmp_path: Path, parts: list[Path], cut_s: float, frames: int
) -> None:
    film = join(parts, cut_s=cut_s)
    path = film.save(tmp_path / "film.mp4")
    assert read_numbers(path) == list(range(frames))
    assert film.duration_s == pytest.approx(frames / 24)
    assert abs(film.duration_s - cut_s) <= 1 / 24
    assert probe(path).duration_s == pytest.approx(frames / 24)
    rate, sound = read_sound(path)
    assert len(sound) / rate == pytest.approx(frames / 24, abs=0.03)
    assert len(film.seams) == (1 if frames > 48 else 0)


def test_only_frames_that_need_a_later_one_are_encoded(tmp_path: Path, parts: list[Path]) -> None:
    originals = packets_of(parts[0]) + packets_of(parts[1])
    copied = packets_of(join(parts, cut_s=2.9).save(tmp_path / "film.mp4"))
    assert len(copied) == 70
    assert len(set(copied) - set(originals)) <= 3


def test_one_part_is_cut_too(tmp_path: Path, parts: list[Path]) -> None:
    film = join(parts[:1], cut_s=1.0)
    assert read_numbers(film.save(tmp_path / "film.mp4")) == list(range(24))


def test_a_film_that_is_shorter_than_the_cut_ends_earlier(parts: list[Path]) -> None:
    assert join(parts, cut_s=60.0).duration_s == 4.0
    assert Film(parts=(Part(path=parts[0]),), cut_s=60.0).duration_s == 2.0


@pytest.mark.parametrize("cut_s", [0, -1.0, float("nan"), float("inf"), True, "3"])
def test_a_cut_is_a_positive_number_of_seconds(parts: list[Path], cut_s: Any) -> None:
    with pytest.raises(InvalidRequestError, match="cut_s must be a positive number of seconds"):
        join(parts, cut_s=cut_s)
