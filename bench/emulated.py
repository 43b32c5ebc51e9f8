"""The emulated kie that is asked over loopback, with no limits in the way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from longtake.emulator import AccountLimits, Emulator, serve

if TYPE_CHECKING:
    from collections.abc import Generator


class EmulatorAccess(NamedTuple):
    """The address, key and source that a program needs for an extension."""

    base_url: str
    key: str
    source: str
    """A video of Veo there."""


@contextmanager
def emulated() -> Generator[EmulatorAccess]:
    """Yield an emulated kie while the context lasts."""
    emulator = Emulator(balance=1e12, limits=AccountLimits.none())
    with serve(emulator) as server:
        known = emulator.environment(server.base_url)
        yield EmulatorAccess(
            known["KIE_BASE_URL"], known["KIE_API_KEY"], emulator.sources["kie/veo"].id
        )
