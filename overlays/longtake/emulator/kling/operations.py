"""The operations that Kling's task kinds have in common: to create, read and list tasks."""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen

from longtake.emulator.callbacks.policy import CallbackPolicy
from longtake.emulator.clock import milliseconds
from longtake.emulator.endpoints import Endpoint, ParsedRequest
from longtake.emulator.faults import Refusal, RequestKind
from longtake.emulator.kling.responses import ALTERATIONS, FAILURES, REFUSALS
from longtake.emulator.responses import ProviderResponse
from longtake.emulator.task_kind import (
    COMMON_REQUESTS,
    FirstVideo,
    RequestBody,
    StartOperation,
    TaskKind,
)
from longtake.emulator.tasks import Extent, Moment, Phase, Task, decimal_id
from longtake.emulator.validation import Problem

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from longtake.emulator.callbacks.signatures import Signer
    from longtake.emulator.provider import EmulatedProvider

PHASES: Final = (Phase("submitted", 5, 20), Phase("processing", 120, 240))
STATUS: Final = {"succeeded": "succeed", "failed": "failed"}
# The seconds that an extension adds, and the longest video.
MIN_ADDED_S: Final = 4
MAX_ADDED_S: Final = 5
MAX_SECONDS: Final = 180
TOO_LONG: Final = "The video would become longer than 3 minutes"
# How long a video can be extended and downloaded after its end. Its task can be read for ever: no page
# documents an end.
KEPT_S: Final = 30 * 24 * 3600.0
TOO_OLD: Final = "The video is older than 30 days"
# The provider gives ranges for both, and no defaults; these are the emulator's own.
FIRST_PAGE: Final = "1"
PAGE_SIZE: Final = "30"


@frozen(kw_only=True)
class KindSpec:
    """The declaration of a task kind.

    Attributes:
        name: Its name within the provider.
        start: The operation that starts its tasks; they are read and listed at the same path.
        first_videos: Its first videos, whose tasks cannot be read. Their variables begin with the name of the
            provider.
    """

    name: str
    start: StartOperation
    first_videos: Sequence[FirstVideo] = ()


@frozen(eq=False)
class KlingContext:
    """The state that the task kinds of one account share.

    Attributes:
        provider: The provider.
        prefix: The path before each of Kling's.
        parallel: How many tasks may run at once; None for any number.
        signer: Signs the callbacks.
        notices: Returns whether callbacks contain a short notice of the change in place of the task.
        reads_own_ids: Whether a task is read by its `external_task_id`, which is then unique.
        kinds: The task kinds.
        videos: The task that made each video, by the video's id.
        own_ids: The task of each `external_task_id`.
    """

    provider: EmulatedProvider
    prefix: str
    parallel: int | None
    signer: Signer
    notices: Callable[[], bool]
    reads_own_ids: bool
    kinds: list[TaskKind] = field(factory=list[TaskKind])
    videos: dict[str, Task] = field(factory=dict[str, Task])
    own_ids: dict[str, Task] = field(factory=dict[str, Task])
    _requests: count[int] = field(factory=lambda: count(1))

    def envelope(
        self,
        status: int,
        code: int,
        message: str,
        data: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        *,
        task_id: str | None = None,
    ) -> ProviderResponse:
        """Return a response in Kling's envelope; `task_id` is the id of the task that was started."""
        body: dict[str, Any] = {
            "code": code,
            "message": message,
            # Counted, not drawn: the number of polls must not change the ids of tasks.
            "request_id": f"emulated-request-{next(self._requests):08d}",
        }
        # Kling leaves data out of its errors.
        whole = body if data is None else {**body, "data": data}
        return ProviderResponse(status, whole, task_id=task_id)

    def refused(self, refusal: Refusal) -> ProviderResponse:
        """Return a refusal with Kling's code; several refusals share an HTTP status."""
        return self.envelope(*REFUSALS[refusal])

    def invalid(self, message: str) -> ProviderResponse:
        """Return code 1201 with the problem of a request."""
        return self.envelope(400, 1201, message)

    def unknown(self, parameter: str) -> ProviderResponse:
        """Return code 1203, like `not_found`, with the parameter whose value is unknown."""
        status, code, message = REFUSALS["not_found"]
        return self.envelope(status, code, f"{message}: {parameter}")

    def is_full(self, now: float) -> bool:
        """Return whether the account has as many running tasks, of whatever kind, as it may."""
        if self.parallel is None:
            return False
        return sum(len(kind.running(now)) for kind in self.kinds) >= self.parallel


