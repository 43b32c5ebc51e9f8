"""What happened lately, and whether one more is too many."""

from collections import deque


class Window:
    """What happened lately: at most `most` times within any `seconds`, None for any number."""

    def __init__(self, most: int | None, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        # Only the last so many decide. Nothing is ever searched.
        self._times: deque[float] = deque(maxlen=most or 0)

    def full(self, now: float) -> bool:
        """Whether one more at `now` would be one too many."""
        if self._most is None or len(self._times) < self._most:
            return False
        return now < self._times[0] + self._seconds

    def enter(self, now: float) -> None:
        """Remember that it happened at `now`."""
        self._times.append(now)
