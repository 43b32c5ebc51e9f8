"""The savings by callbacks, and the cost of lost ones: simulated, on a virtual clock."""

from __future__ import annotations

from math import log
from random import Random
from statistics import fmean, quantiles
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from longtake._core.polling.poller import Poller
from longtake._core.polling.schedule import PollSchedule, poll_schedule
from longtake._core.snapshot import Snapshot, State
from longtake.kie._veo import VEO
from longtake.kling._task_kinds import TASK_KINDS as KLING_KINDS
from longtake.useapi._gen2 import GEN2

if TYPE_CHECKING:
    from longtake._core.task_kind import TaskKind

_WAITS: Final = 4000
_RUNNING: Final = Snapshot(state=State.RUNNING, provider_state="running")


@frozen
class CallbackPattern:
    """When a provider sends callbacks.

    Attributes:
        name: For the table.
        lost: The share of ends without a callback.
        late_s: Seconds from the end to the callback.
        under_way: The shares of the whole time at which a callback reports progress.
        lag_s: Seconds from the callback until a poll shows the end.
    """

    name: str
    lost: float = 0.0
    late_s: float = 0.0
    under_way: tuple[float, ...] = ()
    lag_s: float = 0.0


_PATTERNS: Final = (
    CallbackPattern("a callback for every end"),
    CallbackPattern("and four before the end", under_way=(0.05, 0.25, 0.5, 0.75)),
    CallbackPattern("and polls show the end 10 s later", lag_s=10.0),
    CallbackPattern("every callback is a minute late", late_s=60.0),
    CallbackPattern("one in ten is lost", lost=0.1),
    CallbackPattern("all are lost", lost=1.0),
)


@frozen
class CallbackResult:
    """Polls, and the seconds from the moment when a poll would show the end to the poll that finds it."""

    polls: int
    delay_s: float


def simulated(_rounds: int) -> list[str]:
    """Return each task kind without callbacks, and with each pattern of them."""
    lines: list[str] = []
    for kind in (VEO, GEN2, KLING_KINDS["kling"]):
        lines += _of(kind)
    return lines


def _of(kind: TaskKind[Any]) -> list[str]:
    pace = kind.poll_hints
    how = poll_schedule(pace)
    rng = Random(7)  # noqa: S311 - a simulation that is to be repeated
    durations = [rng.lognormvariate(log(pace.median_s), pace.spread) for _ in range(_WAITS)]
    alone = [waited(how, duration, []) for duration in durations]
    lines = [
        f"{kind.model}, {pace.median_s:g} s, sigma {pace.spread:g}",
        _line("longtake without callbacks", alone),
    ]
    for pattern in _PATTERNS:
        results = [
            waited(
                how.with_callbacks,
                duration,
                _callbacks(duration, pattern, rng),
                lag_s=pattern.lag_s,
            )
            for duration in durations
        ]
        lines.append(_line(pattern.name, results))
    return lines


def _callbacks(duration: float, pattern: CallbackPattern, rng: Random) -> list[tuple[float, bool]]:
    """Return when callbacks for a task arrive, and whether each reports its end."""
    callbacks = [(share * duration, False) for share in pattern.under_way]
    if rng.random() >= pattern.lost:
        callbacks.append((duration + pattern.late_s, True))
    return callbacks


def waited(
    how: PollSchedule, duration: float, callbacks: list[tuple[float, bool]], *, lag_s: float = 0.0
) -> CallbackResult:
    """Wait for a task of this duration, with callbacks at these moments."""
    waiting = Poller(schedule=how, started=0.0, submitted=0.0, fresh=True)
    now, polls, shown_at = 0.0, 0, duration + lag_s
    while True:
        # A wait without a deadline always polls again.
        due = now + (waiting.pause_s(now) or 0.0)
        if callbacks and callbacks[0][0] <= due:
            at, ended = callbacks.pop(0)
            now = max(now, at)
            waiting.on_callback(now, ended=ended)
            continue
        now, polls = due, polls + 1
        if now >= shown_at:
            return CallbackResult(polls, now - shown_at)
        waiting.on_response(_RUNNING, now)


def _line(name: str, results: list[CallbackResult]) -> str:
    delays = [one.delay_s for one in results]
    return (
        f"  {name:<32} polls {fmean(one.polls for one in results):5.1f}"
        f"  delay {fmean(delays):6.1f} s (95 %: {quantiles(delays, n=20)[-1]:6.1f} s)"
    )
