"""The faults of delivering a callback, and the task kinds that each is possible for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from longtake.emulator import Fault
from tests.helpers.scenarios import BY_KIND
from tests.helpers.task_kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

DELIVERY_FAULTS: Final[dict[str, Callable[[], Fault] | None]] = {
    "calm": None,
    "late": lambda: Fault.late(40),
    "twice": Fault.twice,
    "out of order": Fault.out_of_order,
    "never": Fault.never,
    "forged state": Fault.forged,
    "forged, of an unknown task": lambda: Fault.forged("unknown_task"),
    "forged, of another task": lambda: Fault.forged("other_task"),
    "wrongly signed": lambda: Fault.signed("wrong"),
    "with an old signature": lambda: Fault.signed("old"),
    "unsigned": lambda: Fault.signed("missing"),
    "cut off": lambda: Fault.malformed("cut_off"),
    "empty": lambda: Fault.malformed("empty"),
    "a list": lambda: Fault.malformed("no_object"),
    "without a task": lambda: Fault.malformed("no_task"),
    "oversized": lambda: Fault.oversized(size=300_000),
}
STILL_REPORTED: Final = ("calm", "late", "twice", "forged state")
"""The faults after which the end of a task is reported even where the provider sends one callback."""
_SIGNATURES: Final = ("wrongly signed", "with an old signature", "unsigned")


def _possible(key: str, delivery_fault: str) -> bool:
    kind = KINDS[key]
    if delivery_fault == "out of order":
        return len(kind.callbacks) > 1
    return kind.common.signs_callbacks or delivery_fault not in _SIGNATURES


each_kind_and_delivery_fault = pytest.mark.parametrize(
    ("scenario", "delivery_fault"),
    [
        pytest.param(scenario, delivery_fault, id=f"{scenario.kind}-{delivery_fault}")
        for scenario in BY_KIND.values()
        for delivery_fault in DELIVERY_FAULTS
        if _possible(scenario.kind, delivery_fault)
    ],
)
"""Runs a test once for each task kind and each fault, with `scenario` and `delivery_fault`."""
