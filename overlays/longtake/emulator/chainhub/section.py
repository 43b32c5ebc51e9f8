"""What Kling's task kinds have in common: to create, read and list tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count, islice
from typing import Any, Final

from attrs import field, frozen

from longtake.emulator.calling import Habits
from longtake.emulator.calling.signing import Signer
from longtake.emulator.chainhub.changes import CHANGES
from longtake.emulator.chainhub.errors import FAILURES, REFUSALS
from longtake.emulator.clock import milliseconds
from longtake.emulator.endpoints import Answer, Call, Endpoint
from longtake.emulator.family import EVERYWHERE, Family
from longtake.emulator.faults import Refusal, Target
from longtake.emulator.ids import decimal
from longtake.emulator.kinds import Request, Seed, Start, anything
from longtake.emulator.problems import Problem
from longtake.emulator.tasks import Moment, Phase, Task
from longtake.emulator.vendor import Vendor

# The reseller's prefix, which Kling's official hosts do not have.
PREFIX: Final = "/kling"

PHASES: Final = (Phase("submitted", 5, 20), Phase("processing", 120, 240))
STATUS: Final = {"succeeded": "succeed", "failed": "failed"}
# An extension makes a video at most so much longer, which is at most so long.
MOST_ADDED_S: Final = 5
LONGEST_S: Final = 180
TOO_LONG: Final = "The video would become longer than 3 minutes"
# A video is extended within so many days of its end, and is there to fetch as long. Its task can be
# read for ever: no page tells of an end.
KEPT_S: Final = 30 * 24 * 3600.0
TOO_OLD: Final = "The video is older than 30 days"
# The provider gives ranges for both, and no defaults; these are the emulator's own.
FIRST_PAGE: Final = "1"
PAGE_SIZE: Final = "30"


@frozen(kw_only=True)
class Kind:
    """One kind of task.

    Attributes:
        name: Its name within the provider.
        start: The operation that starts its tasks; they are read and listed at the same path.
        needs_at_reseller: The fields that the reseller requires and Kling's own hosts do not.
        not_extendable: Returns why the video of a request cannot be extended; None if it can.
        seeds: Its first videos, whose tasks cannot be read.
    """

    name: str
    start: Start
    needs_at_reseller: Sequence[str] = ()
    not_extendable: Callable[[Request], str | None] = anything
    seeds: Sequence[Seed] = ()


@frozen(eq=False)
class Shop:
    """What the kinds of one account share.

    Attributes:
        vendor: The provider.
        parallel: How many tasks may run at once; None for any number.
        signer: Signs the callbacks.
        notices: Returns whether callbacks are a change in few words.
        families: The families of all kinds.
        videos: What made each video, by its id.
    """

    vendor: Vendor
    parallel: int | None
    signer: Signer
    notices: Callable[[], bool]
    families: list[Family] = field(factory=list[Family])
    videos: dict[str, Task] = field(factory=dict[str, Task])
    _requests: count[int] = field(factory=lambda: count(1))

    def envelope(
        self,
        status: int,
        code: int,
        message: str,
        data: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        *,
        made: str | None = None,
    ) -> Answer:
        """Return a response in Kling's envelope; `made` is the id of the task that was started."""
        body: dict[str, Any] = {
            "code": code,
            "message": message,
            # Counted, not drawn: how often somebody polls must not change the ids of tasks.
            "request_id": f"emulated-request-{next(self._requests):08d}",
        }
        # Kling leaves data out of its errors.
        return Answer(status, body if data is None else {**body, "data": data}, made=made)

    def refused(self, refusal: Refusal) -> Answer:
        """Refuse with Kling's code; the HTTP status alone would not tell an empty purse."""
        return self.envelope(*REFUSALS[refusal])

    def invalid(self, message: str) -> Answer:
        """Refuse a request with code 1201, for what is wrong with it."""
        return self.envelope(400, 1201, message)

    def unknown(self, parameter: str) -> Answer:
        """Return 1203, as `not_found` is, with the parameter that named the thing."""
        status, code, message = REFUSALS["not_found"]
        return self.envelope(status, code, f"{message}: {parameter}")

    def is_full(self, now: float) -> bool:
        """Whether as many tasks run as may run, of whatever kind."""
        if self.parallel is None:
            return False
        return sum(len(family.running(now)) for family in self.families) >= self.parallel


