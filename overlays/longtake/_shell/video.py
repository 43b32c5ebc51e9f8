"""Finished videos: where they are, and how they come to a disk."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import field, frozen
from tenacity import (
    AsyncRetrying,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from longtake._core.snapshot import VideoFile
from longtake._shell.clock import Clock
from longtake._shell.http import AsyncHttp, SyncHttp, downloading, downloading_async
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    ServiceUnavailableError,
    UnexpectedAnswerError,
)

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called as a download goes on, with the bytes so far and the bytes in all, where known."""

_SUFFIX: Final = ".mp4"
# Some links work only a while after the vendor has given them out.
_ATTEMPTS: Final = 6
_RETRYING: Final[dict[str, Any]] = {
    "stop": stop_after_attempt(_ATTEMPTS),
    "wait": wait_random_exponential(multiplier=1, max=20),
    "retry": retry_if_exception_type(ServiceUnavailableError),
    "reraise": True,
}


@frozen(kw_only=True)
class _Video:
    """What a video is, however it is fetched."""

    file: VideoFile
    index: int
    provider: str
    family: str
    task_id: str
    _clock: Clock = field(repr=False, alias="clock")

    @property
    def url(self) -> str:
        """Where the video lies. Vendors keep it for days, not for ever; some links die sooner."""
        return self.file.url

    @property
    def source(self) -> str:
        """What a further `extend` of the same family takes as its source, to go on from this video."""
        return self.file.source

    @property
    def duration_s(self) -> float | None:
        """The video's length in seconds, where the vendor says."""
        return self.file.duration_s

    def _target(self, path: str | os.PathLike[str], *, overwrite: bool) -> Path:
        target = Path(path)
        if target.is_dir() or str(path).endswith(("/", os.sep)):
            number = f"-{self.index + 1}" if self.index else ""
            name = f"{self.provider}-{self.family}-{_file_name(self.task_id)}{number}{_SUFFIX}"
            target = target / name
        # Through a link, to what it stands for; and never in the place of what is no file.
        if target.is_symlink():
            target = target.resolve()
        if target.exists() and not target.is_file():
            raise InvalidRequestError(f"{target} is no file: a video cannot take its place")
        if target.exists() and not overwrite:
            raise InvalidRequestError(f"{target} exists; give another path, or overwrite=True")
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _told(self, error: LongtakeError) -> LongtakeError:
        error.provider, error.family, error.task_id = self.provider, self.family, self.task_id
        return error


@frozen(kw_only=True)
class Video(_Video):
    """A finished video at the vendor."""

    _http: SyncHttp = field(repr=False, alias="http")

    def download(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = True,
        on_progress: Progress | None = None,
    ) -> Path:
        """Download the video. The file appears whole or not at all.

        Args:
            path: A file, or a folder in which the file is named after the task. Folders are made, links
                followed.
            overwrite: Whether to replace a file that exists.
            on_progress: Called as the download goes on, with the bytes so far and in all.

        Returns:
            The file.

        Raises:
            ServiceUnavailableError: If the host does not give it, after several attempts.
            UnexpectedAnswerError: If what it gives is no video.
            InvalidRequestError: If the path cannot be written to as asked.
            OSError: If writing fails.
        """
        target = self._target(path, overwrite=overwrite)
        part = _part(target)
        try:
            retrying = Retrying(sleep=self._clock.sleep, **_RETRYING)
            retrying(self._fetch, part, on_progress)
            part.replace(target)
        except LongtakeError as error:
            raise self._told(error) from error.__cause__
        finally:
            part.unlink(missing_ok=True)
        return target

    def _fetch(self, part: Path, on_progress: Progress | None) -> None:
        with downloading(self._http, self.url) as incoming, part.open("wb") as file:
            for chunk in incoming.chunks:
                file.write(chunk)
                if on_progress:
                    on_progress(file.tell(), incoming.total)
            _check_size(file.tell())


@frozen(kw_only=True)
class AsyncVideo(_Video):
    """A finished video at the vendor, for async callers."""

    _http: AsyncHttp = field(repr=False, alias="http")

    async def download(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = True,
        on_progress: Progress | None = None,
    ) -> Path:
        """Download the video; see `Video.download`."""
        import anyio.to_thread  # noqa: PLC0415 - only async callers pay for it

        target = self._target(path, overwrite=overwrite)
        part = _part(target)

        async def fetch() -> None:
            async with downloading_async(self._http, self.url) as incoming:
                # Opened here, not in a thread: one that is cancelled meanwhile would leave it open.
                with part.open("wb") as file:
                    async for chunk in incoming.chunks:
                        await anyio.to_thread.run_sync(file.write, chunk)
                        if on_progress:
                            on_progress(file.tell(), incoming.total)
                    _check_size(file.tell())

        try:
            retrying = AsyncRetrying(sleep=self._clock.sleep_async, **_RETRYING)
            await retrying(fetch)
            part.replace(target)
        except LongtakeError as error:
            raise self._told(error) from error.__cause__
        finally:
            with suppress(OSError):
                part.unlink()
        return target


def _part(target: Path) -> Path:
    # Its own name, so that two downloads to one place do not write into each other.
    return target.with_name(f".{secrets.token_hex(8)}.part")


def _check_size(size: int) -> None:
    if not size:
        raise UnexpectedAnswerError("the download is empty")


def _file_name(task_id: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in task_id)
