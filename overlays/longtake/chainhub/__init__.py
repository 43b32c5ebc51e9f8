"""chainhub.tech: Kling."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from longtake._shell.client import AsyncClient, SyncClient
from longtake.chainhub._codes import CHAINHUB
from longtake_chainhub import Client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake._core.family import Family
    from longtake.chainhub._kling import AsyncKling, Kling

__all__ = ["AsyncChainhub", "AsyncKling", "Chainhub", "Kling"]


class Chainhub(SyncClient[Client]):
    """A client for chainhub.tech, and for Kling's official hosts.

    The key is an argument, the environment variable `CHAINHUB_API_KEY`, in a profile or in the system
    keyring; the address another than the reseller's own by an argument, the profile or `CHAINHUB_BASE_URL`.
    At Kling's official hosts it may be a `KeyPair`, or `KLING_ACCESS_KEY` and `KLING_SECRET_KEY`.
    """

    provider = CHAINHUB

    @staticmethod
    def families() -> Mapping[str, Family[Any]]:
        """The provider's families, by name."""
        from longtake.chainhub._families import FAMILIES  # noqa: PLC0415 - loaded by who names one

        return FAMILIES

    @cached_property
    def kling(self) -> Kling:
        """Kling."""
        from longtake.chainhub._kling import Kling  # noqa: PLC0415 - loaded by who uses it

        return Kling(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


class AsyncChainhub(AsyncClient[Client]):
    """An asynchronous client for chainhub.tech, and for Kling's official hosts.

    The key is an argument, the environment variable `CHAINHUB_API_KEY`, in a profile or in the system
    keyring; the address another than the reseller's own by an argument, the profile or `CHAINHUB_BASE_URL`.
    At Kling's official hosts it may be a `KeyPair`, or `KLING_ACCESS_KEY` and `KLING_SECRET_KEY`.
    """

    provider = CHAINHUB

    @staticmethod
    def families() -> Mapping[str, Family[Any]]:
        """The provider's families, by name."""
        from longtake.chainhub._families import FAMILIES  # noqa: PLC0415 - loaded by who names one

        return FAMILIES

    @cached_property
    def kling(self) -> AsyncKling:
        """Kling."""
        from longtake.chainhub._kling import AsyncKling  # noqa: PLC0415 - loaded by who uses it

        return AsyncKling(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from longtake.chainhub import _families  # noqa: PLC0415 - loaded by who uses them

    return getattr(_families, name)
