"""The emulated providers.

The registry of longtake lists the providers. One without a package in the emulator is emulated from its
specification alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from longtake._providers import PROVIDERS
from longtake.emulator.chainhub.api import Chainhub
from longtake.emulator.kie.api import Kie
from longtake.emulator.kling.api import Kling
from longtake.emulator.provider import EmulatedProvider, SharedState
from longtake.emulator.responses import ProviderResponse
from longtake.emulator.useapi.api import UseApi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.emulator.account import AccountLimits
    from longtake.emulator.faults import Refusal
    from longtake.emulator.validation import Problem


class Providers:
    """The emulated providers, each by its name."""

    kie: Kie
    useapi: UseApi
    chainhub: Chainhub
    kling: Kling
    _providers: dict[str, EmulatedProvider]

    @property
    def providers(self) -> Mapping[str, EmulatedProvider]:
        """Every provider by its name."""
        return self._providers

    def _make_providers(
        self, shared: SharedState, *, balance: float, limits: AccountLimits
    ) -> None:
        """Make each provider, with its first videos."""
        self.kie = Kie(shared, balance=balance, limits=limits)
        self.useapi = UseApi(shared, balance=balance, max_jobs=limits.useapi_max_jobs)
        self.chainhub = Chainhub(shared, balance=balance, parallel=limits.kling_parallel)

        self.kling = Kling(shared, balance=balance, limits=limits)

        own: list[EmulatedProvider] = [self.kie, self.useapi, self.chainhub, self.kling]
        self._providers = {provider.name: provider for provider in own}
        for name in PROVIDERS:
            if name not in self._providers:
                self._providers[name] = SpecOnlyProvider(name, shared, balance=balance)


class SpecOnlyProvider(EmulatedProvider):
    """A provider without behaviour: its responses are the examples of its specification."""

    def __init__(self, name: str, shared: SharedState, *, balance: float) -> None:
        self.name = name
        self.key_variable = f"{name.upper()}_API_KEY"
        super().__init__(shared, f"emulated-{name}-key", balance=balance)

    def unauthorized(self, authorization: str | None) -> ProviderResponse:
        """Return HTTP 401."""
        del authorization
        return _error(401, "The key is missing or wrong")

    def invalid(self, problems: list[Problem]) -> ProviderResponse:
        """Return HTTP 400 with the problems."""
        return _error(400, "; ".join(map(str, problems)))

    def no_such_path(self) -> ProviderResponse:
        """Return HTTP 404."""
        return _error(404, "There is no such operation")

    def refusal(self, refusal: Refusal) -> ProviderResponse:
        """Return HTTP 403: without task kinds, only the address of a client is refused."""
        return _error(403, refusal)

    def error_code(self, code: int, message: str, status: int) -> ProviderResponse:
        """Return an error code."""
        return _error(code, message, status=status)


def _error(code: int, message: str, *, status: int | None = None) -> ProviderResponse:
    return ProviderResponse(code if status is None else status, {"code": code, "error": message})
