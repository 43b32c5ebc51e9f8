"""The video that a hop extends: of a task, at a URL, or in a local file."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from attrs import evolve, frozen

from longtake._core.reconcile.steps import Blocking
from longtake._core.tokens import TaskAddress
from longtake._core.values import shown_url
from longtake._shell.partial_file import partial_file
from longtake._shell.submit import internals_of
from longtake._shell.video import linked_video
from longtake.errors import InvalidRequestError, NotFoundError, UnexpectedResponseError
from longtake.film._media import probe, read_errors
from longtake.models import MODELS
from longtake.models._videos import Origin, SourceVideo, takes_url

if TYPE_CHECKING:
    from collections.abc import Generator

    from longtake._shell.submit import AsyncHooks, SyncHooks
    from longtake._shell.task import AsyncVideo, Video
    from longtake.errors import LongtakeError
    from longtake.film._steps import Steps

_WEB: Final = ("http://", "https://")
# Stands for the URL of a file in a request that is only checked. The file is uploaded before the first hop.
_STAND_IN: Final = "https://longtake.example/video.mp4"
SUFFIX: Final = ".mp4"
"""The suffix of a downloaded file."""


@frozen(kw_only=True)
class HopSource:
    """The video that a hop extends.

    Attributes:
        video: The video as the source of an extension.
        identity: The string that identifies the video in a journal.
        made: The video of a task, None for a URL or a file.
        file: The local file, None for a video with a link.
    """

    video: SourceVideo
    identity: str
    made: Video | AsyncVideo | None = None
    file: Path | None = None

    @property
    def extent(self) -> Literal["part", "whole"] | None:
        """Return whether the video has only the new seconds of an extension, or everything so far."""
        return None if self.made is None else self.made.extent

    @property
    def suffix(self) -> str:
        """Return the suffix of the downloaded file."""
        return SUFFIX if self.file is None else self.file.suffix or SUFFIX

    @property
    def is_url(self) -> bool:
        """Return whether only the URL of the video is known."""
        return self.made is None and self.file is None

    @property
    def provider(self) -> str | None:
        """Return the name of the provider that made the video, None for a URL or a file."""
        return None if self.made is None else self.made.provider

    @property
    def hooks(self) -> SyncHooks[Any] | AsyncHooks[Any] | None:
        """Return the hooks of the client of the task, None for a URL or a file."""
        return None if self.made is None else internals_of(self.made)[1]

    def download(
        self,
        path: Path,
        hooks: SyncHooks[Any] | AsyncHooks[Any] | None,
        timeout: float | None,
        *,
        is_part: bool,
    ) -> Steps:
        """Yield the step that stores the video in a file.

        Args:
            path: The file.
            hooks: The hooks of the client that downloads a URL. Not needed for other videos.
            timeout: The maximum time, in seconds; None: no limit.
            is_part: Whether the journal records the file, as that of a hop. Otherwise, the journal would
                list a task as downloaded although the user has no file of it.
        """
        if self.file is not None:
            yield Blocking(partial(_copy, self.file, path))
            return
        if self.made is not None:
            made = self.made if is_part else evolve(self.made, record=None)
            yield partial(made.download, path, timeout=timeout)
            return
        if hooks is None:
            raise RuntimeError("a URL needs a client to download it")
        video = linked_video(self.video.url, hooks.session, hooks.provider.name)
        with self.naming_url(NotFoundError, UnexpectedResponseError):
            yield partial(video.download, path, timeout=timeout)

    @contextmanager
    def naming_url(self, *kinds: type[LongtakeError]) -> Generator[None]:
        """Replace an error that the URL or its content causes by an `InvalidRequestError` with the URL.

        Args:
            kinds: The classes of errors to replace. Errors for other videos stay as they are.
        """
        try:
            yield
        except kinds as error:
            if not self.is_url:
                raise
            raise InvalidRequestError(
                f"video must be the URL of a video, got {shown_url(self.video.url)}: {error}"
            ) from error


def source_of(video: Video | AsyncVideo) -> HopSource:
    """Return the video of a task as the source of a hop.

    Raises:
        InvalidRequestError: If the video belongs to no task or client.
    """
    token = TaskAddress(video.provider, video.kind, video.task_id).token()
    return HopSource(video=internals_of(video)[0], identity=f"{token} {video.index}", made=video)


def find_source(given: object, kind: type[Video] | type[AsyncVideo], via: str | None) -> Steps:
    """Yield the steps that read a local file, and return the source of the first hop.

    Args:
        given: A video of a task, a URL, or the path of a file.
        kind: The class of videos that the function takes.
        via: The model of the hops, None for that of the video.

    Raises:
        InvalidRequestError: If the value is none of these, the file is not a video, or `via` is missing for
            a URL or a file.
    """
    if isinstance(given, kind):
        return source_of(given)
    if not isinstance(given, str | os.PathLike):
        raise InvalidRequestError(
            f"video must be a longtake.{kind.__name__}, or the URL or path of a video, got "
            f"{type(given).__name__}"
        )
    place = os.fspath(cast("str | os.PathLike[str]", given))
    path = Path(place)
    is_url = isinstance(given, str) and "://" in place
    if is_url and not place.lower().startswith(_WEB):
        raise InvalidRequestError(
            "video must be an http or https URL, a path or a longtake."
            f"{kind.__name__}, got {shown_url(place)}. Nothing was sent"
        )
    if not is_url and not (yield Blocking(partial(_exists, path))):
        raise InvalidRequestError(
            f"video must be a longtake.{kind.__name__}, the URL of a video or the path of an existing file, "
            f"got {place!r}; check the path, or wait for a task and pass its video. Nothing was "
            "sent"
        )
    if via is None:
        able = [each.name for each in MODELS.values() if takes_url(each)]
        raise InvalidRequestError(
            "via must be a model that takes a URL if the video is a URL or a file, got None; expected one of "
            f"{', '.join(able)}"
        )
    if is_url:
        return HopSource(video=_source_video(place), identity=place)
    return (yield Blocking(partial(_of_file, path.absolute())))


def _of_file(path: Path) -> HopSource:
    duration_s = probe(path).duration_s
    with read_errors(path), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    # The same content is the same source, wherever the file is.
    return HopSource(
        video=_source_video(_STAND_IN, duration_s), identity=f"file sha256:{digest}", file=path
    )


def _source_video(url: str, duration_s: float | None = None) -> SourceVideo:
    # The model that made it is unknown.
    unknown = Origin(provider="", kind="")
    return SourceVideo(
        origin=unknown, source="", url=url, index=0, duration_s=duration_s, resolution=None
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        # It is too long for a path, or contains a null character.
        return False


def _copy(source: Path, path: Path) -> None:
    from longtake.film._save import write_copy  # noqa: PLC0415 - the extra

    with partial_file(path, path.name, overwrite=True) as output:
        write_copy(source, output, None)
        output.finish(path.suffix)