class KindOperations:
    """The tasks of one kind, and the operations on them.

    Args:
        declared: The declaration of the kind.
        context: The state that it shares with the other kinds.
    """

    def __init__(self, declared: KindSpec, context: KlingContext) -> None:
        self.declared = declared
        self.context = context
        self.shared = shared = context.provider.shared
        path = context.prefix + declared.start.path
        has_list = context.provider.spec.operation("GET", path) is not None
        self.kind = TaskKind(
            context.provider.name,
            declared.name,
            shared.clock,
            shared.rng,
            PHASES,
            frozenset(REFUSALS),
            alterations=ALTERATIONS,
            extents=frozenset[Extent]({"whole"} if declared.start.source else ()),
            requests=COMMON_REQUESTS | frozenset[RequestKind]({"list"} if has_list else ()),
            videos=context.videos,
        )
        context.kinds.append(self.kind)
        # No page documents a second attempt.
        policy = CallbackPolicy(
            address_field="callback_url",
            timing="change",
            body=self._callback,
            signer=context.signer,
        )
        shared.callbacks.register(self.kind, policy)
        for video in declared.first_videos:
            self.kind.add_first_video(
                evolve(video, variable=f"{context.provider.name.upper()}_{video.variable}"),
                task_id=decimal_id(shared.rng),
                result_id=decimal_id(shared.rng),
                listed=False,
            )

    @property
    def endpoints(self) -> list[Endpoint]:
        """The operations."""
        kind, path = self.kind, self.context.prefix + self.declared.start.path
        one = f"{path}/{{task_id}}"
        found = [
            Endpoint("submit", "POST", path, self._submit, kind),
            Endpoint("read", "GET", one, self._read, kind, task_parameter="task_id"),
        ]
        if "list" in kind.requests:
            found.append(Endpoint("list", "GET", path, self._list, kind))
        return found

    def _submit(self, request: ParsedRequest) -> ProviderResponse:
        start, context = self.declared.start, self.context
        if (refused := self._refused(request)) is not None:
            return refused
        own_id: str | None = request.body.get("external_task_id")
        source = None if start.source is None else str(request.body[start.source])
        parent = None if source is None else context.videos[source]
        if context.is_full(request.now):
            return context.refused("too_many_tasks")
        price = start.price(request.body, parent)
        if not context.provider.account.charge(price):
            return context.refused("insufficient_credits")
        rng = self.shared.rng
        task = self.kind.start(
            request.now,
            task_id=start.new_id(rng),
            result_id=start.new_id(rng),
            parent=parent,
            request=request.body,
            seconds_added=start.seconds(request.body, rng, parent),
            price=price,
            phases=start.phases,
            not_extendable=start.not_extendable(request.body),
        )
        if own_id and context.reads_own_ids:
            context.own_ids[own_id] = task
        context.provider.record_create(
            self.kind, task, source=source, price=price, origin=request.origin
        )
        data = _state(task, task.moment(request.now))
        return context.envelope(200, 0, "SUCCEED", data, task_id=task.id)

    def _refused(self, request: ParsedRequest) -> ProviderResponse | None:
        """Return the refusal of a request because of its content, None if there is no reason."""
        start, context = self.declared.start, self.context
        if (objection := start.objection(request.body)) is not None:
            return context.invalid(objection)
        if request.body.get("external_task_id") in context.own_ids:
            # "Unique in your account", says the provider, and not how it refuses another.
            return context.invalid(str(Problem("external_task_id", "must be unique")))
        if start.source is None:
            return None
        parent = context.videos.get(str(request.body[start.source]))
        if parent is None or parent.moment(request.now).end != "succeeded":
            # No response has contained the id of a video that is not made yet, or never will be.
            return context.unknown(start.source)
        objection = _not_extendable(parent, request.now)
        return None if objection is None else context.invalid(objection)

    def _read(self, request: ParsedRequest) -> ProviderResponse:
        wanted = request.path["task_id"]
        task = self.kind.tasks.get(wanted) or self.context.own_ids.get(wanted)
        if task is None or task.id not in self.kind.tasks or not task.is_visible(request.now):
            return self.context.unknown("task_id")
        return self.context.envelope(200, 0, "SUCCEED", self._record(request, task))

    def _list(self, request: ParsedRequest) -> ProviderResponse:
        """Return a page of the tasks, newest first."""
        size = int(request.query.get("pageSize", PAGE_SIZE))
        start = (int(request.query.get("pageNum", FIRST_PAGE)) - 1) * size
        visible = (task for task in self.kind.newest_first() if task.is_visible(request.now))
        page = islice(visible, start, start + size)
        return self.context.envelope(
            200, 0, "SUCCEED", [self._record(request, task) for task in page]
        )

    def _record(self, request: ParsedRequest, task: Task) -> dict[str, Any]:
        """Return the task of a response to a poll."""
        moment = task.moment(request.now)
        data = _state(task, moment)
        failure = moment.failure
        data["task_status_msg"] = (
            "" if failure is None else failure.message or FAILURES[failure.reason]
        )
        info: dict[str, Any] = {}
        if task.parent is not None:
            info["parent_video"] = self._video(request, task.parent)
        if (given := task.request.get("external_task_id")) is not None:
            info["external_task_id"] = given
        if info:
            data["task_info"] = info
        if moment.end == "succeeded":
            data["task_result"] = {"videos": [self._video(request, task)]}
            # The provider has it as a string.
            data["final_unit_deduction"] = f"{task.credits:g}"
        return data

    def _callback(self, request: ParsedRequest, task: Task) -> dict[str, Any]:
        """Return the body of a callback."""
        record = self._record(request, task)
        if not self.context.notices():
            return record
        status: str = record["task_status"]
        return {
            "id": task.id,
            "status": "succeeded" if status == STATUS["succeeded"] else status,
            "message": record["task_status_msg"],
            "create_time": record["created_at"],
            "update_time": record["updated_at"],
        }

    def _video(self, request: ParsedRequest, task: Task) -> dict[str, Any]:
        """Return the result of a task: the whole video, source and extension."""
        extent = task.extent("whole")
        start_s, end_s = task.range_s(extent)
        address = self.shared.media.link(
            request.origin,
            f"{task.kind}/{task.result_id}.mp4",
            start_s=start_s,
            end_s=end_s,
            expires_at=task.moment(request.now).kept_until(KEPT_S),
        )
        # The provider has durations as strings.
        return {"id": task.result_id, "url": address, "duration": str(float(task.length_s(extent)))}


def _not_extendable(source: Task, now: float) -> str | None:
    """Return why the result of a task cannot be extended; None if it can."""
    if now >= source.moment(now).kept_until(KEPT_S):
        return TOO_OLD
    if source.not_extendable is not None:
        return source.not_extendable
    return TOO_LONG if source.seconds_after + MIN_ADDED_S > MAX_SECONDS else None


def added_s(body: RequestBody, rng: random.Random, source: Task | None) -> float:
    """Return how many seconds an extension adds: "4-5 s a call", up to the longest video."""
    del body
    drawn = rng.choice((MIN_ADDED_S, MAX_ADDED_S))
    return drawn if source is None else min(drawn, MAX_SECONDS - source.seconds_after)


def _state(task: Task, moment: Moment) -> dict[str, Any]:
    """Return the fields of a task in both a create and a read."""
    return {
        "task_id": task.id,
        "task_status": STATUS.get(moment.end or "", moment.state),
        "created_at": milliseconds(task.created_at),
        "updated_at": milliseconds(moment.since),
    }
