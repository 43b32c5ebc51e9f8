"""The video track of a film, from copied packets and encoded frames."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from longtake.film._av import add_copied_stream, add_video_stream, encode_video, new_packet
from longtake.film._fitting import Fitting
from longtake.film._frames import demux, frames
from longtake.film._media import open_video
from longtake.film._packets import Packets, Piece, read_packets
from longtake.film._parameters import (
    AvcHeader,
    encoder_of,
    pixel_formats,
    profile_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from longtake.film._av import AnyPacket
    from longtake.film._layout import Layout, Section

_QUALITY: Final = {"crf": "18", "preset": "medium"}
_OPTIONS: Final = {
    "libx264": {**_QUALITY, "bf": "0"},
    "libx265": {**_QUALITY, "x265-params": "bframes=0:log-level=none"},
    "libvpx-vp9": {"crf": "24", "b": "0", "row-mt": "1", "cpu-used": "4", "lag-in-frames": "0"},
    "libsvtav1": {"crf": "24", "preset": "8", "svtav1-params": "pred-struct=1"},
}


def add_video(container: OutputContainer, layout: Layout) -> Iterator[AnyPacket]:
    """Add the video track to a file, and return an iterator of its packets."""
    add = _add_encoded if layout.is_encoded else _add_copied
    stream, packets = add(container, layout)
    return _assigned(stream, packets)


def _assigned(stream: VideoStream, packets: Iterator[AnyPacket]) -> Iterator[AnyPacket]:
    for packet in packets:
        packet.stream = stream
        yield packet


def _add_encoded(
    container: OutputContainer, layout: Layout
) -> tuple[VideoStream, Iterator[AnyPacket]]:
    """Add a track whose frames are all encoded."""
    name = encoder_of(layout.first)
    stream = add_video_stream(container, name, _OPTIONS[name])
    stream.time_base = Fraction(1, layout.units)
    fitting = _configure(stream.codec_context, layout, name)
    shown = (
        each
        for section in layout.sections
        for each in _film_frames(layout, fitting, section, section.begin, section.end)
    )
    end = layout.ticks(layout.duration)
    return stream, _timed(_encode(stream.codec_context, shown), end, 0, layout.units)


def _add_copied(
    container: OutputContainer, layout: Layout
) -> tuple[VideoStream, Iterator[AnyPacket]]:
    """Add a track whose packets are copied where possible."""
    first = layout.first
    with open_video(first.path) as (_, template):
        stream = add_copied_stream(container, template)
    stream.time_base = Fraction(1, layout.units)
    if first.codec == "hevc":
        stream.codec_context.codec_tag = "hvc1"
    merger: _Merger | None = None
    if layout.has_encoded:
        merger = _Merger(layout)
        stream.codec_context.extradata = merger.extradata
    # If the unit is too coarse for a part's time stamps, these are rounded.
    is_exact = all(not layout.units % each.source.unit.denominator for each in layout.sections)
    delay = -(-layout.delay * layout.units // 1) + (0 if is_exact else 1)
    return stream, _mixed(layout, merger, int(delay))


def _mixed(layout: Layout, merger: _Merger | None, delay: int) -> Iterator[AnyPacket]:
    for section in layout.sections:
        packets = read_packets(section.source.path)
        if section.reason is None:
            pieces = packets.pieces(section.begin, section.end)
        else:
            pieces = [Piece(section.begin, section.end)]
        for piece in pieces:
            if piece.packets is not None:
                yield from _copy(layout, section, packets, piece, delay)
            elif merger is None:
                raise RuntimeError(
                    "the layout must have an encoder for its encoded frames, got none"
                )
            else:
                yield from merger.encode(section, piece, delay)


def _copy(
    layout: Layout, section: Section, packets: Packets, piece: Piece, delay: int
) -> Iterator[AnyPacket]:
    """Return packets of a file with the time stamps of the film.

    The decoding time of the n-th packet is the time of the n-th shown frame, less a constant delay. Decoding
    times therefore increase across seams, even if the parts have different delays.
    """
    positions = piece.packets or range(0)
    moved = [_moved(layout, section, pts * packets.unit) for pts in packets.pts]
    shown = sorted(moved[position] for position in positions)
    end = _moved(layout, section, piece.end)
    lasts = dict(zip(shown, [*shown[1:], end], strict=True))
    with open_video(section.source.path) as (container, stream):
        for position, packet in enumerate(demux(container, stream)):
            if position >= positions.stop:
                return
            if position not in positions:
                continue
            packet.time_base = Fraction(1, layout.units)
            packet.pts = moved[position]
            packet.dts = shown[position - positions.start] - delay
            packet.duration = lasts[moved[position]] - moved[position]
            yield packet


def _moved(layout: Layout, section: Section, at: Fraction) -> int:
    return layout.ticks(section.at + at - section.begin)


class _Merger:
    """Encodes frames between copied packets of H.264.

    Attributes:
        extradata: The header of the track, with the parameter sets of copied and encoded frames.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._header = AvcHeader.parse(layout.first.extradata)
        context, _ = self._context()
        self.extradata = self._header.with_sets(context.extradata or b"")

    def _context(self) -> tuple[VideoCodecContext, Fitting]:
        context = VideoCodecContext.create("libx264", "w")
        fitting = _configure(context, self._layout, "libx264")
        context.flags |= Flags.global_header
        context.options = {
            **_OPTIONS["libx264"],
            "profile": profile_option(self._layout.first),
            "x264-params": f"sps-id={self._header.free_number()}",
        }
        context.open()
        return context, fitting

    def encode(self, section: Section, piece: Piece, delay: int) -> Iterator[AnyPacket]:
        """Return the packets of encoded frames. The first one is a keyframe."""
        context, fitting = self._context()
        shown = _film_frames(self._layout, fitting, section, piece.begin, piece.end)
        at_end = piece.end >= section.end
        end = section.film_end if at_end else section.at + piece.end - section.begin
        packets = _timed(
            _encode(context, shown), self._layout.ticks(end), delay, self._layout.units
        )
        for packet in packets:
            merged = new_packet(self._header.packet(bytes(packet)))
            merged.time_base = packet.time_base
            merged.pts, merged.dts, merged.duration = packet.pts, packet.dts, packet.duration
            merged.is_keyframe = packet.is_keyframe
            yield merged


