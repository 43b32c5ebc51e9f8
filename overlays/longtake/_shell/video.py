"""The download of finished videos."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Generator
from contextlib import contextmanager
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import field, frozen

from longtake._core.download import DownloadState, Link, Retention, RetryableFailure
from longtake._core.polling.poller import check_callable, check_wait_options
from longtake._core.snapshot import VideoFile
from longtake._core.tokens import NotPicklable, TaskAddress
from longtake._shell.clock import wall_time
from longtake._shell.http.downloads import (
    AsyncDownloadClient,
    DownloadClient,
    open_download,
    open_download_async,
)
from longtake._shell.partial_file import PartialFile, partial_file
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    RateLimitError,
    ServiceUnavailableError,
)

if TYPE_CHECKING:
    import os
    from datetime import datetime
    from pathlib import Path

    from longtake._core.journal import Recorder
    from longtake._shell.clock import Clock
    from longtake._shell.session import AsyncSession, SyncSession
    from longtake.models._videos import Origin, SourceVideo

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called during a download or an upload with the bytes so far and the total bytes, None if unknown. The bytes
so far return to 0 if the transfer begins again, as an upload does that is repeated."""

_SUFFIX: Final = ".mp4"


@frozen(kw_only=True)
class _Video(NotPicklable):
    """The common part of `Video` and `AsyncVideo`.

    Attributes:
        file: The video as the provider reports it.
        index: The index of the video among those of the task, from 0.
        provider: The name of the provider.
        kind: The task kind, such as `veo`.
        task_id: The id of the task that made the video.
        expires_at: The earliest time at which the link expires. None if that is unknown, or if polls renew
            the link.
    """

    file: VideoFile
    index: int
    provider: str
    kind: str
    task_id: str
    expires_at: datetime | None = None
    _find_origin: Callable[[], Origin] | None = field(
        default=None, repr=False, eq=False, alias="find_origin"
    )
    _retention: Retention = field(repr=False, alias="retention")
    _given_at: float | None = field(repr=False, eq=False, alias="given_at")
    _made_at: float | None = field(repr=False, eq=False, alias="made_at")
    _clock: Clock = field(repr=False, alias="clock")

    @property
    def url(self) -> str:
        """Return the link to the video. Providers delete videos after days, and some links expire sooner."""
        return self.file.url

    @property
    def source(self) -> str:
        """Return the source with which `extend` of the same model continues this video."""
        return self.file.source

    @property
    def duration_s(self) -> float | None:
        """Return the duration of the video in seconds, None if the provider does not report it."""
        return self.file.duration_s

    @property
    def resolution(self) -> str | None:
        """Return the resolution of the video, such as `720p`, None if the provider does not report it."""
        return self.file.resolution

    @property
    def model(self) -> str | None:
        """Return the model that made the video, such as `kie/veo`, None if it is unknown."""
        model = self._find_origin().model if self._find_origin else None
        return model.name if model else None

    @property
    def extent(self) -> Literal["part", "whole"] | None:
        """Return `part` if the video has only the new seconds of an extension, `whole` if it has everything.

        It is None if the provider does not document it, or if another program started the task.
        """
        if self.file.extent is None and self._find_origin is not None:
            return self._find_origin().extent
        return self.file.extent

    def _download_state(self, timeout: float | None) -> DownloadState:
        with self._naming_task():
            check_wait_options(timeout, None)
        return DownloadState(
            link=Link(self.url, self._given_at, self._made_at),
            retention=self._retention,
            deadline=inf if timeout is None else self._clock.monotonic() + timeout,
        )

    def _source_video(self) -> SourceVideo:
        """Return the video as the source of an extension.

        Raises:
            InvalidRequestError: If the video belongs to no task.
        """
        from longtake.models._videos import SourceVideo  # noqa: PLC0415 - loads the table of models

        if self._find_origin is None:
            raise InvalidRequestError(
                "the video belongs to no task; call longtake.extend(model, source=video.source) instead"
            )
        return SourceVideo(
            origin=self._find_origin(),
            source=self.source,
            url=self.url,
            index=self.index,
            duration_s=self.duration_s,
            resolution=self.resolution,
        )

    def _partial_file(
        self,
        path: str | os.PathLike[str],
        on_progress: Progress | None,
        *,
        overwrite: bool,
        own: Collection[Path] | None = None,
    ) -> PartialFile:
        check_callable("on_progress", on_progress)
        number = f"-{self.index + 1}" if self.index else ""
        name = f"{self.provider}-{self.kind}-{_file_name(self.task_id)}{number}{_SUFFIX}"
        return partial_file(path, name, overwrite=overwrite, own=own)

    @contextmanager
    def _naming_task(self) -> Generator[None]:
        """Add the task to every error."""
        try:
            yield
        except LongtakeError as error:
            self._name_task(error)
            raise

    @contextmanager
    def _download_errors(self, download: DownloadState) -> Generator[None]:
        """Raise the error that explains why a download failed."""
        try:
            yield
        except RetryableFailure as failure:
            error = download.final_error(failure, self._clock.monotonic())
            raise error from error.__cause__ or failure.__cause__
        except (ServiceUnavailableError, RateLimitError) as error:
            # Raised by the poll for a new link, which has the same deadline.
            if download.is_late(self._clock.monotonic()):
                raise download.timed_out(error) from error
            raise

    def _record_download(self, path: Path, size: int, recorder: Recorder) -> None:
        address = TaskAddress(self.provider, self.kind, self.task_id)
        recorder.downloaded(address, self.index, str(path.absolute()), size, wall_time(self._clock))

    def _name_task(self, error: LongtakeError) -> LongtakeError:
        error.provider, error.kind, error.task_id = self.provider, self.kind, self.task_id
        error.token = TaskAddress(self.provider, self.kind, self.task_id).token()
        return error


