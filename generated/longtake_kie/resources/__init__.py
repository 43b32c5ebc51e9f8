"""The resources of the client, each loaded when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Generic

from .._base import AsyncHooks, C, Hooks, K, P

if TYPE_CHECKING:
    from .account import Account, AsyncAccount
    from .aleph import Aleph, AsyncAleph
    from .files import AsyncFiles, Files
    from .jobs import AsyncJobs, Jobs
    from .midjourney import AsyncMidjourney, Midjourney
    from .models import AsyncModels, Models
    from .runway import AsyncRunway, Runway
    from .veo import AsyncVeo, Veo

__all__ = ["AsyncResources", "Resources"]


class Resources(Generic[K, C, P]):
    """The resources of a client."""

    @property
    def _hooks(self) -> Hooks[K, C, P]:
        raise NotImplementedError

    @cached_property
    def account(self) -> Account:
        """Credits of the account, and links to files."""
        from .account import Account

        return Account(self._hooks.calling)

    @cached_property
    def aleph(self) -> Aleph[K, C, P]:
        """Videos changed with Runway Aleph."""
        from .aleph import Aleph

        return Aleph(self._hooks)

    @cached_property
    def files(self) -> Files:
        """Uploads of files to kie.ai."""
        from .files import Files

        return Files(self._hooks.calling)

    @cached_property
    def jobs(self) -> Jobs[K, C, P]:
        """Tasks of kie.ai's unified jobs API, with any model."""
        from .jobs import Jobs

        return Jobs(self._hooks)

    @cached_property
    def midjourney(self) -> Midjourney[K, C, P]:
        """Videos made with Midjourney."""
        from .midjourney import Midjourney

        return Midjourney(self._hooks)

    @cached_property
    def models(self) -> Models:
        """The models that kie.ai offers."""
        from .models import Models

        return Models(self._hooks.calling)

    @cached_property
    def runway(self) -> Runway[K, C, P]:
        """Videos made with Runway."""
        from .runway import Runway

        return Runway(self._hooks)

    @cached_property
    def veo(self) -> Veo[K, C, P]:
        """Videos made with Veo 3.1."""
        from .veo import Veo

        return Veo(self._hooks)


class AsyncResources(Generic[K, C, P]):
    """The resources of an asynchronous client."""

    @property
    def _hooks(self) -> AsyncHooks[K, C, P]:
        raise NotImplementedError

    @cached_property
    def account(self) -> AsyncAccount:
        """Credits of the account, and links to files."""
        from .account import AsyncAccount

        return AsyncAccount(self._hooks.calling)

    @cached_property
    def aleph(self) -> AsyncAleph[K, C, P]:
        """Videos changed with Runway Aleph."""
        from .aleph import AsyncAleph

        return AsyncAleph(self._hooks)

    @cached_property
    def files(self) -> AsyncFiles:
        """Uploads of files to kie.ai."""
        from .files import AsyncFiles

        return AsyncFiles(self._hooks.calling)

    @cached_property
    def jobs(self) -> AsyncJobs[K, C, P]:
        """Tasks of kie.ai's unified jobs API, with any model."""
        from .jobs import AsyncJobs

        return AsyncJobs(self._hooks)

    @cached_property
    def midjourney(self) -> AsyncMidjourney[K, C, P]:
        """Videos made with Midjourney."""
        from .midjourney import AsyncMidjourney

        return AsyncMidjourney(self._hooks)

    @cached_property
    def models(self) -> AsyncModels:
        """The models that kie.ai offers."""
        from .models import AsyncModels

        return AsyncModels(self._hooks.calling)

    @cached_property
    def runway(self) -> AsyncRunway[K, C, P]:
        """Videos made with Runway."""
        from .runway import AsyncRunway

        return AsyncRunway(self._hooks)

    @cached_property
    def veo(self) -> AsyncVeo[K, C, P]:
        """Videos made with Veo 3.1."""
        from .veo import AsyncVeo

        return AsyncVeo(self._hooks)
