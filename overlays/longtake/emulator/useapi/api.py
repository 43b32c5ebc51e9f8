"""The API below `https://api.useapi.net`."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, get_args

from longtake.emulator.calling import Habits
from longtake.emulator.calling.signing import Unsigned
from longtake.emulator.endpoints import Answer, Call, Endpoint
from longtake.emulator.family import Family
from longtake.emulator.faults import Refusal, Target
from longtake.emulator.ids import uuid_text
from longtake.emulator.problems import Problem
from longtake.emulator.tasks import Task
from longtake.emulator.useapi.errors import RATE_LIMITS, REFUSALS, error, queue_full, refused
from longtake.emulator.useapi.gen2 import CHANGES, PHASES, SOURCE, START, THROTTLED_PHASES
from longtake.emulator.useapi.names import EMAIL, TOKEN, bare, identifier
from longtake.emulator.useapi.shown import SECONDS, Showcase, status_of
from longtake.emulator.vendor import House, Vendor


class UseApi(Vendor):
    """The emulated useapi.net."""

    name = "useapi"
    key_variable = "USEAPI_TOKEN"
    # Ids go into the path as they are; percent-encoded, the vendor's router does not match them.
    unencoded = ":@"

    def __init__(self, house: House, *, balance: float, max_jobs: int | None) -> None:
        super().__init__(house, TOKEN, balance=balance)
        self._max_jobs = max_jobs
        self.wrapped = False
        """Show a task as `{"task": {...}, "code": 200}`, not bare: users met both. So in callbacks."""
        self._showcase = Showcase(self.account, house.media)
        self.gen2 = Family(
            self.name,
            "gen2",
            house.clock,
            house.rng,
            PHASES,
            frozenset[Refusal](REFUSALS).union(RATE_LIMITS),
            changes=CHANGES,
            targets=frozenset(get_args(Target)),
        )
        house.caller.learn(
            self.gen2,
            # No page tells of a second try. An account may have an address too; this one has none.
            Habits(
                address="replyUrl",
                when="progress",
                body=self._shown,
                signer=Unsigned("useapi.net"),
            ),
        )
        self.gen2.seed(
            task_id=identifier("task", uuid_text(house.rng)),
            result_id=identifier("asset", uuid_text(house.rng)),
            variable="USEAPI_GEN2_SOURCE",
            seconds=SECONDS,
        )
        self.families = [self.gen2]
        one = "/v1/runwayml/tasks/{taskId}"
        self.endpoints = [
            Endpoint("submit", "POST", START.path, self._extend, self.gen2),
            Endpoint("read", "GET", one, self._read, self.gen2, task_parameter="taskId"),
            Endpoint("cancel", "DELETE", one, self._cancel, self.gen2),
            Endpoint("list", "GET", "/v1/runwayml/tasks/", self._list, self.gen2),
        ]

    def unauthorized(self, authorization: str | None) -> Answer:
        """Answer HTTP 401."""
        del authorization
        return refused("unauthorized")

    def invalid(self, problems: list[Problem]) -> Answer:
        """Answer HTTP 400 with what is wrong."""
        return error(400, "; ".join(map(str, problems)))

    def no_such_path(self) -> Answer:
        """Answer HTTP 404 in the words of the vendor's 404."""
        return refused("not_found")

    def refuse(self, refusal: Refusal) -> Answer:
        """Refuse; the two shapes of 429 have nothing in common but the number."""
        if refusal == "ip_not_allowed":
            # No page knows of tokens that are bound to addresses; such a one would be a wrong one.
            return refused("unauthorized")
        if refusal != "rate_limit":
            return refused(refusal)
        running = self.gen2.running(self.house.clock.now())
        most = self._max_jobs
        return queue_full(len(running) if most is None else most, running)

    def coded(self, code: int, message: str, status: int) -> Answer:
        """Answer with an error code in the vendor's envelope."""
        return error(code, message, status=status)

    def _extend(self, call: Call) -> Answer:
        body = call.body
        objection = START.objection(body)
        if objection is not None:
            return error(400, objection)
        source: str = body[SOURCE]
        parent = self.gen2.maker(source)
        if parent is None or parent.moment(call.now).end != "succeeded":
            # Nobody was told the id of an asset that is not made yet, or never will be.
            return error(404, f"Unable to retrieve assetId {bare(source)} (Not found.)")
        most: int | None = body.get("maxJobs", self._max_jobs)
        if most is not None and len(running := self.gen2.running(call.now)) >= most:
            return queue_full(most, running)
        price = START.price(body)
        if not self.account.charge(price):
            return refused("insufficient_credits")
        rng = self.house.rng
        newest = next(reversed(self.gen2.tasks.values()))
        idle = newest.moment(call.now).end is not None
        task = self.gen2.submit(
            call.now,
            task_id=identifier("task", START.new_id(rng)),
            result_id=identifier("asset", START.new_id(rng)),
            parent=parent,
            request=body,
            seconds_added=START.seconds(body, rng),
            phases=None if idle else THROTTLED_PHASES,
        )
        self.enter(self.gen2, task, source=source, price=price, origin=call.origin)
        return Answer(200, self._showcase.show(call, task), made=task.id)

    def _read(self, call: Call) -> Answer:
        task = self._task(call)
        return refused("not_found") if task is None else self._found(call, task)

    def _cancel(self, call: Call) -> Answer:
        task = self._task(call)
        if task is None:
            return refused("not_found")
        if task.moment(call.now).end is None:
            # With this its slot is free as well.
            task.cancelled_at = call.now
            self.house.caller.cancelled(task)
        # What has ended stays as it is, and the answer says how that was.
        return self._found(call, task)

    def _list(self, call: Call) -> Answer:
        """Answer with some of the tasks; that the newest comes first is the emulator's own choice."""
        if call.query.get("email", EMAIL) != EMAIL:
            return error(404, "There is no such Runway account")
        offset, limit = int(call.query["offset"]), int(call.query["limit"])
        page = islice(self._chosen(call), offset, offset + limit)
        shown = [self._showcase.show(call, task) for task in page]
        # The one answer of a vendor's that is no object.
        return Answer(200, json.dumps(shown))

    def _chosen(self, call: Call) -> Iterator[Task]:
        """Return the tasks of the statuses asked for; a status that nobody knows has none."""
        statuses = call.query.get("statuses")
        wanted = None if statuses is None else frozenset(statuses.split(","))
        for task in self.gen2.newest_first():
            if task.visible(call.now) and (
                wanted is None or status_of(task.moment(call.now)) in wanted
            ):
                yield task

    def _task(self, call: Call) -> Task | None:
        """Return the task that the path names, None where a look does not find it."""
        task = self.gen2.tasks.get(call.path["taskId"])
        return None if task is None or not task.visible(call.now) else task

    def _found(self, call: Call, task: Task) -> Answer:
        """Answer with a task that was asked for by its id, bare or wrapped."""
        return Answer(200, self._shown(call, task))

    def _shown(self, call: Call, task: Task) -> dict[str, Any]:
        """Return a task as the vendor shows it, bare or wrapped."""
        shown = self._showcase.show(call, task)
        return {"task": shown, "code": 200} if self.wrapped else shown
