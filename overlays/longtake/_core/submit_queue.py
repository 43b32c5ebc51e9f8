"""Schedule submissions: a queue for each key, within its rate and its maximum of running tasks."""

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
    """The submissions of one key.

    Attributes:
        limits: The limits of the key.
        provider: The name of the provider.
        queued: The numbers of the submissions that have not begun.
        running: The number of submissions that have begun and whose task may be running.
    """

    limits: KeyLimits
    provider: str
    queued: deque[int] = field(factory=deque[int])
    running: int = 0

    @property
    def is_full(self) -> bool:
        """Return whether one more task would exceed the limit."""
        most = self.limits.running
        return most is not None and self.running >= max(1, most)


@define(eq=False)
class SubmitQueue:
    """Submissions, by the caller's numbers.

    Attributes:
        polls: The polls that share the connections.
    """

    polls: PollQueue
    _queues: dict[int, KeyQueue] = field(factory=dict[int, KeyQueue], init=False)
    _queue_of: dict[int, KeyQueue] = field(factory=dict[int, KeyQueue], init=False)

    def add(self, number: int, *, limits: KeyLimits, provider: str) -> None:
        """Queue a submission."""
        queue = self._queues.setdefault(id(limits), KeyQueue(limits, provider))
        queue.queued.append(number)
        self._queue_of[number] = queue

    def add_running(self, number: int, *, limits: KeyLimits, provider: str) -> None:
        """Count a task that runs already, such as one of an earlier process."""
        queue = self._queues.setdefault(id(limits), KeyQueue(limits, provider))
        queue.running += 1
        self._queue_of[number] = queue

    def clear(self) -> list[int]:
        """Drop the submissions that have not begun, and return their numbers."""
        dropped: list[int] = []
        for queue in self._queues.values():
            dropped += queue.queued
            queue.queued.clear()
        return dropped

    def queue_of(self, number: int) -> KeyQueue:
        """Return the queue of a submission."""
        return self._queue_of[number]

    def begin(self, now: float) -> list[int]:
        """Return the submissions to send now, those of a key in order. They count as under way."""
        begun: list[int] = []
        for queue in self._queues.values():
            while self._may_begin(queue) and queue.limits.submits.begin(now):
                queue.running += 1
                self.polls.occupy(queue.provider)
                begun.append(queue.queued.popleft())
        return begun

    def on_result(self, number: int, *, accepted: bool) -> None:
        """Record the end of a submission, and whether it was accepted."""
        queue = self._queue_of[number]
        self.polls.release(queue.provider)
        queue.running -= not accepted

    def requeue(self, number: int, *, not_before: float) -> None:
        """Queue a submission again that was not accepted. Until then no submission of its key begins."""
        self.on_result(number, accepted=False)
        queue = self._queue_of[number]
        queue.queued.appendleft(number)
        queue.limits.submits.pause_until(not_before)

    def on_task_end(self, number: int) -> None:
        """Record that the task of a submission has ended. Its number is forgotten."""
        self._queue_of.pop(number).running -= 1

    def blocked(self) -> list[KeyQueue]:
        """Return the queues in which a submission waits for a task to end."""
        return [queue for queue in self._queues.values() if queue.queued and queue.is_full]

    def pause_s(self, now: float) -> float | None:
        """Return the seconds until a submission may begin, None if that depends on requests under way."""
        moments = [
            queue.limits.submits.free_at(now)
            for queue in self._queues.values()
            if self._may_begin(queue)
        ]
        soonest = min(moments, default=inf)
        return None if soonest == inf else max(0.0, soonest - now)

    def _may_begin(self, queue: KeyQueue) -> bool:
        return bool(queue.queued) and not queue.is_full and self.polls.has_room(queue.provider)
