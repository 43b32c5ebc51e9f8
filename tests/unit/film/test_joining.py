"""Joining: every frame is shown once and at its time, for parts of all kinds."""

from __future__ import annotations

import tracemalloc
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from longtake.film import Film, join, probe
from tests.helpers.clips import (
    NO_B_FRAMES,
    Clip,
    number_of,
    read_frames,
    read_numbers,
    read_sound,
    remux,
)

if TYPE_CHECKING:
    from collections.abc import Generator
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


def test_every_frame_is_shown_after_a_seek_into_each_piece(tmp_path: Path) -> None:
    clip = CLIP.but(options={"g": "20", "preset": "veryfast", "sc_threshold": "0"})
    first = clip.write(tmp_path / "first.mp4", range(50))
    second = clip.write(tmp_path / "second.mp4", range(45, 110))
    path = saved(join([first, second]), tmp_path)
    for second_of_film in (0.0, 1.0, 1.9, 2.0, 2.2, 2.5, 3.0, 4.0, 4.5):
        shown = read_frames(path, since=second_of_film)
        assert shown[0].at <= second_of_film
        assert [frame.number for frame in shown] == list(range(shown[0].number, 110))


def test_frames_of_a_variable_rate_keep_their_times(tmp_path: Path) -> None:
    steps = [Fraction(1 + number % 4, 48) for number in range(40)]
    times = [sum(steps[:number], Fraction(0)) for number in range(40)]
    clip = CLIP.but(unit=Fraction(1, 48))
    first = clip.but(times=times).write(tmp_path / "first.mp4", range(40))
    second = clip.but(times=times).write(tmp_path / "second.mp4", range(40, 80))
    film = join([first, second])
    path = saved(film, tmp_path)
    assert read_numbers(path) == list(range(80))
    length = Fraction(film.seams[0].at_s).limit_denominator(48)
    expected = [*times, *(length + at for at in times)]
    assert [frame.at for frame in read_frames(path)] == expected
    assert abs(length - times[-1]) <= Fraction(1, 24)


def test_an_overlap_of_parts_with_a_variable_rate_is_found_by_time(tmp_path: Path) -> None:
    def part(name: str, first: int, last: int) -> Path:
        # Each frame has the time of its number; every third number is missing.
        numbers = [number for number in range(first, last) if number % 3]
        times = [Fraction(number - numbers[0], 24) for number in numbers]
        return CLIP.but(times=times).write(tmp_path / name, numbers)

    film = join([part("first.mp4", 1, 90), part("second.mp4", 61, 140)])
    assert film.seams[0].overlap_s == pytest.approx(29 / 24, abs=1 / 24)
    numbers = read_numbers(saved(film, tmp_path))
    assert numbers == [number for number in range(1, 140) if number % 3]


@pytest.mark.parametrize("unit", [Fraction(1, 90000), Fraction(1, 1000), Fraction(1001, 24000)])
def test_parts_with_different_units_of_time_do_not_drift(tmp_path: Path, unit: Fraction) -> None:
    first = CLIP.write(tmp_path / "first.mp4", range(40))
    others = [
        CLIP.but(unit=unit).write(tmp_path / f"{number}.mp4", range(number * 40, number * 40 + 40))
        for number in (1, 2, 3)
    ]
    film = join([first, *others])
    path = saved(film, tmp_path)
    shown = read_frames(path)
    assert [frame.number for frame in shown] == list(range(160))
    for frame in shown:
        assert float(frame.at) == pytest.approx(frame.number / 24, abs=0.5 / 24)
    assert probe(path).duration_s == pytest.approx(film.duration_s, abs=1 / 48)


