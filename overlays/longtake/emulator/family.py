"""Families: what tasks and videos a vendor has of one kind, and what is to go wrong with them."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from longtake.emulator.clock import Clock
from longtake.emulator.faults import Failure, FailureReason, Fault, Refusal, Upcoming
from longtake.emulator.tasks import Phase, Task


@dataclass(frozen=True, slots=True)
class Source:
    """A video that is there from the beginning, for extending."""

    family: str
    """`kie/veo`."""
    id: str
    """What the family's extend operation takes."""
    seconds: int
    variable: str
    """Under which name it is printed: `KIE_VEO_SOURCE`."""
    barred: str | None = None
    """Why the vendor does not extend it, None for one that it does."""
    videos: int = 1
    """How many videos the id stands for: a Midjourney task's are told apart by `index`."""


@dataclass(slots=True)
class Family:
    """One kind of task of one vendor: what is in it, and what is to go wrong next."""

    provider: str
    name: str
    clock: Clock
    rng: random.Random
    phases: Sequence[Phase]
    refusals: frozenset[Refusal]
    """The refusals that the vendor has; `next_submit` and `next_read` take no others."""
    sources: list[Source] = field(default_factory=list[Source])
    tasks: dict[str, Task] = field(default_factory=dict[str, Task])
    _running: list[Task] = field(default_factory=list[Task])
    _makers: dict[str, Task] = field(default_factory=dict[str, Task])
    _submits: Upcoming[Fault] = field(default_factory=Upcoming[Fault])
    _reads: Upcoming[Fault] = field(default_factory=Upcoming[Fault])
    _failures: Upcoming[Failure] = field(default_factory=Upcoming[Failure])

    @property
    def key(self) -> str:
        """Provider and family: `kie/veo`."""
        return f"{self.provider}/{self.name}"

    def next_submit(self, *faults: Fault) -> None:
        """Let the next submits meet these faults, one each, in this order."""
        self._submits.put(self._known(faults))

    def next_read(self, *faults: Fault) -> None:
        """Let the next reads (of any task) meet these faults, one each, in this order."""
        self._reads.put(self._known(faults))

    def next_task(self, *, fail: FailureReason, message: str | None = None) -> None:
        """Let the next task that is made end without a video, after its usual time.

        `message` replaces the words that the vendor would use.
        """
        self._failures.put([Failure(fail, message)])

    def take_fault(self, purpose: Literal["submit", "read"]) -> Fault | None:
        """Return the fault that the request at hand meets."""
        return (self._submits if purpose == "submit" else self._reads).take()

    def seed(
        self,
        *,
        task_id: str,
        result_id: str,
        variable: str,
        seconds: int,
        videos: int = 1,
        barred: str | None = None,
        listed: bool = True,
    ) -> Source:
        """Put a first video in, made an hour ago; `listed`: its task can be read in this family."""
        task = Task(
            id=task_id,
            result_id=result_id,
            parent=None,
            request={"prompt": "A dog runs along a beach at sunrise"},
            created_at=self.clock.now() - 3600,
            plan=[(phase.state, phase.low_s) for phase in self.phases],
            seconds_before=0,
            seconds_after=seconds,
            videos=videos,
            barred=barred,
        )
        if listed:
            self.tasks[task.id] = task
        self._makers[result_id] = task
        source = Source(self.key, result_id, seconds, variable, barred, videos)
        self.sources.append(source)
        return source

    def submit(
        self,
        now: float,
        *,
        task_id: str,
        result_id: str,
        parent: Task,
        request: Mapping[str, Any],
        seconds_added: int,
    ) -> Task:
        """Make a task that extends what `parent` made; its pace is drawn within the phases."""
        task = Task(
            id=task_id,
            result_id=result_id,
            parent=parent,
            request=request,
            created_at=now,
            plan=[
                (phase.state, self.rng.uniform(phase.low_s, phase.high_s)) for phase in self.phases
            ],
            seconds_before=parent.seconds_after,
            seconds_after=parent.seconds_after + seconds_added,
            videos=parent.videos,
            failure=self._failures.take(),
        )
        self.tasks[task.id] = self._makers[result_id] = task
        self._running.append(task)
        return task

    def maker(self, result_id: str) -> Task | None:
        """Return the task that made, or is making, what `result_id` names; None if nothing did."""
        return self._makers.get(result_id)

    def running(self, now: float) -> list[Task]:
        """Return the tasks that have not ended at `now`, oldest first."""
        # What has ended never runs again, so each task is looked at once after its end.
        self._running = [task for task in self._running if task.moment(now).end is None]
        return list(self._running)

    def _known(self, faults: Sequence[Fault]) -> Sequence[Fault]:
        for fault in faults:
            if fault.refusal is not None and fault.refusal not in self.refusals:
                known = ", ".join(sorted(self.refusals))
                raise ValueError(f"{self.key} refuses for {known}, not for {fault.refusal}")
        return faults
