"""The resource `files`."""

from __future__ import annotations

from .. import _base
from .._base import Calls

__all__ = ["AsyncFiles", "Files"]


class Files(Calls):
    """Files that kie.ai made."""

    def download_url(
        self,
        *,
        url: str,
    ) -> str:
        """Create download link

        Returns a link for 20 minutes to a file that kie.ai made. Costs nothing. For the address of
        another host the code is 422.

        `POST /api/v1/common/download-url`

        Args:
            url: Where the file lies, as a task's result names it.
        """
        from ..api.files.create_download_url import sync_detailed as _send
        from ..models import DownloadUrlRequest, DownloadUrlResponse

        with self._calling("create_download_url") as _client:
            _response = _send(client=_client, body=DownloadUrlRequest(url=url))
            _parsed = _response.parsed
            if not isinstance(_parsed, DownloadUrlResponse):
                raise _base.unexpected(_parsed)
            return _base.given(_parsed.data)


class AsyncFiles(Calls):
    """Files that kie.ai made."""

    async def download_url(
        self,
        *,
        url: str,
    ) -> str:
        """Create download link

        Returns a link for 20 minutes to a file that kie.ai made. Costs nothing. For the address of
        another host the code is 422.

        `POST /api/v1/common/download-url`

        Args:
            url: Where the file lies, as a task's result names it.
        """
        from ..api.files.create_download_url import asyncio_detailed as _send
        from ..models import DownloadUrlRequest, DownloadUrlResponse

        with self._calling("create_download_url") as _client:
            _response = await _send(client=_client, body=DownloadUrlRequest(url=url))
            _parsed = _response.parsed
            if not isinstance(_parsed, DownloadUrlResponse):
                raise _base.unexpected(_parsed)
            return _base.given(_parsed.data)
