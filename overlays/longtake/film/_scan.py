"""Decoding a part once, to compare its ends with the neighbouring parts and to find damage."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen
from av.video.reformatter import VideoReformatter

from longtake.film._frames import decode, demux, frame_time
from longtake.film._media import (
    AudioInfo,
    audio_info,
    audio_stream,
    codec_of,
    damaged,
    frame_rate,
    open_video,
)
from longtake.film._overlap import Strip, small_picture, strip
from longtake.film._packets import PacketReader, Packets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from longtake.film._av import AnyPacket
    from longtake.film._overlap import Floats


@frozen
class Colors:
    """The color parameters of a video, as codes of the codecs' standards."""

    range: int
    primaries: int
    transfer: int
    space: int


@frozen(kw_only=True)
class Source:
    """The properties of a file that are kept as long as its film.

    Attributes:
        path: The file.
        codec: The codec of the video, such as `h264`.
        extradata: The parameters of the codec that the packets need.
        width: The width in pixels.
        height: The height in pixels.
        pix_fmt: The pixel format, such as `yuv420p`.
        aspect: The width of a pixel, as a multiple of its height.
        colors: The color parameters.
        rotation: The angle by which a player turns the picture, in degrees.
        profile: The profile of the codec, such as `High`.
        unit: The duration of one unit of the time stamps, in seconds.
        rate: The average rate, in frames a second.
        is_constant: Whether all frames are shown for the same time.
        interval: The usual time from one frame to the next, in seconds.
        begin: The time of the first frame, in seconds of the file.
        end: The time at which the last frame ends.
        delay: The minimum delay from decoding a frame to showing it, in seconds.
        is_regular: Whether each packet is one frame with a time stamp of its own, and can be copied.
        is_whole: Whether all packets from the first to the last frame can be copied.
        audio: The audio track; None if there is none.
        size: The size of the file in bytes.
    """

    path: Path
    codec: str
    extradata: bytes
    width: int
    height: int
    pix_fmt: str
    aspect: Fraction
    colors: Colors
    rotation: int
    profile: str
    unit: Fraction
    rate: Fraction
    is_constant: bool
    interval: Fraction
    begin: Fraction
    end: Fraction
    delay: Fraction
    is_regular: bool
    is_whole: bool
    audio: AudioInfo | None
    size: int


@frozen(kw_only=True)
class Scan:
    """A file, with the data that is needed only until its seams are found.

    Attributes:
        source: The properties of the file.
        packets: The packets of the video.
        head: The first frames.
        tail: The last frames.
    """

    source: Source
    packets: Packets
    head: Strip
    tail: Strip


def scan(path: Path, head_s: float, tail_s: float) -> Scan:
    """Decode a file.

    Args:
        path: The file.
        head_s: The seconds of frames to keep from its start.
        tail_s: The seconds of frames to keep from its end.

    Raises:
        InvalidRequestError: If the file is missing, damaged or not a video.
    """
    with open_video(path) as (container, stream):
        reader = PacketReader(path, stream)
        head: list[tuple[float, Floats]] = []
        tail: deque[tuple[float, Floats]] = deque()
        rotation, count = 0, 0
        reformatter = VideoReformatter()
        for frame in decode(path, stream, _recorded(reader, demux(container, stream))):
            at = float(frame_time(stream, frame))
            picture = small_picture(frame, reformatter)
            if count == 0:
                rotation = round(frame.rotation) % 360
            count += 1
            if not head or at < head[0][0] + head_s:
                head.append((at, picture))
            tail.append((at, picture))
            while tail[0][0] < at - tail_s:
                tail.popleft()
        packets = reader.result()
        if count == 0:
            raise damaged(path, "it has no frames")
        context = stream.codec_context
        source = Source(
            path=path,
            codec=codec_of(stream),
            extradata=context.extradata or b"",
            width=stream.width,
            height=stream.height,
            pix_fmt=context.pix_fmt or "",
            aspect=stream.sample_aspect_ratio or Fraction(1),
            colors=Colors(
                context.color_range,
                context.color_primaries,
                context.color_trc,
                context.colorspace,
            ),
            rotation=rotation,
            profile=context.profile or "",
            unit=packets.unit,
            rate=frame_rate(stream),
            is_constant=packets.is_constant,
            interval=packets.interval,
            begin=packets.begin,
            end=packets.end,
            delay=packets.delay,
            is_regular=packets.is_regular,
            is_whole=packets.encoded(packets.begin, packets.end) == 0,
            audio=audio_info(audio_stream(container)),
            size=path.stat().st_size,
        )
    if source.audio is not None:
        _decode_audio(path)
    return Scan(
        source=source,
        packets=packets,
        head=strip(*_columns(head)),
        tail=strip(*_columns(tail)),
    )


def _decode_audio(path: Path) -> None:
    """Decode the audio, to find damage before anything is written."""
    with open_video(path) as (container, _):
        stream = audio_stream(container)
        for _ in container.decode(stream) if stream else ():
            pass


def _columns(
    rows: list[tuple[float, Floats]] | deque[tuple[float, Floats]],
) -> tuple[list[float], list[Floats]]:
    return [at for at, _ in rows], [picture for _, picture in rows]


def _recorded(reader: PacketReader, packets: Iterator[AnyPacket]) -> Iterator[AnyPacket]:
    for packet in packets:
        reader.add(packet)
        yield packet
