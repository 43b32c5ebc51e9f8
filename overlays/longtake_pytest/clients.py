"""What longtake's clients are made with to reach an emulator."""

from __future__ import annotations

from typing import Final, TypedDict

from longtake import Clock
from longtake._providers import PROVIDERS, ProviderName
from longtake.emulator import Emulator
from longtake_pytest.clock import ClientClock

IN_PROCESS: Final = "http://emulator.test"


class ClientOptions(TypedDict):
    """Keyword arguments of `Kie`, `UseApi`, `Chainhub` and of their async sisters."""

    api_key: str
    base_url: str
    clock: Clock


def client_options(
    emulator: Emulator, provider: ProviderName, *, origin: str = IN_PROCESS
) -> ClientOptions:
    """Return what a client of `provider` is made with to reach an emulator at `origin`.

    Without `origin` it is one in process: the client is also given a transport that calls it,
    `AsyncKie(**client_options(emulator, "kie"), transport=httpx.ASGITransport(emulator))`.
    """
    if provider not in PROVIDERS:
        raise ValueError(f"{provider!r} is none of {', '.join(PROVIDERS)}")
    names, declared = emulator.environment(origin), PROVIDERS[provider].provider
    return {
        "api_key": names[declared.key_variable],
        "base_url": names[declared.base_url_variable],
        "clock": ClientClock(emulator),
    }
