"""What the vendors have in common: from a request to its answer and its line in the ledger."""

import json
import math
import random
import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from functools import cached_property, partial
from typing import Any, ClassVar, NamedTuple, cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from longtake.emulator import browsers, spec
from longtake.emulator.account import Account
from longtake.emulator.bodies import read_body
from longtake.emulator.calling import Caller
from longtake.emulator.clock import LATEST, Clock
from longtake.emulator.credentials import bearer_token
from longtake.emulator.delivery import Delivery, is_delivered_oddly
from longtake.emulator.endpoints import Answer, Call, Endpoint, Router
from longtake.emulator.family import Family
from longtake.emulator.faults import Coded, Fault, Refusal, Reply
from longtake.emulator.ledger import CreateRecord, Ledger, RequestRecord
from longtake.emulator.media import Media
from longtake.emulator.problems import Problem
from longtake.emulator.spec import JSON, Operation, normalized
from longtake.emulator.tasks import Task


class Asked(NamedTuple):
    """What a request is for, before it is known whether it makes sense."""

    endpoint: Endpoint
    parameters: Mapping[str, str]
    """In the path, decoded."""
    query: Mapping[str, str]

    @property
    def task(self) -> Task | None:
        """The task that a read is about."""
        if self.endpoint.purpose != "read" or self.endpoint.family is None:
            return None
        name = self.endpoint.task_parameter
        return self.endpoint.family.tasks.get(self.parameters.get(name, self.query.get(name, "")))


@dataclass(frozen=True, slots=True)
class House:
    """What all vendors share: the clock, the chance, the ledger, the host of the videos and the calls."""

    clock: Clock
    rng: random.Random
    ledger: Ledger
    media: Media
    caller: Caller
    """Who calls back for them."""
    strict: bool = False
    """Whether unknown fields of a body, and null for an optional one, are refused and not ignored."""
    busy: threading.Lock = field(default_factory=threading.Lock)
    """Held while a request is carried out: in process, or with two servers, several threads ask."""


