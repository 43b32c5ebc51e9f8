"""The files of a film's parts: downloaded into a folder once, and used again by later calls."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from longtake._core.reconcile.steps import Blocking
from longtake._shell.partial_file import os_errors
from longtake.errors import InvalidRequestError
from longtake.film._folder import PartsFolder
from longtake.film._sources import SUFFIX, source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake._shell.submit import AsyncHooks, SyncHooks
    from longtake._shell.task import AsyncTask, Task
    from longtake.film._part_files import PartFile
    from longtake.film._sources import HopSource
    from longtake.film._steps import Steps


@frozen(kw_only=True)
class PartStore:
    """The files of a film's parts. The methods that download return steps.

    Attributes:
        folder: The folder.
        hooks: The hooks of the client that downloads a URL.
        left_s: The function that returns the seconds until the timeout, but at least its argument; None
            without a timeout.
    """

    folder: PartsFolder
    hooks: SyncHooks[Any] | AsyncHooks[Any]
    left_s: Callable[[float], float | None]

    def has(self, identity: str, number: int) -> bool:
        """Return whether the video of a hop has been downloaded.

        Args:
            identity: The string that identifies the video.
            number: The number of the hop.
        """
        return self._exists(self._path(identity, number))

    def file(
        self,
        source: HopSource,
        number: int,
        measure: Callable[[Path], PartFile],
        recorded: Task | AsyncTask | None = None,
    ) -> Steps:
        """Return the file of a video. Download it, unless an earlier call has done so.

        Args:
            source: The video.
            number: The number of the hop, 0 for the first video.
            measure: Reads the file.
            recorded: The task of the video, if its state comes from the journal and not from a poll.
        """
        path, is_new = yield from self._download(source, number)
        try:
            with source.naming_url(InvalidRequestError):
                return (yield Blocking(partial(measure, path)))
        except InvalidRequestError:
            if is_new:
                raise
        # The file was damaged after an earlier call.
        if recorded is not None:
            # The recorded link may have expired.
            yield recorded.status
            source = source_of(recorded.videos[0])
        path, _ = yield from self._download(source, number, again=True)
        return (yield Blocking(partial(measure, path)))

    def _download(self, source: HopSource, number: int, *, again: bool = False) -> Steps:
        """Download a video into the folder, unless an earlier call has done so.

        Returns:
            The path, and whether the file is new.
        """
        path = self._path(source.identity, number, source.suffix)
        if not again and self._exists(path):
            return path, False
        is_part = number > 0 and not self.folder.is_temporary
        yield from source.download(path, self.hooks, self.left_s(1), is_part=is_part)
        return path, True

    def _path(self, identity: str, number: int, suffix: str = SUFFIX) -> Path:
        name = hashlib.sha256(identity.encode()).hexdigest()[:8]
        return self.folder.path / f"{number:03d}-{name}{suffix}"

    @staticmethod
    def _exists(path: Path) -> bool:
        # A download appears when it is complete.
        with os_errors(path):
            return path.exists()


def open_folder(
    given: Path | None, reference: str | None, provider: str, recorded: str | None
) -> PartsFolder:
    """Return the folder for the parts: the given one, that of an earlier call, or a new one.

    A new folder in the state folder is provisional.

    Args:
        given: The folder of the caller, None for none.
        reference: The caller's own name for the film, None for none.
        provider: The name of the provider that charges for the hops.
        recorded: The folder of an earlier call, None if there was none.

    Raises:
        InvalidRequestError: If the folder cannot be created.
    """
    if given is not None:
        return PartsFolder.kept(given)
    if reference is None:
        return PartsFolder.temporary()
    # The earlier call may have run on another computer.
    if recorded is not None and Path(recorded).is_dir():
        return PartsFolder.kept(recorded)
    from platformdirs import user_state_path  # noqa: PLC0415 - only references need it

    name = hashlib.sha256(f"{provider} {reference}".encode()).hexdigest()[:16]
    return PartsFolder.provisional(user_state_path("longtake", appauthor=False) / "films" / name)
