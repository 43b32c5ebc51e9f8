"""The three vendors on loopback: no key, no bill, every bad day at hand.

    from longtake.emulator import Emulator, Fault, serve

    with serve(Emulator()) as server:
        os.environ.update(server.environment)

It knows the vendors from their specs and documentation alone and imports nothing else of longtake,
so that a misunderstanding on one side shows on the other. It needs `longtake[emulator]`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from longtake.emulator.clock import Clock, ManualClock, ScaledClock
    from longtake.emulator.delivery import ConnectionCutError
    from longtake.emulator.emulator import Emulator
    from longtake.emulator.family import Family, Source
    from longtake.emulator.faults import (
        Change,
        Failure,
        FailureReason,
        Fault,
        Flaw,
        Refusal,
        Target,
    )
    from longtake.emulator.ledger import (
        CreateRecord,
        DeliveryRecord,
        Duplicate,
        Ledger,
        RequestRecord,
    )
    from longtake.emulator.mishaps import Forgery, Malformation, SignatureFlaw
    from longtake.emulator.providers import Limits, WebhookKeys
    from longtake.emulator.server import Server, serve

__all__ = [
    "Change",
    "Clock",
    "ConnectionCutError",
    "CreateRecord",
    "DeliveryRecord",
    "Duplicate",
    "Emulator",
    "Failure",
    "FailureReason",
    "Family",
    "Fault",
    "Flaw",
    "Forgery",
    "Ledger",
    "Limits",
    "Malformation",
    "ManualClock",
    "Refusal",
    "RequestRecord",
    "ScaledClock",
    "Server",
    "SignatureFlaw",
    "Source",
    "Target",
    "WebhookKeys",
    "serve",
]

_MODULES = {
    "clock": ("Clock", "ManualClock", "ScaledClock"),
    "delivery": ("ConnectionCutError",),
    "emulator": ("Emulator",),
    "family": ("Family", "Source"),
    "faults": ("Change", "Failure", "FailureReason", "Fault", "Flaw", "Refusal", "Target"),
    "ledger": ("CreateRecord", "DeliveryRecord", "Duplicate", "Ledger", "RequestRecord"),
    "mishaps": ("Forgery", "Malformation", "SignatureFlaw"),
    "providers": ("Limits", "WebhookKeys"),
    "server": ("Server", "serve"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import what is asked for (PEP 562), having said first what must be installed for it.

    So a pytest that only knows of this package pays for nothing, and `python -m` can say what is
    missing in a sentence.
    """
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import_module(f"{__name__}.needs").check()
    found: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
