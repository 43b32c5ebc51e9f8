"""useapi.net: Runway Gen-2."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from longtake._shell.client import AsyncClient, SyncClient
from longtake.useapi._codes import USEAPI
from longtake_useapi import Client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake._core.family import Family
    from longtake.useapi._gen2 import AsyncGen2, Gen2

__all__ = ["AsyncGen2", "AsyncUseApi", "Gen2", "UseApi"]


class UseApi(SyncClient[Client]):
    """A client for useapi.net.

    The key is an argument, the environment variable `USEAPI_TOKEN`, in a profile or in the system keyring;
    the address another than the provider's own by an argument, the profile or `USEAPI_BASE_URL`.
    """

    provider = USEAPI

    @staticmethod
    def families() -> Mapping[str, Family[Any]]:
        """The provider's families, by name."""
        from longtake.useapi._families import FAMILIES  # noqa: PLC0415 - loaded by who names one

        return FAMILIES

    @cached_property
    def gen2(self) -> Gen2:
        """Runway Gen-2."""
        from longtake.useapi._gen2 import Gen2  # noqa: PLC0415 - loaded by who uses it

        return Gen2(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


class AsyncUseApi(AsyncClient[Client]):
    """An asynchronous client for useapi.net.

    The key is an argument, the environment variable `USEAPI_TOKEN`, in a profile or in the system keyring;
    the address another than the provider's own by an argument, the profile or `USEAPI_BASE_URL`.
    """

    provider = USEAPI

    @staticmethod
    def families() -> Mapping[str, Family[Any]]:
        """The provider's families, by name."""
        from longtake.useapi._families import FAMILIES  # noqa: PLC0415 - loaded by who names one

        return FAMILIES

    @cached_property
    def gen2(self) -> AsyncGen2:
        """Runway Gen-2."""
        from longtake.useapi._gen2 import AsyncGen2  # noqa: PLC0415 - loaded by who uses it

        return AsyncGen2(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from longtake.useapi import _families  # noqa: PLC0415 - loaded by who uses them

    return getattr(_families, name)
