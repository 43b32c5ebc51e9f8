"""The operations that kie.ai's task kinds have in common: to start a task, and to read it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from longtake.emulator.callbacks.policy import CallbackPolicy
from longtake.emulator.endpoints import Endpoint, ParsedRequest
from longtake.emulator.kie.responses import REFUSALS, envelope, failure_message, refused
from longtake.emulator.responses import ProviderResponse
from longtake.emulator.task_kind import (
    FirstVideo,
    RequestBody,
    StartOperation,
    TaskKind,
    any_source,
)
from longtake.emulator.tasks import Task, rounded_s

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Collection, Mapping, Sequence

    from longtake.emulator.account import RateWindow
    from longtake.emulator.alterations import Alterations
    from longtake.emulator.callbacks.signatures import Signer
    from longtake.emulator.media.host import MediaHost
    from longtake.emulator.provider import EmulatedProvider
    from longtake.emulator.spec import Spec
    from longtake.emulator.tasks import Extent, FailureReason, Moment, Phase

DAY_S: Final = 24 * 3600.0
# Results and their links "are kept 14 days" after a task's end.
KEPT_S: Final = 14 * DAY_S
# "After 3 failed tries in a row" the provider sends no more; no page documents the pause between them.
ATTEMPTS: Final = 3
PAUSE_S: Final = 60.0


@frozen
class TaskView:
    """A task at one time, for its record or callback.

    Attributes:
        task: The task.
        moment: Its state.
        expired: Whether its result has expired.
    """

    task: Task
    moment: Moment
    expired: bool
    _origin: str
    _media: MediaHost
    _expires_at: float

    @property
    def succeeded(self) -> bool:
        """Whether the task has succeeded."""
        return self.moment.end == "succeeded"

    def link(self, extent: Extent, *, suffix: str = "") -> str:
        """Return a link to the task's part or whole; it expires with the result."""
        start_s, end_s = self.task.range_s(extent)
        return self._media.link(
            self._origin,
            f"{self.task.kind}/{self.task.id}{suffix}.mp4",
            start_s=start_s,
            end_s=end_s,
            expires_at=self._expires_at,
        )

    def result_link(self, usual: Extent = "whole", *, suffix: str = "") -> str:
        """Return a link to the task's result; `usual` is what the provider returns."""
        return self.link(self.task.extent(usual), suffix=suffix)


@frozen(kw_only=True)
class KindSpec:
    """The declaration of a task kind.

    Attributes:
        name: Its name within the provider.
        starts: The operations that start its tasks.
        read_path: The path of the operation that reads its tasks.
        phases: The states of a task.
        record: Returns the `data` of the response to a poll.
        callback: Returns the `data` of the callback about a task that has ended.
        failure_codes: The code of a callback about a task that failed.
        alterations: The alterations of responses and callbacks.
        first_videos: Its first videos.
        first_id: Draws the id of the task of a first video.
        source_objection: Returns why a source that exists does not fit a request; None if it does.
        result_kept_s: How long after its end a task's result is kept, in seconds.
        record_kept_s: How long after its end a task can be read, in seconds: then its "record is null".
        bad_source: The code for a source that exists and cannot be extended.
        shows_record_id: Whether the response to a request for a task has a second id.
        other_models: The models that a path accepts beside those of its operations.
        extents: The results of its extensions; empty without extensions.
        refunds_failures: Whether a task that fails costs nothing in the end.
    """

    name: str
    starts: Sequence[StartOperation]
    read_path: str
    phases: Sequence[Phase]
    record: Callable[[TaskView], Mapping[str, Any]]
    callback: Callable[[TaskView], Mapping[str, Any]]
    failure_codes: Mapping[FailureReason, int]
    alterations: Alterations
    first_videos: Sequence[FirstVideo]
    first_id: Callable[[random.Random], str]
    source_objection: Callable[[RequestBody, Task], str | None] = any_source
    result_kept_s: float = KEPT_S
    record_kept_s: float = KEPT_S
    bad_source: int = 400
    shows_record_id: bool = False
    other_models: Collection[str] = ()
    extents: frozenset[Extent] = frozenset()
    refunds_failures: bool = False


