"""Which submits may begin: a queue for each key, within its rate and the number of its running tasks."""

from __future__ import annotations

from collections import deque
from math import inf
from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from longtake._core.poll_queue import PollQueue
    from longtake._core.rate_limit import KeyLimits


@define(eq=False)
class KeyQueue:
    """The submits of one key.

    Attributes:
        limits: What the key may do.
        provider: Whom they go to.
        queued: Those that have not begun, by their numbers.
        running: How many have begun whose task is not known to have ended, or never to have been made.
    """

    limits: KeyLimits
    provider: str
    queued: deque[int] = field(factory=deque[int])
    running: int = 0

    @property
    def is_full(self) -> bool:
        """Whether one more task would be too many."""
        most = self.limits.running
        return most is not None and self.running >= max(1, most)


@define(eq=False)
class SubmitQueue:
    """Submits by numbers of the caller's. Connections are shared with the looks of `fleet`."""

    polls: PollQueue
    _queues: dict[int, KeyQueue] = field(factory=dict[int, KeyQueue], init=False)
    _queue_of: dict[int, KeyQueue] = field(factory=dict[int, KeyQueue], init=False)

    def add(self, number: int, *, limits: KeyLimits, provider: str) -> None:
        """Queue a submit."""
        lane = self._queues.setdefault(id(limits), KeyQueue(limits, provider))
        lane.queued.append(number)
        self._queue_of[number] = lane

    def queue_of(self, number: int) -> KeyQueue:
        """Where a submit was queued."""
        return self._queue_of[number]

    def begin(self, now: float) -> list[int]:
        """The submits to send now, those of a key in their order. They are under way from here on."""
        begun: list[int] = []
        for lane in self._queues.values():
            while self._may_begin(lane) and lane.limits.submits.begin(now):
                lane.running += 1
                self.polls.occupy(lane.provider)
                begun.append(lane.queued.popleft())
        return begun

    def on_result(self, number: int, *, accepted: bool) -> None:
        """Take note that a submit is over, and whether there is a task that runs now."""
        lane = self._queue_of[number]
        self.polls.release(lane.provider)
        lane.running -= not accepted

    def requeue(self, number: int, *, not_before: float) -> None:
        """Queue a submit once more that was surely not accepted. Nothing of its key begins until then."""
        self.on_result(number, accepted=False)
        lane = self._queue_of[number]
        lane.queued.appendleft(number)
        lane.limits.submits.pause_until(not_before)

    def on_task_end(self, number: int) -> None:
        """Take note that the task of a submit runs no longer."""
        self._queue_of[number].running -= 1

    def blocked(self) -> list[KeyQueue]:
        """The lanes in which something waits for a task to end."""
        return [lane for lane in self._queues.values() if lane.queued and lane.is_full]

    def pause_s(self, now: float) -> float | None:
        """Seconds until a submit may begin; None if that depends on what is under way."""
        moments = [
            lane.limits.submits.free_at(now)
            for lane in self._queues.values()
            if self._may_begin(lane)
        ]
        soonest = min(moments, default=inf)
        return None if soonest == inf else max(0.0, soonest - now)

    def _may_begin(self, lane: KeyQueue) -> bool:
        return bool(lane.queued) and not lane.is_full and self.polls.has_room(lane.provider)
