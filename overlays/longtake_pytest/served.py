"""The emulator of the fixtures, and the environment that leads clients to it."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies_environment

import pytest

from longtake import _extend
from longtake._providers import entry
from longtake._shell import client
from longtake.emulator import Emulator, ManualClock, ScaledClock, serve
from longtake.emulator.ledger import describe_delivery, describe_request
from longtake_pytest.clients import ClientClock, ClientOptions, client_options

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from longtake._providers import ProviderName
    from longtake._shell.client import SyncClient
    from longtake_pytest.settings import Settings


class ServedEmulator(Emulator):
    """An emulator with the addresses at which it is served.

    Example:
        >>> def test_a_prompt_is_refused(longtake_emulator: ServedEmulator, longtake_kie: Kie) -> None:
        ...     longtake_emulator.kie.veo.next_task(fail="moderation")
        ...     with pytest.raises(TaskRejectedError):
        ...         longtake_kie.veo.generate(prompt="A dog runs along a beach").wait()
        >>> test_a_prompt_is_refused(emulator, kie)

    Attributes:
        base_url: `http://127.0.0.1:<port>`; each provider is below it at its name, such as `/kie`.
        media_url: `http://127.0.0.1:<another port>`; the videos are below it.
    """

    base_url: str
    media_url: str

    def environment(self, origin: str | None = None) -> dict[str, str]:
        """Return the environment variables for clients of the emulator.

        Args:
            origin: Another origin than the one at which it is served.
        """
        return super().environment(self.base_url if origin is None else origin)

    def options(self, provider: ProviderName) -> ClientOptions:
        """Return the options of a client: `AsyncKie(**longtake_emulator.options("kie"))`."""
        return client_options(self, provider, origin=self.base_url)

    def traffic(self) -> list[str]:
        """Describe the requests and the callbacks, a line for each, oldest first."""
        lines = [
            (request.time, describe_request(request, self.ledger))
            for request in self.ledger.requests
        ]
        lines += [(sent.time, describe_delivery(sent)) for sent in self.ledger.deliveries]
        lines.sort(key=itemgetter(0))
        return [f"{time - lines[0][0]:+9.1f} s  {line}" for time, line in lines]


@contextmanager
def served(settings: Settings) -> Generator[ServedEmulator]:
    """Serve an emulator on free ports while the context lasts."""
    clock = ManualClock() if settings.speed is None else ScaledClock(settings.speed)
    emulator = ServedEmulator(clock=clock, seed=settings.seed, strict=settings.strict)
    with serve(emulator) as server, pytest.MonkeyPatch.context() as patch:
        # The journal of the person who runs the tests must not get emulated tasks.
        patch.delenv("LONGTAKE_JOURNAL", raising=False)
        emulator.base_url, emulator.media_url = server.base_url, server.media_url
        yield emulator


@contextmanager
def environment_set(emulator: ServedEmulator) -> Generator[dict[str, str]]:
    """Let clients that are made without key and address use an emulator while the context lasts."""
    names = emulator.environment()
    clock = ClientClock(emulator)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as clients:
        for name, value in names.items():
            patch.setenv(name, value)
        # Otherwise they would sleep in real time, however fast the emulator's clock runs.
        patch.setattr(client, "SystemClock", lambda: clock)
        # A shared client of an earlier test may lead to a provider, and one of this test to nowhere later.
        patch.setattr(_extend, "shared_client", _clients_of_one_test(clients))
        yield names


@contextmanager
def without_proxy(host: str) -> Generator[None]:
    """Exempt `host` from the environment's proxies while the context lasts."""
    found = getproxies_environment()
    with pytest.MonkeyPatch.context() as patch:
        if found.keys() - {"no"}:
            exempt = ",".join(filter(None, (found.get("no"), host)))
            # Programs differ in the spelling that they read.
            patch.setenv("no_proxy", exempt)
            patch.setenv("NO_PROXY", exempt)
        yield


def _clients_of_one_test(clients: ExitStack) -> Callable[[str], SyncClient[Any]]:
    @cache
    def shared_client(provider: str) -> SyncClient[Any]:
        return clients.enter_context(entry(provider).client())

    return shared_client
