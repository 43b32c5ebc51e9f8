"""What a family's callback says: declared beside the meaning of a read, so that both mean the same."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from longtake._core.answers import JsonObject
from longtake._core.snapshot import Snapshot


@frozen
class Announcement:
    """A task's id, and what a callback says of the task."""

    task_id: str | None
    snapshot: Snapshot


@frozen(kw_only=True)
class Announcing:
    """How a family's callbacks are read.

    Attributes:
        known_by: What its bodies have, in words for an error.
        read: From a body to what it says, None if it is not this family's. May raise `CallbackError`, and
            what a generated model raises for values of other types than its specification says.
    """

    known_by: str
    read: Callable[[JsonObject], Announcement | None]
