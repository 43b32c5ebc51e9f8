"""The resources of the client, each loaded when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Generic

from .._base import AsyncHooks, C, Hooks, K, P

if TYPE_CHECKING:
    from .gen2 import AsyncGen2, Gen2

__all__ = ["AsyncResources", "Resources"]


class Resources(Generic[K, C, P]):
    """The resources of a client."""

    @property
    def _hooks(self) -> Hooks[K, C, P]:
        raise NotImplementedError

    @cached_property
    def gen2(self) -> Gen2[K, C, P]:
        """Videos made with Runway Gen-2."""
        from .gen2 import Gen2

        return Gen2(self._hooks)


class AsyncResources(Generic[K, C, P]):
    """The resources of an asynchronous client."""

    @property
    def _hooks(self) -> AsyncHooks[K, C, P]:
        raise NotImplementedError

    @cached_property
    def gen2(self) -> AsyncGen2[K, C, P]:
        """Videos made with Runway Gen-2."""
        from .gen2 import AsyncGen2

        return AsyncGen2(self._hooks)
