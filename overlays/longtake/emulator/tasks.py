"""A task's life as a pure function of the time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf
from typing import Any, Literal

from longtake.emulator.faults import Failure

End = Literal["succeeded", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Phase:
    """A state that a task goes through, in the vendor's word, for `low_s` to `high_s` seconds."""

    state: str
    low_s: float
    high_s: float


# Lengths are multiples of this, so that adding them up rounds nothing: a task that lasts 600 seconds
# has ended when 600 seconds are over.
GRAIN = 2.0**-10


def drawn(
    phases: Sequence[Phase], rng: random.Random, lasts_s: float | None = None
) -> list[tuple[str, float]]:
    """Return phases with lengths drawn within theirs; stretched to `lasts_s` in all, if that is given."""
    lengths = [rng.uniform(phase.low_s, phase.high_s) for phase in phases]
    if lasts_s is not None:
        stretch = lasts_s / sum(lengths)
        lengths = [floor(length * stretch / GRAIN) * GRAIN for length in lengths]
        lengths[-1] = lasts_s - sum(lengths[:-1])
    return [(phase.state, length) for phase, length in zip(phases, lengths, strict=True)]


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a task stands at one time."""

    state: str
    """The vendor's word for a phase, "" once the task has ended."""
    end: End | None
    """How it ended, None while it runs."""
    since: float
    """When it came there, in seconds since 1970-01-01 UTC."""
    left_s: float
    """How long it stays there, 0 once the task has ended."""
    progress: float
    """How much of the phase is over, 0 to 1; 1 once the task has ended."""
    failure: Failure | None = None
    """Why it failed; None unless that is how it ended."""

    def kept_until(self, life_s: float) -> float:
        """Return when what is kept for `life_s` after a task's end goes; inf while it runs."""
        return inf if self.end is None else self.since + life_s


@dataclass(slots=True)
class Task:
    """One task, from submit to its end. What it is at a time follows from the clock alone."""

    family: str
    """Provider and name of its kind."""
    id: str
    result_id: str
    """The id by which what it made is extended: the task's own, or another."""
    parent: "Task | None"
    """What made the video that this one extends; None for a first video."""
    request: Mapping[str, Any]
    created_at: float
    plan: Sequence[tuple[str, float]]
    """Its states with their lengths in seconds."""
    seconds_before: int
    seconds_after: int
    videos: int = 1
    """How many videos it makes."""
    failure: Failure | None = None
    cancelled_at: float | None = None
    barred: str | None = None
    """Why what it made cannot be extended, None when it can."""
    reads: int = 0
    """How often somebody asked for it."""
    hidden_until: float | None = None
    """From when on a look at it finds it; None for a task that is found at once."""

    def visible(self, now: float) -> bool:
        """Whether a look at the task finds it at `now`."""
        return self.hidden_until is None or now >= self.hidden_until

    def moment(self, now: float) -> Moment:
        """Return where the task stands at `now`."""
        if self.cancelled_at is not None:
            return Moment("", "cancelled", self.cancelled_at, 0.0, 1.0)
        since = self.created_at
        for state, length in self.plan:
            if now < since + length:
                passed = max(0.0, now - since)
                return Moment(state, None, since, length - passed, passed / length)
            since += length
        end: End = "succeeded" if self.failure is None else "failed"
        return Moment("", end, since, 0.0, 1.0, self.failure)
