"""Reading the header of a video file."""

from __future__ import annotations

import os
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from stat import S_ISFIFO
from typing import TYPE_CHECKING, Final

from attrs import frozen

from longtake.errors import InvalidRequestError
from longtake.film._extra import require_film

if TYPE_CHECKING:
    from collections.abc import Generator

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

_PICTURE_CODECS: Final = frozenset({"apng", "bmp", "gif", "mjpeg", "png", "tiff", "webp"})
_PICTURE_BRANDS: Final = frozenset({"avif", "heic", "heix", "mif1"})


@frozen(kw_only=True)
class AudioInfo:
    """The audio track of a file.

    Attributes:
        codec: The codec, such as `aac`.
        rate: The sample rate, in samples per second.
        layout: The channels, such as `stereo`.
        bit_rate: The bit rate, in bits per second; None if the file does not declare it.
    """

    codec: str
    rate: int
    layout: str
    bit_rate: int | None


@frozen(kw_only=True)
class MediaInfo:
    """The header of a video file.

    Attributes:
        duration_s: The duration of the video, in seconds.
        width: The width, in pixels.
        height: The height, in pixels.
        rate: The average frame rate, in frames per second.
        codec: The codec of the video, such as `h264`.
        audio: The audio track; None if there is none.
    """

    duration_s: float
    width: int
    height: int
    rate: Fraction
    codec: str
    audio: AudioInfo | None


def probe(path: str | os.PathLike[str]) -> MediaInfo:
    """Return the properties of a video file, from its header.

    Args:
        path: The file.

    Raises:
        InvalidRequestError: If the file is missing, damaged, or not a video.
    """
    require_film()
    file = Path(path)
    with open_video(file) as (container, stream):
        return MediaInfo(
            duration_s=float(_duration(file, container, stream)),
            width=stream.width,
            height=stream.height,
            rate=frame_rate(stream),
            codec=codec_of(stream),
            audio=audio_info(audio_stream(container)),
        )


@contextmanager
def read_errors(path: Path) -> Generator[None]:
    """Raise `InvalidRequestError`, with the file and the reason, if the file cannot be read in the block."""
    import av.error  # noqa: PLC0415 - the extra

    try:
        yield
    except FileNotFoundError:
        raise InvalidRequestError(f"{str(path)!r} does not exist; pass a video file") from None
    except av.error.InvalidDataError as error:
        if path.stat().st_size == 0:
            raise InvalidRequestError(
                f"{str(path)!r} must be a video, got an empty file"
            ) from error
        raise damaged(path, error.strerror or str(error)) from error
    except (av.error.FFmpegError, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InvalidRequestError(
            f"{str(path)!r} cannot be read: {reason}; pass a video file"
        ) from error


def damaged(path: Path, reason: str) -> InvalidRequestError:
    """Return the error for a file that is damaged or not a video."""
    return InvalidRequestError(
        f"{str(path)!r} is damaged or not a video: {reason}; download or create it again"
    )


@contextmanager
def open_video(path: Path) -> Generator[tuple[InputContainer, VideoStream]]:
    """Open a file, and close it after the block.

    Raises:
        InvalidRequestError: If the file is missing, damaged or not a video. Damage may be found in the block.
    """
    import av  # noqa: PLC0415 - the extra

    with read_errors(path):
        # Opening a pipe would wait for a writer.
        if S_ISFIFO(path.stat().st_mode):
            raise InvalidRequestError(f"{str(path)!r} must be a video file, got a named pipe")
    with read_errors(path), av.open(os.fspath(path)) as container:
        yield container, _video_stream(path, container)


def audio_stream(container: InputContainer) -> AudioStream | None:
    """Return the first audio track that can be decoded."""
    return next(filter(_can_decode, container.streams.audio), None)


def audio_info(stream: AudioStream | None) -> AudioInfo | None:
    """Return the description of an audio track."""
    if stream is None:
        return None
    context = stream.codec_context
    return AudioInfo(
        codec=context.codec.canonical_name,
        rate=context.sample_rate,
        layout=context.layout.name,
        bit_rate=context.bit_rate,
    )


def codec_of(stream: VideoStream) -> str:
    """Return the name of a stream's codec, such as `h264`, not the name of the decoder."""
    return stream.codec_context.codec.canonical_name


def frame_rate(stream: VideoStream) -> Fraction:
    """Return the average frame rate, in frames per second."""
    return stream.average_rate or stream.guessed_rate or stream.base_rate or Fraction(24)


def time_base(stream: VideoStream | AudioStream) -> Fraction:
    """Return the unit of a stream's time stamps, in seconds."""
    return stream.time_base or Fraction(1, 1000)


def _can_decode(stream: VideoStream | AudioStream) -> bool:
    return stream.codec_context is not None  # pyright: ignore[reportUnnecessaryComparison] - without a decoder


def _video_stream(path: Path, container: InputContainer) -> VideoStream:
    import av.stream  # noqa: PLC0415 - the extra

    cover = av.stream.Disposition.attached_pic
    streams = [
        each
        for each in container.streams.video
        if not each.disposition & cover and _can_decode(each)
    ]
    if not streams:
        content = "audio only" if container.streams.audio else "a file without a video track"
        raise InvalidRequestError(f"{str(path)!r} must be a video, got {content}")
    stream = streams[0]
    codec, brand = codec_of(stream), container.metadata.get("major_brand", "").strip()
    if (
        container.format.name.endswith(("_pipe", "image2"))
        or brand in _PICTURE_BRANDS
        or (codec in _PICTURE_CODECS and stream.frames == 1)
    ):
        kind = brand if brand in _PICTURE_BRANDS else codec
        raise InvalidRequestError(f"{str(path)!r} must be a video, got a picture ({kind})")
    if not stream.width or not stream.height:
        raise damaged(path, "it has no frame size")
    return stream


def _duration(path: Path, container: InputContainer, stream: VideoStream) -> Fraction:
    """Return the duration from the header, or from all packets if the header has none."""
    if stream.duration:
        return stream.duration * time_base(stream)
    if container.duration:
        return Fraction(container.duration, 1_000_000)
    times = [
        (packet.pts, packet.pts + (packet.duration or 0))
        for packet in container.demux(stream)
        if packet.pts is not None
    ]
    if not times:
        raise damaged(path, "it has no frames")
    return (max(end for _, end in times) - min(begin for begin, _ in times)) * time_base(stream)