def test_a_part_that_differs_gets_the_size_and_rate_of_the_first_one(tmp_path: Path) -> None:
    first = CLIP.but(size=(128, 72)).write(tmp_path / "first.mp4", range(48))
    larger = CLIP.but(size=(192, 108)).write(tmp_path / "larger.mp4", range(48, 72))
    double = CLIP.but(size=(128, 72), rate=Fraction(48)).write(
        tmp_path / "double.mp4", [72 + number // 2 for number in range(48)]
    )
    film = join([first, larger, double])
    path = saved(film, tmp_path)
    info = probe(path)
    assert (info.width, info.height, info.rate) == (128, 72, Fraction(24))
    assert read_numbers(path) == list(range(96))
    assert [frame.at for frame in read_frames(path)] == [number * FRAME for number in range(96)]
    assert film.seams[0].reason == "the size is 192x108, the film has 128x72"
    assert film.seams[1].reason == "the rate is 48 frames per second, the film has 24"
    assert [seam.encoded_s for seam in film.seams] == [1.0, 1.0]
    assert packets_of(path)[:48] == packets_of(first)


def test_a_part_of_another_shape_gets_bars(tmp_path: Path) -> None:
    first = CLIP.but(size=(128, 72)).write(tmp_path / "first.mp4", range(12))
    tall = CLIP.but(size=(72, 72)).write(tmp_path / "tall.mp4", range(12, 24))
    shown = read_frames(saved(join([first, tall]), tmp_path))
    assert len(shown) == 24
    picture = shown[-1].picture
    assert picture[:, :27].max() < 30
    assert picture[:, -27:].max() < 30
    assert number_of(picture[:, 28:100]) == 23


@pytest.mark.parametrize(
    ("codec", "options", "after"),
    [
        ("libx265", {"x265-params": "log-level=none:keyint=20", "preset": "ultrafast"}, "hevc"),
        ("libvpx-vp9", {"g": "20", "cpu-used": "8", "deadline": "realtime"}, "vp9"),
        ("mpeg4", {"g": "20", "bf": "2"}, "h264"),
    ],
)
def test_other_codecs_are_copied_or_encoded_as_a_whole(
    tmp_path: Path, codec: str, options: dict[str, str], after: str
) -> None:
    clip = CLIP.but(codec=codec, options=options, size=(128, 72))
    first = clip.write(tmp_path / "first.mp4", range(30))
    second = clip.write(tmp_path / "second.mp4", range(30, 60))
    overlapping = clip.write(tmp_path / "overlapping.mp4", range(20, 60))
    copied = saved(join([first, second]), tmp_path)
    assert packets_of(copied) == packets_of(first) + packets_of(second)
    assert read_numbers(copied) == list(range(60))
    film = join([first, overlapping], cut_s=1.9)
    assert read_numbers(saved(film, tmp_path)) == list(range(46))
    assert probe(tmp_path / "film.mp4").codec == after


def test_a_part_with_another_codec_is_encoded(tmp_path: Path) -> None:
    first = CLIP.write(tmp_path / "first.mp4", range(24))
    other = CLIP.but(codec="libvpx-vp9", options={"cpu-used": "8", "deadline": "realtime"})
    second = other.write(tmp_path / "second.webm", range(24, 48))
    film = join([first, second])
    path = saved(film, tmp_path)
    assert read_numbers(path) == list(range(48))
    assert film.seams[0].reason == "the codec is vp9, the film has h264"
    assert packets_of(path)[:24] == packets_of(first)


def test_a_part_that_begins_late_or_is_trimmed_by_an_edit_list(tmp_path: Path) -> None:
    late = CLIP.but(times=[Fraction(2) + number * FRAME for number in range(24)])
    first = late.write(tmp_path / "first.mp4", range(24))
    whole = CLIP.but(options={"g": "12", "bf": "2"}).write(tmp_path / "whole.mp4", range(18, 60))
    # An edit list hides what is shown before the time 0.
    trimmed = remux(whole, tmp_path / "trimmed.mp4", lambda _kind, _pts: -6 * 512)
    assert read_numbers(trimmed) == list(range(24, 60))
    film = join([first, trimmed])
    path = saved(film, tmp_path)
    assert read_numbers(path) == list(range(60))
    assert [frame.at for frame in read_frames(path)] == [number * FRAME for number in range(60)]


def test_many_parts_are_joined_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = CLIP.but(options={"g": "12", "preset": "ultrafast"}, tone=440, audio_rate=16000)
    parts = [
        clip.write(tmp_path / f"{first}.mp4", range(max(first - 3, 0), first + 15))
        for first in range(0, 300, 15)
    ]
    open_now, most = 0, 0
    really_open: Any = av.open

    @contextmanager
    def counted(*arguments: Any) -> Generator[Any]:
        nonlocal open_now, most
        with really_open(*arguments) as container:
            open_now += 1
            most = max(most, open_now)
            try:
                yield container
            finally:
                open_now -= 1

    def opened(*arguments: Any, **options: Any) -> Any:
        return really_open(*arguments, **options) if options else counted(*arguments)

    monkeypatch.setattr(av, "open", opened)
    film = join(parts)
    path = saved(film, tmp_path)
    monkeypatch.undo()
    # One for video and one for audio; each of them is closed before the next one.
    assert (open_now, most) == (0, 2)
    assert read_numbers(path) == list(range(300))
    assert film.duration_s == pytest.approx(300 / 24)
    assert len(film.seams) == 19
    rate, sound = read_sound(path)
    assert len(sound) / rate == pytest.approx(300 / 24, abs=0.07)


def test_memory_does_not_grow_with_the_number_of_parts(tmp_path: Path) -> None:
    clip = CLIP.but(options={"g": "12", "preset": "ultrafast"}, tone=440, audio_rate=16000)
    parts = [
        clip.write(tmp_path / f"{first}.mp4", range(first, first + 12))
        for first in range(0, 60, 12)
    ]

    def peak(repeated: int) -> int:
        tracemalloc.start()
        saved(join(parts * repeated), tmp_path)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    # For each part, only the path, parameters and times are kept: a few kilobytes, and no frames.
    assert peak(8) - peak(1) < 35 * 8000


def test_a_part_that_players_turn_is_turned(tmp_path: Path) -> None:
    upright = CLIP.but(size=(72, 128)).write(tmp_path / "upright.mp4", range(12))
    lying = CLIP.but(size=(128, 72)).write(tmp_path / "lying.mp4", range(12, 24))
    turned = remux(lying, tmp_path / "turned.mp4", lambda _kind, _pts: 0, rotation=90)
    shown = read_frames(saved(join([upright, turned]), tmp_path))
    assert shown[-1].picture.shape == (128, 72)
    # Turned counterclockwise, as the file declares.
    assert number_of(np.rot90(shown[-1].picture, -1)) == 23
    first = read_frames(saved(join([turned, upright]), tmp_path))[0]
    assert first.picture.shape == (128, 72)
    assert number_of(np.rot90(first.picture, -1)) == 12


@pytest.mark.parametrize("number", ["0", "1"])
def test_the_start_of_a_part_is_encoded_up_to_its_next_keyframe(
    tmp_path: Path, number: str
) -> None:
    # The encoded frames need parameter sets with another number than those of the parts.
    grouped = f"bframes=7:b-adapt=0:b-pyramid=none:scenecut=0:sps-id={number}"
    clip = CLIP.but(options={"preset": "veryfast", "x264-params": grouped})
    # In the first part, seven frames before the overlap depend on one within it.
    first = clip.but(options={**clip.options, "g": "250"}).write(tmp_path / "1.mp4", range(53))
    second = clip.but(options={**clip.options, "g": "10"}).write(tmp_path / "2.mp4", range(48, 100))
    film = join([first, second])
    [seam] = film.seams
    assert (seam.at_s * 24, seam.overlap_s, seam.encoded_s) == (53, 5 / 24, 5 / 24)
    path = saved(film, tmp_path)
    assert read_numbers(path) == list(range(100))
    packets = packets_of(path)
    assert packets[:53] == packets_of(first)
    assert packets[58:] == packets_of(second)[10:]
    for frame in read_frames(path):
        # Black and white are 16 and 235 in the file, but 0 and 255 in the grey picture.
        original = np.clip((clip.picture(frame.number).astype(int) - 16) * 255 / 219, 0, 255)
        assert np.abs(frame.picture - original).mean() < 4


def test_decoding_order_and_durations_are_those_of_the_frames(tmp_path: Path) -> None:
    parts = [
        CLIP.but(options={"g": "20", "bf": bf}).write(
            tmp_path / f"{bf}.mp4", range(first, first + 30)
        )
        for bf, first in (("3", 0), ("0", 28), ("2", 55))
    ]
    with av.open(str(saved(join(parts), tmp_path))) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        assert (stream.start_time, stream.frames) == (0, 85)
    times = [(packet.dts or 0, packet.pts or 0) for packet in packets]
    assert all(before[0] < after[0] for before, after in pairwise(times))
    assert all(dts <= pts for dts, pts in times)
    assert {packet.duration for packet in packets} == {packets[0].duration}
