"""The journal: submissions and tasks in a database, so that nothing is lost to a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from longtake.journal._journal import Journal

if TYPE_CHECKING:
    from longtake.journal._entries import Entry

__all__ = ["Entry", "Journal"]


def __getattr__(name: str) -> object:
    if name == "Entry":  # it imports the clients, and a journal is created before them
        from longtake.journal._entries import Entry  # noqa: PLC0415 - as above

        return Entry
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
