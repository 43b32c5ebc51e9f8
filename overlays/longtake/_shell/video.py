"""Finished videos: where they are, and how they come to a disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from longtake._core.download import DownloadState, Link, Retention, RetryableFailure
from longtake._core.polling.poller import check_callable, check_wait_options
from longtake._core.snapshot import VideoFile
from longtake._core.tokens import NotPicklable, TaskAddress
from longtake._shell.clock import Clock
from longtake._shell.http.downloads import (
    AsyncDownloadClient,
    DownloadClient,
    open_download,
    open_download_async,
)
from longtake._shell.partial_file import PartialFile, check_free, os_errors
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    RateLimitError,
    ServiceUnavailableError,
)

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called as a download goes on, with the bytes so far and the bytes in all, where known. The bytes so far
go back to the beginning where a host cannot go on with what broke off."""

_SUFFIX: Final = ".mp4"


@frozen(kw_only=True)
class _Video(NotPicklable):
    """What a video is, however it is fetched."""

    file: VideoFile
    index: int
    provider: str
    kind: str
    task_id: str
    _retention: Retention = field(repr=False, alias="retention")
    _given_at: float | None = field(repr=False, eq=False, alias="given_at")
    _made_at: float | None = field(repr=False, eq=False, alias="made_at")
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

    def _download_state(self, timeout: float | None) -> DownloadState:
        with self._naming_task():
            check_wait_options(timeout, None)
        return DownloadState(
            link=Link(self.url, self._given_at, self._made_at),
            retention=self._retention,
            deadline=inf if timeout is None else self._clock.monotonic() + timeout,
        )

    def _partial_file(
        self, path: str | os.PathLike[str], on_progress: Progress | None, *, overwrite: bool
    ) -> PartialFile:
        check_callable("on_progress", on_progress)
        # No path is the current folder to Python: more likely, a variable was not set.
        if not isinstance(path, str | os.PathLike) or not os.fspath(path):  # pyright: ignore[reportUnnecessaryIsInstance] - who mixes them up has no type checker
            raise InvalidRequestError(f"path must be a file or a folder, not {path!r}")
        if not isinstance(overwrite, bool):  # pyright: ignore[reportUnnecessaryIsInstance] - as above; "no" would be yes
            raise InvalidRequestError(f"overwrite must be True or False, not {overwrite!r}")
        target = Path(path)
        with os_errors(target):
            is_named_here = target.is_dir() or str(path).endswith(("/", os.sep))
            if is_named_here:
                number = f"-{self.index + 1}" if self.index else ""
                name = f"{self.provider}-{self.kind}-{_file_name(self.task_id)}{number}{_SUFFIX}"
                target = target / name
            # Through a link, to what it stands for; and never in the place of what is no file.
            if target.is_symlink():
                target = target.resolve()
            check_free(target, overwrite=overwrite)
            target.parent.mkdir(parents=True, exist_ok=True)
        return PartialFile(target, overwrite=overwrite, takes_suffix=is_named_here)

    @contextmanager
    def _naming_task(self) -> Generator[None]:
        """Let every error say whose video it is about."""
        try:
            yield
        except LongtakeError as error:
            self._name_task(error)
            raise

    @contextmanager
    def _downloading(self, fetch: DownloadState) -> Generator[None]:
        """Let what ends a download say why."""
        try:
            yield
        except RetryableFailure as setback:
            error = fetch.final_error(setback, self._clock.monotonic())
            raise error from error.__cause__ or setback.__cause__
        except (ServiceUnavailableError, RateLimitError) as error:
            # The poll for another link ends in time, too.
            if fetch.is_late(self._clock.monotonic()):
                raise fetch.timed_out(error) from error
            raise

    def _name_task(self, error: LongtakeError) -> LongtakeError:
        error.provider, error.kind, error.task_id = self.provider, self.kind, self.task_id
        error.token = TaskAddress(self.provider, self.kind, self.task_id).token()
        return error


