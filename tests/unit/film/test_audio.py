"""Audio: kept, silent where a part has none, faded at the seams, and in time with the video."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from longtake.film import join, probe
from tests.helpers.clips import Clip, pitch, read_sound, remux

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.clips import Samples

CLIP = Clip(options={"g": "24", "preset": "ultrafast", "bf": "0"})
LOW, HIGH = 440.0, 1320.0


def level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def between(sound: tuple[int, Samples], begin: float, end: float) -> Samples:
    rate, samples = sound
    return samples[round(begin * rate) : round(end * rate)]


def strength(sound: tuple[int, Samples], begin: float, end: float, frequency: float) -> float:
    """Return the amplitude of a frequency between two seconds."""
    samples = between(sound, begin, end)
    at = np.arange(len(samples)) / sound[0]
    window = np.hanning(len(samples))
    wave = np.sum(samples * window * np.exp(-2j * np.pi * frequency * at))
    return float(2 * abs(wave) / np.sum(window))


def test_films_of_silent_parts_have_no_audio_track(tmp_path: Path) -> None:
    parts = [CLIP.write(tmp_path / f"{first}.mp4", range(first, first + 24)) for first in (0, 24)]
    assert probe(join(parts).save(tmp_path / "film.mp4")).audio is None


def test_a_part_without_audio_gets_silence_of_its_length(tmp_path: Path) -> None:
    loud = CLIP.but(tone=LOW)
    parts = [
        loud.write(tmp_path / "1.mp4", range(24)),
        CLIP.write(tmp_path / "2.mp4", range(24, 48)),
        loud.write(tmp_path / "3.mp4", range(48, 72)),
        CLIP.write(tmp_path / "4.mp4", range(72, 96)),
    ]
    sound = read_sound(join(parts).save(tmp_path / "film.mp4"))
    assert level(between(sound, 0.1, 0.9)) == pytest.approx(0.3 / 2**0.5, rel=0.1)
    assert level(between(sound, 1.01, 1.99)) < 0.005
    assert level(between(sound, 2.1, 2.9)) == pytest.approx(0.3 / 2**0.5, rel=0.1)
    assert level(between(sound, 3.01, 3.99)) < 0.005
    assert len(sound[1]) / sound[0] == pytest.approx(4.0, abs=0.03)


def test_the_first_part_with_audio_gives_the_rate_and_the_channels(tmp_path: Path) -> None:
    parts = [
        CLIP.write(tmp_path / "1.mp4", range(24)),
        CLIP.but(tone=LOW, audio_rate=44100, layout="mono").write(
            tmp_path / "2.mp4", range(24, 48)
        ),
        CLIP.but(tone=HIGH, audio_rate=48000).write(tmp_path / "3.mp4", range(48, 72)),
    ]
    path = join(parts).save(tmp_path / "film.mp4")
    audio = probe(path).audio
    assert audio is not None
    assert (audio.codec, audio.rate, audio.layout) == ("aac", 44100, "mono")
    sound = read_sound(path)
    assert pitch(between(sound, 1.2, 1.8), sound[0]) == pytest.approx(LOW, abs=3)
    assert pitch(between(sound, 2.2, 2.8), sound[0]) == pytest.approx(HIGH, abs=3)


@pytest.mark.parametrize("overlap", [0, 6])
def test_sound_is_faded_over_80_ms_at_a_seam(tmp_path: Path, overlap: int) -> None:
    first = CLIP.but(tone=LOW).write(tmp_path / "1.mp4", range(36))
    second = CLIP.but(tone=HIGH).write(tmp_path / "2.mp4", range(36 - overlap, 72))
    film = join([first, second])
    seam = film.seams[0].at_s
    sound = read_sound(film.save(tmp_path / "film.mp4"))
    # Before and after the fade there is one tone only, and both within it.
    assert strength(sound, seam - 0.15, seam - 0.05, LOW) == pytest.approx(0.3, rel=0.15)
    assert strength(sound, seam - 0.15, seam - 0.06, HIGH) < 0.02
    for begin, weaker in ((seam - 0.025, HIGH), (seam, LOW)):
        assert 0.03 < strength(sound, begin, begin + 0.025, weaker) < 0.2
    assert level(between(sound, seam - 0.01, seam + 0.01)) == pytest.approx(0.3 / 2**0.5, rel=0.4)
    assert strength(sound, seam + 0.06, seam + 0.15, LOW) < 0.02
    assert strength(sound, seam + 0.05, seam + 0.15, HIGH) == pytest.approx(0.3, rel=0.15)


def test_a_seam_does_not_click(tmp_path: Path) -> None:
    first = CLIP.but(tone=LOW).write(tmp_path / "1.mp4", range(36))
    second = CLIP.but(tone=HIGH).write(tmp_path / "2.mp4", range(36, 72))
    _, samples = read_sound(join([first, second]).save(tmp_path / "film.mp4"))
    # No step is larger than the tones' own.
    largest = float(np.max(np.abs(np.diff(samples))))
    assert largest < 0.3 * 2 * np.pi * HIGH / 48000 * 1.3


def test_sound_stays_in_time_with_the_picture_after_60_parts(tmp_path: Path) -> None:
    # A rate with which no part has a whole number of samples or of AAC frames.
    odd = CLIP.but(audio_rate=22050, layout="mono", options={"preset": "ultrafast", "g": "5"})
    silent = odd.but(tone=0.0).write(tmp_path / "silent.mp4", range(5))
    loud = odd.but(tone=LOW).write(tmp_path / "loud.mp4", range(100, 105))
    film = join([silent, loud] * 30)
    rate, samples = read_sound(film.save(tmp_path / "film.mp4"))
    assert film.duration_s == 300 / 24
    assert len(samples) / rate == pytest.approx(film.duration_s, abs=0.05)
    for number in (1, 29, 59):
        begin, end = number * 5 / 24, number * 5 / 24 + 5 / 24
        inside = between((rate, samples), begin + 0.05, end - 0.05)
        before = between((rate, samples), begin - 0.15, begin - 0.06)
        assert level(inside) > 0.15
        assert level(before) < 0.02


def test_audio_that_begins_late_or_ends_early_is_silent_there(tmp_path: Path) -> None:
    part = CLIP.but(tone=LOW).write(tmp_path / "1.mp4", range(48))

    def change(kind: str, pts: int) -> int | None:
        if kind == "video":
            return 0
        return 24000 if pts + 24000 <= 80000 else None

    shifted = remux(part, tmp_path / "shifted.mp4", change)
    second = CLIP.but(tone=LOW).write(tmp_path / "2.mp4", range(48, 96))
    sound = read_sound(join([shifted, second]).save(tmp_path / "film.mp4"))
    assert level(between(sound, 0.0, 0.45)) < 0.01
    assert level(between(sound, 0.6, 1.6)) > 0.2
    assert level(between(sound, 1.75, 1.95)) < 0.01
    assert level(between(sound, 2.1, 3.9)) > 0.2
