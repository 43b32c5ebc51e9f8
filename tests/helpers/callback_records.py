"""Records of callbacks, filled without a receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from longtake.callbacks import CallbackRecord, ReceivedCallback


def add(record: CallbackRecord, received: ReceivedCallback, *fingerprints: str) -> bool:
    """Add a callback as a receiver does; return False if it is a repeat."""
    return record._add(received, fingerprints)  # pyright: ignore[reportPrivateUsage] - for receivers


def forget(record: CallbackRecord, provider: str, *fingerprints: str) -> None:
    """Let a callback count as new, as a receiver does."""
    record._forget(provider, fingerprints)  # pyright: ignore[reportPrivateUsage] - for receivers
