"""Tasks: their states as a pure function of the time, their faults, and ids as providers draw them."""

from __future__ import annotations

import uuid
from math import floor, inf, isclose
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from attrs import define, frozen

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

End = Literal["succeeded", "failed", "cancelled"]

FailureReason = Literal["moderation", "error"]
"""Why a task that was accepted ends without a video."""

Extent = Literal["part", "whole"]
"""`part`: the video of an extension has only the new seconds. `whole`: it has the source, too."""

# The emulator cuts its clip at multiples of this number of seconds.
CUT_S: Final = 0.2

# Lengths are multiples of this number, so that adding them up rounds nothing: a task that lasts 600
# seconds has ended when 600 seconds are over.
GRAIN: Final = 2.0**-10


@frozen
class TaskFailure:
    """How a task fails.

    Example:
        >>> failure = TaskFailure("moderation", message="The prompt was rejected")
        >>> failure.reason
        'moderation'

    Attributes:
        reason: The kind of failure, such as `moderation`.
        message: Replaces the provider's usual words; None to keep them.
    """

    reason: FailureReason
    message: str | None = None


@frozen
class TaskFault:
    """The fault of one task.

    Attributes:
        fail: Why the task ends without a video; None for one that succeeds.
        message: Replaces the provider's usual words about the failure.
        hidden_s: For how many seconds after its submit a read does not find it.
        lasts_s: How many seconds it lasts; None for a time that is usual with the provider.
        overlap_s: The seconds that the part repeats from the end of its source, a multiple of 0.2; None for
            no fault.
        result: Whether an extension returns the new `part` or the `whole` video; None for the provider's
            choice.
    """

    fail: FailureReason | None = None
    message: str | None = None
    hidden_s: float = 0.0
    lasts_s: float | None = None
    overlap_s: float | None = None
    result: Extent | None = None

    def __attrs_post_init__(self) -> None:
        """Raise `ValueError` for values that no task can have."""
        if self.fail is not None and self.fail not in get_args(FailureReason):
            choices = ", ".join(get_args(FailureReason))
            raise ValueError(f"fail must be one of {choices}, got {self.fail!r}")
        if self.fail is None and self.message is not None:
            raise ValueError("message requires fail")
        if not 0 <= self.hidden_s < inf:
            raise ValueError(f"hidden_s must be a number, 0 or more, got {self.hidden_s}")
        if self.lasts_s is not None and not 0 < self.lasts_s < inf:
            raise ValueError(f"lasts_s must be a number greater than 0, got {self.lasts_s}")
        if self.result is not None and self.result not in get_args(Extent):
            choices = ", ".join(get_args(Extent))
            raise ValueError(f"result must be one of {choices}, got {self.result!r}")
        if self.overlap_s is not None:
            self._check_overlap(self.overlap_s)

    def _check_overlap(self, overlap_s: float) -> None:
        cuts = overlap_s / CUT_S if 0 <= overlap_s < inf else -1.0
        if cuts < 0 or not isclose(cuts, round(cuts), abs_tol=1e-6):
            raise ValueError(
                f"overlap_s must be a multiple of {CUT_S}, 0 or more, got {overlap_s}: the emulator cannot "
                "cut its videos elsewhere"
            )
        if self.result == "whole":
            raise ValueError("overlap_s requires a part: result must be 'part' or left out")

    @property
    def failure(self) -> TaskFailure | None:
        """How the task fails; None if it does not."""
        return None if self.fail is None else TaskFailure(self.fail, self.message)


@frozen
class Phase:
    """A state of a task, in the provider's word, which lasts from `low_s` to `high_s` seconds."""

    state: str
    low_s: float
    high_s: float


def draw_phases(
    phases: Sequence[Phase], rng: random.Random, lasts_s: float | None = None
) -> list[tuple[str, float]]:
    """Return states with lengths drawn within those of phases, in seconds.

    Args:
        phases: The phases.
        rng: The source of the lengths.
        lasts_s: The sum to which the lengths are stretched, in seconds; None to leave them.
    """
    lengths = [rng.uniform(phase.low_s, phase.high_s) for phase in phases]
    if lasts_s is not None:
        stretch = lasts_s / sum(lengths)
        lengths = [floor(length * stretch / GRAIN) * GRAIN for length in lengths]
        lengths[-1] = lasts_s - sum(lengths[:-1])
    return [(phase.state, length) for phase, length in zip(phases, lengths, strict=True)]


