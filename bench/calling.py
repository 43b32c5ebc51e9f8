"""What calls of a vendor save, and what lost ones cost: simulated, on a virtual clock."""

from __future__ import annotations

from math import log
from random import Random
from statistics import fmean, quantiles
from typing import Any, Final

from attrs import frozen

from longtake._core.polling.poller import Poller
from longtake._core.polling.schedule import PollSchedule, poll_schedule
from longtake._core.snapshot import Snapshot, State
from longtake._core.task_kind import TaskKind
from longtake.chainhub._kling import KLING
from longtake.kie._veo import VEO
from longtake.useapi._gen2 import GEN2

_WAITS: Final = 4000
_RUNNING: Final = Snapshot(state=State.RUNNING, provider_state="running")


@frozen
class Calls:
    """How a vendor calls.

    Attributes:
        name: For the table.
        lost: The share of ends that nobody is called about.
        late_s: Seconds from the end to the call.
        under_way: At which shares of the whole time a call says that work goes on.
        lag_s: Seconds from the call until a read shows the end.
    """

    name: str
    lost: float = 0.0
    late_s: float = 0.0
    under_way: tuple[float, ...] = ()
    lag_s: float = 0.0


_CALLS: Final = (
    Calls("every end is called about"),
    Calls("and four calls on the way", under_way=(0.05, 0.25, 0.5, 0.75)),
    Calls("and reads show it 10 s later", lag_s=10.0),
    Calls("every call is a minute late", late_s=60.0),
    Calls("one in ten is lost", lost=0.1),
    Calls("all are lost", lost=1.0),
)


@frozen
class Found:
    """Looks, and the seconds from the moment when a read shows the end to the look that finds it."""

    polls: int
    delay_s: float


def simulated(_rounds: int) -> list[str]:
    """Each family as it waits by itself, and with calls of each kind."""
    lines: list[str] = []
    for family in (VEO, GEN2, KLING):
        lines += _of(family)
    return lines


def _of(family: TaskKind[Any]) -> list[str]:
    pace = family.poll_hints
    how = poll_schedule(pace)
    rng = Random(7)  # noqa: S311 - a simulation that is to be repeated
    durations = [rng.lognormvariate(log(pace.median_s), pace.spread) for _ in range(_WAITS)]
    alone = [waited(how, duration, []) for duration in durations]
    lines = [
        f"{family.model}, {pace.median_s:g} s, sigma {pace.spread:g}",
        _line("longtake without callbacks", alone),
    ]
    for calls in _CALLS:
        found = [
            waited(how.with_callbacks, duration, _coming(duration, calls, rng), lag_s=calls.lag_s)
            for duration in durations
        ]
        lines.append(_line(calls.name, found))
    return lines


def _coming(duration: float, calls: Calls, rng: Random) -> list[tuple[float, bool]]:
    """When calls come for a task, and whether each says that it has ended."""
    coming = [(share * duration, False) for share in calls.under_way]
    if rng.random() >= calls.lost:
        coming.append((duration + calls.late_s, True))
    return coming


def waited(
    how: PollSchedule, duration: float, coming: list[tuple[float, bool]], *, lag_s: float = 0.0
) -> Found:
    """Wait for a task that takes so long and is called about at these moments."""
    waiting = Poller(schedule=how, started=0.0, submitted=0.0, fresh=True)
    now, polls, shown_at = 0.0, 0, duration + lag_s
    while True:
        # A wait without a deadline always has another look.
        due = now + (waiting.pause_s(now) or 0.0)
        if coming and coming[0][0] <= due:
            at, ended = coming.pop(0)
            now = max(now, at)
            waiting.on_callback(now, ended=ended)
            continue
        now, polls = due, polls + 1
        if now >= shown_at:
            return Found(polls, now - shown_at)
        waiting.on_response(_RUNNING, now)


def _line(name: str, found: list[Found]) -> str:
    delays = [one.delay_s for one in found]
    return (
        f"  {name:<30} looks {fmean(one.polls for one in found):5.1f}"
        f"  delay {fmean(delays):6.1f} s (95 %: {quantiles(delays, n=20)[-1]:6.1f} s)"
    )
