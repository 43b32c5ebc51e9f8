"""The downloaded files of a film, and how each file continues the previous ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from longtake.film._film import Film, Part
from longtake.film._media import probe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from longtake.film._plan import PlannedHop
    from longtake.models._growth import Growth

# Parts have been seen to repeat up to 1.6 s of what precedes them.
_LONGEST_OVERLAP_S: Final = 2.0


@frozen
class PartFile:
    """A file of the film.

    Attributes:
        path: The file.
        duration_s: The length of the file, in seconds.
        added_s: The seconds by which the file lengthens the film.
        replaces: The number of previous files whose content the file includes; 0 if it has only the new
            seconds.
    """

    path: Path
    duration_s: float
    added_s: float
    replaces: int = 0


def first_file(path: Path) -> PartFile:
    """Return the file of the first video.

    Raises:
        InvalidRequestError: If the file is damaged or not a video.
    """
    duration_s = probe(path).duration_s
    return PartFile(path, duration_s, duration_s)


def check_frames(path: Path) -> None:
    """Decode a file.

    Raises:
        InvalidRequestError: If a frame is damaged.
    """
    _ = Film(parts=(Part(path=path),)).duration_s


def next_file(path: Path, files: Sequence[PartFile], growth: Growth, hop: PlannedHop) -> PartFile:
    """Return the file of a hop.

    Args:
        path: The file.
        files: The files of the film so far.
        growth: How the model lengthens a video.
        hop: The hop.

    Raises:
        InvalidRequestError: If the file is damaged or not a video.
    """
    duration_s = probe(path).duration_s
    replaces = _replaced(path, duration_s, files, growth, hop)
    kept = len(files) - replaces
    added_s = duration_s
    if kept:
        # The overlap of the two files is unknown until their frames are compared.
        previous = files[kept - 1]
        pair = (Part(path=previous.path), Part(path=path, overlap_s=growth.overlap_s))
        added_s = Film(parts=pair).duration_s - previous.duration_s
    return PartFile(path, duration_s, added_s, replaces)


def _replaced(
    path: Path, duration_s: float, files: Sequence[PartFile], growth: Growth, hop: PlannedHop
) -> int:
    """Return how many of the last files a file replaces, 0 if it has only the new seconds.

    Half of the providers do not document it, and others have returned a part in place of the whole. The
    frames are therefore compared: a whole begins with the same frames as the last file or an earlier one. If
    several files begin alike, as in a still scene, the length of the file decides.
    """
    from longtake.film._beginnings import beginning, begins_alike  # noqa: PLC0415 - the extra

    least_s = most_s = hop.added_s
    if growth.duration == "fixed":
        least_s, most_s = growth.min_added_s, growth.max_added_s
    # The length that a file has if it replaces so many.
    expected_s = {0: (least_s, most_s + max(growth.overlap_s or 0, _LONGEST_OVERLAP_S))}
    first, before_s = beginning(path), 0.0
    for count, file in enumerate(reversed(files), start=1):
        before_s += file.added_s
        if begins_alike(first, beginning(file.path)):
            expected_s[count] = (before_s + least_s, before_s + most_s)

    def distance_s(count: int) -> float:
        shortest, longest = expected_s[count]
        return max(shortest - duration_s, duration_s - longest, 0)

    return min(expected_s, key=distance_s)