class Vendor(ABC):
    """A vendor's API; what it says and means is in the subclasses."""

    name: str
    key_variable: str
    """Under which name the account's key is printed."""
    success_fields: ClassVar[Mapping[str, Any]] = {}
    """The fields of the envelope of a request that succeeds; empty where there is no envelope."""
    # Characters that this vendor's router knows only unencoded in a path's parameter.
    unencoded = ""

    def __init__(self, house: House, key: str, *, balance: float) -> None:
        self.house = house
        self.spec = spec.committed(self.name)
        self.key = key
        self.account = Account(balance)
        self.webhook_keys: Sequence[str] = ()
        """What it signs its callbacks with; without any it signs nothing."""
        self.strict = house.strict
        self.families: Sequence[Family] = ()
        self.endpoints: list[Endpoint] = []
        self.allowed_ips: Collection[str] | None = None
        """The addresses from which the key may be used, None for any."""

    def environment(self, origin: str) -> dict[str, str]:
        """Return the address and the keys by the names of environment variables."""
        address = f"{origin}/{self.name}{self.spec.base_path}"
        return {f"{self.name.upper()}_BASE_URL": address, self.key_variable: self.key}

    def family(self, name: str) -> Family:
        """Return the family of a name."""
        return next(family for family in self.families if family.name == name)

    def is_authorized(self, authorization: str | None) -> bool:
        """Whether an Authorization header brings the account's key."""
        return bearer_token(authorization) == self.key

    @abstractmethod
    def unauthorized(self, authorization: str | None) -> Answer:
        """Answer a request whose Authorization header is missing or wrong."""

    @abstractmethod
    def invalid(self, problems: list[Problem]) -> Answer:
        """Answer a request that the spec does not allow."""

    @abstractmethod
    def no_such_path(self) -> Answer:
        """Answer a request to a path, or with a method, that the vendor does not have."""

    @abstractmethod
    def refuse(self, refusal: Refusal) -> Answer:
        """Refuse for one of the reasons that the vendor's families know."""

    @abstractmethod
    def coded(self, code: int, message: str, status: int) -> Answer:
        """Answer with an error code in the vendor's own envelope."""

    async def respond(self, request: Request, raw_path: str) -> Response:
        """Answer a request to `raw_path`, undecoded and below the vendor's host."""
        endpoint, parameters = self._router.find(request.method, raw_path)
        query_string: str = request.scope["query_string"].decode("latin-1")
        asked = None
        if endpoint is not None:
            query = dict(parse_qsl(query_string, keep_blank_values=True)) if query_string else {}
            asked = Asked(endpoint, parameters, query)
        if asked is None or not self._closes_at_once(asked):
            # First of all: what does not arrive in full has no effect, and is no request.
            await request.body()
        fault = None if asked is None else self._fault(asked)
        calm: Answer | None = None
        body: Mapping[str, Any] | None = None
        if asked is None:
            calm = self.no_such_path()
        elif fault is None or fault.accepted:
            calm, body = await self._calm(request, asked)
        answer = calm
        if fault is not None and asked is not None and asked.endpoint.family is not None:
            answer = self._spoiled(fault, asked.endpoint, calm)
        # Made before the request is seen in the ledger: from then on somebody may move the clock.
        response = self._sent(request, answer, fault)
        self.house.ledger.add_request(
            RequestRecord(
                time=self.house.clock.now(),
                provider=self.name,
                method=request.method,
                path=raw_path,
                operation=None if endpoint is None else endpoint.label,
                status=None if answer is None else answer.status,
                code=None if answer is None else answer.code,
                task_id=None if calm is None else calm.made,
                fault=None if fault is None else fault.name,
                query=query_string,
                body=body,
            )
        )
        return response

    def enter(
        self, family: Family, task: Task, *, source: str | None, price: float, origin: str
    ) -> None:
        """Enter a task that was made in the ledger, and call back about it if its request asks so.

        `origin` is where the emulator was reached.
        """
        self.house.caller.enlist(family, task, origin)
        self.house.ledger.add_create(
            CreateRecord(
                time=task.created_at,
                family=family.key,
                task_id=task.id,
                source=source,
                credits=price,
                seconds_added=task.seconds_after - task.seconds_before,
                request=task.request,
            )
        )

    @cached_property
    def _router(self) -> Router:
        return Router([*self.endpoints, *self._examples()], self.unencoded)

    def _examples(self) -> Iterator[Endpoint]:
        """Yield an endpoint for each operation of the specification that has no behaviour here."""
        behaving = {
            (endpoint.method.lower(), normalized(endpoint.specified or endpoint.template))
            for endpoint in self.endpoints
        }
        for key, operation in self.spec.operations.items():
            if key not in behaving:
                method, template = operation.method.upper(), operation.template
                yield Endpoint("other", method, template, partial(self._exemplify, operation))

    def _exemplify(self, operation: Operation, call: Call) -> Answer:
        """Return the response to a request whose operation has no behaviour here."""
        del call
        status, media_type, value = operation.success
        body: object = value
        if isinstance(body, Mapping):
            example = cast("Mapping[str, Any]", body)
            whole = {**example, **self.success_fields} if "code" in example else example
            return Answer(status, whole, media_type)
        if body is None:
            return Answer(status, None, media_type)
        return Answer(status, json.dumps(body) if media_type == JSON else str(body), media_type)

    def _closes_at_once(self, asked: Asked) -> bool:
        """Whether the connection closes before the body of the request is read."""
        endpoint, task = asked.endpoint, asked.task
        if endpoint.family is None or endpoint.target is None:
            return False
        number = None if task is None else task.reads + 1
        due = endpoint.family.schedule.due(endpoint.target, number)
        return due is not None and due.closed and not due.accepted

    def _fault(self, asked: Asked) -> Fault | None:
        """Return what goes wrong with a request, and count it as one that met it."""
        endpoint, task = asked.endpoint, asked.task
        if endpoint.family is None or endpoint.target is None:
            return None
        if task is None:
            return endpoint.family.schedule.take(endpoint.target)
        with self.house.busy:
            task.reads += 1
            return endpoint.family.schedule.take(endpoint.target, task.reads)

    def _spoiled(self, fault: Fault, endpoint: Endpoint, calm: Answer | None) -> Answer | None:
        """Return the answer that a fault puts in the calm one's place, None for none at all."""
        if fault.is_unanswered:
            return None
        match fault.instead:
            case None:
                spoiled = calm
            case Reply(status, body, content_type):
                spoiled = Answer(status, body, content_type)
            case Coded(code, message, status):
                spoiled = self.coded(code, message, status)
            case refusal:
                spoiled = self.refuse(refusal)
        if spoiled is None:
            return None
        if fault.change is not None and isinstance(spoiled.body, Mapping):
            rules = endpoint.changes
            if fault.change in rules:
                spoiled = replace(spoiled, body=rules[fault.change](spoiled.body))
        return replace(spoiled, headers={**spoiled.headers, **self._headers(fault)})

    def _sent(self, request: Request, answer: Answer | None, fault: Fault | None) -> Response:
        """Return what sends an answer, None being none at all, as a fault has it."""
        response = None if answer is None else answer.response()
        if response is not None:
            # The server in front has another clock, and leaves this to us.
            response.headers.setdefault("Date", formatdate(self.house.clock.now(), usegmt=True))
            browsers.allow(request, response)
            # Faults count the bytes of the body as they stand in a script.
            if fault is None:
                browsers.compress(request, response)
        if response is not None and (fault is None or not is_delivered_oddly(fault)):
            return response
        assert fault is not None  # noqa: S101 - without one there is an answer
        return Delivery(response, fault, self.house.clock)

    def _headers(self, fault: Fault) -> dict[str, str]:
        headers = dict(fault.headers)
        if fault.retry_after_s is None:
            return headers
        if not fault.retry_after_date:
            return {**headers, "Retry-After": f"{math.ceil(fault.retry_after_s)}"}
        now = self.house.clock.now()
        then = min(math.ceil(now + fault.retry_after_s), LATEST)
        # A date means little without the one that it is counted from: this clock is not the client's.
        return {
            **headers,
            "Date": formatdate(now, usegmt=True),
            "Retry-After": formatdate(then, usegmt=True),
        }

    async def _calm(
        self, request: Request, asked: Asked
    ) -> tuple[Answer, Mapping[str, Any] | None]:
        """Carry a request out; return the answer, and the body as it was understood."""
        endpoint, parameters, query = asked
        authorization = request.headers.get("authorization")
        if not self.is_authorized(authorization):
            return self.unauthorized(authorization), None
        host = "" if request.client is None else request.client.host
        if self.allowed_ips is not None and host not in self.allowed_ips:
            return self.refuse("ip_not_allowed"), None
        operation = self.spec.operation(endpoint.method, endpoint.specified or endpoint.template)
        problems = [] if operation is None else operation.check_parameters(parameters, query)
        body: Mapping[str, Any] | None = None
        if operation is not None and operation.media_types:
            body, found = await read_body(request, operation, strict=self.strict)
            problems += found
        if problems:
            return self.invalid(problems), None
        with self.house.busy:
            call = Call(parameters, query, body or {}, self.house.clock.now(), _origin(request))
            return endpoint.carry_out(call), body


def _origin(request: Request) -> str:
    """Return where a request came: the host that it names, or the socket's."""
    host = request.headers.get("host")
    return (
        f"{request.url.scheme}://{request.url.netloc}"
        if host is None
        else (f"{request.scope['scheme']}://{host}")
    )
