"""The resource `account`."""

from __future__ import annotations

from .._base import Calls, given, unexpected

__all__ = ["AsyncAccount", "Account"]


class Account(Calls):
    """What concerns no single task."""

    def credits(self) -> float:
        """Get credit balance

        Says how many credits the account has left, for all families together.

        `GET /api/v1/chat/credit`
        """
        from ..api.account import get_credit_balance
        from ..models import CreditBalanceResponse

        with self._calling("get_credit_balance") as client:
            response = get_credit_balance.sync_detailed(
                client=client,
            )
            parsed = response.parsed
            if not isinstance(parsed, CreditBalanceResponse):
                raise unexpected(parsed)
            return given(parsed.data)


class AsyncAccount(Calls):
    """What concerns no single task."""

    async def credits(self) -> float:
        """Get credit balance

        Says how many credits the account has left, for all families together.

        `GET /api/v1/chat/credit`
        """
        from ..api.account import get_credit_balance
        from ..models import CreditBalanceResponse

        with self._calling("get_credit_balance") as client:
            response = await get_credit_balance.asyncio_detailed(
                client=client,
            )
            parsed = response.parsed
            if not isinstance(parsed, CreditBalanceResponse):
                raise unexpected(parsed)
            return given(parsed.data)
