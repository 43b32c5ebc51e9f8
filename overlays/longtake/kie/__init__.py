"""kie.ai: Runway, Veo 3.1 and Midjourney."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from longtake._shell.client import AsyncClient, SyncClient
from longtake.kie._codes import KIE
from longtake.kie._midjourney import MIDJOURNEY, AsyncMidjourney, Midjourney
from longtake.kie._runway import RUNWAY, AsyncRunway, Runway
from longtake.kie._veo import VEO, AsyncVeo, Veo
from longtake_kie import Client

__all__ = [
    "AsyncKie",
    "AsyncMidjourney",
    "AsyncRunway",
    "AsyncVeo",
    "Kie",
    "Midjourney",
    "Runway",
    "Veo",
]

_FAMILIES: Final = {
    family.name: family
    for family in (
        RUNWAY,
        VEO,
        MIDJOURNEY,
    )
}


class Kie(SyncClient[Client]):
    """A client for kie.ai.

    The key is an argument, the environment variable `KIE_API_KEY`, in a profile or in the system keyring;
    the address another than the vendor's own by an argument, the profile or `KIE_BASE_URL`.
    """

    provider = KIE
    families = _FAMILIES

    @cached_property
    def runway(self) -> Runway:
        """Runway."""
        return Runway(self._session)

    @cached_property
    def veo(self) -> Veo:
        """Veo 3.1."""
        return Veo(self._session)

    @cached_property
    def midjourney(self) -> Midjourney:
        """Midjourney."""
        return Midjourney(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


class AsyncKie(AsyncClient[Client]):
    """A client for kie.ai, for async callers. Takes what `Kie` takes."""

    provider = KIE
    families = _FAMILIES

    @cached_property
    def runway(self) -> AsyncRunway:
        """Runway."""
        return AsyncRunway(self._session)

    @cached_property
    def veo(self) -> AsyncVeo:
        """Veo 3.1."""
        return AsyncVeo(self._session)

    @cached_property
    def midjourney(self) -> AsyncMidjourney:
        """Midjourney."""
        return AsyncMidjourney(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)
