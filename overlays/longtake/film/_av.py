"""Functions of PyAV whose stubs have incomplete types."""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

import av

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from numpy.typing import NDArray
    from PIL.Image import Image

    AnyPacket: TypeAlias = Packet[Any]
    Samples: TypeAlias = NDArray[np.float32]


def add_video_stream(
    container: OutputContainer, encoder: str, options: Mapping[str, str]
) -> VideoStream:
    """Add a track for encoded frames."""
    return cast("VideoStream", container.add_stream(encoder, options=dict(options)))


def add_copied_stream(container: OutputContainer, template: VideoStream) -> VideoStream:
    """Add a track for packets of another file."""
    return container.add_stream_from_template(template, opaque=True)


def add_audio_stream(container: OutputContainer, rate: int) -> AudioStream:
    """Add an AAC track."""
    return container.add_stream("aac", rate=rate)


def encode_video(context: VideoCodecContext, frame: VideoFrame | None) -> list[AnyPacket]:
    """Return the packets that are ready. Pass None at the end to get those that the encoder still holds."""
    return context.encode(frame)  # pyright: ignore[reportUnknownVariableType]


def encode_audio(stream: AudioStream, frame: AudioFrame | None) -> list[AnyPacket]:
    """Return the packets that are ready. Pass None at the end to get those that the encoder still holds."""
    return stream.encode(frame)  # pyright: ignore[reportUnknownVariableType]


def decode_video(stream: VideoStream, packet: AnyPacket | None) -> list[VideoFrame]:
    """Return the frames that are ready. Pass None at the end to get those that the decoder still holds."""
    return stream.decode(packet)


def mux(container: OutputContainer, packet: AnyPacket) -> None:
    """Write a packet."""
    container.mux(packet)


def new_packet(content: bytes) -> AnyPacket:
    """Return a packet."""
    return cast("AnyPacket", av.Packet(content))


def samples_of(frame: AudioFrame) -> Samples:
    """Return the samples of an audio frame as floats, one row for each channel."""
    return cast("Samples", frame.to_ndarray())


def image_of(frame: VideoFrame) -> Image:
    """Return a frame as a Pillow image."""
    return cast("Image", frame.to_image())  # type: ignore[no-untyped-call]
