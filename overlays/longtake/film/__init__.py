"""Films: video files that are joined into one. It needs the extra `longtake[film]`."""

from __future__ import annotations

from longtake.film._film import Film, Part, Seam, join
from longtake.film._media import AudioInfo, MediaInfo, probe

__all__ = ["AudioInfo", "Film", "MediaInfo", "Part", "Seam", "join", "probe"]
