"""Task kinds: how one is declared, its tasks and videos, and the faults that are still to happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import define, field, frozen

from longtake.emulator.fault_schedule import FaultSchedule
from longtake.emulator.tasks import (
    Extent,
    FailureReason,
    Phase,
    Task,
    TaskFault,
    draw_phases,
    rounded_s,
)

if TYPE_CHECKING:
    import random

    from longtake.emulator.alterations import Alterations
    from longtake.emulator.clock import EmulatorClock
    from longtake.emulator.faults import Alteration, Fault, Refusal, RequestKind

COMMON_REQUESTS: Final[frozenset[RequestKind]] = frozenset(
    {"submit", "read", "download", "callback"}
)
"""The kinds of request that every task kind has, callbacks included."""
# The requests of a fault that always happens, where no kind of request is named.
DEFAULT_REQUESTS: Final[tuple[RequestKind, ...]] = ("submit", "read")

RequestBody: TypeAlias = Mapping[str, Any]
"""The body of a request that passed validation."""

FIRST_REQUEST: Final[RequestBody] = {"prompt": "A dog runs along a beach at sunrise"}
"""The request that made a video which exists from the beginning, unless its declaration has another."""


Price: TypeAlias = Callable[[RequestBody, Task | None], float]
"""Returns the price of a task in credits, by its request and its source, None for a first video."""

Seconds: TypeAlias = "Callable[[RequestBody, random.Random, Task | None], float]"
"""Returns how many seconds a task makes, by its request and its source, or drawn."""


def no_objection(body: RequestBody) -> str | None:
    """Return None, for any request."""
    del body
    return None


def any_source(body: RequestBody, source: Task) -> str | None:
    """Return None, for any source."""
    del body, source
    return None


@frozen(kw_only=True)
class StartOperation:
    """The declaration of an operation that starts tasks of a kind.

    Attributes:
        path: Its path below the provider's host; the method is POST.
        source: The field of its request that names the source; None for a first video.
        seconds: Returns how many seconds a task makes.
        price: Returns the price of a task in credits.
        new_id: Draws the id of a task, or of its video where that has an id of its own.
        objection: Returns why a request is refused that the specification allows; None if it is not.
        not_extendable: Returns why the video of a request cannot be extended; None if it can.
        phases: The states of a task; None for those of the kind.
        model: The provider's model id, where a path is for many models; None for all that no other
            operation of the path names.
        fields_in: The member of the request with the fields; empty for the request itself.
        url_source: The field of its request with the URL of a source; None where no URL is a source.
        source_objection: Returns why the video at that URL does not fit a request; None if it does.
    """

    path: str
    source: str | None = None
    seconds: Seconds
    price: Price
    new_id: Callable[[random.Random], str]
    objection: Callable[[RequestBody], str | None] = no_objection
    not_extendable: Callable[[RequestBody], str | None] = no_objection
    phases: Sequence[Phase] | None = None
    model: str | None = None
    fields_in: str = ""
    url_source: str | None = None
    source_objection: Callable[[RequestBody, Task], str | None] = any_source

    def fields(self, body: RequestBody) -> RequestBody:
        """Return the fields of a request."""
        return body[self.fields_in] if self.fields_in else body


@frozen(kw_only=True)
class FirstVideo:
    """The declaration of a video that exists from the beginning.

    Attributes:
        variable: The name under which its id is printed: `KIND_SOURCE`.
        seconds: Its length in seconds.
        videos: How many videos its task made.
        not_extendable: Why the provider does not extend it; None for one that it does.
        request: The request that made it.
    """

    variable: str
    seconds: float
    videos: int = 1
    not_extendable: str | None = None
    request: RequestBody = FIRST_REQUEST


def fixed_price(credits_: float) -> Price:
    """Return a price that does not depend on the request."""
    return lambda _, __: credits_


def drawn_seconds(*choices: int) -> Seconds:
    """Return a length that does not depend on the request: one of several, drawn."""
    # Nothing is drawn where there is no choice.
    return lambda _, rng, __: choices[0] if len(choices) == 1 else rng.choice(choices)


@frozen
class Source:
    """A video to extend that exists from the beginning.

    Example:
        >>> source = emulator.sources["kie/veo"]
        >>> task = kie.veo.extend(task_id=source.id, prompt="It reaches the sea")

    Attributes:
        kind: The key of its task kind, such as `kie/veo`.
        id: The id that the extend operation of the kind takes.
        seconds: Its length in seconds.
        variable: The name under which its id is printed, such as `KIND_SOURCE`.
        not_extendable: Why the provider does not extend it; None for one that it does.
        videos: How many videos have the id; the request tells them apart.
    """

    kind: str
    id: str
    seconds: float
    variable: str
    not_extendable: str | None = None
    videos: int = 1


@define(eq=False)
class TaskKind:
    """One task kind of a provider: its tasks and videos, and the faults that are still to happen.

    Example:
        >>> emulator.kie.veo.next_task(fail="moderation")
        >>> kie.veo.generate(prompt="A dog runs along a beach").wait()
        Traceback (most recent call last):
        longtake.errors.TaskRejectedError: kie/veo: the task failed: The content was flagged ...

    Attributes:
        provider: The provider's name.
        name: The kind's name within the provider.
        clock: The emulator's clock.
        rng: The emulator's source of randomness.
        phases: The states of a task.
        refusals: The refusals of the provider; `next_submit` and `next_read` accept no others.
        alterations: The alterations of its responses and callbacks.
        requests: The kinds of request that it has.
        extents: The results that the provider returns for extensions; empty without extensions.
        extended_by_task_id: Whether a video is extended by the id of the task that made it.
        videos: The task that made each video, by the id by which it is extended; kinds may share it.
        sources: The videos that exist from the beginning.
        tasks: The tasks by their ids.
        schedule: The faults that are still to happen.
    """

    provider: str
    name: str
    clock: EmulatorClock = field(repr=False)
    rng: random.Random = field(repr=False)
    phases: Sequence[Phase] = field(repr=False)
    refusals: frozenset[Refusal] = field(repr=False)
    alterations: Alterations = field(repr=False)
    requests: frozenset[RequestKind] = field(default=COMMON_REQUESTS, repr=False)
    extents: frozenset[Extent] = field(default=frozenset[Extent](), repr=False)
    extended_by_task_id: bool = field(default=False, repr=False)
    videos: dict[str, Task] = field(factory=dict[str, Task], repr=False)
    sources: list[Source] = field(factory=list[Source], repr=False)
    tasks: dict[str, Task] = field(factory=dict[str, Task], repr=False)
    # By their ids, so that any thread can add or remove one while another iterates.
    _running: dict[str, Task] = field(init=False, factory=dict[str, Task], repr=False)
    schedule: FaultSchedule = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Begin without faults."""
        names: dict[RequestKind, frozenset[Alteration]] = {
            kind: frozenset(rules) for kind, rules in self.alterations.items()
        }
        self.schedule = FaultSchedule(self.key, self.requests, self.refusals, names, self.extents)

    @property
    def key(self) -> str:
        """The key of the task kind, such as `kie/veo`."""
        return f"{self.provider}/{self.name}"

    def next_submit(self, *faults: Fault) -> None:
        """Add faults for the next submits, one each, in this order.

        Raises:
            ValueError: If a fault cannot happen to a submit of this kind. All `next_` methods raise it.
        """
        self.schedule.add_next("submit", faults)

    def next_read(self, *faults: Fault) -> None:
        """Add faults for the next reads (of any task), one each, in this order."""
        self.schedule.add_next("read", faults)

    def next_cancel(self, *faults: Fault) -> None:
        """Add faults for the next requests that cancel a task, one each, in this order."""
        self.schedule.add_next("cancel", faults)

    def next_list(self, *faults: Fault) -> None:
        """Add faults for the next requests that list tasks, one each, in this order."""
        self.schedule.add_next("list", faults)

    def next_download(self, *faults: Fault) -> None:
        """Add faults for the next downloads of this kind's files, one each, in this order."""
        self.schedule.add_next("download", faults)

    def next_callback(self, *faults: Fault) -> None:
        """Add faults for the next callbacks, one each, in this order."""
        self.schedule.add_next("callback", faults)

    def on_read(self, number: int, fault: Fault) -> None:
        """Set the fault of the `number`-th read of each task, counted from 1."""
        self.schedule.set_on_read(number, fault)

    def always(self, fault: Fault, *, on: RequestKind | None = None) -> None:
        """Set the fault of every request of one kind, until `clear_faults`.

        Args:
            fault: The fault.
            on: The kind of request; None for submits and reads, as far as the fault can happen to them.
        """
        if on is not None:
            self.schedule.set_always(fault, (on,))
            return
        possible: list[RequestKind] = [
            kind for kind in DEFAULT_REQUESTS if self.schedule.problem(fault, kind) is None
        ]
        # Where neither is possible, the schedule's error says why.
        self.schedule.set_always(fault, possible or DEFAULT_REQUESTS[-1:])

    def next_task(
        self,
        *,
        fail: FailureReason | None = None,
        message: str | None = None,
        hidden_s: float = 0.0,
        lasts_s: float | None = None,
        overlap_s: float | None = None,
        result: Extent | None = None,
    ) -> None:
        """Set how the next task behaves.

        Args:
            fail: Lets the task end without a video, for this reason.
            message: Replaces the provider's usual words about the failure.
            hidden_s: For how many seconds after the submit a read does not find the task.
            lasts_s: How many seconds the task lasts; None for a time that is usual with the provider.
            overlap_s: The seconds that a part repeats from the end of its source, a multiple of 0.2; or None.
            result: Whether an extension returns the `part` or the `whole`; None for the provider's choice.

        Raises:
            ValueError: If a value is out of range, or cannot happen to a task of this kind.
        """
        self.schedule.add_task_faults(
            [TaskFault(fail, message, hidden_s, lasts_s, overlap_s, result)]
        )

    def clear_faults(self) -> None:
        """Remove every fault that is still to happen."""
        self.schedule.clear()

    def add_first_video(
        self, declared: FirstVideo, *, task_id: str, result_id: str, listed: bool = True
    ) -> Source:
        """Add a first video, made an hour ago.

        Args:
            declared: Its length, number of videos and other properties.
            task_id: The id of the task that made it.
            result_id: The id by which it is extended.
            listed: Whether its task can be read in this kind.
        """
        self._add(
            task_id,
            result_id,
            declared.seconds,
            declared.videos,
            declared.not_extendable,
            listed=listed,
            request=declared.request,
        )
        source = Source(
            self.key,
            result_id,
            declared.seconds,
            declared.variable,
            declared.not_extendable,
            declared.videos,
        )
        self.sources.append(source)
        return source

    def add_video(self, video_id: str, *, seconds: float, videos: int = 1) -> None:
        """Add a video that can be extended, with an id of your own, made an hour ago.

        Args:
            video_id: The id.
            seconds: Its length in seconds.
            videos: How many videos have the id; the request tells them apart.

        Raises:
            ValueError: If the id is taken, or a number is below 1.
        """
        if video_id in self.videos:
            raise ValueError(f"{self.key} already has a video {video_id!r}; use another id")
        if seconds < 1 or videos < 1:
            raise ValueError(f"seconds and videos must be 1 or more, got {seconds} and {videos}")
        self._add(video_id, video_id, seconds, videos, None, listed=self.extended_by_task_id)

    def _add(
        self,
        task_id: str,
        result_id: str,
        seconds: float,
        videos: int,
        not_extendable: str | None,
        *,
        listed: bool,
        request: RequestBody = FIRST_REQUEST,
    ) -> None:
        task = Task(
            kind=self.key,
            id=task_id,
            result_id=result_id,
            parent=None,
            request=request,
            created_at=self.clock.now() - 3600,
            plan=[(phase.state, phase.low_s) for phase in self.phases],
            seconds_before=0,
            seconds_after=seconds,
            videos=videos,
            not_extendable=not_extendable,
        )
        if listed:
            self.tasks[task.id] = task
        self.videos[result_id] = task

    def start(
        self,
        now: float,
        *,
        task_id: str,
        result_id: str,
        parent: Task | None,
        request: Mapping[str, Any],
        seconds_added: float,
        price: float = 0.0,
        phases: Sequence[Phase] | None = None,
        not_extendable: str | None = None,
    ) -> Task:
        """Start a task that extends the result of `parent`, or makes a first video.

        Args:
            now: The time.
            task_id: Its id.
            result_id: The id of its result.
            parent: The task whose result it extends.
            request: The body of the request.
            seconds_added: How many seconds it makes.
            price: The credits that it costs.
            phases: Its states; None for those of the kind. Their lengths are drawn.
            not_extendable: Why the provider does not extend its result; None if it does.
        """
        fault = self.schedule.take_task_fault()
        before = 0 if parent is None else parent.seconds_after
        task = Task(
            kind=self.key,
            id=task_id,
            result_id=result_id,
            parent=parent,
            request=request,
            created_at=now,
            plan=draw_phases(phases or self.phases, self.rng, fault.lasts_s),
            seconds_before=before,
            seconds_after=rounded_s(before + seconds_added),
            videos=1 if parent is None else parent.videos,
            not_extendable=not_extendable,
            failure=fault.failure,
            hidden_until=now + fault.hidden_s if fault.hidden_s else None,
            begins_s=0.0 if parent is None else parent.begins_s,
            overlap_s=fault.overlap_s or 0.0,
            result=None if parent is None else fault.result,
            credits=price,
        )
        self.tasks[task.id] = self.videos[result_id] = task
        self._running[task.id] = task
        return task

    def task_of_result(self, result_id: str) -> Task | None:
        """Return the task that made, or is making, a result; None if there is none."""
        return self.videos.get(result_id)

    def running(self, now: float) -> list[Task]:
        """Return the tasks that have not ended at `now`, oldest first."""
        running: list[Task] = []
        for task in tuple(self._running.values()):
            if task.moment(now).end is None:
                running.append(task)
            else:
                # It never runs again, so each task is tested once after its end.
                self._running.pop(task.id, None)
        return running

    def newest_first(self) -> Iterator[Task]:
        """Return the tasks that exist now, the newest first."""
        # A copy: tests add videos from their thread while a server lists them in another.
        return reversed(tuple(self.tasks.values()))