@frozen(kw_only=True)
class DownloadableVideo(_Video):
    """A finished video of a synchronous client's task, without what starts further tasks."""

    _http: DownloadClient = field(repr=False, alias="http")
    _record: Callable[[Callable[[Recorder], object], str | None], None] | None = field(
        repr=False, eq=False, alias="record"
    )
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
        """Download the video to a file.

        The file appears when it is complete; until then an existing file stays unchanged. An interrupted
        download is resumed if the host supports that. An expired link is replaced if the provider renews
        links. A process that is killed leaves a hidden `.part` file in the folder, which you can delete. In a
        folder, the file gets the suffix of its format. A symbolic link is followed.

        Args:
            path: A file, or a folder for a file named after the task. Missing folders are created.
            overwrite: Whether to replace an existing file.
            timeout: Seconds after which to give up, for all attempts together; None: no limit.
            on_progress: Called with the bytes so far and the total bytes, None if unknown.
            allow_private_hosts: Whether links may lead to private hosts; None: the client's setting.

        Returns:
            The path of the file.

        Raises:
            DownloadTimeoutError: If the download is not complete in time. No file is stored.
            NotFoundError: If the provider has deleted the video, or its link has expired.
            ServiceUnavailableError: If the download fails after several attempts.
            RateLimitError: If the host limits requests.
            UnexpectedResponseError: If the file is not a video, or is damaged.
            InvalidRequestError: If the file cannot be written, the disk is full, or the timeout is not a
                number of seconds.
        """
        return self._download(
            path,
            overwrite=overwrite,
            timeout=timeout,
            on_progress=on_progress,
            allow_private_hosts=allow_private_hosts,
        )

    def _download(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool,
        own: Collection[Path] | None = None,
        timeout: float | None = None,
        on_progress: Progress | None = None,
        allow_private_hosts: bool | None = None,
    ) -> Path:
        from longtake._shell.http.retry import retry_download  # noqa: PLC0415 - tenacity, only downloads need it

        state = self._download_state(timeout)
        with (
            self._naming_task(),
            self._download_errors(state),
            self._partial_file(path, on_progress, overwrite=overwrite, own=own) as part,
        ):
            part.truncate(0)
            retry_download(state, self._clock)(
                self._attempt, state, part, on_progress, allow_private_hosts
            )
            part.finish(state.suffix)
        if self._record is not None:
            self._record(partial(self._record_download, part.target, state.size), None)
        return part.target

    def _attempt(
        self,
        download: DownloadState,
        part: PartialFile,
        on_progress: Progress | None,
        allow_private_hosts: bool | None,
    ) -> None:
        if download.expired:
            until = None if download.deadline == inf else download.deadline
            download.on_new_link(self._renew_link(until), self._clock.monotonic())
        headers = download.request_headers()
        with open_download(
            self._http,
            download.link.url,
            headers,
            deadline=download.deadline,
            allow_private_hosts=allow_private_hosts,
        ) as response:
            offset = download.on_head(response.head, self._clock.monotonic())
            if offset is not None:
                part.truncate(offset)
                for chunk in response.chunks:
                    download.on_chunk(chunk)
                    part.write(chunk)
                    if on_progress:
                        on_progress(download.size, download.total)
        download.finish(part.read_at)


