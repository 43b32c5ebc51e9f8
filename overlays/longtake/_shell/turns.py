"""Whose turn it is to submit, where many submits wait for theirs."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from longtake._shell.session import AsyncSession, SyncSession


class NotYet(BaseException):
    """It is not this submit's turn. Nothing was sent.

    Attributes:
        session: Where it wants to be sent.
        provider: Whose that is.
    """

    def __init__(self, session: SyncSession[Any] | AsyncSession[Any], provider: str) -> None:
        super().__init__()
        self.session = session
        self.provider = provider


class Turn:
    """The turn of one submit.

    Attributes:
        has_come: Whether it may be sent, and is counted already.
        is_spent: Whether it was sent.
    """

    __slots__ = ("has_come", "is_spent")

    def __init__(self, *, has_come: bool) -> None:
        self.has_come = has_come
        self.is_spent = False


turn: Final[ContextVar[Turn | None]] = ContextVar("turn", default=None)
"""Set where a submit waits for its turn."""


@contextmanager
def counted(session: SyncSession[Any] | AsyncSession[Any], provider: str) -> Generator[None]:
    """Let a submit be sent if it may, and count it. Raises `NotYet` if its turn has not come."""
    mine = turn.get()
    if mine is not None and not mine.has_come:
        raise NotYet(session, provider)
    if mine is not None and not mine.is_spent:
        mine.is_spent = True
        yield
        return
    # Somebody submits without asking whether it is too much: for those who do ask, it counts.
    session.limits.submits.count()
    try:
        yield
    finally:
        session.limits.submits.end(session.clock.monotonic())
