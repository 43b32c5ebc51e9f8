"""A bounded number of log lines per minute: a caller that has one address must not fill a disk."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

_LOG: Final = logging.getLogger("longtake")
_LINES_A_MINUTE: Final = 30


class SparingLog:
    """Writes so many lines a minute, and counts the others. Threads may share it."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._minute = 0.0
        self._written = 0
        self._left_out = 0

    def info(self, message: str, *values: object) -> None:
        """Write a line of level INFO, if it is not one too many."""
        self._write(logging.INFO, message, values, with_traceback=False)

    def warning(self, message: str, *values: object, with_traceback: bool = False) -> None:
        """Write a line of level WARNING, if it is not one too many."""
        self._write(logging.WARNING, message, values, with_traceback=with_traceback)

    def error(self, message: str, *values: object) -> None:
        """Write a line of level ERROR with the traceback of what is handled, if it is not one too many."""
        self._write(logging.ERROR, message, values, with_traceback=True)

    def _write(
        self, level: int, message: str, values: tuple[object, ...], *, with_traceback: bool
    ) -> None:
        left_out = self._turn(self._now())
        if left_out is not None:
            more = f" (and {left_out} more before that)" if left_out else ""
            _LOG.log(level, f"{message}%s", *values, more, exc_info=with_traceback)

    def _turn(self, now_s: float) -> int | None:
        """Return how many lines were left out before this one; None if this one is, too."""
        with self._lock:
            if self._minute != now_s // 60:
                self._minute, self._written = now_s // 60, 0
            if self._written == _LINES_A_MINUTE:
                self._left_out += 1
                return None
            self._written += 1
            left_out, self._left_out = self._left_out, 0
            return left_out
