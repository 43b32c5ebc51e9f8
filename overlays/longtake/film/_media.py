"""Reading what a video file contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from longtake.film._extra import require_film

if TYPE_CHECKING:
    import os
    from fractions import Fraction


@frozen(kw_only=True)
class AudioInfo:
    """The audio track of a file.

    Attributes:
        codec: The codec, such as `aac`.
        rate: Samples a second.
        layout: The channels, such as `stereo`.
    """

    codec: str
    rate: int
    layout: str


@frozen(kw_only=True)
class MediaInfo:
    """What the header of a video file reports.

    Attributes:
        duration_s: The duration of the video in seconds.
        width: The width in pixels.
        height: The height in pixels.
        rate: Frames a second, on average.
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
    """Return what a video file contains.

    Args:
        path: The file.

    Raises:
        InvalidRequestError: If the file is missing, damaged or no video, such as a picture.
    """
    require_film()
    raise NotImplementedError(path)
