"""The API of `https://api.useapi.net`."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args

from longtake.emulator.callbacks.policy import CallbackPolicy
from longtake.emulator.callbacks.signatures import Unsigned
from longtake.emulator.endpoints import Endpoint, ParsedRequest
from longtake.emulator.faults import Refusal, RequestKind
from longtake.emulator.provider import EmulatedProvider, SharedState
from longtake.emulator.responses import ProviderResponse
from longtake.emulator.task_kind import FirstVideo, TaskKind
from longtake.emulator.tasks import Extent, Task, uuid_id
from longtake.emulator.useapi.gen2 import ALTERATIONS, PHASES, SOURCE, START, THROTTLED_PHASES
from longtake.emulator.useapi.responses import (
    EMAIL,
    RATE_LIMITS,
    REFUSALS,
    TOKEN,
    bare_id,
    error,
    full_id,
    queue_full,
    refused,
)
from longtake.emulator.useapi.task_body import SECONDS, TaskBodies, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from longtake.emulator.validation import Problem


class UseApi(EmulatedProvider):
    """The emulated useapi.net.

    Attributes:
        wrapped: Whether responses and callbacks contain a task as `{"task": {...}, "code": 200}`, not bare:
            users have met both.
    """

    name = "useapi"
    key_variable = "USEAPI_TOKEN"
    # Ids are in the path as they are; the provider's router does not match percent-encoded ones.
    unencoded = ":@"

    def __init__(self, shared: SharedState, *, balance: float, max_jobs: int | None) -> None:
        super().__init__(shared, TOKEN, balance=balance)
        self._max_jobs = max_jobs
        self.wrapped = False
        self._bodies = TaskBodies(self.account, shared.media)
        self.gen2 = TaskKind(
            self.name,
            "gen2",
            shared.clock,
            shared.rng,
            PHASES,
            frozenset[Refusal](REFUSALS).union(RATE_LIMITS),
            alterations=ALTERATIONS,
            extents=frozenset[Extent]({"whole"}),
            requests=frozenset(get_args(RequestKind)),
        )
        shared.callbacks.register(
            self.gen2,
            # No page documents a second attempt. An account may have an address too; this one has none.
            CallbackPolicy(
                address_field="replyUrl",
                timing="progress",
                body=self._task_body,
                signer=Unsigned("useapi.net"),
            ),
        )
        self.gen2.add_first_video(
            FirstVideo(variable="USEAPI_GEN2_SOURCE", seconds=SECONDS),
            task_id=full_id("task", uuid_id(shared.rng)),
            result_id=full_id("asset", uuid_id(shared.rng)),
        )
        self.task_kinds = [self.gen2]
        one = "/v1/runwayml/tasks/{taskId}"
        self.endpoints = [
            Endpoint("submit", "POST", START.path, self._extend, self.gen2),
            Endpoint("read", "GET", one, self._read, self.gen2, task_parameter="taskId"),
            Endpoint("cancel", "DELETE", one, self._cancel, self.gen2),
            Endpoint("list", "GET", "/v1/runwayml/tasks/", self._list, self.gen2),
        ]

    def unauthorized(self, authorization: str | None) -> ProviderResponse:
        """Return HTTP 401."""
        del authorization
        return refused("unauthorized")

    def invalid(self, problems: list[Problem]) -> ProviderResponse:
        """Return HTTP 400 with the problems."""
        return error(400, "; ".join(map(str, problems)))

    def no_such_path(self) -> ProviderResponse:
        """Return HTTP 404 in the provider's words."""
        return refused("not_found")

    def refusal(self, refusal: Refusal) -> ProviderResponse:
        """Return a refusal; the two shapes of 429 have nothing in common but the number."""
        if refusal == "ip_not_allowed":
            # No page documents tokens that are bound to addresses; such a token counts as wrong.
            return refused("unauthorized")
        if refusal != "rate_limit":
            return refused(refusal)
        running = self.gen2.running(self.shared.clock.now())
        max_jobs = self._max_jobs
        return queue_full(len(running) if max_jobs is None else max_jobs, running)

    def error_code(self, code: int, message: str, status: int) -> ProviderResponse:
        """Return an error code in the provider's envelope."""
        return error(code, message, status=status)

    def _extend(self, request: ParsedRequest) -> ProviderResponse:
        body = request.body
        objection = START.objection(body)
        if objection is not None:
            return error(400, objection)
        source: str = body[SOURCE]
        parent = self.gen2.task_of_result(source)
        if parent is None or parent.moment(request.now).end != "succeeded":
            # No response has contained the id of an asset that is not made yet, or never will be.
            return error(404, f"Unable to retrieve assetId {bare_id(source)} (Not found.)")
        max_jobs: int | None = body.get("maxJobs", self._max_jobs)
        if max_jobs is not None and len(running := self.gen2.running(request.now)) >= max_jobs:
            return queue_full(max_jobs, running)
        price = START.price(body, parent)
        if not self.account.charge(price):
            return refused("insufficient_credits")
        rng = self.shared.rng
        newest = next(reversed(self.gen2.tasks.values()))
        idle = newest.moment(request.now).end is not None
        task = self.gen2.start(
            request.now,
            task_id=full_id("task", START.new_id(rng)),
            result_id=full_id("asset", START.new_id(rng)),
            parent=parent,
            request=body,
            seconds_added=START.seconds(body, rng, parent),
            price=price,
            phases=None if idle else THROTTLED_PHASES,
        )
        self.record_create(self.gen2, task, source=source, price=price, origin=request.origin)
        return ProviderResponse(200, self._bodies.task_body(request, task), task_id=task.id)

    def _read(self, request: ParsedRequest) -> ProviderResponse:
        task = self._task(request)
        return refused("not_found") if task is None else self._found(request, task)

    def _cancel(self, request: ParsedRequest) -> ProviderResponse:
        task = self._task(request)
        if task is None:
            return refused("not_found")
        if task.moment(request.now).end is None:
            # From now on its slot is free as well.
            task.cancelled_at = request.now
            self.shared.callbacks.on_cancelled(task)
        # A task that has ended stays as it is, and the response has its state.
        return self._found(request, task)

    def _list(self, request: ParsedRequest) -> ProviderResponse:
        """Return a page of the tasks; the newest comes first, which is the emulator's own choice."""
        if request.query.get("email", EMAIL) != EMAIL:
            return error(404, "There is no such Runway account")
        offset, limit = int(request.query["offset"]), int(request.query["limit"])
        page = islice(self._chosen(request), offset, offset + limit)
        bodies = [self._bodies.task_body(request, task) for task in page]
        # The only response of a provider that is a list.
        return ProviderResponse(200, json.dumps(bodies))

    def _chosen(self, request: ParsedRequest) -> Iterator[Task]:
        """Yield the tasks of the requested statuses; an unknown status has none."""
        statuses = request.query.get("statuses")
        requested = None if statuses is None else frozenset(statuses.split(","))
        for task in self.gen2.newest_first():
            if task.is_visible(request.now) and (
                requested is None or status_of(task.moment(request.now)) in requested
            ):
                yield task

    def _task(self, request: ParsedRequest) -> Task | None:
        """Return the task that the path names; None where a read does not find it."""
        task = self.gen2.tasks.get(request.path["taskId"])
        return None if task is None or not task.is_visible(request.now) else task

    def _found(self, request: ParsedRequest, task: Task) -> ProviderResponse:
        """Return the response about one task, bare or wrapped."""
        return ProviderResponse(200, self._task_body(request, task))

    def _task_body(self, request: ParsedRequest, task: Task) -> dict[str, Any]:
        """Return the body of a task, bare or wrapped."""
        body = self._bodies.task_body(request, task)
        return {"task": body, "code": 200} if self.wrapped else body
