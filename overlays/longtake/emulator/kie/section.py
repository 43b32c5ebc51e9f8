"""What the three families of a kie.ai account have in common: to extend a video, to look at a task."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from longtake.emulator.account import Account
from longtake.emulator.calling import Habits
from longtake.emulator.calling.signing import KieSigner
from longtake.emulator.endpoints import Answer, Call, Endpoint
from longtake.emulator.family import Family
from longtake.emulator.faults import Failure
from longtake.emulator.kie.envelope import REFUSALS, envelope, failure_words, refused
from longtake.emulator.limits import Window
from longtake.emulator.tasks import Moment, Phase, Task
from longtake.emulator.vendor import Vendor

DAY_S: Final = 24 * 3600.0
# "After 3 failed tries in a row the vendor gives up"; how long it waits between them no page tells.
ATTEMPTS: Final = 3
PAUSE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Shop:
    """What the families of one account share."""

    vendor: Vendor
    account: Account
    creates: Window
    """New tasks, of whatever family."""
    missing: Callable[[], Answer]
    """What answers a read of an unknown task."""


class Section(ABC):
    """One family: its tasks, and the two operations on them."""

    name: ClassVar[str]
    phases: ClassVar[Sequence[Phase]]
    extend_path: ClassVar[str]
    read_path: ClassVar[str]
    # Of a task that has ended: results and their links "are kept 14 days".
    result_kept_s: ClassVar[float] = 14 * DAY_S
    # And how long it can be read: then its "record is null".
    record_kept_s: ClassVar[float] = result_kept_s
    bad_source: ClassVar[int] = 400
    """The code for a source that exists and cannot be extended."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.house = house = shop.vendor.house
        refusals = frozenset(REFUSALS)
        self.family = Family(
            shop.vendor.name,
            self.name,
            house.clock,
            house.rng,
            self.phases,
            refusals,
            named_by_task=True,
        )
        self.house.caller.learn(
            self.family,
            Habits(
                address="callBackUrl",
                when="end",
                body=self.called_back,
                signer=KieSigner(lambda: self.house.caller.keys.kie),
                attempts=ATTEMPTS,
                pause_s=PAUSE_S,
            ),
        )
        self.seed()

    @property
    def endpoints(self) -> Sequence[Endpoint]:
        """The two operations."""
        return [
            Endpoint("submit", "POST", self.extend_path, self.extend, self.family),
            Endpoint("read", "GET", self.read_path, self.read, self.family),
        ]

    @abstractmethod
    def seed(self) -> None:
        """Put the first videos in."""

    @abstractmethod
    def extend(self, call: Call) -> Answer:
        """Carry out a request to extend a video."""

    @abstractmethod
    def shown(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        """Return the `data` of an answer to a look at a task."""

    @abstractmethod
    def announced(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        """Return the `data` of a call about a task that has ended."""

    def called_back(self, call: Call, task: Task) -> Mapping[str, Any]:
        """Return what is posted to a callback address."""
        moment = task.moment(call.now)
        code, msg = 200, "success"
        if moment.failure is not None:
            code, msg = self.failure_code(moment.failure), failure_words(moment.failure)
        return {"code": code, "msg": msg, "data": self.announced(call, task, moment)}

    def failure_code(self, failure: Failure) -> int:
        """Return the code of a call about a task that failed."""
        return 400 if failure.reason == "moderation" else 501

    def read(self, call: Call) -> Answer:
        """Carry out a look at a task; one of another family is as unknown here as any."""
        task = self.family.tasks.get(call.query["taskId"])
        if task is None or not task.visible(call.now):
            return self.shop.missing()
        moment = task.moment(call.now)
        if call.now >= moment.kept_until(self.record_kept_s):
            return self.shop.missing()
        return envelope(200, "success", self.shown(call, task, moment))

    def make(
        self, call: Call, *, added_s: int, price: float, new_id: Callable[[random.Random], str]
    ) -> Answer:
        """Make a task that extends what the request names, unless something is against it.

        The ids of tasks must not depend on how many requests were refused, so `new_id` is called
        for a task that is made only.
        """
        # The limit stands in front of everything but the key and the form of the request.
        if self.shop.creates.full(call.now):
            return refused("rate_limit")
        source: str = call.body["taskId"]
        parent = self.family.maker(source)
        if parent is None:
            return unknown_source()
        if (objection := self.objection(call, parent)) is not None:
            return objection
        if not self.shop.account.charge(price):
            return refused("insufficient_credits")
        self.shop.creates.enter(call.now)
        task_id = new_id(self.house.rng)
        task = self.family.submit(
            call.now,
            task_id=task_id,
            result_id=task_id,
            parent=parent,
            request=call.body,
            seconds_added=added_s,
        )
        self.shop.vendor.enter(self.family, task, source=source, price=price, origin=call.origin)
        body = {"code": 200, "msg": "success", "data": {"taskId": task_id}}
        return Answer(200, body, made=task_id)

    def objection(self, call: Call, parent: Task) -> Answer | None:
        """Say what is against extending what `parent` made, None if nothing is."""
        moment = parent.moment(call.now)
        if call.now >= moment.kept_until(self.record_kept_s):
            # There is no record any more by which the vendor could know better.
            return unknown_source()
        if moment.end is None:
            return envelope(self.bad_source, "The original task is still processing")
        if moment.end != "succeeded":
            return envelope(self.bad_source, "The original task has made no video")
        if call.now >= moment.kept_until(self.result_kept_s):
            return envelope(self.bad_source, "The original video has expired")
        if parent.barred is not None:
            return envelope(self.bad_source, parent.barred)
        return None

    def link(
        self, call: Call, task: Task, moment: Moment, *, suffix: str = "", start_s: int = 0
    ) -> str:
        """Return the address of what a task made; it dies with the result."""
        return self.house.media.link(
            call.origin,
            f"{self.family.key}/{task.id}{suffix}.mp4",
            start_s=start_s,
            end_s=task.seconds_after,
            dies_at=moment.kept_until(self.result_kept_s),
        )


def unknown_source() -> Answer:
    """Answer a request to extend what the family has not, or has no longer."""
    return envelope(404, "The original video or task does not exist")
