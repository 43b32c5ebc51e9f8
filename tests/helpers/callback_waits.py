"""Waiting for tasks whose provider sends callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from longtake.callbacks import Handler, Receiver
from tests.helpers.callback_bodies import KIE_KEY, KLING_SECRET, RECEIVER_SECRET

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator

LEAST_S: Final = 5.0
"""No task is polled again sooner than this after a poll."""
LONGEST_S: Final = 240.0
"""How late the end of a task may be found if all its callbacks are lost."""


def receiver_of(emulator: ServedEmulator, *handlers: Handler, **options: Any) -> Receiver:
    """Return a receiver with the emulator's clock and keys."""
    settings: dict[str, Any] = {
        "secret": RECEIVER_SECRET,
        "base_url": "http://films.test/callbacks",
        "signing_keys": {"kie": [KIE_KEY], "kling": [KLING_SECRET]},
        "now": emulator.clock.now,
    }
    return Receiver(*handlers, **(settings | options))


def unsigned_receiver_of(emulator: ServedEmulator, *handlers: Handler, **options: Any) -> Receiver:
    """Return a receiver that expects no signatures."""
    return receiver_of(emulator, *handlers, signing_keys={}, **options)


def listeners(receiver: Receiver) -> int:
    """Return how many waits listen for callbacks."""
    return len(receiver.record._listeners)  # pyright: ignore[reportPrivateUsage] - the tests check for leaks
