"""Joining 60 s of 1280x720, beside copying the same packets with bare PyAV and encoding everything again."""

# pyright: reportUnknownMemberType=false
# The stubs of PyAV leave some types open.

from __future__ import annotations

import json
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import av
import numpy as np
from av.video.frame import PictureType

import longtake
from bench.emulating import peak_mb
from bench.timing import ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

_WIDTH, _HEIGHT, _RATE, _SECONDS = 1280, 720, 24, 60
_SOUND_RATE: Final = 48000
# Each round takes about a minute.
_MAX_ROUNDS: Final = 3
_PARTS: Final = {
    "9 parts": (9, 0),
    "9 parts that overlap by 1 s": (9, 24),
    "30 parts": (30, 0),
}


def film(rounds: int) -> list[str]:
    """Measure each way to make a film in a process of its own, in turns."""
    folder = Path("out", "bench")
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    with TemporaryDirectory(dir=folder) as place:
        for name, (count, overlap) in _PARTS.items():
            parts = _write_parts(Path(place, f"{count}-{overlap}"), count, overlap)
            size = sum(part.stat().st_size for part in parts) / 1e6
            lines.append(f"{name}, {size:.1f} MB")
            taken: dict[str, list[dict[str, float]]] = {way: [] for way in _WAYS}
            for _ in range(min(rounds, _MAX_ROUNDS)):
                for way, found in taken.items():
                    found.append(_measured(way, Path(place, "film.mp4"), parts))
            seconds = {way: [each["s"] for each in found] for way, found in taken.items()}
            for way, found in taken.items():
                lines.append(
                    f"  {way}: {median(seconds[way]):.2f} s of processor time, at most"
                    f" {max(each['mb'] for each in found):.0f} MB;"
                    f" {ratio(seconds[way], seconds['copy'])} times a copy,"
                    f" {ratio(seconds[way], seconds['encode'])} times encoding all"
                )
    return lines


def _join(target: Path, parts: Sequence[Path]) -> None:
    longtake.join(parts).save(target)


def _copy(target: Path, parts: Sequence[Path]) -> None:
    """Copy all packets, each part after the one before."""
    with av.open(str(target), "w") as writing:
        streams: dict[str, Any] = {}
        latest: dict[str, int] = {}
        offset = Fraction(0)
        for part in parts:
            with av.open(str(part)) as reading:
                for stream in reading.streams:
                    if stream.type not in streams:
                        streams[stream.type] = writing.add_stream_from_template(stream)
                for packet in reading.demux():
                    if packet.dts is None or packet.pts is None:
                        continue
                    later = round(offset / packet.time_base)
                    packet.dts, packet.pts = packet.dts + later, packet.pts + later
                    kind = packet.stream.type
                    if packet.dts <= latest.get(kind, packet.dts - 1):
                        continue  # audio is longer than video by a part of a frame
                    latest[kind] = packet.dts
                    packet.stream = streams[kind]
                    writing.mux(packet)
                video = reading.streams.video[0]
                offset += (video.duration or 0) * (video.time_base or Fraction(0))


def _encode(target: Path, parts: Sequence[Path]) -> None:
    """Decode everything, and encode it as `longtake.join` encodes frames."""
    with av.open(str(target), "w") as writing:
        video = writing.add_stream(
            "libx264", rate=_RATE, options={"crf": "18", "preset": "medium", "bf": "0"}
        )
        video.width, video.height, video.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        audio = writing.add_stream("aac", rate=_SOUND_RATE)
        number = samples = 0
        for part in parts:
            with av.open(str(part)) as reading:
                for frame in reading.decode(video=0, audio=0):
                    if isinstance(frame, av.VideoFrame):
                        frame.pts, frame.time_base = number, Fraction(1, _RATE)
                        frame.pict_type = PictureType.NONE
                        number += 1
                        writing.mux(video.encode(frame))
                    elif isinstance(frame, av.AudioFrame):
                        frame.pts, frame.time_base = samples, Fraction(1, _SOUND_RATE)
                        samples += frame.samples
                        writing.mux(audio.encode(frame))
        writing.mux(video.encode(None))
        writing.mux(audio.encode(None))


_WAYS: Final[dict[str, Callable[[Path, Sequence[Path]], None]]] = {
    "join": _join,
    "copy": _copy,
    "encode": _encode,
}


def _measured(way: str, target: Path, parts: Sequence[Path]) -> dict[str, float]:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "bench.joining", way, str(target), *map(str, parts)],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _write_parts(folder: Path, count: int, overlap: int) -> list[Path]:
    """Write the parts of a film that moves over a texture, with a tone."""
    folder.mkdir()
    texture = _texture()
    length = _SECONDS * _RATE // count
    return [
        _write_part(
            folder / f"{number}.mp4",
            texture,
            range(max(number * length - overlap, 0), (number + 1) * length),
        )
        for number in range(count)
    ]


def _write_part(path: Path, texture: NDArray[np.uint8], numbers: range) -> Path:
    grain = np.random.default_rng(2).integers(0, 8, (_HEIGHT, _WIDTH), np.uint8)
    with av.open(str(path), "w") as container:
        video = container.add_stream(
            "libx264", rate=_RATE, options={"preset": "veryfast", "crf": "23"}
        )
        video.width, video.height, video.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        audio = container.add_stream("aac", rate=_SOUND_RATE)
        for number in numbers:
            planes = np.full((_HEIGHT * 3 // 2, _WIDTH), 128, np.uint8)
            planes[:_HEIGHT] = texture[number // 3 :, number:][:_HEIGHT, :_WIDTH]
            # Grain that differs from frame to frame, as that of a camera.
            planes[:_HEIGHT] += np.roll(grain, number * 12345)
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = number - numbers[0], Fraction(1, _RATE)
            container.mux(video.encode(frame))
        for sound in _tone(len(numbers) * _SOUND_RATE // _RATE):
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


def _texture() -> NDArray[np.uint8]:
    """Return a picture with details of several sizes, larger than a frame."""
    height, width = _HEIGHT + _SECONDS * _RATE // 3, _WIDTH + _SECONDS * _RATE
    random = np.random.default_rng(1)
    grey = np.full((height, width), 128.0)
    for size, contrast in ((4, 12), (16, 25), (64, 40)):
        coarse = random.normal(0, contrast, (height // size + 2, width // size + 2))
        grey += np.kron(coarse, np.ones((size, size)))[:height, :width]
    texture: NDArray[np.uint8] = np.clip(grey, 0, 247).astype(np.uint8)
    return texture


def _tone(count: int) -> Iterator[av.AudioFrame]:
    for start in range(0, count, 1024):
        at = np.arange(start, min(start + 1024, count)) / _SOUND_RATE
        wave = (0.2 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = _SOUND_RATE, start
        frame.time_base = Fraction(1, _SOUND_RATE)
        yield frame


def main() -> None:
    """Make one film in one way, and print the processor time and the peak of the memory."""
    way, target, *parts = sys.argv[1:]
    started = time.process_time()
    _WAYS[way](Path(target), [Path(part) for part in parts])
    print(json.dumps({"s": time.process_time() - started, "mb": peak_mb()}))  # noqa: T201 - for `film`


if __name__ == "__main__":
    main()