@frozen(eq=False)
class KieContext:
    """The state that the task kinds of one account share.

    Attributes:
        provider: The provider.
        creates: The rate limit of new tasks, of whatever kind.
        signer: Signs the callbacks.
        missing: Returns the response to a read of an unknown task.
        refundable: The tasks that are refunded if they fail, until they have ended.
    """

    provider: EmulatedProvider
    creates: RateWindow
    signer: Signer
    missing: Callable[[], ProviderResponse]
    refundable: list[Task] = field(factory=list[Task])

    def refund(self, now: float) -> None:
        """Give the credits of the tasks back that have failed."""
        for task in tuple(self.refundable):
            end = task.moment(now).end
            if end is not None:
                self.refundable.remove(task)
            if end == "failed":
                self.provider.account.refund(task.credits)


def is_specified(declared: KindSpec, spec: Spec) -> bool:
    """Return whether a specification has an operation that starts tasks of a kind."""
    return any(spec.operation("POST", start.path) for start in declared.starts)


class KindOperations:
    """The tasks of one kind, and the operations on them.

    Args:
        declared: The declaration of the kind.
        context: The state that it shares with the other kinds.
    """

    def __init__(self, declared: KindSpec, context: KieContext) -> None:
        self.declared = declared
        self.context = context
        self.shared = shared = context.provider.shared
        self.starts = [
            start
            for start in declared.starts
            if context.provider.spec.operation("POST", start.path)
        ]
        self.kind = TaskKind(
            context.provider.name,
            declared.name,
            shared.clock,
            shared.rng,
            declared.phases,
            frozenset(REFUSALS),
            alterations=declared.alterations,
            extents=declared.extents,
            extended_by_task_id=True,
        )
        shared.callbacks.register(
            self.kind,
            CallbackPolicy(
                address_field="callBackUrl",
                timing="end",
                body=self._callback,
                signer=context.signer,
                attempts=ATTEMPTS,
                pause_s=PAUSE_S,
            ),
        )
        for video in declared.first_videos:
            task_id = declared.first_id(shared.rng)
            self.kind.add_first_video(video, task_id=task_id, result_id=task_id)

    @property
    def endpoints(self) -> list[Endpoint]:
        """The operations."""
        kind = self.kind
        at_path: dict[str, dict[str | None, StartOperation]] = {}
        for start in self.starts:
            at_path.setdefault(start.path, {})[start.model] = start
        return [
            *(
                Endpoint("submit", "POST", path, partial(self._submit, starts), kind)
                for path, starts in at_path.items()
            ),
            Endpoint(
                "read", "GET", self.declared.read_path, self._read, kind, task_parameter="taskId"
            ),
        ]

    def _submit(
        self, starts: Mapping[str | None, StartOperation], request: ParsedRequest
    ) -> ProviderResponse:
        """Start a task, or refuse the request.

        Args:
            starts: The operations of the path by their models; None for the only one, or for other models.
            request: The request.
        """
        start = starts.get(request.body.get("model")) or starts[None]
        fields = start.fields(request.body)
        objection = self._model_objection(start, request.body) or start.objection(fields)
        if objection is not None:
            return envelope(422, objection)
        # The rate limit comes first, after the key and the form of the request.
        if self.context.creates.is_full(request.now):
            return refused("rate_limit")
        parent = self._source(start, fields, request)
        if isinstance(parent, ProviderResponse):
            return parent
        price = start.price(fields, parent)
        self.context.refund(request.now)
        if not self.context.provider.account.charge(price):
            return refused("insufficient_credits")
        self.context.creates.add(request.now)
        # Drawn only for a task that is made: ids must not depend on how many requests were refused.
        task_id = start.new_id(self.shared.rng)
        task = self.kind.start(
            request.now,
            task_id=task_id,
            result_id=task_id,
            parent=parent,
            request=request.body,
            seconds_added=start.seconds(fields, self.shared.rng, parent),
            price=price,
            phases=start.phases,
            not_extendable=start.not_extendable(fields),
        )
        if self.declared.refunds_failures:
            self.context.refundable.append(task)
        source = None if parent is None else parent.result_id
        self.context.provider.record_create(
            self.kind, task, source=source, price=price, origin=request.origin
        )
        ids = {"taskId": task_id}
        if self.declared.shows_record_id:
            ids["recordId"] = f"record_{task_id}"
        body = {"code": 200, "msg": "success", "data": ids}
        return ProviderResponse(200, body, task_id=task_id)

    def _source(
        self, start: StartOperation, fields: RequestBody, request: ParsedRequest
    ) -> Task | ProviderResponse | None:
        """Return the task whose video is continued, or the refusal of it; None for a first video."""
        # Some operations take the URL of a video in place of a task, or only a URL.
        if start.source is not None and start.source in fields:
            source = self.kind.task_of_result(str(fields[start.source]))
            if source is None:
                return unknown_source()
            return self._source_refusal(source, request) or source
        if start.url_source is None or start.url_source not in fields:
            return None
        source = self._task_of_url(str(fields[start.url_source]), request)
        if source is None:
            return envelope(422, f"{start.url_source}: the video cannot be downloaded")
        objection = start.source_objection(fields, source)
        return source if objection is None else envelope(422, objection)

    def _task_of_url(self, url: str, request: ParsedRequest) -> Task | None:
        """Return a task that made the video at a URL; None if it cannot be downloaded."""
        footage = self.shared.media.footage(url, request.origin)
        if footage is None:
            return None
        return Task(
            kind=self.kind.key,
            id="",
            result_id=url,
            parent=None,
            request={},
            created_at=request.now,
            plan=(),
            seconds_before=0,
            seconds_after=rounded_s(footage.end_s - footage.start_s),
            begins_s=footage.start_s,
        )

    def _model_objection(self, start: StartOperation, body: RequestBody) -> str | None:
        """Return why a request is refused whose model no operation names; None if it is not."""
        others = self.declared.other_models
        if start.model is not None or not others or body["model"] in others:
            return None
        return f"model: must be one of {len(self.starts) - 1 + len(others)} models"

    def _source_refusal(self, source: Task, request: ParsedRequest) -> ProviderResponse | None:
        """Return the refusal of a source that exists; None if it can be extended."""
        moment, bad_source = source.moment(request.now), self.declared.bad_source
        if request.now >= moment.kept_until(self.declared.record_kept_s):
            # Without its record the provider cannot find it.
            return unknown_source()
        if moment.end is None:
            return envelope(bad_source, "The original task is still processing")
        if moment.end != "succeeded":
            return envelope(bad_source, "The original task has made no video")
        if request.now >= moment.kept_until(self.declared.result_kept_s):
            return envelope(bad_source, "The original video has expired")
        if source.not_extendable is not None:
            return envelope(bad_source, source.not_extendable)
        objection = self.declared.source_objection(request.body, source)
        return None if objection is None else envelope(422, objection)

    def _read(self, request: ParsedRequest) -> ProviderResponse:
        """Return a task's record; a task of another kind is unknown here."""
        self.context.refund(request.now)
        task = self.kind.tasks.get(request.query["taskId"])
        if task is None or not task.is_visible(request.now):
            return self.context.missing()
        view = self._view(request, task)
        if request.now >= view.moment.kept_until(self.declared.record_kept_s):
            return self.context.missing()
        return envelope(200, "success", self.declared.record(view))

    def _callback(self, request: ParsedRequest, task: Task) -> Mapping[str, Any]:
        """Return the body of a callback."""
        view = self._view(request, task)
        failure = view.moment.failure
        code, msg = 200, "success"
        if failure is not None:
            code, msg = self.declared.failure_codes[failure.reason], failure_message(failure)
        return {"code": code, "msg": msg, "data": self.declared.callback(view)}

    def _view(self, request: ParsedRequest, task: Task) -> TaskView:
        moment = task.moment(request.now)
        expires_at = moment.kept_until(self.declared.result_kept_s)
        expired = moment.end == "succeeded" and request.now >= expires_at
        return TaskView(task, moment, expired, request.origin, self.shared.media, expires_at)


def unknown_source() -> ProviderResponse:
    """Return the response to a request to extend a source that does not exist or has expired."""
    return envelope(404, "The original video or task does not exist")
