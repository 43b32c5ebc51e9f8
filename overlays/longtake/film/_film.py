"""Join video files into one film."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from longtake.film._extra import require_film

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from longtake._shell.video import Progress
    from longtake.film._folder import PartsFolder
    from longtake.film._hops import Hop


@frozen(kw_only=True)
class Part:
    """A file of a film.

    Attributes:
        path: The file.
        overlap_s: The seconds by which the part is declared to repeat the end of what precedes it. A hint:
            the overlap is found by comparing frames.
    """

    path: Path
    overlap_s: float | None = None


@frozen(kw_only=True)
class Seam:
    """The place where a part follows another.

    Attributes:
        at_s: The second of the film at which the new part begins.
        overlap_s: The overlap that was found and cut, in seconds. None if none can be found with confidence;
            then nothing was cut.
        reencoded_s: The seconds of video next to the seam that are encoded again because of it.
        reason: The reason why the part is encoded again as a whole; None if it is copied.
    """

    at_s: float
    overlap_s: float | None
    reencoded_s: float
    reason: str | None = None


@frozen(kw_only=True)
class Film:
    """Video files that are shown one after the other.

    Attributes:
        parts: The files, in their order.
        hops: The extensions that `longtake.lengthen` made for it.
        complete: Whether the film has the length that `longtake.lengthen` was called with.
        cut_s: The second at which the film ends; None: where its last part ends.
    """

    parts: tuple[Part, ...]
    hops: tuple[Hop, ...] = ()
    complete: bool = True
    cut_s: float | None = None
    # A temporary folder of the parts exists as long as a film with them.
    _folder: PartsFolder | None = field(default=None, repr=False, eq=False, alias="folder")

    @property
    def credits(self) -> float | None:
        """Return what the hops cost in the provider's credits, None if the cost of one is unknown.

        `hop.credits_from` says how the cost of a hop is known.
        """
        costs = [hop.credits for hop in self.hops]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if len(known) == len(costs) else None

    @cached_property
    def duration_s(self) -> float:
        """Return the duration of the film in seconds: that of its parts less the overlaps."""
        raise NotImplementedError

    @cached_property
    def seams(self) -> tuple[Seam, ...]:
        """Return where the parts meet. The first call compares the frames there, later ones do not."""
        raise NotImplementedError

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = True,
        on_progress: Progress | None = None,
    ) -> Path:
        """Write the film to an MP4 file.

        Args:
            path: A file, or a folder for a file named `film.mp4`. Missing folders are created.
            overwrite: Whether to replace an existing file.
            on_progress: Called with the bytes of the parts that are joined so far, and their total.

        Returns:
            The path of the file.
        """
        require_film()
        raise NotImplementedError(path, overwrite, on_progress)

    def contact_sheet(self, path: str | os.PathLike[str], *, every_s: float | None = None) -> Path:
        """Write one picture with a frame every few seconds, with its time; seams are marked.

        Args:
            path: The PNG file.
            every_s: The seconds between two frames; None: as many as show the film well.

        Returns:
            The path of the file.
        """
        require_film()
        raise NotImplementedError(path, every_s)


def join(
    videos: Iterable[str | os.PathLike[str]],
    *,
    overlap_s: float | None = None,
    cut_s: float | None = None,
) -> Film:
    """Return the film that shows video files one after the other.

    Args:
        videos: The files, in their order.
        overlap_s: A hint: the seconds by which each file repeats the end of the one before.
        cut_s: The second at which the film ends; None: where the last file ends.
    """
    require_film()
    parts = tuple(
        Part(path=Path(video), overlap_s=overlap_s if number else None)
        for number, video in enumerate(videos)
    )
    return Film(parts=parts, cut_s=cut_s)
