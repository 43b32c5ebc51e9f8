"""The registry of providers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

from attrs import frozen

from longtake._core.task_kind import task_kinds as kinds_of
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake._core.provider import Provider
    from longtake._core.task_kind import TaskKind
    from longtake._shell.client import AsyncClient, SyncClient

ProviderName: TypeAlias = Literal["kie", "useapi", "chainhub", "kling"]
"""The name of a provider."""


@frozen
class ProviderEntry:
    """A provider and the names of its clients. Its package is loaded when it is first used.

    Attributes:
        name: The provider's name in longtake, such as `kie`.
        module: The package with its clients.
        sync: The name of the synchronous client.
        asynchronous: The name of the asynchronous client.
    """

    name: ProviderName
    module: str
    sync: str
    asynchronous: str

    @property
    def client(self) -> type[SyncClient[Any]]:
        """Return the class of the synchronous client."""
        found: type[SyncClient[Any]] = getattr(import_module(self.module), self.sync)
        return found

    @property
    def provider(self) -> Provider:
        """Return the provider's declaration."""
        from longtake._shell.client import provider_of  # noqa: PLC0415 - `import longtake` loads no client

        return provider_of(self.client)

    @property
    def async_client(self) -> type[AsyncClient[Any]]:
        """Return the class of the asynchronous client."""
        found: type[AsyncClient[Any]] = getattr(import_module(self.module), self.asynchronous)
        return found


PROVIDERS: Final[dict[ProviderName, ProviderEntry]] = {
    entry.name: entry
    for entry in (
        ProviderEntry("kie", "longtake.kie", "Kie", "AsyncKie"),
        ProviderEntry("useapi", "longtake.useapi", "UseApi", "AsyncUseApi"),
        ProviderEntry("chainhub", "longtake.chainhub", "Chainhub", "AsyncChainhub"),
        ProviderEntry("kling", "longtake.kling", "Kling", "AsyncKling"),
    )
}
"""The providers by name."""


def entry(provider: str) -> ProviderEntry:
    """Return a provider's entry.

    Raises:
        InvalidRequestError: If there is no such provider.
    """
    found = PROVIDERS.get(cast("ProviderName", provider))
    if found is None:
        raise InvalidRequestError(
            f"provider must be one of {', '.join(PROVIDERS)}, got {provider!r}"
        )
    return found


def task_kinds(provider: str) -> Mapping[str, TaskKind[Any]]:
    """Return a provider's task kinds, by name."""
    return kinds_of(entry(provider).provider)
