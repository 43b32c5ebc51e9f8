"""Films with a reference, at the emulated providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import longtake
from longtake import Kie

if TYPE_CHECKING:
    from longtake import Film, Journal, LengthenProgress
    from longtake_pytest import ServedEmulator


def film_of(emulator: ServedEmulator, journal: Journal, **arguments: Any) -> Film:
    """Lengthen a video of the emulator to 29 s in a client of its own."""
    source = emulator.sources["kie/veo"].id
    defaults: dict[str, Any] = {"to_s": 29, "prompts": "It swims", "reference": "beach"}
    with Kie(**emulator.options("kie"), journal=journal) as kie:
        return longtake.lengthen(kie.veo.task(source).wait(), **(defaults | arguments))


def charged(emulator: ServedEmulator) -> int:
    """Return how many tasks were charged."""
    return len(emulator.ledger.creates)


def downloads(emulator: ServedEmulator) -> int:
    """Return how many files were downloaded."""
    return sum(request.operation == "download" for request in emulator.ledger.requests)


def interrupt_in(hop: int) -> Any:
    """Return a function that presses Ctrl-C when a hop changes."""

    def interrupt(progress: LengthenProgress) -> None:
        if progress.hop == hop:
            raise KeyboardInterrupt

    return interrupt
