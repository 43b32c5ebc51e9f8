"""Small video files whose frames carry a number that can be read back from the picture.

A strip at the bottom has twelve cells: white, black, and ten bits of the number. Above it, a textured scene
moves with the number, so that frames can be compared as those of a real video.
"""

# pyright: reportUnknownMemberType=false
# The stubs of PyAV leave some types open.

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, cast

import av
import numpy as np
from attrs import evolve, frozen
from av.video.reformatter import VideoReformatter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Samples = NDArray[np.float32]

_BITS: Final = 10
_CELLS: Final = _BITS + 2
_WIDTH: Final = 64
NO_B_FRAMES: Final = {"bf": "0"}


@frozen(kw_only=True)
class Clip:
    """The form of a clip.

    Attributes:
        size: The width and the height, which are even.
        rate: Frames a second.
        codec: The encoder of the video.
        options: Its options.
        times: When each frame is shown, in seconds; None: at the rate.
        unit: The unit of time stamps, in seconds; None: one frame.
        speed: How far the scene moves from one number to the next, of a width of 64. If it is 0, the number
            is not shown either: the scene is still.
        brightness: A factor.
        noise: The standard deviation of noise, of 255.
        tone: The frequency of the sound; None: no audio track. 0: silence.
        audio_rate: Samples a second.
        layout: The channels.
    """

    size: tuple[int, int] = (64, 36)
    rate: Fraction = Fraction(24)
    codec: str = "libx264"
    options: Mapping[str, str] = {"g": "24", "preset": "veryfast"}
    times: Sequence[Fraction] | None = None
    unit: Fraction | None = None
    speed: float = 1.0
    brightness: float = 1.0
    noise: float = 0.0
    tone: float | None = None
    audio_rate: int = 48000
    layout: str = "stereo"

    def but(self, **changes: Any) -> Clip:
        """Return the form with other values."""
        return evolve(self, **changes)

    def write(self, path: Path, numbers: Sequence[int]) -> Path:
        """Write a clip with a frame for each number."""
        unit = self.unit or 1 / self.rate
        times = self.times or [number / self.rate for number in range(len(numbers))]
        with av.open(str(path), "w") as container:
            video: Any = container.add_stream(
                self.codec, rate=self.rate, options={**self.options, "threads": "1"}
            )
            video.width, video.height = self.size
            video.pix_fmt = "yuv420p"
            video.codec_context.time_base = unit
            audio: Any = None
            if self.tone is not None:
                audio = container.add_stream(
                    "aac", rate=self.audio_rate, options={"aac_coder": "fast", "b": "64k"}
                )
                audio.layout = self.layout
            for time, number in zip(times, numbers, strict=True):
                frame = self._frame(number)
                frame.pts, frame.time_base = round(time / unit), unit
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
            if audio:
                seconds = times[-1] - times[0] + 1 / self.rate
                for sound in self._sounds(Fraction(numbers[0]) / self.rate, seconds):
                    container.mux(audio.encode(sound))
                container.mux(audio.encode(None))
        return path

    def picture(self, number: int) -> Grey:
        """Return the grey picture of a frame."""
        width, height = self.size
        scale = _WIDTH / width
        x, y = np.meshgrid(np.arange(width) * scale, np.arange(height) * scale)
        along = x + self.speed * number
        grey = 120 + 50 * np.sin(along / 5) * np.cos(y / 4 + along / 23)
        grey += 30 * np.sin(along / 11 + y / 7)
        if self.speed:
            bits = [1, 0, *(number >> bit & 1 for bit in range(_BITS))]
            for (left, right), bit in zip(_cells(width), bits, strict=True):
                grey[_strip(height) :, left:right] = 25 + 200 * bit
        grey *= self.brightness
        if self.noise:
            grey += np.random.default_rng(number).normal(0, self.noise, grey.shape)
        picture: Grey = np.clip(grey, 0, 255).astype(np.uint8)
        return picture

    def _frame(self, number: int) -> av.VideoFrame:
        width, height = self.size
        planes = np.full((height * 3 // 2, width), 128, np.uint8)
        planes[:height] = self.picture(number)
        return av.VideoFrame.from_ndarray(planes, format="yuv420p")

    def _sounds(self, begin: Fraction, seconds: Fraction) -> Iterator[av.AudioFrame]:
        """Return frames of a tone whose phase goes on from one clip to the next."""
        first = round(begin * self.audio_rate)
        count = round(seconds * self.audio_rate)
        channels = av.AudioLayout(self.layout).nb_channels
        for start in range(0, count, 1024):
            at = (first + np.arange(start, min(start + 1024, count))) / self.audio_rate
            wave = 0.3 * np.sin(2 * np.pi * (self.tone or 0) * at)
            samples = np.repeat(wave[np.newaxis], channels, axis=0).astype(np.float32)
            sound = av.AudioFrame.from_ndarray(samples, format="fltp", layout=self.layout)
            sound.sample_rate, sound.pts = self.audio_rate, start
            sound.time_base = Fraction(1, self.audio_rate)
            yield sound


@frozen
class Shown:
    """A frame that was read from a file.

    Attributes:
        number: Its number.
        at: When it is shown, in seconds.
        picture: Its grey picture.
    """

    number: int
    at: Fraction
    picture: Grey


def read_frames(path: Path, *, since: float | None = None) -> list[Shown]:
    """Return the frames of a file, from a time on. A seek goes to the keyframe at or before it."""
    with av.open(str(path)) as container:
        if since is not None:
            container.seek(round(since * 1_000_000))
        shown: list[Shown] = []
        # One for all frames, as making it takes longer than using it.
        reformatter = VideoReformatter()
        for frame in container.decode(container.streams.video[0]):
            assert not frame.is_corrupt
            assert frame.pts is not None
            grey = cast("Grey", reformatter.reformat(frame, format="gray").to_ndarray())
            shown.append(Shown(number_of(grey), frame.pts * (frame.time_base or Fraction(0)), grey))
        return shown


def read_numbers(path: Path) -> list[int]:
    """Return the numbers of all frames of a file, in the order in which they are shown."""
    return [frame.number for frame in read_frames(path)]


def number_of(grey: Grey) -> int:
    """Return the number in a grey picture."""
    height, width = grey.shape
    strip = grey[_strip(height) + 1 : height - 1]
    levels = [float(strip[:, (left + right) // 2].mean()) for left, right in _cells(width)]
    middle = (levels[0] + levels[1]) / 2
    return sum(1 << bit for bit in range(_BITS) if levels[bit + 2] > middle)


def read_sound(path: Path) -> tuple[int, Samples]:
    """Return the samples a second and the samples of a file's first channel, from its time 0."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        chunks: list[Samples] = []
        resampler = av.AudioResampler(format="fltp")
        for frame in container.decode(stream):
            if not chunks:
                assert frame.pts is not None
                start = round(float(frame.pts * (frame.time_base or 0)) * stream.rate)
                chunks.append(np.zeros(max(start, 0), np.float32))
            chunks += [each.to_ndarray()[0] for each in resampler.resample(frame)]
        return stream.rate, np.concatenate(chunks)


def remux(
    source: Path,
    target: Path,
    change: Callable[[str, int], int | None],
    *,
    options: Mapping[str, str] | None = None,
    rotation: int | None = None,
) -> Path:
    """Copy the packets of a file.

    Args:
        source: The file.
        target: The copy.
        change: Returns how many units later a packet is shown, from its type and its time stamp; None: it is
            left out.
        options: Options of the new container.
        rotation: The degrees by which players turn the picture, against the clock.
    """
    with (
        av.open(str(source)) as reading,
        av.open(str(target), "w", options=dict(options or {})) as writing,
    ):
        streams = {each.index: writing.add_stream_from_template(each) for each in reading.streams}
        for stream in writing.streams.video if rotation else ():
            stream.set_display_rotation(rotation or 0)
        for packet in reading.demux():
            later = None if packet.pts is None else change(packet.stream.type, packet.pts)
            if packet.dts is None or packet.pts is None or later is None:
                continue
            packet.stream = streams[packet.stream_index]
            packet.pts, packet.dts = packet.pts + later, packet.dts + later
            writing.mux(packet)
    return target


def pitch(samples: Samples, rate: int) -> float:
    """Return the loudest frequency of samples."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * rate / len(samples)


def _strip(height: int) -> int:
    return round(height * 5 / 6)


def _cells(width: int) -> list[tuple[int, int]]:
    edges = [round(width * cell / _CELLS) for cell in range(_CELLS + 1)]
    return list(pairwise(edges))
