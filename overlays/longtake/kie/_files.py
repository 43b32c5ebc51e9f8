"""Uploads to kie.ai."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from longtake._core.values import as_link, as_string, is_integer
from longtake._shell.clock import Clock, wall_time
from longtake._shell.uploads import (
    UploadedFile,
    checked_folder,
    checked_name,
    expiry,
    opened,
    remote_file,
    uploading,
)
from longtake.errors import UnexpectedResponseError
from longtake_kie.resources.files import AsyncFiles, Files
from longtake_kie.types import File

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from longtake._shell.uploads import OpenFile, Uploadable
    from longtake._shell.video import Progress
    from longtake_kie import Client
    from longtake_kie.models import StoredFile

_FOLDER: Final = "longtake"
# Some pages of the provider say three days.
_KEPT: Final = timedelta(hours=24)


class KieFiles(Files):
    """Uploads of files to kie.ai."""

    def __init__(
        self, calling: Callable[[str], AbstractContextManager[Client]], clock: Clock
    ) -> None:
        super().__init__(calling)
        self._clock = clock

    def upload(
        self,
        file: Uploadable,
        *,
        file_name: str | None = None,
        upload_path: str = _FOLDER,
        progress: Progress | None = None,
        timeout: float | None = None,
    ) -> UploadedFile:
        """Upload a file, and return its URL for operations that take one. Costs nothing.

        Files of any size are read and sent in pieces. kie.ai deletes a file after 24 hours. The request is
        repeated after a failure if the file can be read again, which a pipe cannot.

        Args:
            file: A path, bytes, a binary file object, or an `http` or `https` URL, which kie.ai fetches
                within 30 seconds. A file object is read from its position to its end, and not closed. A data
                URL has at most 10 MB.
            file_name: The name to store it under. kie.ai replaces a file of the same name, which may take a
                while to show. By default, the name of the file with random characters.
            upload_path: The folder to store it in, without a slash at its beginning or end.
            progress: Called with the bytes that were sent and the total bytes, None if unknown. Not called
                for URLs.
            timeout: Seconds for the whole call, all attempts together; None: no limit. The timeout of the
                client limits each step of an upload.

        Returns:
            The URL, name, size and MIME type of the stored file, and when it is deleted.

        Raises:
            InvalidRequestError: If the file does not exist, is a folder, is empty or cannot be read, or
                another argument is invalid.
            LongtakeError: If kie.ai cannot be reached or refuses the file.
        """
        name, folder = checked_name(file_name), checked_folder(upload_path)
        remote = remote_file(file, name)
        if remote is not None:
            with uploading(None, self._clock, timeout, progress):
                if remote.is_data:
                    stored = self.upload_base64(
                        base64_data=remote.url, upload_path=folder, file_name=remote.name
                    )
                else:
                    stored = self.upload_url(
                        file_url=remote.url, upload_path=folder, file_name=remote.name
                    )
            return _uploaded(stored, remote.name, self._clock)
        with opened(file, name, progress) as found:
            with uploading(found.source, self._clock, timeout, progress):
                stored = self.upload_stream(
                    file=_part(found), upload_path=folder, file_name=found.name
                )
            return _uploaded(stored, found.name, self._clock)


class AsyncKieFiles(AsyncFiles):
    """Uploads of files to kie.ai."""

    def __init__(
        self, calling: Callable[[str], AbstractContextManager[Client]], clock: Clock
    ) -> None:
        super().__init__(calling)
        self._clock = clock

    async def upload(
        self,
        file: Uploadable,
        *,
        file_name: str | None = None,
        upload_path: str = _FOLDER,
        progress: Progress | None = None,
        timeout: float | None = None,
    ) -> UploadedFile:
        """Upload a file, and return its URL for operations that take one. Costs nothing.

        Files of any size are read and sent in pieces, and read in a worker thread. kie.ai deletes a file
        after 24 hours. The request is repeated after a failure if the file can be read again, which a pipe
        cannot.

        Args:
            file: A path, bytes, a binary file object, or an `http` or `https` URL, which kie.ai fetches
                within 30 seconds. A file object is read from its position to its end, and not closed. A data
                URL has at most 10 MB.
            file_name: The name to store it under. kie.ai replaces a file of the same name, which may take a
                while to show. By default, the name of the file with random characters.
            upload_path: The folder to store it in, without a slash at its beginning or end.
            progress: Called in the event loop with the bytes that were sent and the total bytes, None if
                unknown. Not called for URLs.
            timeout: Seconds for the whole call, all attempts together; None: no limit. The timeout of the
                client limits each step of an upload.

        Returns:
            The URL, name, size and MIME type of the stored file, and when it is deleted.

        Raises:
            InvalidRequestError: If the file does not exist, is a folder, is empty or cannot be read, or
                another argument is invalid.
            LongtakeError: If kie.ai cannot be reached or refuses the file.
        """
        import anyio.to_thread  # noqa: PLC0415 - only async callers need it

        name, folder = checked_name(file_name), checked_folder(upload_path)
        remote = remote_file(file, name)
        if remote is not None:
            with uploading(None, self._clock, timeout, progress):
                if remote.is_data:
                    stored = await self.upload_base64(
                        base64_data=remote.url, upload_path=folder, file_name=remote.name
                    )
                else:
                    stored = await self.upload_url(
                        file_url=remote.url, upload_path=folder, file_name=remote.name
                    )
            return _uploaded(stored, remote.name, self._clock)
        with ExitStack() as stack:
            found = await anyio.to_thread.run_sync(
                stack.enter_context, opened(file, name, progress)
            )
            with uploading(found.source, self._clock, timeout, progress):
                stored = await self.upload_stream(
                    file=_part(found), upload_path=folder, file_name=found.name
                )
            return _uploaded(stored, found.name, self._clock)


def _part(file: OpenFile) -> File:
    # `UploadSource` has the methods of `BinaryIO` that httpx uses.
    payload: Any = file.source
    return File(payload=payload, file_name=file.name, mime_type=file.mime_type)


def _uploaded(stored: StoredFile, name: str, clock: Clock) -> UploadedFile:
    """Return a stored file.

    Raises:
        UnexpectedResponseError: If the response has no URL.
    """
    url = as_link(stored.download_url) or as_link(stored.file_url)
    if url is None:
        raise UnexpectedResponseError("the response to an upload has no URL", provider="kie")
    now = datetime.fromtimestamp(wall_time(clock), UTC)
    return UploadedFile(
        url=url,
        name=as_string(stored.file_name) or name,
        size=stored.file_size if is_integer(stored.file_size) else None,
        mime_type=as_string(stored.mime_type),
        expires_at=expiry(stored.expires_at, stored.uploaded_at, now, _KEPT),
    )
