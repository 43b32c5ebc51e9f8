"""Finding the overlap of a part with the previous one, by comparing frames.

Each frame is reduced to a small grey picture with a mean of 0 and a deviation of 1, so that brightness and
contrast do not matter. For each possible overlap, the frames that would coincide are compared by their mean
absolute difference. Two frames of different scenes differ by about 1. The same frame, encoded twice, differs
by a few hundredths.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float32]

WIDTH, HEIGHT = 64, 36
WINDOW_S: Final = 4.0
"""The seconds that are compared at the end of a part and at the start of the next one."""

_MAX_WINDOW_S: Final = 30.0
_FLAT: Final = 4.0
"""The deviation (of 255) below which a picture is nearly uniform, so that its noise must not be amplified."""

_MAX_RATIO: Final = 0.3
"""The maximum difference at the right offset, as a share of the median of all offsets."""

_DISTINCT: Final = 1.33
"""The minimum difference at slightly fewer and more frames, as a multiple of that at the right offset."""

_NOISE: Final = 0.01
"""A difference that is larger by less than this may be larger by chance, as between black frames."""

_REACH: Final = 12
"""The number of fewer and more frames that are compared with the right offset. Slow motion needs many."""

_RIVAL: Final = 1.5
"""An offset whose difference is at most this multiple of the smallest difference is equally likely."""

_RIVAL_FRAMES: Final = 3
_MIN_FRAMES: Final = 3
_HINT_S: Final = 0.35
"""The largest distance, in seconds, of an offset from the hint that decides between several offsets."""

_DUPLICATE: Final = 0.4
"""The maximum difference of a repeated frame, as a share of the difference to its neighbouring frames."""

_MOVES: Final = 0.15
"""The minimum difference between the last frame and most others for which a scene counts as moving."""

_UNRELATED: Final = 0.4
"""The minimum difference for which two frames count as different scenes."""


@frozen(eq=False)
class Strip:
    """The small pictures of consecutive frames.

    Attributes:
        times: The time at which each frame is shown, in seconds of the file.
        pictures: One row for each frame.
    """

    times: NDArray[np.float64]
    pictures: Floats

    def since(self, begin: float) -> Strip:
        """Return the frames from a time on."""
        chosen = self.times >= begin - 1e-6
        return Strip(self.times[chosen], self.pictures[chosen])


def window_s(hint_s: float | None) -> float:
    """Return the seconds of each part that are compared. A larger hint gives more seconds."""
    return min(max(WINDOW_S, (hint_s or 0.0) * 1.5 + 1.0), _MAX_WINDOW_S)


def small_picture(frame: VideoFrame, reformatter: VideoReformatter) -> Floats:
    """Return a frame as a small grey picture, with its brightness and contrast normalized.

    Args:
        frame: The frame.
        reformatter: Used for all frames of a file, as making one takes longer than using it.
    """
    grey = reformatter.reformat(frame, WIDTH, HEIGHT, "gray", interpolation="AREA")
    picture = grey.to_ndarray().astype(np.float32).ravel()
    picture -= picture.mean()
    return picture / max(float(picture.std()), _FLAT)


def strip(times: Sequence[float], pictures: Sequence[Floats]) -> Strip:
    """Return the strip of frames."""
    rows = np.stack(pictures) if pictures else np.zeros((0, WIDTH * HEIGHT), np.float32)
    return Strip(np.array(times, np.float64), rows)


def find_overlap(tail: Strip, head: Strip, end: float, hint_s: float | None) -> float | None:
    """Return the seconds by which `head` repeats the end of `tail`.

    Args:
        tail: The last frames of the previous part.
        head: The first frames of the next part.
        end: The time at which the last frame of `tail` ends.
        hint_s: The declared overlap. It decides between offsets that are equally likely.

    Returns:
        The overlap; 0.0 if there is none; None if it cannot be determined, as in a still scene.
    """
    if min(len(tail.times), len(head.times)) < _MIN_FRAMES:
        return None
    differences = _differences(tail, head)
    offsets = _offsets(tail, head, differences)
    overlaps = [end - float(time) for time in tail.times[::-1]]
    likely = [count for count in range(2, len(offsets)) if _stands_out(offsets, count)]
    if likely:
        return _choose(likely, offsets, overlaps, hint_s)
    beside = min(differences[-2, 0], differences[-1, 1])
    if differences[-1, 0] <= _DUPLICATE * beside and beside >= _NOISE:
        return overlaps[0]
    return 0.0 if _has_none(tail.pictures, offsets) else None


def _differences(tail: Strip, head: Strip) -> Floats:
    """Return how much each frame of `tail` (rows) differs from each of `head` (columns)."""
    rows = [np.abs(head.pictures - picture).mean(axis=1) for picture in tail.pictures]
    return np.stack(rows)


def _offsets(tail: Strip, head: Strip, differences: Floats) -> list[float]:
    """Return the mean difference if the last 1, 2, 3, ... frames of `tail` are the first of `head`.

    Frames are matched by their time: the two parts may have different rates.
    """
    since_first = head.times - head.times[0]
    reach = since_first[-1] + (since_first[-1] - since_first[-2]) / 2
    found: list[float] = []
    for count in range(1, len(tail.times) + 1):
        first = len(tail.times) - count
        times = tail.times[first:] - tail.times[first]
        times = times[times <= reach]
        after = np.array([bisect_left(since_first, time) for time in times])
        after = after.clip(1, len(since_first) - 1)
        before = after - 1
        nearest = np.where(times - since_first[before] <= since_first[after] - times, before, after)
        rows = np.arange(first, first + len(times))
        found.append(float(differences[rows, nearest].mean()))
    return found


def _choose(
    likely: list[int], offsets: list[float], overlaps: list[float], hint_s: float | None
) -> float | None:
    """Return the likeliest overlap, None if several are equally likely and the hint selects none."""
    best = min(likely, key=lambda count: offsets[count - 1])
    rivals = [
        count
        for count in likely
        if abs(count - best) > _RIVAL_FRAMES and offsets[count - 1] <= _RIVAL * offsets[best - 1]
    ]
    if not rivals:
        return overlaps[best - 1]
    if hint_s is None:
        return None
    nearest = min(
        (overlaps[count - 1] for count in (best, *rivals)), key=lambda at: abs(at - hint_s)
    )
    return nearest if abs(nearest - hint_s) <= _HINT_S else None


def _stands_out(offsets: list[float], count: int) -> bool:
    """Return whether the difference is small at a number of frames, and larger at fewer and at more.

    Without an overlap it is smallest at one frame, and grows with the number of frames.
    """
    least = offsets[count - 1]
    fewer, more = offsets[max(count - 1 - _REACH, 0) : count - 1], offsets[count : count + _REACH]
    return (
        least <= _MAX_RATIO * float(np.median(offsets))
        and least <= min(fewer + more)
        and all(max(beside) >= max(_DISTINCT * least, least + _NOISE) for beside in (fewer, more))
    )


def _has_none(pictures: Floats, offsets: list[float]) -> bool:
    """Return whether there is clearly no overlap.

    The scene moves. The next part either continues it with the next frame, or shows nothing similar.
    """
    if float(np.median(np.abs(pictures - pictures[-1]).mean(axis=1))) < _MOVES:
        return False
    steps = np.abs(np.diff(pictures, axis=0)).mean(axis=1)
    is_next = offsets[0] <= 2 * float(np.quantile(steps, 0.9))
    goes_on = is_next and offsets[2] - offsets[0] >= float(np.median(steps)) / 2
    return goes_on or min(offsets) > _UNRELATED