def _configure(context: VideoCodecContext, layout: Layout, encoder: str) -> Fitting:
    """Set the size, rate, colors and unit of an encoder, and return the fitting of its frames."""
    first = layout.first
    formats = pixel_formats(encoder)
    fitting = Fitting.to(first, first.pix_fmt if first.pix_fmt in formats else "yuv420p")
    context.width, context.height = fitting.width, fitting.height
    context.pix_fmt = fitting.pix_fmt
    context.sample_aspect_ratio = fitting.aspect
    context.framerate = first.rate
    context.time_base = Fraction(1, layout.units)
    colors = first.colors
    context.color_range, context.color_primaries = colors.range, colors.primaries
    context.color_trc, context.colorspace = colors.transfer, colors.space
    return fitting


def _film_frames(
    layout: Layout, fitting: Fitting, section: Section, begin: Fraction, end: Fraction
) -> Iterator[VideoFrame]:
    """Return the frames of a range of a part, with the size and time stamps of the film."""
    fit = fitting.filter(section.source)
    shown = frames(section.source.path, begin, end)
    timed = (
        _converted(section, section.rate, shown)
        if section.rate
        else ((section.at + at - section.begin, frame) for at, frame in shown)
    )
    for at, frame in timed:
        fitted = fit(frame)
        fitted.pts, fitted.time_base = layout.ticks(at), Fraction(1, layout.units)
        fitted.pict_type = PictureType.NONE
        yield fitted


def _converted(
    section: Section, rate: Fraction, shown: Iterator[tuple[Fraction, VideoFrame]]
) -> Iterator[tuple[Fraction, VideoFrame]]:
    """Return the frames at another rate: for each new frame, the one shown at the middle of its time."""
    current: VideoFrame | None = None
    following = next(shown, None)
    for number in range(section.count):
        middle = section.begin + (number + Fraction(1, 2)) / rate
        while following is not None and (current is None or following[0] <= middle):
            current, following = following[1], next(shown, None)
        if current is not None:
            yield section.at + number / rate, current


def _encode(context: VideoCodecContext, shown: Iterator[VideoFrame]) -> Iterator[AnyPacket]:
    for frame in shown:
        yield from encode_video(context, frame)
    yield from encode_video(context, None)


def _timed(packets: Iterator[AnyPacket], end: int, delay: int, units: int) -> Iterator[AnyPacket]:
    """Set the duration of each packet: until the next packet, or until the end.

    The encoders make no B-frames, so packets come in the order in which they are shown.
    """
    before: AnyPacket | None = None
    for packet in packets:
        packet.time_base = Fraction(1, units)
        packet.dts = (packet.pts or 0) - delay
        if before is not None:
            before.duration = (packet.pts or 0) - (before.pts or 0)
            yield before
        before = packet
    if before is not None:
        before.duration = end - (before.pts or 0)
        yield before
