"""chainhub.tech: Kling."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from longtake._shell.client import AsyncClient, SyncClient
from longtake.chainhub._codes import CHAINHUB
from longtake.chainhub._kling import KLING, AsyncKling, Kling
from longtake_chainhub import Client

__all__ = ["AsyncChainhub", "AsyncKling", "Chainhub", "Kling"]

_FAMILIES: Final = {family.name: family for family in (KLING,)}


class Chainhub(SyncClient[Client]):
    """A client for chainhub.tech, and for Kling's official hosts.

    The key is an argument, the environment variable `CHAINHUB_API_KEY`, in a profile or in the system
    keyring; the address another than the reseller's own by an argument, the profile or `CHAINHUB_BASE_URL`.
    At Kling's official hosts it may be a `KeyPair`, or `KLING_ACCESS_KEY` and `KLING_SECRET_KEY`.
    """

    provider = CHAINHUB
    families = _FAMILIES

    @cached_property
    def kling(self) -> Kling:
        """Kling."""
        return Kling(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


class AsyncChainhub(AsyncClient[Client]):
    """A client for chainhub.tech and Kling's official hosts, for async callers."""

    provider = CHAINHUB
    families = _FAMILIES

    @cached_property
    def kling(self) -> AsyncKling:
        """Kling."""
        return AsyncKling(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)
