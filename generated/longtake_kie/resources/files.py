"""The resource `files`."""

from __future__ import annotations

from .._base import Calls, given, unexpected

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
        from ..api.files import create_download_url
        from ..models import DownloadUrlRequest, DownloadUrlResponse

        with self._calling("create_download_url") as client:
            body = DownloadUrlRequest(
                url=url,
            )
            response = create_download_url.sync_detailed(client=client, body=body)
            parsed = response.parsed
            if not isinstance(parsed, DownloadUrlResponse):
                raise unexpected(parsed)
            return given(parsed.data)


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
        from ..api.files import create_download_url
        from ..models import DownloadUrlRequest, DownloadUrlResponse

        with self._calling("create_download_url") as client:
            body = DownloadUrlRequest(
                url=url,
            )
            response = await create_download_url.asyncio_detailed(client=client, body=body)
            parsed = response.parsed
            if not isinstance(parsed, DownloadUrlResponse):
                raise unexpected(parsed)
            return given(parsed.data)
