"""The packets of a video track, and those that can be copied to show a range of the video."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from statistics import median_low
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from longtake.film._frames import demux
from longtake.film._media import codec_of, damaged, frame_rate, open_video, time_base

if TYPE_CHECKING:
    from pathlib import Path

    from av.video.stream import VideoStream

    from longtake.film._av import AnyPacket

_H264_IDR: Final = 5
_HEVC_IDR: Final = (19, 20)
_IMPOSSIBLE: Final = (b"\0\0\0", b"\0\0\1", b"\0\0\2")
"""Bytes that a unit of H.264 or HEVC never contains, because encoders insert another byte."""

_KEYFRAME_RESETS: Final = frozenset({"av1", "vp9"})
"""Codecs in which no frame after a keyframe refers to one before it. In H.264 and HEVC, only some keyframes
ensure this."""


@frozen
class Piece:
    """A range of a part's video that is either copied or encoded.

    Attributes:
        begin: The time of the first frame, in seconds of the file.
        end: The time at which the range ends, in seconds of the file.
        packets: The positions of the packets to copy, in decoding order; None if the frames are encoded.
    """

    begin: Fraction
    end: Fraction
    packets: range | None = None

    @property
    def encoded(self) -> Fraction:
        """Return the seconds of it that are encoded."""
        return self.end - self.begin if self.packets is None else Fraction(0)


@frozen
class Packets:
    """The packets of a video track, in decoding order.

    Attributes:
        unit: The duration of one unit of `pts`, in seconds.
        pts: The time at which each frame is shown, in units. With B-frames, this order differs from that of
            decoding.
        starts: The positions of keyframes from which all following frames can be decoded and shown.
        shown: The first and the last time stamp that are shown. An edit list hides other frames.
        last: The duration of the last frame, in units.
        is_regular: Whether each packet is one frame with a time stamp of its own, and can be copied.
    """

    unit: Fraction
    pts: list[int] = field(repr=False)
    starts: list[int] = field(repr=False)
    shown: tuple[int, int]
    last: int
    is_regular: bool

    @cached_property
    def order(self) -> list[int]:
        """Return the time stamps in the order in which frames are shown."""
        return sorted(self.pts)

    @property
    def begin(self) -> Fraction:
        """Return the time of the first frame that is shown, in seconds."""
        return self.shown[0] * self.unit

    @property
    def end(self) -> Fraction:
        """Return the time at which the last frame ends, in seconds."""
        return (self.shown[1] + self.last) * self.unit

    @property
    def interval(self) -> Fraction:
        """Return the usual time from one frame to the next, in seconds."""
        steps = [after - before for before, after in pairwise(self.order)]
        return (median_low(steps) if steps else self.last) * self.unit

    @property
    def is_constant(self) -> bool:
        """Return whether each frame is shown for the usual time, to a tenth of it."""
        interval = self.interval / self.unit
        return all(abs(b - a - interval) * 10 <= interval for a, b in pairwise(self.order))

    @property
    def delay(self) -> Fraction:
        """Return the minimum delay from decoding a frame to showing it, in seconds."""
        late = (shown - pts for shown, pts in zip(self.order, self.pts, strict=True))
        return max(late, default=0) * self.unit

    def frames(self, begin: Fraction, end: Fraction) -> list[Fraction]:
        """Return the times of the frames from `begin` up to `end`, in seconds."""
        first, last = (bisect_left(self.order, time / self.unit) for time in (begin, end))
        return [pts * self.unit for pts in self.order[first:last]]

    def pieces(self, begin: Fraction, end: Fraction) -> list[Piece]:
        """Return the ranges to copy and to encode, which together show the frames from `begin` up to `end`.

        Copying begins at a keyframe. It ends where no copied frame needs an omitted one; a B-frame needs a
        frame that is shown after it.
        """
        start = self._start(begin)
        if start is None or not self.is_regular:
            return [Piece(begin, end)]
        skipped = bisect_left(self.order, self.pts[start])
        limit, stop = end / self.unit, start
        for position, latest in enumerate(accumulate(self.pts[start:], max), start):
            if latest >= limit:
                break
            if latest == self.order[skipped + position - start]:
                stop = position + 1
        if stop == start:
            return [Piece(begin, end)]
        first = self.pts[start] * self.unit
        after = skipped + stop - start
        until = self.order[after] * self.unit if after < len(self.order) else end
        until = min(until, end)
        pieces = [
            Piece(begin, first),
            Piece(first, until, range(start, stop)),
            Piece(until, end),
        ]
        return [piece for piece in pieces if piece.begin < piece.end]

    def encoded(self, begin: Fraction, end: Fraction) -> int:
        """Return the number of frames to encode to show exactly the frames from `begin` up to `end`."""
        pieces = self.pieces(begin, end)
        return sum(
            len(self.frames(each.begin, each.end)) for each in pieces if each.packets is None
        )

    def _start(self, begin: Fraction) -> int | None:
        wanted = begin / self.unit
        return next((position for position in self.starts if self.pts[position] >= wanted), None)


def read_packets(path: Path) -> Packets:
    """Read the time stamps of a file, without decoding a frame."""
    with open_video(path) as (container, stream):
        reader = PacketReader(path, stream)
        for packet in demux(container, stream):
            reader.add(packet)
        return reader.result()


class PacketReader:
    """Collects the time stamps of packets in decoding order."""

    def __init__(self, path: Path, stream: VideoStream) -> None:
        self._path = path
        self._codec = codec_of(stream)
        self._unit = time_base(stream)
        self._interval = max(round(1 / frame_rate(stream) / self._unit), 1)
        self._declared = stream.duration
        extradata = stream.codec_context.extradata or b""
        # Streams with start codes are not copied.
        self._is_regular = self._codec not in {"h264", "hevc"} or extradata[:1] == b"\x01"
        self._length_size: int | None = None
        if self._is_regular and self._codec in {"h264", "hevc"}:
            self._length_size = (extradata[4 if self._codec == "h264" else 21] & 3) + 1
        self._pts: list[int] = []
        self._last: tuple[int, int] | None = None  # its time stamp, and its duration
        self._keyframes: list[int] = []
        self._hidden: set[int] = set()

    def add(self, packet: AnyPacket) -> None:
        """Add the next packet."""
        if packet.is_corrupt:
            raise damaged(self._path, f"it ends within a frame, after {self._seconds():.2f} s")
        pts = packet.pts if packet.pts is not None else packet.dts
        if packet.pts is None or packet.has_sidedata("new_extradata"):
            self._is_regular = False
        if pts is None:
            raise damaged(self._path, "its frames have no time stamps")
        position = len(self._pts)
        self._pts.append(pts)
        if packet.is_discard:
            self._hidden.add(position)
        units = self._units(bytes(packet))
        if packet.is_keyframe and self._resets(packet, units):
            self._keyframes.append(position)
        if self._last is None or pts > self._last[0]:
            self._last = pts, packet.duration or 0

    def result(self) -> Packets:
        """Return the time stamps of all packets."""
        shown = [pts for position, pts in enumerate(self._pts) if position not in self._hidden]
        if not shown:
            raise damaged(self._path, "it has no frames")
        first, last = min(shown), max(shown)
        duration = self._interval
        if self._last and self._last[0] == last and self._last[1] > 0:
            duration = self._last[1]
        missing = (self._declared or 0) - (last + duration - first)
        if missing > max(2 * self._interval, (self._declared or 0) // 50):
            raise damaged(
                self._path,
                f"it ends after {float((last + duration - first) * self._unit):.2f} s of"
                f" {float((self._declared or 0) * self._unit):.2f} s",
            )
        inside = any(first < self._pts[position] < last for position in self._hidden)
        is_unique = len(set(self._pts)) == len(self._pts)
        return Packets(
            unit=self._unit,
            pts=self._pts,
            starts=self._starts(),
            shown=(first, last),
            last=duration,
            is_regular=self._is_regular and is_unique and not inside,
        )

    def _starts(self) -> list[int]:
        """Return the keyframes that are shown after all earlier frames and before all later ones."""
        count = len(self._pts)
        latest = [*accumulate(self._pts, max)]
        earliest = [*accumulate(reversed(self._pts), min)][::-1]
        return [
            position
            for position in self._keyframes
            if earliest[position] == self._pts[position]
            and (position == 0 or latest[position - 1] < self._pts[position])
            and position < count
        ]

    def _seconds(self) -> float:
        return float((max(self._pts) - min(self._pts)) * self._unit) if self._pts else 0.0

    def _resets(self, packet: AnyPacket, units: list[bytes]) -> bool:
        """Return whether no frame after a keyframe refers to a frame before it."""
        if self._codec == "h264":
            return any(unit[0] & 31 == _H264_IDR for unit in units)
        if self._codec == "hevc":
            return any((unit[0] >> 1) & 63 in _HEVC_IDR for unit in units)
        return self._codec in _KEYFRAME_RESETS or packet.pts == self._pts[0]

    def _units(self, content: bytes) -> list[bytes]:
        """Return the units of a packet of H.264 or HEVC, each of which follows its length.

        Raises:
            InvalidRequestError: If the packet has another form, or a unit contains an impossible sequence of
                bytes. The decoder does not detect all damage.
        """
        if self._length_size is None:
            return []
        units: list[bytes] = []
        position = 0
        while position < len(content):
            begin = position + self._length_size
            position = begin + int.from_bytes(content[position:begin], "big")
            unit = content[begin:position].rstrip(b"\0")
            if position > len(content) or any(each in unit for each in _IMPOSSIBLE):
                raise damaged(self._path, f"the frame after {self._seconds():.2f} s is incomplete")
            if unit:
                units.append(unit)
        return units
