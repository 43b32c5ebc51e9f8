"""The resource `account`."""

from __future__ import annotations

from .. import _base
from .._base import Calls

__all__ = ["AsyncAccount", "Account"]


class Account(Calls):
    """What concerns no single task."""

    def credits(self) -> float:
        """Get credit balance

        Says how many credits the account has left, for all families together.

        `GET /api/v1/chat/credit`
        """
        from ..api.account.get_credit_balance import sync_detailed as _send
        from ..models import CreditBalanceResponse

        with self._calling("get_credit_balance") as _client:
            _response = _send(client=_client)
            _parsed = _response.parsed
            if not isinstance(_parsed, CreditBalanceResponse):
                raise _base.unexpected(_parsed)
            return _base.given(_parsed.data)


class AsyncAccount(Calls):
    """What concerns no single task."""

    async def credits(self) -> float:
        """Get credit balance

        Says how many credits the account has left, for all families together.

        `GET /api/v1/chat/credit`
        """
        from ..api.account.get_credit_balance import asyncio_detailed as _send
        from ..models import CreditBalanceResponse

        with self._calling("get_credit_balance") as _client:
            _response = await _send(client=_client)
            _parsed = _response.parsed
            if not isinstance(_parsed, CreditBalanceResponse):
                raise _base.unexpected(_parsed)
            return _base.given(_parsed.data)
