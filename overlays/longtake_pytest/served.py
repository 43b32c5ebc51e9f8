"""The emulator that the fixtures share."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from operator import itemgetter
from typing import TYPE_CHECKING

from longtake.emulator import Emulator, ManualClock, ScaledClock, serve
from longtake.emulator.ledger import describe_delivery, describe_request
from longtake_pytest.clients import ClientOptions, client_options

if TYPE_CHECKING:
    from longtake._providers import ProviderName
    from longtake_pytest.settings import Settings


class ServedEmulator(Emulator):
    """An emulator that knows where it is served."""

    base_url: str
    """`http://127.0.0.1:<port>`; the vendors are below it at `/kie`, `/useapi`, `/chainhub`."""
    media_url: str
    """`http://127.0.0.1:<another port>`; the videos are below it."""

    def environment(self, origin: str | None = None) -> dict[str, str]:
        """Return base URLs, keys and sources by the names of environment variables.

        They lead to where it is served, unless another `origin` is named.
        """
        return super().environment(self.base_url if origin is None else origin)

    def options(self, provider: ProviderName) -> ClientOptions:
        """Return what to make a client with: `AsyncKie(**longtake_emulator.options("kie"))`."""
        return client_options(self, provider, origin=self.base_url)

    def traffic(self) -> list[str]:
        """Describe the requests and the callbacks, a line for each, oldest first."""
        lines = [
            (request.time, describe_request(request, self.ledger))
            for request in self.ledger.requests
        ]
        lines += [(made.time, describe_delivery(made)) for made in self.ledger.deliveries]
        lines.sort(key=itemgetter(0))
        return [f"{time - lines[0][0]:+9.1f} s  {line}" for time, line in lines]


@contextmanager
def served(settings: Settings) -> Generator[ServedEmulator]:
    """Serve an emulator on free ports while the context lasts."""
    clock = ManualClock() if settings.speed is None else ScaledClock(settings.speed)
    emulator = ServedEmulator(clock=clock, seed=settings.seed, strict=settings.strict)
    with serve(emulator) as server:
        emulator.base_url, emulator.media_url = server.base_url, server.media_url
        yield emulator
