"""The audio track of a film: decoded, cross-faded at the seams, and encoded as AAC."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from attrs import frozen
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from longtake.film._av import add_audio_stream, encode_audio, samples_of
from longtake.film._media import audio_stream, open_video, time_base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.audio.stream import AudioStream
    from av.container import OutputContainer

    from longtake.film._av import AnyPacket, Samples
    from longtake.film._layout import Layout, Section
    from longtake.film._media import AudioInfo


FADE_S: Final = Fraction(80, 1000)
"""The duration of the cross-fade at a seam."""

_FRAME: Final = 1024
_USUAL_RATE: Final = 48000
_RATES: Final = frozenset(
    {96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}
)
_LAYOUTS: Final = frozenset({"mono", "stereo", "3.0", "4.0", "5.0", "5.1", "7.1"})
_MIN_BITS, _MAX_BITS = 4 / 3, 10 / 3
"""The minimum and maximum bits for a sample of one channel: 64,000 and 160,000 bits per second at 48 kHz."""

_TOLERANCE_S: Final = 0.04
"""The largest error of a track's time stamps for which samples are not moved."""


def add_audio(container: OutputContainer, layout: Layout) -> Iterator[AnyPacket] | None:
    """Add the audio track to a file. Return an iterator of its packets, None if no part has audio."""
    audible = [section.source.audio for section in layout.sections if section.source.audio]
    if not audible:
        return None
    mixer = _Mixer(layout, audible[0])
    stream = add_audio_stream(container, mixer.rate)
    context = stream.codec_context
    context.layout = mixer.layout
    channels = context.layout.nb_channels
    samples = mixer.rate * channels
    declared = audible[0].bit_rate or 0
    context.bit_rate = round(min(max(declared, _MIN_BITS * samples), _MAX_BITS * samples))
    return _encode(stream, mixer)


def _encode(stream: AudioStream, mixer: _Mixer) -> Iterator[AnyPacket]:
    position = 0
    for samples in _in_frames(mixer.samples()):
        frame = AudioFrame.from_ndarray(
            np.ascontiguousarray(samples), format="fltp", layout=mixer.layout
        )
        frame.sample_rate, frame.time_base = mixer.rate, Fraction(1, mixer.rate)
        frame.pts = position
        position += samples.shape[1]
        yield from encode_audio(stream, frame)
    yield from encode_audio(stream, None)


def _in_frames(chunks: Iterator[Samples]) -> Iterator[Samples]:
    """Return the samples in pieces of the size that the encoder needs. The last piece may be shorter."""
    rest: list[Samples] = []
    count = 0
    for chunk in chunks:
        rest.append(chunk)
        count += chunk.shape[1]
        if count < _FRAME:
            continue
        joined = np.concatenate(rest, axis=1)
        whole = count - count % _FRAME
        for start in range(0, whole, _FRAME):
            yield joined[:, start : start + _FRAME]
        rest, count = [joined[:, whole:]], count - whole
    if count:
        yield np.concatenate(rest, axis=1)


@frozen
class _Seam:
    """The transition of the audio from one part to the next.

    Attributes:
        half: Half the number of samples in the fade.
        is_crossed: Whether both parts have audio, so that the fade is on both sides of the seam. Otherwise,
            the fade is only in the part with audio, and the silence of the other part has its full length.
        has_both: Whether the files of both parts have audio beyond the seam, which repeats that of the other.
    """

    half: int
    is_crossed: bool
    has_both: bool

    def rising(self) -> Samples:
        """Return the factors that fade the new part in."""
        size = max(2 * self.half, 1)
        share: Samples = ((np.arange(2 * self.half) + 0.5) / size).astype(np.float32)
        # The sum is one in amplitude if the parts sound the same, otherwise in power.
        is_linear = self.has_both or not self.is_crossed
        return share if is_linear else np.sin(share * (np.pi / 2)).astype(np.float32)


