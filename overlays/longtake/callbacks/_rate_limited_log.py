"""A log with a limit of lines per minute: requests to one address must not fill a disk."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG: Final = logging.getLogger("longtake")
_LINES_PER_MINUTE: Final = 30


@define(eq=False)
class RateLimitedLog:
    """Writes a limited number of lines per minute, and counts the others. Threads may share it."""

    _now: Callable[[], float] = time.time
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _minute: float = field(default=0.0, init=False)
    _written: int = field(default=0, init=False)
    _suppressed: int = field(default=0, init=False)

    def info(self, message: str, *values: object) -> None:
        """Write a line of level INFO, within the limit."""
        self._write(logging.INFO, message, values, with_traceback=False)

    def warning(self, message: str, *values: object, with_traceback: bool = False) -> None:
        """Write a line of level WARNING, within the limit."""
        self._write(logging.WARNING, message, values, with_traceback=with_traceback)

    def error(self, message: str, *values: object) -> None:
        """Write a line of level ERROR and the current traceback, within the limit."""
        self._write(logging.ERROR, message, values, with_traceback=True)

    def _write(
        self, level: int, message: str, values: tuple[object, ...], *, with_traceback: bool
    ) -> None:
        suppressed = self._reserve_line(self._now())
        if suppressed is not None:
            more = f" (and {suppressed} more before that)" if suppressed else ""
            _LOG.log(level, f"{message}%s", *values, more, exc_info=with_traceback)

    def _reserve_line(self, now_s: float) -> int | None:
        """Return how many lines were suppressed before this one; None if this one is, too."""
        with self._lock:
            if self._minute != now_s // 60:
                self._minute, self._written = now_s // 60, 0
            if self._written == _LINES_PER_MINUTE:
                self._suppressed += 1
                return None
            self._written += 1
            suppressed, self._suppressed = self._suppressed, 0
            return suppressed
