"""The journal: submissions and tasks in a database, so that nothing is lost to a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from longtake.journal._journal import Journal

if TYPE_CHECKING:
    from longtake.journal._entries import Entry, FilmEntry

__all__ = ["Entry", "FilmEntry", "Journal"]


def __getattr__(name: str) -> object:
    if name in {"Entry", "FilmEntry"}:
        # It imports the clients, and a journal is created before them.
        from longtake.journal import _entries  # noqa: PLC0415 - as above

        found: object = getattr(_entries, name)
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
