"""Comparing the beginnings of two files."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
from av.video.reformatter import VideoReformatter

from longtake.film._frames import decode, demux
from longtake.film._media import open_video
from longtake.film._overlap import small_picture

if TYPE_CHECKING:
    from pathlib import Path

    from longtake.film._overlap import Floats

_FRAMES: Final = 4
# A frame that is encoded twice differs by a few hundredths. Frames of a moving scene differ by 0.3 to 1.
_ALIKE: Final = 0.15


def beginning(path: Path) -> Floats:
    """Return the first frames of a file as small pictures, one in each row.

    Raises:
        InvalidRequestError: If the file is missing, damaged or not a video.
    """
    with open_video(path) as (container, stream):
        found = islice(decode(path, stream, demux(container, stream)), _FRAMES)
        reformatter = VideoReformatter()
        return np.stack([small_picture(frame, reformatter) for frame in found])


def begins_alike(one: Floats, other: Floats) -> bool:
    """Return whether two beginnings show the same frames. Those of a still scene always do."""
    count = min(len(one), len(other))
    return float(np.abs(one[:count] - other[:count]).mean()) <= _ALIKE