class _Mixer:
    """The samples of a film, in order.

    Each part fills exactly the samples from its own start to the start of the next part, so the audio cannot
    drift.
    """

    def __init__(self, layout: Layout, audio: AudioInfo) -> None:
        self.rate = audio.rate if audio.rate in _RATES else _USUAL_RATE
        self.layout = audio.layout if audio.layout in _LAYOUTS else "stereo"
        self._channels = av.AudioLayout(self.layout).nb_channels
        self._sections = layout.sections

    def samples(self) -> Iterator[Samples]:
        """Return all samples of the film."""
        carried: Samples | None = None
        before: _Seam | None = None
        for number, section in enumerate(self._sections):
            after = self._seam(number + 1)
            has_audio = section.source.audio is not None
            source = _Reader(self._extended(section, before, after), self._channels)
            if before is not None and has_audio:
                faded = source.take(2 * before.half) * before.rising()
                yield faded if carried is None else faded + carried
            carried = None
            if after is None or not has_audio:
                yield from source.all_but(0)
            else:
                yield from source.all_but(2 * after.half)
                faded = source.take(2 * after.half) * after.rising()[::-1]
                if after.is_crossed:
                    carried = faded
                else:
                    yield faded
            before = after

    def _seam(self, number: int) -> _Seam | None:
        if not 0 < number < len(self._sections):
            return None
        first, second = self._sections[number - 1], self._sections[number]
        least = min(self._count(first), self._count(second)) // 4
        return _Seam(
            half=min(round(FADE_S / 2 * self.rate), least),
            is_crossed=first.source.audio is not None and second.source.audio is not None,
            has_both=_continues(first) and _precedes(second),
        )

    def _position(self, at: Fraction) -> int:
        return round(at * self.rate)

    def _count(self, section: Section) -> int:
        return self._position(section.film_end) - self._position(section.at)

    def _extended(
        self, section: Section, before: _Seam | None, after: _Seam | None
    ) -> Iterator[Samples]:
        """Return the samples of a part, and the samples beyond its range that the cross-fades need.

        If the file has no samples there, the sound is mirrored.
        """
        start = before.half if before and before.is_crossed else 0
        stop = after.half if after and after.is_crossed else 0
        count = self._count(section)
        is_real = (_precedes(section), _continues(section))
        samples = _Reader(
            self._range(section, -start if is_real[0] else 0, count + (stop if is_real[1] else 0)),
            self._channels,
        )
        if start and not is_real[0]:
            first = samples.take(start)
            yield first[:, ::-1]
            yield first
        if stop and not is_real[1]:
            yield from samples.all_but(stop)
            last = samples.take(stop)
            yield last
            yield last[:, ::-1]
        else:
            yield from samples.all_but(0)

    def _range(self, section: Section, begin: int, end: int) -> Iterator[Samples]:
        """Return the samples from one position of a part to another, with silence for missing ones."""
        position = begin
        if section.source.audio is not None:
            for at, samples in self._decoded(section):
                if position >= end:
                    return
                chunk = samples[:, max(position - at, 0) : max(end - at, 0)]
                if not chunk.shape[1]:
                    continue
                yield from self._silence(min(at, end) - position)
                position = max(at, position) + chunk.shape[1]
                yield chunk
        yield from self._silence(end - position)

    def _silence(self, count: int) -> Iterator[Samples]:
        for start in range(0, count, self.rate):
            yield np.zeros((self._channels, min(self.rate, count - start)), np.float32)

    def _decoded(self, section: Section) -> Iterator[tuple[int, Samples]]:
        """Return the decoded samples of a part in chunks, each with its position in the part."""
        with open_video(section.source.path) as (container, _):
            stream = audio_stream(container)
            if stream is None:
                return
            resampler, position = self._resampler(), None
            for frame in container.decode(stream):
                at = position
                if frame.pts is not None:
                    seconds = frame.pts * (frame.time_base or time_base(stream))
                    at = self._position(seconds - section.begin)
                at = at or 0
                if position is None or abs(at - position) > _TOLERANCE_S * self.rate:
                    resampler, position = self._resampler(), at
                for each in resampler.resample(frame):
                    yield position, samples_of(each)
                    position += each.samples
            if position is not None:
                for each in resampler.resample(None):
                    yield position, samples_of(each)
                    position += each.samples

    def _resampler(self) -> AudioResampler:
        return AudioResampler(format="fltp", layout=self.layout, rate=self.rate)


class _Reader:
    """Takes a given number of samples from chunks of any size."""

    def __init__(self, chunks: Iterator[Samples], channels: int) -> None:
        self._chunks = chunks
        self._held = np.zeros((channels, 0), np.float32)

    def take(self, count: int) -> Samples:
        """Return the next samples."""
        while self._held.shape[1] < count and (chunk := next(self._chunks, None)) is not None:
            self._held = np.concatenate([self._held, chunk], axis=1)
        taken, self._held = self._held[:, :count], self._held[:, count:]
        return taken

    def all_but(self, count: int) -> Iterator[Samples]:
        """Return all samples except the last `count`, which the next call of `take` returns."""
        for chunk in self._chunks:
            held = np.concatenate([self._held, chunk], axis=1)
            ready = max(held.shape[1] - count, 0)
            self._held = held[:, ready:]
            if ready:
                yield held[:, :ready]
        ready = max(self._held.shape[1] - count, 0)
        if ready:
            ended, self._held = self._held[:, :ready], self._held[:, ready:]
            yield ended


def _continues(section: Section) -> bool:
    """Return whether a file continues long enough for a fade after the range that is shown."""
    return section.source.end - section.end >= FADE_S / 2


def _precedes(section: Section) -> bool:
    """Return whether a file begins long enough for a fade before the range that is shown."""
    return section.begin - section.source.begin >= FADE_S / 2
