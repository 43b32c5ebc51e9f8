"""The three vendors on loopback: no key, no bill, every bad day at hand.

    from longtake.emulator import Emulator, Fault, serve

    with serve(Emulator()) as server:
        os.environ.update(server.environment)

It knows the vendors from their specs and documentation alone and imports nothing else of longtake,
so that a misunderstanding on one side shows on the other. It needs `longtake[emulator]`.
"""

# First, so that it can say what to install before another import fails.
import longtake.emulator.needs  # noqa: F401  # pyright: ignore[reportUnusedImport]
from longtake.emulator.clock import Clock, ManualClock, ScaledClock
from longtake.emulator.emulator import Emulator
from longtake.emulator.family import Family, Source
from longtake.emulator.faults import Failure, FailureReason, Fault, Refusal
from longtake.emulator.ledger import CreateRecord, Ledger, RequestRecord
from longtake.emulator.server import Server, serve
from longtake.emulator.vendor import ConnectionCutError

__all__ = [
    "Clock",
    "ConnectionCutError",
    "CreateRecord",
    "Emulator",
    "Failure",
    "FailureReason",
    "Family",
    "Fault",
    "Ledger",
    "ManualClock",
    "Refusal",
    "RequestRecord",
    "ScaledClock",
    "Server",
    "Source",
    "serve",
]
