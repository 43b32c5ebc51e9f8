"""kie.ai: Runway, Veo 3.1 and Midjourney."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from longtake._shell.client import AsyncClient, SyncClient
from longtake.kie._codes import KIE
from longtake_kie import Client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake._core.family import Family
    from longtake.kie._midjourney import AsyncMidjourney, Midjourney
    from longtake.kie._runway import AsyncRunway, Runway
    from longtake.kie._veo import AsyncVeo, Veo

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


class Kie(SyncClient[Client]):
    """A client for kie.ai.

    The key is an argument, the environment variable `KIE_API_KEY`, in a profile or in the system keyring;
    the address another than the provider's own by an argument, the profile or `KIE_BASE_URL`.
    """

    provider = KIE

    @staticmethod
    def families() -> Mapping[str, Family[Any]]:
        """The provider's families, by name."""
        from longtake.kie._families import FAMILIES  # noqa: PLC0415 - loaded by who names one

        return FAMILIES

    @cached_property
    def runway(self) -> Runway:
        """Runway."""
        from longtake.kie._runway import Runway  # noqa: PLC0415 - loaded by who uses it

        return Runway(self._session)

    @cached_property
    def veo(self) -> Veo:
        """Veo 3.1."""
        from longtake.kie._veo import Veo  # noqa: PLC0415 - loaded by who uses it

        return Veo(self._session)

    @cached_property
    def midjourney(self) -> Midjourney:
        """Midjourney."""
        from longtake.kie._midjourney import Midjourney  # noqa: PLC0415 - loaded by who uses it

        return Midjourney(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


class AsyncKie(AsyncClient[Client]):
    """An asynchronous client for kie.ai.

    The key is an argument, the environment variable `KIE_API_KEY`, in a profile or in the system keyring;
    the address another than the provider's own by an argument, the profile or `KIE_BASE_URL`.
    """

    provider = KIE

    @staticmethod
    def families() -> Mapping[str, Family[Any]]:
        """The provider's families, by name."""
        from longtake.kie._families import FAMILIES  # noqa: PLC0415 - loaded by who names one

        return FAMILIES

    @cached_property
    def runway(self) -> AsyncRunway:
        """Runway."""
        from longtake.kie._runway import AsyncRunway  # noqa: PLC0415 - loaded by who uses it

        return AsyncRunway(self._session)

    @cached_property
    def veo(self) -> AsyncVeo:
        """Veo 3.1."""
        from longtake.kie._veo import AsyncVeo  # noqa: PLC0415 - loaded by who uses it

        return AsyncVeo(self._session)

    @cached_property
    def midjourney(self) -> AsyncMidjourney:
        """Midjourney."""
        from longtake.kie._midjourney import AsyncMidjourney  # noqa: PLC0415 - loaded by who uses it

        return AsyncMidjourney(self._session)

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from longtake.kie import _families  # noqa: PLC0415 - loaded by who uses them

    return getattr(_families, name)
