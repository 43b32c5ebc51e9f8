"""What kie.ai's task kinds have in common: to start a task, and to read it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import frozen

from longtake.emulator.calling import Habits
from longtake.emulator.calling.signing import Signer
from longtake.emulator.changes import Changes
from longtake.emulator.endpoints import Answer, Call, Endpoint
from longtake.emulator.family import Family
from longtake.emulator.faults import FailureReason
from longtake.emulator.kie.envelope import REFUSALS, envelope, failure_words, refused
from longtake.emulator.kinds import Request, Seed, Start
from longtake.emulator.limits import Window
from longtake.emulator.media import Media
from longtake.emulator.spec import Spec
from longtake.emulator.tasks import Moment, Phase, Task
from longtake.emulator.vendor import Vendor

DAY_S: Final = 24 * 3600.0
# Results and their links "are kept 14 days" after a task's end.
KEPT_S: Final = 14 * DAY_S
# "After 3 failed tries in a row the vendor gives up"; how long it waits between them no page tells.
ATTEMPTS: Final = 3
PAUSE_S: Final = 60.0


@frozen
class View:
    """A task at one time, as a record or a callback shows it.

    Attributes:
        task: The task.
        moment: Where it stands.
        expired: Whether its result is gone.
    """

    task: Task
    moment: Moment
    expired: bool
    _origin: str
    _media: Media
    _dies_at: float

    @property
    def made(self) -> bool:
        """Whether the task has succeeded."""
        return self.moment.end == "succeeded"

    def link(self, *, suffix: str = "", start_s: int = 0) -> str:
        """Return the address of what the task made; it dies with the result."""
        return self._media.link(
            self._origin,
            f"{self.task.family}/{self.task.id}{suffix}.mp4",
            start_s=start_s,
            end_s=self.task.seconds_after,
            dies_at=self._dies_at,
        )


def any_source(request: Request, source: Task) -> str | None:
    """Object to no source."""
    del request, source
    return None


@frozen(kw_only=True)
class Kind:
    """One kind of task.

    Attributes:
        name: Its name within the provider.
        starts: The operations that start its tasks.
        read_path: Where its tasks are read.
        phases: The states that a task goes through.
        record: Returns the `data` of the response to a poll.
        callback: Returns the `data` of the callback about a task that has ended.
        failure_codes: The code of a callback about a task that failed.
        changes: What can be odd about responses and callbacks.
        seeds: Its first videos.
        seed_id: Draws the id of the task of a first video.
        source_objection: Returns why a source that exists does not fit a request; None if it does.
        result_kept_s: How long after its end a task's result is kept, in seconds.
        record_kept_s: How long after its end a task can be read: then its "record is null".
        bad_source: The code for a source that exists and cannot be extended.
    """

    name: str
    starts: Sequence[Start]
    read_path: str
    phases: Sequence[Phase]
    record: Callable[[View], Mapping[str, Any]]
    callback: Callable[[View], Mapping[str, Any]]
    failure_codes: Mapping[FailureReason, int]
    changes: Changes
    seeds: Sequence[Seed]
    seed_id: Callable[[random.Random], str]
    source_objection: Callable[[Request, Task], str | None] = any_source
    result_kept_s: float = KEPT_S
    record_kept_s: float = KEPT_S
    bad_source: int = 400


@frozen(eq=False)
class Shop:
    """What the task kinds of one account share.

    Attributes:
        vendor: The provider.
        creates: New tasks, of whatever kind.
        signer: Signs the callbacks.
        missing: Returns the response to a read of an unknown task.
    """

    vendor: Vendor
    creates: Window
    signer: Signer
    missing: Callable[[], Answer]


def is_specified(kind: Kind, spec: Spec) -> bool:
    """Whether a specification has an operation that starts tasks of a kind."""
    return any(spec.operation("POST", start.path) for start in kind.starts)


class Section:
    """The tasks of one kind, and the operations on them."""

    def __init__(self, kind: Kind, shop: Shop) -> None:
        self.kind = kind
        self.shop = shop
        self.house = house = shop.vendor.house
        self.starts = [
            start for start in kind.starts if shop.vendor.spec.operation("POST", start.path)
        ]
        self.family = Family(
            shop.vendor.name,
            kind.name,
            house.clock,
            house.rng,
            kind.phases,
            frozenset(REFUSALS),
            changes=kind.changes,
            named_by_task=True,
        )
        house.caller.learn(
            self.family,
            Habits(
                address="callBackUrl",
                when="end",
                body=self._callback,
                signer=shop.signer,
                attempts=ATTEMPTS,
                pause_s=PAUSE_S,
            ),
        )
        for seed in kind.seeds:
            task_id = kind.seed_id(house.rng)
            self.family.seed(
                task_id=task_id,
                result_id=task_id,
                variable=seed.variable,
                seconds=seed.seconds,
                videos=seed.videos,
                barred=seed.not_extendable,
            )

    @property
    def endpoints(self) -> list[Endpoint]:
        """The operations."""
        family = self.family
        return [
            *(
                Endpoint("submit", "POST", start.path, partial(self._submit, start), family)
                for start in self.starts
            ),
            Endpoint(
                "read", "GET", self.kind.read_path, self._read, family, task_parameter="taskId"
            ),
        ]

    def _submit(self, start: Start, call: Call) -> Answer:
        """Start a task, unless something is against it."""
        objection = start.objection(call.body)
        if objection is not None:
            return envelope(422, objection)
        # The limit stands in front of everything but the key and the form of the request.
        if self.shop.creates.full(call.now):
            return refused("rate_limit")
        source: str | None = None
        parent: Task | None = None
        if start.source is not None:
            source = str(call.body[start.source])
            parent = self.family.maker(source)
            if parent is None:
                return unknown_source()
            if (refusal := self._against(parent, call)) is not None:
                return refusal
        price = start.price(call.body)
        if not self.shop.vendor.account.charge(price):
            return refused("insufficient_credits")
        self.shop.creates.enter(call.now)
        # Drawn for a task that is made only: ids must not depend on how many requests were refused.
        task_id = start.new_id(self.house.rng)
        task = self.family.submit(
            call.now,
            task_id=task_id,
            result_id=task_id,
            parent=parent,
            request=call.body,
            seconds_added=start.seconds(call.body, self.house.rng),
        )
        self.shop.vendor.enter(self.family, task, source=source, price=price, origin=call.origin)
        body = {"code": 200, "msg": "success", "data": {"taskId": task_id}}
        return Answer(200, body, made=task_id)

    def _against(self, source: Task, call: Call) -> Answer | None:
        """Return what is against extending what a task made; None if nothing is."""
        moment, bad_source = source.moment(call.now), self.kind.bad_source
        if call.now >= moment.kept_until(self.kind.record_kept_s):
            # There is no record any more by which the provider could tell.
            return unknown_source()
        if moment.end is None:
            return envelope(bad_source, "The original task is still processing")
        if moment.end != "succeeded":
            return envelope(bad_source, "The original task has made no video")
        if call.now >= moment.kept_until(self.kind.result_kept_s):
            return envelope(bad_source, "The original video has expired")
        if source.barred is not None:
            return envelope(bad_source, source.barred)
        objection = self.kind.source_objection(call.body, source)
        return None if objection is None else envelope(422, objection)

    def _read(self, call: Call) -> Answer:
        """Return a task's record; a task of another kind is as unknown here as any."""
        task = self.family.tasks.get(call.query["taskId"])
        if task is None or not task.visible(call.now):
            return self.shop.missing()
        view = self._view(call, task)
        if call.now >= view.moment.kept_until(self.kind.record_kept_s):
            return self.shop.missing()
        return envelope(200, "success", self.kind.record(view))

    def _callback(self, call: Call, task: Task) -> Mapping[str, Any]:
        """Return what is posted to a callback address."""
        view = self._view(call, task)
        failure = view.moment.failure
        code, msg = 200, "success"
        if failure is not None:
            code, msg = self.kind.failure_codes[failure.reason], failure_words(failure)
        return {"code": code, "msg": msg, "data": self.kind.callback(view)}

    def _view(self, call: Call, task: Task) -> View:
        moment = task.moment(call.now)
        dies_at = moment.kept_until(self.kind.result_kept_s)
        expired = moment.end == "succeeded" and call.now >= dies_at
        return View(task, moment, expired, call.origin, self.house.media, dies_at)


def unknown_source() -> Answer:
    """Return the response to a request to extend what is not there, or not any longer."""
    return envelope(404, "The original video or task does not exist")
