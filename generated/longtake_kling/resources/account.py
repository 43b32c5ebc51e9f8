"""The resource `account`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _values
from .._base import Calls

if TYPE_CHECKING:
    from ..models import KlingResourcePack

__all__ = ["AsyncAccount", "Account"]


class Account(Calls):
    """Resource packs of the account."""

    def costs(
        self,
        *,
        start_time: int,
        end_time: int,
        resource_pack_name: str | None = None,
    ) -> list[KlingResourcePack]:
        """List resource packs

        Lists the account's resource packs and what is left of each. Costs nothing. At most one
        request a second is allowed.

        `GET /account/costs`

        Args:
            start_time: The start of the period to list, in milliseconds since 1970-01-01 UTC.
            end_time: The end of the period to list, in milliseconds since 1970-01-01 UTC.
            resource_pack_name: The name of one resource pack; all are listed without it.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.account.list_kling_resource_packs import sync_detailed as _send
        from ..models import KlingCostsResponse

        with self._calling("list_kling_resource_packs") as _client:
            _response = _send(
                client=_client,
                start_time=start_time,
                end_time=end_time,
                resource_pack_name=_values.omitted(resource_pack_name),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingCostsResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_values.given(_parsed.data).resource_pack_subscribe_infos)


class AsyncAccount(Calls):
    """Resource packs of the account."""

    async def costs(
        self,
        *,
        start_time: int,
        end_time: int,
        resource_pack_name: str | None = None,
    ) -> list[KlingResourcePack]:
        """List resource packs

        Lists the account's resource packs and what is left of each. Costs nothing. At most one
        request a second is allowed.

        `GET /account/costs`

        Args:
            start_time: The start of the period to list, in milliseconds since 1970-01-01 UTC.
            end_time: The end of the period to list, in milliseconds since 1970-01-01 UTC.
            resource_pack_name: The name of one resource pack; all are listed without it.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.account.list_kling_resource_packs import asyncio_detailed as _send
        from ..models import KlingCostsResponse

        with self._calling("list_kling_resource_packs") as _client:
            _response = await _send(
                client=_client,
                start_time=start_time,
                end_time=end_time,
                resource_pack_name=_values.omitted(resource_pack_name),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingCostsResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_values.given(_parsed.data).resource_pack_subscribe_infos)