class Section:
    """The tasks of one kind, and the operations on them."""

    def __init__(self, kind: Kind, shop: Shop) -> None:
        self.kind = kind
        self.shop = shop
        self.house = house = shop.vendor.house
        lists = shop.vendor.spec.operation("GET", PREFIX + kind.start.path) is not None
        self.family = Family(
            shop.vendor.name,
            kind.name,
            house.clock,
            house.rng,
            PHASES,
            frozenset(REFUSALS),
            changes=CHANGES,
            targets=EVERYWHERE | frozenset[Target]({"list"} if lists else ()),
            videos=shop.videos,
        )
        shop.families.append(self.family)
        # No page tells of a second try.
        habits = Habits(
            address="callback_url", when="change", body=self._callback, signer=shop.signer
        )
        house.caller.learn(self.family, habits)
        for seed in kind.seeds:
            self.family.seed(
                task_id=decimal(house.rng),
                result_id=decimal(house.rng),
                variable=seed.variable,
                seconds=seed.seconds,
                barred=seed.not_extendable,
                listed=False,
            )

    @property
    def endpoints(self) -> list[Endpoint]:
        """The operations, at the reseller's paths and at those of Kling's own hosts."""
        path = self.kind.start.path
        one = f"{path}/{{task_id}}"
        found: list[Endpoint] = []
        for prefix, submit in ((PREFIX, self._submit_at_reseller), ("", self._submit)):
            found += [
                Endpoint("submit", "POST", prefix + path, submit, self.family, PREFIX + path),
                Endpoint(
                    "read", "GET", prefix + one, self._read, self.family, PREFIX + one, "task_id"
                ),
            ]
            if "list" in self.family.targets:
                found.append(
                    Endpoint("list", "GET", prefix + path, self._list, self.family, PREFIX + path)
                )
        return found

    def _submit_at_reseller(self, call: Call) -> Answer:
        for name in self.kind.needs_at_reseller:
            if not call.body.get(name):
                return self.shop.invalid(str(Problem(name, "must be given")))
        return self._submit(call)

    def _submit(self, call: Call) -> Answer:
        start, shop = self.kind.start, self.shop
        objection = start.objection(call.body)
        if objection is not None:
            return shop.invalid(objection)
        source: str | None = None
        parent: Task | None = None
        if start.source is not None:
            source = str(call.body[start.source])
            parent = shop.videos.get(source)
            if parent is None or parent.moment(call.now).end != "succeeded":
                # No response had the id of a video that is not made yet, or never will be.
                return shop.unknown(start.source)
            if (objection := _not_extendable(parent, call.now)) is not None:
                return shop.invalid(objection)
        if shop.is_full(call.now):
            return shop.refused("too_many_tasks")
        price = start.price(call.body)
        if not shop.vendor.account.charge(price):
            return shop.refused("insufficient_credits")
        rng = self.house.rng
        task = self.family.submit(
            call.now,
            task_id=start.new_id(rng),
            result_id=start.new_id(rng),
            parent=parent,
            request=call.body,
            seconds_added=start.seconds(call.body, rng),
            barred=self.kind.not_extendable(call.body),
        )
        shop.vendor.enter(self.family, task, source=source, price=price, origin=call.origin)
        data = _state(task, task.moment(call.now))
        return shop.envelope(200, 0, "SUCCEED", data, made=task.id)

    def _read(self, call: Call) -> Answer:
        task = self.family.tasks.get(call.path["task_id"])
        if task is None or not task.visible(call.now):
            return self.shop.unknown("task_id")
        return self.shop.envelope(200, 0, "SUCCEED", self._record(call, task))

    def _list(self, call: Call) -> Answer:
        """Return a page of the tasks, newest first."""
        size = int(call.query.get("pageSize", PAGE_SIZE))
        start = (int(call.query.get("pageNum", FIRST_PAGE)) - 1) * size
        visible = (task for task in self.family.newest_first() if task.visible(call.now))
        page = islice(visible, start, start + size)
        return self.shop.envelope(200, 0, "SUCCEED", [self._record(call, task) for task in page])

    def _record(self, call: Call, task: Task) -> dict[str, Any]:
        """Return the task of a response to a poll."""
        moment = task.moment(call.now)
        data = _state(task, moment)
        failure = moment.failure
        data["task_status_msg"] = (
            "" if failure is None else failure.message or FAILURES[failure.reason]
        )
        info: dict[str, Any] = {}
        if task.parent is not None:
            info["parent_video"] = self._video(call, task.parent)
        if (given := task.request.get("external_task_id")) is not None:
            info["external_task_id"] = given
        if info:
            data["task_info"] = info
        if moment.end == "succeeded":
            data["task_result"] = {"videos": [self._video(call, task)]}
        return data

    def _callback(self, call: Call, task: Task) -> dict[str, Any]:
        """Return what is posted to a callback address."""
        record = self._record(call, task)
        if not self.shop.notices():
            return record
        status: str = record["task_status"]
        return {
            "id": task.id,
            "status": "succeeded" if status == STATUS["succeeded"] else status,
            "message": record["task_status_msg"],
            "create_time": record["created_at"],
            "update_time": record["updated_at"],
        }

    def _video(self, call: Call, task: Task) -> dict[str, Any]:
        """Return what a task made: the whole video, the source and the seconds added."""
        address = self.house.media.link(
            call.origin,
            f"{task.family}/{task.result_id}.mp4",
            end_s=task.seconds_after,
            dies_at=task.moment(call.now).kept_until(KEPT_S),
        )
        # The provider has durations as strings.
        return {"id": task.result_id, "url": address, "duration": f"{task.seconds_after}.0"}


def _not_extendable(source: Task, now: float) -> str | None:
    """Return why what a task made cannot be extended; None if it can."""
    if now >= source.moment(now).kept_until(KEPT_S):
        return TOO_OLD
    if source.barred is not None:
        return source.barred
    # The most that is added, so that the response does not depend on the draw.
    return TOO_LONG if source.seconds_after + MOST_ADDED_S > LONGEST_S else None


def _state(task: Task, moment: Moment) -> dict[str, Any]:
    """Return what both a create and a read have of a task."""
    return {
        "task_id": task.id,
        "task_status": STATUS.get(moment.end or "", moment.state),
        "created_at": milliseconds(task.created_at),
        "updated_at": milliseconds(moment.since),
    }
