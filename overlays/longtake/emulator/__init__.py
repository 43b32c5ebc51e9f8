"""The providers on loopback: no key, no charge, and every fault on demand.

    from longtake.emulator import Emulator, Fault, serve

    with serve(Emulator()) as server:
        os.environ.update(server.environment)

The emulator is written from the providers' specifications and documentation alone. It imports nothing else
of longtake, so that a misunderstanding on one side shows on the other. It needs `longtake[emulator]`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from longtake.emulator.extra import require_extra

if TYPE_CHECKING:
    from longtake.emulator.account import AccountLimits, WebhookKeys
    from longtake.emulator.callback_faults import Forgery, Malformation, SignatureFlaw
    from longtake.emulator.clock import EmulatorClock, ManualClock, ScaledClock
    from longtake.emulator.emulator import Emulator
    from longtake.emulator.faults import Alteration, Fault, Flaw, Refusal, RequestKind
    from longtake.emulator.ledger import (
        CreateRecord,
        DeliveryRecord,
        Duplicate,
        Ledger,
        RequestRecord,
    )
    from longtake.emulator.responses import ConnectionCutError
    from longtake.emulator.server import Server, serve
    from longtake.emulator.task_kind import Source, TaskKind
    from longtake.emulator.tasks import FailureReason, TaskFailure

__all__ = [
    "AccountLimits",
    "Alteration",
    "ConnectionCutError",
    "CreateRecord",
    "DeliveryRecord",
    "Duplicate",
    "Emulator",
    "EmulatorClock",
    "FailureReason",
    "Fault",
    "Flaw",
    "Forgery",
    "Ledger",
    "Malformation",
    "ManualClock",
    "Refusal",
    "RequestKind",
    "RequestRecord",
    "ScaledClock",
    "Server",
    "SignatureFlaw",
    "Source",
    "TaskFailure",
    "TaskKind",
    "WebhookKeys",
    "serve",
]

_MODULES: Final = {
    "account": ("AccountLimits", "WebhookKeys"),
    "callback_faults": ("Forgery", "Malformation", "SignatureFlaw"),
    "clock": ("EmulatorClock", "ManualClock", "ScaledClock"),
    "emulator": ("Emulator",),
    "faults": ("Alteration", "Fault", "Flaw", "Refusal", "RequestKind"),
    "ledger": ("CreateRecord", "DeliveryRecord", "Duplicate", "Ledger", "RequestRecord"),
    "responses": ("ConnectionCutError",),
    "server": ("Server", "serve"),
    "task_kind": ("Source", "TaskKind"),
    "tasks": ("FailureReason", "TaskFailure"),
}
_MODULE_OF: Final = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used (PEP 562), after a check of the extra.

    A pytest that loads this package but uses no name of it imports nothing more, and `python -m` can report
    missing packages in a sentence.
    """
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    require_extra()
    found: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
