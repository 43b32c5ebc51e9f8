"""The API of `https://api.chainhub.tech`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake.emulator.callbacks.signatures import Unsigned
from longtake.emulator.kling.api import KlingProvider

if TYPE_CHECKING:
    from longtake.emulator.provider import SharedState

KEY: Final = "emulated-chainhub-key"


class Chainhub(KlingProvider):
    """The emulated chainhub.tech. It signs no callbacks, and reads no task by an `external_task_id`."""

    name = "chainhub"
    key_variable = "CHAINHUB_API_KEY"
    prefix = "/kling"

    def __init__(self, shared: SharedState, *, balance: float, parallel: int | None) -> None:
        super().__init__(
            shared, KEY, balance=balance, parallel=parallel, signer=Unsigned("chainhub.tech")
        )
