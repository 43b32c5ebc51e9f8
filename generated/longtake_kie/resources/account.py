"""The resource `account`."""

from __future__ import annotations

from .. import _values
from .._base import Calls

__all__ = ["AsyncAccount", "Account"]


class Account(Calls):
    """Credits of the account, and links to files."""

    def credits(self) -> float:
        """Get the credit balance

        Returns how many credits the account has left, for all models together.

        `GET /api/v1/chat/credit`

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.account.get_credit_balance import sync_detailed as _send
        from ..models import CreditBalanceResponse

        with self._calling("get_credit_balance") as _client:
            _response = _send(client=_client)
            _parsed = _response.parsed
            if not isinstance(_parsed, CreditBalanceResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    def download_url(
        self,
        *,
        url: str,
    ) -> str:
        """Create a download link

        Returns a link to a file that kie.ai made, valid for 20 minutes. Costs nothing. URLs of
        other hosts are refused with code 422.

        `POST /api/v1/common/download-url`

        Args:
            url: The URL of the file in a task's result.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.account.create_download_url import sync_detailed as _send
        from ..models import DownloadUrlRequest, DownloadUrlResponse

        with self._calling("create_download_url") as _client:
            _response = _send(client=_client, body=DownloadUrlRequest(url=url))
            _parsed = _response.parsed
            if not isinstance(_parsed, DownloadUrlResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)


class AsyncAccount(Calls):
    """Credits of the account, and links to files."""

    async def credits(self) -> float:
        """Get the credit balance

        Returns how many credits the account has left, for all models together.

        `GET /api/v1/chat/credit`

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.account.get_credit_balance import asyncio_detailed as _send
        from ..models import CreditBalanceResponse

        with self._calling("get_credit_balance") as _client:
            _response = await _send(client=_client)
            _parsed = _response.parsed
            if not isinstance(_parsed, CreditBalanceResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    async def download_url(
        self,
        *,
        url: str,
    ) -> str:
        """Create a download link

        Returns a link to a file that kie.ai made, valid for 20 minutes. Costs nothing. URLs of
        other hosts are refused with code 422.

        `POST /api/v1/common/download-url`

        Args:
            url: The URL of the file in a task's result.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.account.create_download_url import asyncio_detailed as _send
        from ..models import DownloadUrlRequest, DownloadUrlResponse

        with self._calling("create_download_url") as _client:
            _response = await _send(client=_client, body=DownloadUrlRequest(url=url))
            _parsed = _response.parsed
            if not isinstance(_parsed, DownloadUrlResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)
