"""The resources of the client, each loaded when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Generic

from .._base import AsyncHooks, C, Hooks, K, P

if TYPE_CHECKING:
    from .account import Account, AsyncAccount
    from .kling import AsyncKling, Kling

__all__ = ["AsyncResources", "Resources"]


class Resources(Generic[K, C, P]):
    """The resources of a client."""

    @property
    def _hooks(self) -> Hooks[K, C, P]:
        raise NotImplementedError

    @cached_property
    def account(self) -> Account:
        """Resource packs of the account."""
        from .account import Account

        return Account(self._hooks.calling)

    @cached_property
    def kling(self) -> Kling[K, C, P]:
        """Videos made with Kling."""
        from .kling import Kling

        return Kling(self._hooks)


class AsyncResources(Generic[K, C, P]):
    """The resources of an asynchronous client."""

    @property
    def _hooks(self) -> AsyncHooks[K, C, P]:
        raise NotImplementedError

    @cached_property
    def account(self) -> AsyncAccount:
        """Resource packs of the account."""
        from .account import AsyncAccount

        return AsyncAccount(self._hooks.calling)

    @cached_property
    def kling(self) -> AsyncKling[K, C, P]:
        """Videos made with Kling."""
        from .kling import AsyncKling

        return AsyncKling(self._hooks)
