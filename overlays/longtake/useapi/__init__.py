"""useapi.net: Runway Gen-2."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from longtake._shell.client import AsyncClient, SyncClient
from longtake.useapi._codes import USEAPI
from longtake.useapi._gen2 import GEN2, AsyncGen2, Gen2
from longtake_useapi import Client

__all__ = ["AsyncGen2", "AsyncUseApi", "Gen2", "UseApi"]

_FAMILIES: Final = {family.name: family for family in (GEN2,)}


class UseApi(SyncClient[Client]):
    """A client for useapi.net.

    The key is an argument, the environment variable `USEAPI_TOKEN`, in a profile or in the system keyring;
    the address another than the vendor's own by an argument, the profile or `USEAPI_BASE_URL`.
    """

    provider = USEAPI
    families = _FAMILIES

    @cached_property
    def gen2(self) -> Gen2:
        """Runway Gen-2."""
        return Gen2(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


class AsyncUseApi(AsyncClient[Client]):
    """A client for useapi.net, for async callers. Takes what `UseApi` takes."""

    provider = USEAPI
    families = _FAMILIES

    @cached_property
    def gen2(self) -> AsyncGen2:
        """Runway Gen-2."""
        return AsyncGen2(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)
