"""The resource `files`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _values
from .._base import Calls
from ..types import File

if TYPE_CHECKING:
    from ..models import StoredFile

__all__ = ["AsyncFiles", "Files"]


class Files(Calls):
    """Uploads of files to kie.ai."""

    def upload_base64(
        self,
        *,
        base64_data: str,
        upload_path: str,
        file_name: str | None = None,
    ) -> StoredFile:
        """Upload a file as Base64

        Stores a small file of at most 10 MB, which the request contains as Base64. Costs nothing. A
        stored file is deleted after 24 hours (other pages of the provider state 3 days). `upload`
        chooses the operation that fits a file.

        `POST /api/file-base64-upload`

        Args:
            base64_data: The file as Base64, plain or as a data URL such as `data:image/png;base64,...`.
            upload_path: The folder to store the file in, without a slash at the beginning or end, such as `images`.
            file_name: The name of the stored file, with its extension. Without it, the provider makes one. A file of the same name is replaced, which may take a while to show.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.files.upload_file_base64 import sync_detailed as _send
        from ..models import FileBase64UploadRequest, FileUploadResponse

        with self._calling("upload_file_base64") as _client:
            _response = _send(
                client=_client,
                body=FileBase64UploadRequest(
                    base64_data=base64_data,
                    upload_path=upload_path,
                    file_name=_values.omitted(file_name),
                ),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, FileUploadResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    def upload_stream(
        self,
        *,
        file: File,
        upload_path: str,
        file_name: str | None = None,
    ) -> StoredFile:
        """Upload a file as a stream

        Stores a file of any size. The request contains its bytes unchanged. Costs nothing. A stored
        file is deleted after 24 hours (other pages of the provider state 3 days). `upload` chooses
        the operation that fits a file.

        `POST /api/file-stream-upload`

        Args:
            file: The content of the file, with its name.
            upload_path: The folder to store the file in, without a slash at the beginning or end, such as `images`.
            file_name: The name of the stored file, with its extension. Without it, the provider makes one. A file of the same name is replaced, which may take a while to show.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.files.upload_file_stream import sync_detailed as _send
        from ..models import FileStreamUploadRequest, FileUploadResponse

        with self._calling("upload_file_stream") as _client:
            _response = _send(
                client=_client,
                body=FileStreamUploadRequest(
                    file=file, upload_path=upload_path, file_name=_values.omitted(file_name)
                ),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, FileUploadResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    def upload_url(
        self,
        *,
        file_url: str,
        upload_path: str,
        file_name: str | None = None,
    ) -> StoredFile:
        """Upload a file from a URL

        Stores a file that the provider fetches from a URL, within 30 seconds. It recommends at most
        about 100 MB. Costs nothing. A stored file is deleted after 24 hours (other pages of the
        provider state 3 days). `upload` chooses the operation that fits a file.

        `POST /api/file-url-upload`

        Args:
            file_url: The URL of the file, with `http` or `https`. It must be public.
            upload_path: The folder to store the file in, without a slash at the beginning or end, such as `images`.
            file_name: The name of the stored file, with its extension. Without it, the provider makes one. A file of the same name is replaced, which may take a while to show.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.files.upload_file_url import sync_detailed as _send
        from ..models import FileUploadResponse, FileUrlUploadRequest

        with self._calling("upload_file_url") as _client:
            _response = _send(
                client=_client,
                body=FileUrlUploadRequest(
                    file_url=file_url, upload_path=upload_path, file_name=_values.omitted(file_name)
                ),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, FileUploadResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)


class AsyncFiles(Calls):
    """Uploads of files to kie.ai."""

    async def upload_base64(
        self,
        *,
        base64_data: str,
        upload_path: str,
        file_name: str | None = None,
    ) -> StoredFile:
        """Upload a file as Base64

        Stores a small file of at most 10 MB, which the request contains as Base64. Costs nothing. A
        stored file is deleted after 24 hours (other pages of the provider state 3 days). `upload`
        chooses the operation that fits a file.

        `POST /api/file-base64-upload`

        Args:
            base64_data: The file as Base64, plain or as a data URL such as `data:image/png;base64,...`.
            upload_path: The folder to store the file in, without a slash at the beginning or end, such as `images`.
            file_name: The name of the stored file, with its extension. Without it, the provider makes one. A file of the same name is replaced, which may take a while to show.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.files.upload_file_base64 import asyncio_detailed as _send
        from ..models import FileBase64UploadRequest, FileUploadResponse

        with self._calling("upload_file_base64") as _client:
            _response = await _send(
                client=_client,
                body=FileBase64UploadRequest(
                    base64_data=base64_data,
                    upload_path=upload_path,
                    file_name=_values.omitted(file_name),
                ),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, FileUploadResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    async def upload_stream(
        self,
        *,
        file: File,
        upload_path: str,
        file_name: str | None = None,
    ) -> StoredFile:
        """Upload a file as a stream

        Stores a file of any size. The request contains its bytes unchanged. Costs nothing. A stored
        file is deleted after 24 hours (other pages of the provider state 3 days). `upload` chooses
        the operation that fits a file.

        `POST /api/file-stream-upload`

        Args:
            file: The content of the file, with its name.
            upload_path: The folder to store the file in, without a slash at the beginning or end, such as `images`.
            file_name: The name of the stored file, with its extension. Without it, the provider makes one. A file of the same name is replaced, which may take a while to show.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.files.upload_file_stream import asyncio_detailed as _send
        from ..models import FileStreamUploadRequest, FileUploadResponse

        with self._calling("upload_file_stream") as _client:
            _response = await _send(
                client=_client,
                body=FileStreamUploadRequest(
                    file=file, upload_path=upload_path, file_name=_values.omitted(file_name)
                ),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, FileUploadResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    async def upload_url(
        self,
        *,
        file_url: str,
        upload_path: str,
        file_name: str | None = None,
    ) -> StoredFile:
        """Upload a file from a URL

        Stores a file that the provider fetches from a URL, within 30 seconds. It recommends at most
        about 100 MB. Costs nothing. A stored file is deleted after 24 hours (other pages of the
        provider state 3 days). `upload` chooses the operation that fits a file.

        `POST /api/file-url-upload`

        Args:
            file_url: The URL of the file, with `http` or `https`. It must be public.
            upload_path: The folder to store the file in, without a slash at the beginning or end, such as `images`.
            file_name: The name of the stored file, with its extension. Without it, the provider makes one. A file of the same name is replaced, which may take a while to show.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.files.upload_file_url import asyncio_detailed as _send
        from ..models import FileUploadResponse, FileUrlUploadRequest

        with self._calling("upload_file_url") as _client:
            _response = await _send(
                client=_client,
                body=FileUrlUploadRequest(
                    file_url=file_url, upload_path=upload_path, file_name=_values.omitted(file_name)
                ),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, FileUploadResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)
