"""What longtake's clients are made with to reach an emulator."""

from __future__ import annotations

from typing import Final, Literal, TypedDict

from longtake import Clock
from longtake.emulator import Emulator
from longtake_pytest.clock import EmulatorClock

EmulatedProvider = Literal["kie", "useapi", "chainhub"]

IN_PROCESS: Final = "http://emulator.test"

_KEY_VARIABLES: Final[dict[EmulatedProvider, str]] = {
    "kie": "KIE_API_KEY",
    "useapi": "USEAPI_TOKEN",
    "chainhub": "CHAINHUB_API_KEY",
}


class ClientOptions(TypedDict):
    """Keyword arguments of `Kie`, `UseApi`, `Chainhub` and of their async sisters."""

    api_key: str
    base_url: str
    clock: Clock


def client_options(
    emulator: Emulator, provider: EmulatedProvider, *, origin: str = IN_PROCESS
) -> ClientOptions:
    """Return what a client of `provider` is made with to reach an emulator at `origin`.

    Without `origin` it is one in process: the client is also given a transport that calls it,
    `AsyncKie(**client_options(emulator, "kie"), transport=httpx.ASGITransport(emulator))`.
    """
    if provider not in _KEY_VARIABLES:
        raise ValueError(f"{provider!r} is none of {', '.join(_KEY_VARIABLES)}")
    names = emulator.environment(origin)
    return {
        "api_key": names[_KEY_VARIABLES[provider]],
        "base_url": names[f"{provider.upper()}_BASE_URL"],
        "clock": EmulatorClock(emulator),
    }
