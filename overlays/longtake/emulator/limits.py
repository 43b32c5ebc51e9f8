"""How much at once, and how fast, the emulated accounts may make tasks."""

from collections import deque
from dataclasses import dataclass
from math import inf
from typing import Self


@dataclass(frozen=True, slots=True)
class Limits:
    """What an account may do before the vendor says "too many"; None for no limit."""

    kie_creates: int | None = 20
    """New tasks within `kie_window_s`, over all families of the account: kie.ai's own numbers."""
    kie_window_s: float = 10.0
    useapi_max_jobs: int | None = 5
    """Gen-2 tasks at once, unless the request's own `maxJobs` says otherwise: 1 to 10 at useapi.net."""
    kling_parallel: int | None = 5
    """Kling tasks at once. Real accounts differ; this number is the emulator's own."""

    def __post_init__(self) -> None:
        """Refuse what would let nothing through."""
        for name in ("kie_creates", "useapi_max_jobs", "kling_parallel"):
            value: int | None = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be a number from 1, or None, not {value}")
        if not 0 < self.kie_window_s < inf:
            raise ValueError(f"kie_window_s must be greater than 0, not {self.kie_window_s}")

    @classmethod
    def none(cls) -> Self:
        """No limits, for tests and measurements of many tasks."""
        return cls(kie_creates=None, useapi_max_jobs=None, kling_parallel=None)


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