@frozen(kw_only=True)
class AsyncDownloadableVideo(_Video):
    """A finished video of an asynchronous client's task, without what starts further tasks."""

    _http: AsyncDownloadClient = field(repr=False, alias="http")
    _record: (
        Callable[[Callable[[Recorder], object], str | None], Coroutine[Any, Any, None]] | None
    ) = field(repr=False, eq=False, alias="record")
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
        """Download the video to a file.

        The file appears when it is complete; until then an existing file stays unchanged. An interrupted
        download is resumed if the host supports that. An expired link is replaced if the provider renews
        links. A process that is killed leaves a hidden `.part` file in the folder, which you can delete. In a
        folder, the file gets the suffix of its format. A symbolic link is followed.

        Args:
            path: A file, or a folder for a file named after the task. Missing folders are created.
            overwrite: Whether to replace an existing file.
            timeout: Seconds after which to give up, for all attempts together; None: no limit.
            on_progress: Called with the bytes so far and the total bytes, None if unknown.
            allow_private_hosts: Whether links may lead to private hosts; None: the client's setting.

        Returns:
            The path of the file.

        Raises:
            DownloadTimeoutError: If the download is not complete in time. No file is stored.
            NotFoundError: If the provider has deleted the video, or its link has expired.
            ServiceUnavailableError: If the download fails after several attempts.
            RateLimitError: If the host limits requests.
            UnexpectedResponseError: If the file is not a video, or is damaged.
            InvalidRequestError: If the file cannot be written, the disk is full, or the timeout is not a
                number of seconds.
        """
        import anyio.to_thread  # noqa: PLC0415 - only async callers need it

        from longtake._shell.http.retry import retry_download_async  # noqa: PLC0415 - as in `Video.download`

        state = self._download_state(timeout)
        with (
            self._naming_task(),
            self._download_errors(state),
            self._partial_file(path, on_progress, overwrite=overwrite) as part,
        ):
            part.truncate(0)
            await retry_download_async(state, self._clock)(
                self._attempt, state, part, on_progress, allow_private_hosts
            )
            await anyio.to_thread.run_sync(part.finish, state.suffix)
        if self._record is not None:
            await self._record(partial(self._record_download, part.target, state.size), None)
        return part.target

    async def _attempt(
        self,
        download: DownloadState,
        part: PartialFile,
        on_progress: Progress | None,
        allow_private_hosts: bool | None,
    ) -> None:
        import anyio.to_thread  # noqa: PLC0415 - only async callers need it

        if download.expired:
            until = None if download.deadline == inf else download.deadline
            download.on_new_link(await self._renew_link(until), self._clock.monotonic())
        headers = download.request_headers()
        async with open_download_async(
            self._http,
            download.link.url,
            headers,
            deadline=download.deadline,
            allow_private_hosts=allow_private_hosts,
        ) as response:
            offset = download.on_head(response.head, self._clock.monotonic())
            if offset is not None:
                part.truncate(offset)
                async for chunk in response.chunks:
                    download.on_chunk(chunk)
                    await anyio.to_thread.run_sync(part.write, chunk)
                    if on_progress:
                        on_progress(download.size, download.total)
        download.finish(part.read_at)


def download_beside(
    video: DownloadableVideo,
    path: str | os.PathLike[str],
    *,
    own: Collection[Path],
    overwrite: bool = False,
    on_progress: Progress | None = None,
) -> Path:
    """Download a video, but replace only earlier downloads of its task.

    A file with the same content is kept: an earlier process may have ended before it recorded its download.

    Args:
        video: The video.
        path: A file or a folder.
        own: The recorded downloads of the task, as absolute paths.
        overwrite: Whether to replace any existing file.
        on_progress: As for `download`.

    Raises:
        InvalidRequestError: If a file with other content exists when the download is complete.
    """
    return video._download(path, overwrite=overwrite, own=own, on_progress=on_progress)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - of this module


@frozen(kw_only=True)
class LinkedVideo(DownloadableVideo):
    """A video at a URL, which belongs to no task."""

    def _name_task(self, error: LongtakeError) -> LongtakeError:
        return error


@frozen(kw_only=True)
class AsyncLinkedVideo(AsyncDownloadableVideo):
    """A video at a URL, which belongs to no task."""

    def _name_task(self, error: LongtakeError) -> LongtakeError:
        return error


def linked_video(
    url: str, session: SyncSession[Any] | AsyncSession[Any], provider: str
) -> LinkedVideo | AsyncLinkedVideo:
    """Return the video at a URL, to download it.

    Args:
        url: The URL.
        session: The session of the client that downloads it.
        provider: The name of the provider of the client.
    """
    fields: dict[str, Any] = {
        "file": VideoFile(url=url, source=url),
        "index": 0,
        "provider": provider,
        "kind": "",
        "task_id": "",
        "retention": Retention(),
        "given_at": None,
        "made_at": None,
        "clock": session.clock,
        "http": session.downloads,
        "record": None,
        "renew_link": _no_link,
    }
    is_async = isinstance(session.downloads, AsyncDownloadClient)
    return AsyncLinkedVideo(**fields) if is_async else LinkedVideo(**fields)


def _no_link(_: float | None) -> Any:  # noqa: ANN401 - never called, because a link without a task is not renewed
    return None


def _file_name(task_id: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in task_id)
