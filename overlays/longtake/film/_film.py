"""Join video files into one film."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from longtake._core.polling.poller import check_callable
from longtake._core.values import is_number
from longtake._shell.partial_file import partial_file
from longtake.errors import InvalidRequestError
from longtake.film._extra import require_film
from longtake.film._media import probe

if TYPE_CHECKING:
    from longtake._shell.partial_file import PartialFile
    from longtake._shell.video import Progress
    from longtake.film._folder import PartsFolder
    from longtake.film._hops import Hop
    from longtake.film._layout import Layout, Section

_SUFFIX: Final = ".mp4"


@frozen(kw_only=True)
class Part:
    """A file of a film.

    Attributes:
        path: The file.
        overlap_s: The declared overlap with the previous part, in seconds, None if unknown. It is only a
            hint, because the overlap is found by comparing frames.
    """

    path: Path
    overlap_s: float | None = None


@frozen(kw_only=True)
class Seam:
    """The place where a part follows another.

    Example:
        >>> film = longtake.join(["take-1.mp4", "take-2.mp4"], overlap_s=1.0)
        >>> [seam] = film.seams
        >>> print(f"{seam.at_s:.2f} s, overlap {seam.overlap_s} s")
        1.50 s, overlap 0.5 s

    Attributes:
        at_s: The second of the film at which the new part begins.
        overlap_s: The overlap that was found and cut, in seconds; 0.0 if there is none. None if it cannot be
            determined, as in a still scene; nothing is cut then.
        encoded_s: The seconds of video on both sides that are encoded again; 0.0 if all packets are copied.
        reason: The reason why the whole part is encoded again; None if it is not.
    """

    at_s: float
    overlap_s: float | None
    encoded_s: float
    reason: str | None = None


@frozen(kw_only=True)
class Film:
    """A film: video files that are shown one after the other.

    Example:
        >>> film = longtake.join(["take-1.mp4", "take-2.mp4"])
        >>> film.duration_s
        3.5
        >>> film.save("film.mp4").name
        'film.mp4'

    Attributes:
        parts: The files, in their order.
        hops: The finished hops of `longtake.lengthen`. Empty for a film from `longtake.join`.
        complete: Whether the film has reached the length that was passed to `longtake.lengthen`.
        cut_s: The second at which the film ends at the latest; None: where its last part ends.
    """

    parts: tuple[Part, ...]
    hops: tuple[Hop, ...] = ()
    complete: bool = True
    cut_s: float | None = None
    # Keeps the temporary folder of the parts until the last film with these parts is deleted.
    _folder: PartsFolder | None = field(default=None, repr=False, eq=False, alias="folder")

    @property
    def credits(self) -> float | None:
        """Return the cost of all hops in the provider's credits, None if the cost of one is unknown.

        `hop.credits_from` is the source of the cost of each hop.
        """
        costs = [hop.credits for hop in self.hops]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if len(known) == len(costs) else None

    @property
    def duration_s(self) -> float:
        """Return the duration of the parts less the overlaps, in seconds. The first call decodes the parts.

        Raises:
            InvalidRequestError: If a part is missing, damaged or not a video.
        """
        return float(self._layout.duration)

    @property
    def seams(self) -> tuple[Seam, ...]:
        """Return the seams between the parts. The first call decodes and compares the parts.

        Raises:
            InvalidRequestError: If a part is missing, damaged or not a video.
        """
        return tuple(_seam(*sections) for sections in pairwise(self._layout.sections))

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = True,
        on_progress: Progress | None = None,
    ) -> Path:
        """Write the film to a file.

        A single part is copied byte by byte. Several parts become an MP4 file with the codec of the first
        part, or else with H.264, and with AAC if any part has audio. The file appears when it is complete;
        until then, an existing file stays unchanged. A killed process leaves a hidden `.part` file in the
        folder, which you can delete. A symbolic link is followed.

        Args:
            path: A file, or a folder for a file named `film.mp4`. Missing folders are created.
            overwrite: Whether to replace an existing file.
            on_progress: Called with the bytes of the parts joined so far, and the bytes of all parts.

        Returns:
            The path of the file.

        Raises:
            InvalidRequestError: If a part is missing, damaged or not a video, the file cannot be written, or
                the disk is full. No file is stored.
        """
        require_film()
        check_callable("on_progress", on_progress)
        with partial_file(path, f"film{_SUFFIX}", overwrite=overwrite) as output:
            suffix = self._write(output, on_progress)
            output.finish(suffix)
        return output.target

    def _write(self, output: PartialFile, on_progress: Progress | None) -> str:
        """Write the film, and return the suffix of its format."""
        from longtake.film._save import write_copy, write_film  # noqa: PLC0415 - the extra

        layout = self._layout
        if len(self.parts) == 1 and layout.is_whole:
            write_copy(self.parts[0].path, output, on_progress)
            return self.parts[0].path.suffix or _SUFFIX
        write_film(layout, output, on_progress)
        return _SUFFIX

    def contact_sheet(
        self,
        path: str | os.PathLike[str],
        *,
        every_s: float | None = None,
        overwrite: bool = True,
    ) -> Path:
        """Write a picture with a frame every few seconds, the time of each frame, and marks at the seams.

        Args:
            path: A PNG file, or a folder for a file named `film.png`. Missing folders are created.
            every_s: The seconds from one frame to the next; None: the shortest step with at most 30 frames.
            overwrite: Whether to replace an existing file.

        Returns:
            The path of the file.

        Raises:
            InvalidRequestError: If a part is missing, damaged or not a video, or the file cannot be written.
        """
        require_film()
        from longtake.film._contact_sheet import contact_sheet  # noqa: PLC0415 - the extra

        if every_s is not None and not (is_number(every_s) and 0 < every_s < inf):
            raise InvalidRequestError(
                f"every_s must be a positive number of seconds, got {every_s!r}"
            )
        with partial_file(path, "film.png", overwrite=overwrite) as output:
            contact_sheet(self._layout, every_s, output)
            output.finish(".png")
        return output.target

    @cached_property
    def _layout(self) -> Layout:
        """Return the layout of the film. The frames are decoded and compared only once."""
        require_film()
        from longtake.film._layout import lay_out  # noqa: PLC0415 - the extra

        if not self.parts:
            raise InvalidRequestError("a film must have at least one part, got none")
        return lay_out([(part.path, part.overlap_s) for part in self.parts], self.cut_s)


def join(
    videos: Iterable[str | os.PathLike[str]],
    *,
    overlap_s: float | None = None,
    cut_s: float | None = None,
) -> Film:
    """Return the film that shows video files one after the other.

    longtake compares the frames around each seam, and cuts what a file repeats from the previous one. It
    copies packets if the codec parameters of the files agree, and encodes again only the frames up to the
    next keyframe. A file with other parameters is encoded with the size, rate and codec of the first file.

    Example:
        >>> film = longtake.join(["take-1.mp4", "take-2.mp4"], cut_s=3.0)
        >>> film.duration_s
        3.0

    Args:
        videos: The files, in their order.
        overlap_s: A hint: the seconds that each file repeats from the end of the previous one.
        cut_s: The second at which the film ends at the latest; None: where the last file ends.

    Returns:
        The film. Its parts are decoded when you read its duration or seams, or save it.

    Raises:
        InvalidRequestError: If a file is missing or not a video, or an argument is not a number of seconds.
    """
    require_film()
    if isinstance(videos, str | bytes | os.PathLike) or not isinstance(videos, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
        raise InvalidRequestError(
            f"videos must be an iterable of files, got {type(videos).__name__}"
        )
    if overlap_s is not None and not (is_number(overlap_s) and 0 <= overlap_s < inf):
        raise InvalidRequestError(
            f"overlap_s must be a number of seconds, 0 or more, got {overlap_s!r}"
        )
    if cut_s is not None and not (is_number(cut_s) and 0 < cut_s < inf):
        raise InvalidRequestError(f"cut_s must be a positive number of seconds, got {cut_s!r}")
    files = [Path(video) for video in videos]
    if not files:
        raise InvalidRequestError("videos must have at least one file, got none")
    for file in files:
        probe(file)
    return Film(
        parts=tuple(
            Part(path=file, overlap_s=overlap_s if number else None)
            for number, file in enumerate(files)
        ),
        cut_s=cut_s,
    )


def _seam(before: Section, section: Section) -> Seam:
    return Seam(
        at_s=float(section.at),
        overlap_s=None if section.overlap is None else float(section.overlap),
        encoded_s=float(before.encoded_end + section.encoded),
        reason=section.reason,
    )
