"""Decoding the frames of a video file."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from longtake.film._av import decode_video
from longtake.film._media import damaged, open_video, time_base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from longtake.film._av import AnyPacket

_MARGIN: Final = Fraction(1, 2)


def demux(container: InputContainer, stream: VideoStream) -> Iterator[AnyPacket]:
    """Return the packets of a stream, without the empty packet that PyAV adds at the end."""
    return (packet for packet in container.demux(stream) if packet.size)


def decode(path: Path, stream: VideoStream, packets: Iterator[AnyPacket]) -> Iterator[VideoFrame]:
    """Return the decoded frames of packets, and then the frames that the decoder still holds.

    Raises:
        InvalidRequestError: If a frame is damaged.
    """
    stream.thread_type = "AUTO"
    for packet in packets:
        for frame in decode_video(stream, packet):
            yield _checked(path, stream, frame)
    for frame in decode_video(stream, None):
        yield _checked(path, stream, frame)


def frame_time(stream: VideoStream, frame: VideoFrame) -> Fraction:
    """Return the time at which a frame is shown, in seconds of its file."""
    pts = frame.pts if frame.pts is not None else (frame.dts or 0)
    return pts * (frame.time_base or time_base(stream))


def frames(path: Path, begin: Fraction, end: Fraction) -> Iterator[tuple[Fraction, VideoFrame]]:
    """Return the frames from `begin` up to `end`, each with its time in the file, in seconds."""
    is_first = True
    for at, frame in _from_keyframe(path, begin):
        if is_first and at > begin:
            # The file's index led to a keyframe after `begin`.
            yield from _within(_from_keyframe(path, None), begin, end)
            return
        is_first = False
        if at >= end:
            return
        if at >= begin:
            yield at, frame


def _within(
    all_frames: Iterator[tuple[Fraction, VideoFrame]], begin: Fraction, end: Fraction
) -> Iterator[tuple[Fraction, VideoFrame]]:
    for at, frame in all_frames:
        if at >= end:
            return
        if at >= begin:
            yield at, frame


def _from_keyframe(path: Path, begin: Fraction | None) -> Iterator[tuple[Fraction, VideoFrame]]:
    """Decode from a keyframe at or before `begin`, or from the start of the file."""
    with open_video(path) as (container, stream):
        if begin is not None and begin > _MARGIN:
            unit = time_base(stream)
            container.seek(int((begin - _MARGIN / 4) / unit), stream=stream)
        for frame in decode(path, stream, demux(container, stream)):
            yield frame_time(stream, frame), frame


def _checked(path: Path, stream: VideoStream, frame: VideoFrame) -> VideoFrame:
    if frame.is_corrupt:
        at = float(frame_time(stream, frame))
        raise damaged(path, f"the frame at {at:.2f} s cannot be decoded")
    return frame
