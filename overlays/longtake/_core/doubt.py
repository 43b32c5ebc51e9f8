"""A submit whose outcome is unknown, and what a client knows of its own submits besides."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from attrs import define, field, frozen

from longtake.errors import SubmitOutcomeUnknown

# Enough for the busiest minutes; what is older is no rival of a submit in doubt.
_REMEMBERED: Final = 10_000
_DOUBTS_KEPT: Final = 1_000


def digest_of(body: object) -> str:
    """A short hash of what is sent: the same for two requests that ask for the same, in any process."""
    as_sent: Callable[[], object] | None = getattr(body, "to_dict", None)
    fields = as_sent() if as_sent else body
    try:
        canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), default=repr)
    except (TypeError, ValueError, RecursionError):
        # It cannot be sent either, and who sends it says so better.
        canonical = repr(fields)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


@frozen(kw_only=True)
class Doubt:
    """A submit of which nobody knows whether it was taken on. Times are seconds on the client's clock.

    Attributes:
        body: What was sent.
        digest: `digest_of` it.
        began: When sending began, by the clock that never goes back.
        arose: When the doubt arose, by the same clock.
        grace_s: Seconds after which a task that was made is surely listed.
        now: Reads that clock.
        wall: Reads the time of day, in seconds since 1970-01-01 UTC.
        is_anothers: Whether a task is known to be what another submit of this client made.
        has_rival: Whether this client is submitting the same once more at this moment.
    """

    body: object
    digest: str
    began: float
    arose: float
    grace_s: float
    now: Callable[[], float]
    wall: Callable[[], float]
    is_anothers: Callable[[str], bool]
    has_rival: Callable[[], bool]

    @property
    def settles_in_s(self) -> float:
        """Seconds until a task that is not listed was surely never made; none left if 0."""
        return max(0.0, self.arose + self.grace_s - self.now())


@define
class Book:
    """What one client knows of its own submits. Threads may share it."""

    _mine: deque[str] = field(factory=lambda: deque[str](maxlen=_REMEMBERED), init=False)
    _under_way: Counter[str] = field(factory=Counter[str], init=False)
    _in_doubt: list[SubmitOutcomeUnknown] = field(factory=list[SubmitOutcomeUnknown], init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    @contextmanager
    def submitting(self, digest: str) -> Generator[None]:
        """Note that such a request is under way."""
        with self._lock:
            self._under_way[digest] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[digest] -= 1
                if not self._under_way[digest]:
                    del self._under_way[digest]

    def made(self, task_id: str) -> None:
        """Note that a submit made that task."""
        with self._lock:
            self._mine.append(task_id)

    def has_made(self, task_id: str) -> bool:
        """Whether a submit is known to have made that task."""
        with self._lock:
            return task_id in self._mine

    def is_submitting(self, digest: str) -> bool:
        """Whether such a request is under way now."""
        with self._lock:
            return digest in self._under_way

    @property
    def in_doubt(self) -> tuple[SubmitOutcomeUnknown, ...]:
        """The doubts that interruptions left and that nobody has settled, oldest first."""
        with self._lock:
            return tuple(self._in_doubt)

    def interrupted(self, doubt: SubmitOutcomeUnknown) -> None:
        """Keep a doubt that its caller may never see: a cancellation can be swallowed on its way."""
        with self._lock:
            self._in_doubt.append(doubt)
            del self._in_doubt[:-_DOUBTS_KEPT]

    def settled(self, doubt: SubmitOutcomeUnknown) -> None:
        """Forget a doubt that is none any more."""
        with self._lock:
            self._in_doubt = [kept for kept in self._in_doubt if kept is not doubt]
