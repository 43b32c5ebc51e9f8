"""What is to be done after a while: one thread, which begins with the first of it."""

from __future__ import annotations

import sched
import threading
import time
from collections.abc import Callable


class Later:
    """Calls functions after some seconds, in a thread of its own; they must not take long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._scheduler = sched.scheduler(time.monotonic)
        self._changed = threading.Event()
        self._begun = False
        self._closed = False

    def add(self, after_s: float, function: Callable[[], object]) -> None:
        """Call a function after so many seconds, unless this is closed before."""
        self._scheduler.enter(after_s, 0, function)
        with self._lock:
            begins, self._begun = not self._begun, True
        if begins:
            threading.Thread(target=self._run, name="longtake-callbacks-later", daemon=True).start()
        self._changed.set()

    def close(self) -> None:
        """Call nothing more."""
        self._closed = True
        self._changed.set()

    def _run(self) -> None:
        while not self._closed:
            # What is due is called; the answer is how long it is until the next.
            self._changed.wait(self._scheduler.run(blocking=False))
            self._changed.clear()