@frozen
class Moment:
    """The state of a task at one time.

    Attributes:
        state: The provider's word for a phase; "" once the task has ended.
        end: How it ended; None while it runs.
        since: When the state began, in seconds since 1970-01-01 UTC.
        left_s: How many seconds the state still lasts; 0 once the task has ended.
        progress: The share of the phase that is over, 0 to 1; 1 once the task has ended.
        failure: Why it failed; None unless it did.
    """

    state: str
    end: End | None
    since: float
    left_s: float
    progress: float
    failure: TaskFailure | None = None

    def kept_until(self, life_s: float) -> float:
        """Return when something expires that is kept for `life_s` after the end; inf while it runs."""
        return inf if self.end is None else self.since + life_s


@define(eq=False)
class Task:
    """One task. Its state at a time follows from the clock alone.

    Attributes:
        kind: The key of its task kind, such as `kie/veo`.
        id: Its id.
        result_id: The id by which its result is extended: the task's own, or another.
        parent: The task whose video this one extends; None for a first video.
        request: The body of the request that started it.
        created_at: When it was started.
        plan: Its states with their lengths in seconds.
        seconds_before: The length of the source, in seconds.
        seconds_after: The length of source and new seconds together, in seconds.
        videos: How many videos it makes.
        failure: How it fails; None for a task that succeeds.
        cancelled_at: When it was cancelled.
        not_extendable: Why its result cannot be extended; None if it can.
        reads: How often it was read.
        hidden_until: When a read first finds it; None for at once.
        begins_s: Where the whole video begins in the clip, in seconds.
        overlap_s: The seconds that the part repeats from the end of its source.
        result: Whether its result is the part or the whole; None for what the provider returns.
        credits: The credits that it cost.
    """

    kind: str
    id: str
    result_id: str
    parent: Task | None
    request: Mapping[str, Any]
    created_at: float
    plan: Sequence[tuple[str, float]]
    seconds_before: float
    seconds_after: float
    videos: int = 1
    failure: TaskFailure | None = None
    cancelled_at: float | None = None
    not_extendable: str | None = None
    reads: int = 0
    hidden_until: float | None = None
    begins_s: float = 0.0
    overlap_s: float = 0.0
    result: Extent | None = None
    credits: float = 0.0

    def extent(self, usual: Extent) -> Extent:
        """Return whether the result is the part or the whole; `usual` is what the provider returns."""
        return self.result or usual

    def range_s(self, extent: Extent) -> tuple[float, float]:
        """Return where the part or the whole begins and ends in the clip, in seconds."""
        skipped = max(0.0, self.seconds_before - self.overlap_s) if extent == "part" else 0.0
        return self.begins_s + skipped, self.begins_s + self.seconds_after

    def length_s(self, extent: Extent) -> float:
        """Return the length of the part or the whole, in seconds."""
        start_s, end_s = self.range_s(extent)
        return rounded_s(end_s - start_s)

    def is_visible(self, now: float) -> bool:
        """Return whether a read at `now` finds the task."""
        return self.hidden_until is None or now >= self.hidden_until

    def moment(self, now: float) -> Moment:
        """Return the state of the task at `now`."""
        if self.cancelled_at is not None:
            return Moment("", "cancelled", self.cancelled_at, 0.0, 1.0)
        since = self.created_at
        for state, length in self.plan:
            if now < since + length:
                elapsed = max(0.0, now - since)
                return Moment(state, None, since, length - elapsed, elapsed / length)
            since += length
        end: End = "succeeded" if self.failure is None else "failed"
        return Moment("", end, since, 0.0, 1.0, self.failure)


def rounded_s(value: float) -> float:
    """Return seconds without the errors of floating-point sums: whole ones as `int`."""
    rounded = round(value, 3)
    return int(rounded) if rounded == int(rounded) else rounded


def uuid_id(rng: random.Random) -> str:
    """Return a random UUID: `ee603959-debb-48d1-98c4-a6d1c717eba6`."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def hexadecimal_id(rng: random.Random, digits: int = 32) -> str:
    """Return `digits` lower-case hexadecimal digits."""
    return f"{rng.getrandbits(4 * digits):0{digits}x}"


def decimal_id(rng: random.Random) -> str:
    """Return a decimal id of 18 digits, always larger than 2^53."""
    return str(rng.randrange(700_000_000_000_000_000, 900_000_000_000_000_000))
