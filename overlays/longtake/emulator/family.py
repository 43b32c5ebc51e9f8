"""Families: what tasks and videos a vendor has of one kind, and what is to go wrong with them."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from longtake.emulator.changes import Changes
from longtake.emulator.clock import Clock
from longtake.emulator.faults import Change, FailureReason, Fault, Oddity, Refusal, Target
from longtake.emulator.schedule import Schedule
from longtake.emulator.tasks import Phase, Task, drawn

EVERYWHERE: Final[frozenset[Target]] = frozenset({"submit", "read", "download", "callback"})
"""The kinds of request that every family has, and its calls to callback addresses."""
# What a fault befalls that is to happen always, and nothing else is said.
EVERYDAY: Final[tuple[Target, ...]] = ("submit", "read")


@dataclass(frozen=True, slots=True)
class Source:
    """A video that is there from the beginning, for extending."""

    family: str
    """Provider and name of the family."""
    id: str
    """What the family's extend operation takes."""
    seconds: int
    variable: str
    """Under which name it is printed, such as `KIND_SOURCE`."""
    barred: str | None = None
    """Why the vendor does not extend it, None for one that it does."""
    videos: int = 1
    """How many videos the id stands for; the request tells them apart."""


@dataclass(slots=True)
class Family:
    """One kind of task of one vendor: what is in it, and what is to go wrong next."""

    provider: str
    name: str
    clock: Clock = field(repr=False)
    rng: random.Random = field(repr=False)
    phases: Sequence[Phase] = field(repr=False)
    refusals: frozenset[Refusal] = field(repr=False)
    """The refusals that the vendor has; `next_submit` and `next_read` take no others."""
    changes: Changes = field(repr=False)
    """What can be odd about its responses and callbacks."""
    targets: frozenset[Target] = field(default=EVERYWHERE, repr=False)
    """The kinds of request that the family has."""
    named_by_task: bool = field(default=False, repr=False)
    """Whether a video is extended by the id of the task that made it."""
    videos: dict[str, Task] = field(default_factory=dict[str, Task], repr=False)
    """What made each video, by the id by which it is extended; kinds may share it."""
    sources: list[Source] = field(default_factory=list[Source], repr=False)
    tasks: dict[str, Task] = field(default_factory=dict[str, Task], repr=False)
    # By their ids, so that one can come and another go while somebody looks, in any thread.
    _running: dict[str, Task] = field(default_factory=dict[str, Task], repr=False)
    schedule: Schedule = field(init=False, repr=False)
    """What is to go wrong."""

    def __post_init__(self) -> None:
        """Begin with nothing that is to go wrong."""
        known: dict[Target, frozenset[Change]] = {
            target: frozenset(rules) for target, rules in self.changes.items()
        }
        self.schedule = Schedule(self.key, self.targets, self.refusals, known)

    @property
    def key(self) -> str:
        """Provider and name, with a slash between them."""
        return f"{self.provider}/{self.name}"

    def next_submit(self, *faults: Fault) -> None:
        """Let the next submits meet these faults, one each, in this order.

        This and the methods below raise `ValueError` for what cannot happen here.
        """
        self.schedule.put_next("submit", faults)

    def next_read(self, *faults: Fault) -> None:
        """Let the next reads (of any task) meet these faults, one each, in this order."""
        self.schedule.put_next("read", faults)

    def next_cancel(self, *faults: Fault) -> None:
        """Let the next requests to cancel a task meet these faults, one each, in this order."""
        self.schedule.put_next("cancel", faults)

    def next_list(self, *faults: Fault) -> None:
        """Let the next requests for a list of tasks meet these faults, one each, in this order."""
        self.schedule.put_next("list", faults)

    def next_download(self, *faults: Fault) -> None:
        """Let the next downloads of this family's files meet these faults, one each, in this order."""
        self.schedule.put_next("download", faults)

    def next_callback(self, *faults: Fault) -> None:
        """Let the next calls to callback addresses meet these faults, one each, in this order."""
        self.schedule.put_next("callback", faults)

    def on_read(self, number: int, fault: Fault) -> None:
        """Let the `number`-th look at each task meet a fault; the first look is number 1."""
        self.schedule.put_on_read(number, fault)

    def always(self, fault: Fault, *, on: Target | None = None) -> None:
        """Let every request of one kind meet a fault, until `calm` is called.

        Without `on`: every submit and every read, as far as the fault can befall them.
        """
        if on is not None:
            self.schedule.put_always(fault, (on,))
            return
        possible: list[Target] = [
            target for target in EVERYDAY if self.schedule.problem(fault, target) is None
        ]
        # Where neither is possible, the schedule says why.
        self.schedule.put_always(fault, possible or EVERYDAY[-1:])

    def next_task(
        self,
        *,
        fail: FailureReason | None = None,
        message: str | None = None,
        hidden_s: float = 0.0,
        lasts_s: float | None = None,
    ) -> None:
        """Let the next task that is made be an odd one.

        With `fail` it ends without a video; `message` replaces the words that the vendor would use.
        For `hidden_s` seconds after the submit a read does not find it yet. With `lasts_s` it ends
        so many seconds after the submit, else after a time that is usual with the vendor.
        """
        self.schedule.put_tasks([Oddity(fail, message, hidden_s, lasts_s)])

    def calm(self) -> None:
        """Forget everything that was still to go wrong."""
        self.schedule.clear()

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
        self._put(task_id, result_id, seconds, videos, barred, listed=listed)
        source = Source(self.key, result_id, seconds, variable, barred, videos)
        self.sources.append(source)
        return source

    def add_video(self, video_id: str, *, seconds: int, videos: int = 1) -> None:
        """Put a video in that can be extended under an id of one's own, made an hour ago.

        `videos` is how many the id stands for; the request tells them apart. `ValueError` if the id
        is taken.
        """
        if video_id in self.videos:
            raise ValueError(f"{self.key} has a video {video_id!r} already")
        if seconds < 1 or videos < 1:
            raise ValueError("seconds and videos must be from 1")
        self._put(video_id, video_id, seconds, videos, None, listed=self.named_by_task)

    def _put(
        self,
        task_id: str,
        result_id: str,
        seconds: int,
        videos: int,
        barred: str | None,
        *,
        listed: bool,
    ) -> None:
        task = Task(
            family=self.key,
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
        self.videos[result_id] = task

    def submit(
        self,
        now: float,
        *,
        task_id: str,
        result_id: str,
        parent: Task | None,
        request: Mapping[str, Any],
        seconds_added: int,
        phases: Sequence[Phase] | None = None,
        barred: str | None = None,
    ) -> Task:
        """Make a task that extends what `parent` made, or makes a first video.

        `barred` says why the provider will not extend what it makes. Its pace is drawn within the
        phases: the family's, unless it goes through others.
        """
        oddity = self.schedule.take_oddity()
        before = 0 if parent is None else parent.seconds_after
        task = Task(
            family=self.key,
            id=task_id,
            result_id=result_id,
            parent=parent,
            request=request,
            created_at=now,
            plan=drawn(phases or self.phases, self.rng, oddity.lasts_s),
            seconds_before=before,
            seconds_after=before + seconds_added,
            videos=1 if parent is None else parent.videos,
            barred=barred,
            failure=oddity.failure,
            hidden_until=now + oddity.hidden_s if oddity.hidden_s else None,
        )
        self.tasks[task.id] = self.videos[result_id] = task
        self._running[task.id] = task
        return task

    def maker(self, result_id: str) -> Task | None:
        """Return the task that made, or is making, what `result_id` names; None if nothing did."""
        return self.videos.get(result_id)

    def running(self, now: float) -> list[Task]:
        """Return the tasks that have not ended at `now`, oldest first."""
        running: list[Task] = []
        for task in tuple(self._running.values()):
            if task.moment(now).end is None:
                running.append(task)
            else:
                # It never runs again, so each task is looked at once after its end.
                self._running.pop(task.id, None)
        return running

    def newest_first(self) -> Iterator[Task]:
        """Return the tasks that are there now, the one made last first."""
        # A copy: tests put videos in from their thread while a server shows them in another.
        return reversed(tuple(self.tasks.values()))