@frozen(kw_only=True)
class Video(_Video):
    """A finished video at the provider."""

    _http: DownloadClient = field(repr=False, alias="http")
    _renew_link: Callable[[float | None], str | None] = field(
        repr=False, eq=False, alias="renew_link"
    )

    def download(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = True,
        timeout: float | None = None,
        on_progress: Progress | None = None,
        allow_private_hosts: bool | None = None,
    ) -> Path:
        """Download the video. The file appears whole or not at all, and a file in its place stays until then.

        A download that breaks off continues where it was, where the host can do that. An expired link is
        replaced where the provider renews links. A process that is killed leaves a hidden `.part` file
        beside the place, which can be deleted. In a folder the file gets the suffix of its format.

        Args:
            path: A file, or a folder for a file named after the task. Folders are made, links followed.
            overwrite: Whether to replace a file that exists.
            timeout: Seconds after which to give up, all attempts together; None: no limit.
            on_progress: Called as the download goes on, with the bytes so far and in all.
            allow_private_hosts: Whether links may lead to private hosts; None: as the client says.

        Returns:
            The file.

        Raises:
            DownloadTimeoutError: If the file is not whole in time. Nothing is stored.
            NotFoundError: If the provider does not keep the video any longer, or its link has expired.
            ServiceUnavailableError: If the host does not give it now, after several attempts.
            RateLimitError: If the host gets too many requests.
            UnexpectedAnswerError: If the file is no video, or a damaged one.
            InvalidRequestError: If the path cannot be written to as asked, the disk is full, or the timeout
                is no number of seconds.
        """
        from longtake._shell.http.retry import retry_download  # noqa: PLC0415 - only who downloads pays for it

        fetch = self._download_state(timeout)
        with (
            self._naming_task(),
            self._downloading(fetch),
            self._partial_file(path, on_progress, overwrite=overwrite) as part,
        ):
            part.truncate(0)
            retry_download(fetch, self._clock)(
                self._attempt, fetch, part, on_progress, allow_private_hosts
            )
            part.finish(fetch.suffix)
        return part.target

    def _attempt(
        self,
        fetch: DownloadState,
        part: PartialFile,
        on_progress: Progress | None,
        allow_private_hosts: bool | None,
    ) -> None:
        if fetch.expired:
            until = None if fetch.deadline == inf else fetch.deadline
            fetch.on_new_link(self._renew_link(until), self._clock.monotonic())
        asked = fetch.request_headers()
        with open_download(
            self._http,
            fetch.link.url,
            asked,
            deadline=fetch.deadline,
            allow_private_hosts=allow_private_hosts,
        ) as incoming:
            begin = fetch.on_head(incoming.head, self._clock.monotonic())
            if begin is not None:
                part.truncate(begin)
                for chunk in incoming.chunks:
                    fetch.on_chunk(chunk)
                    part.write(chunk)
                    if on_progress:
                        on_progress(fetch.size, fetch.total)
        fetch.finish(part.read_at)


@frozen(kw_only=True)
class AsyncVideo(_Video):
    """A finished video at the provider, for `await`."""

    _http: AsyncDownloadClient = field(repr=False, alias="http")
    _renew_link: Callable[[float | None], Coroutine[Any, Any, str | None]] = field(
        repr=False, eq=False, alias="renew_link"
    )

    async def download(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = True,
        timeout: float | None = None,
        on_progress: Progress | None = None,
        allow_private_hosts: bool | None = None,
    ) -> Path:
        """Download the video. The file appears whole or not at all, and a file in its place stays until then.

        A download that breaks off continues where it was, where the host can do that. An expired link is
        replaced where the provider renews links. A process that is killed leaves a hidden `.part` file
        beside the place, which can be deleted. In a folder the file gets the suffix of its format.

        Args:
            path: A file, or a folder for a file named after the task. Folders are made, links followed.
            overwrite: Whether to replace a file that exists.
            timeout: Seconds after which to give up, all attempts together; None: no limit.
            on_progress: Called as the download goes on, with the bytes so far and in all.
            allow_private_hosts: Whether links may lead to private hosts; None: as the client says.

        Returns:
            The file.

        Raises:
            DownloadTimeoutError: If the file is not whole in time. Nothing is stored.
            NotFoundError: If the provider does not keep the video any longer, or its link has expired.
            ServiceUnavailableError: If the host does not give it now, after several attempts.
            RateLimitError: If the host gets too many requests.
            UnexpectedAnswerError: If the file is no video, or a damaged one.
            InvalidRequestError: If the path cannot be written to as asked, the disk is full, or the timeout
                is no number of seconds.
        """
        import anyio.to_thread  # noqa: PLC0415 - only async callers pay for it

        from longtake._shell.http.retry import retry_download_async  # noqa: PLC0415 - as in Video.download

        fetch = self._download_state(timeout)
        with (
            self._naming_task(),
            self._downloading(fetch),
            self._partial_file(path, on_progress, overwrite=overwrite) as part,
        ):
            part.truncate(0)
            await retry_download_async(fetch, self._clock)(
                self._attempt, fetch, part, on_progress, allow_private_hosts
            )
            await anyio.to_thread.run_sync(part.finish, fetch.suffix)
        return part.target

    async def _attempt(
        self,
        fetch: DownloadState,
        part: PartialFile,
        on_progress: Progress | None,
        allow_private_hosts: bool | None,
    ) -> None:
        import anyio.to_thread  # noqa: PLC0415 - only async callers pay for it

        if fetch.expired:
            until = None if fetch.deadline == inf else fetch.deadline
            fetch.on_new_link(await self._renew_link(until), self._clock.monotonic())
        asked = fetch.request_headers()
        async with open_download_async(
            self._http,
            fetch.link.url,
            asked,
            deadline=fetch.deadline,
            allow_private_hosts=allow_private_hosts,
        ) as incoming:
            begin = fetch.on_head(incoming.head, self._clock.monotonic())
            if begin is not None:
                part.truncate(begin)
                async for chunk in incoming.chunks:
                    fetch.on_chunk(chunk)
                    await anyio.to_thread.run_sync(part.write, chunk)
                    if on_progress:
                        on_progress(fetch.size, fetch.total)
        fetch.finish(part.read_at)


def _file_name(task_id: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in task_id)
