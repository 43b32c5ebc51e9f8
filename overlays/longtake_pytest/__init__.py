"""The emulated providers as pytest fixtures; `docs/emulator.md` shows a test file that uses them.

The fixtures are in `longtake_pytest.fixtures`, which pytest 7.0 and newer load wherever longtake is
installed. The names of this package are for annotations, and for tests that make an emulator of their own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from longtake._providers import ProviderName
    from longtake_pytest.clients import ClientClock, ClientOptions, client_options
    from longtake_pytest.served import ServedEmulator

__all__ = [
    "ClientClock",
    "ClientOptions",
    "ProviderName",
    "ServedEmulator",
    "client_options",
]

# Every pytest imports this package, also where longtake is not used: it must cost nothing, and must not
# import longtake before coverage measures it.
_MODULE_OF: Final = {
    "ClientOptions": "longtake_pytest.clients",
    "ProviderName": "longtake._providers",
    "ClientClock": "longtake_pytest.clients",
    "ServedEmulator": "longtake_pytest.served",
    "client_options": "longtake_pytest.clients",
}


def __getattr__(name: str) -> object:
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(module), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
