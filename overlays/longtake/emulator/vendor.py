"""What the vendors have in common: from a request to its answer and its line in the ledger."""

import json
import math
import random
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from functools import cache, cached_property
from math import inf
from typing import Any, Literal, cast
from urllib.parse import quote, unquote

from python_multipart.multipart import parse_options_header
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from longtake.emulator import changes
from longtake.emulator.clock import Clock
from longtake.emulator.delivery import Delivery, is_delivered_oddly
from longtake.emulator.family import Family
from longtake.emulator.faults import Coded, Fault, Refusal, Reply
from longtake.emulator.ledger import CreateRecord, Ledger, RequestRecord, digest
from longtake.emulator.media import Media
from longtake.emulator.problems import Problem
from longtake.emulator.spec import JSON, Operation, Spec
from longtake.emulator.tasks import Task

Purpose = Literal["submit", "read", "cancel", "other"]
NO_PARAMETERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor says: a mapping is sent as JSON, a string as it is."""

    status: int
    body: Mapping[str, Any] | str | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    made: str | None = None
    """The id of the task that the request made."""

    @property
    def code(self) -> int | None:
        """The vendor's code in the body, where there is one."""
        code = self.body.get("code") if isinstance(self.body, Mapping) else None
        return code if isinstance(code, int) else None

    def response(self) -> Response:
        """Return it as it is sent."""
        body = self.body if isinstance(self.body, str | None) else json.dumps(self.body)
        return Response(body, self.status, dict(self.headers), self.content_type)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was understood."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    now: float
    """When it is carried out: one answer tells of one time, whatever the clock does meanwhile."""
    origin: str
    """Where the emulator was reached: `http://127.0.0.1:8000`."""


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Compile a path template: `/tasks/{taskId}` matches any one segment after `/tasks/`."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template)))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One of a vendor's operations, as it is carried out here."""

    purpose: Purpose
    method: str
    template: str
    carry_out: Callable[[Call], Answer]
    family: Family | None = None

    @property
    def label(self) -> str:
        """How the ledger calls it: `submit kie/veo`, `GET /api/v1/chat/credit`."""
        if self.family is None:
            return f"{self.method} {self.template}"
        return f"{self.purpose} {self.family.key}"

    def match(self, raw_path: str) -> dict[str, str] | None:
        """Return the parameters in an undecoded path, still encoded; None if it does not match."""
        found = _pattern(self.template).fullmatch(raw_path)
        return None if found is None else found.groupdict()


@dataclass(frozen=True, slots=True)
class House:
    """What all vendors share: the clock, the chance, the ledger and the host of the videos."""

    clock: Clock
    rng: random.Random
    ledger: Ledger
    media: Media


class Vendor(ABC):
    """A vendor's API; what it says and means is in the subclasses."""

    name: str
    # Characters that this vendor's router knows only unencoded in a path's parameter.
    unencoded = ""

    def __init__(self, house: House, spec: Spec, key: str) -> None:
        self.house = house
        self.spec = spec
        self.key = key
        self.endpoints: list[Endpoint] = []
        self.allowed_ips: Collection[str] | None = None
        """The addresses from which the key may be used, None for any."""

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
    def refuse(self, refusal: Refusal, family: Family) -> Answer:
        """Refuse for one of the reasons that the family knows."""

    @abstractmethod
    def coded(self, code: int, message: str, status: int) -> Answer:
        """Answer with an error code in the vendor's own envelope."""

    async def respond(self, request: Request, raw_path: str) -> Response:
        """Answer a request to `raw_path`, undecoded and below the vendor's host."""
        endpoint, parameters = self._find(request.method, raw_path)
        if not self._closes_at_once(request, endpoint, parameters):
            # First of all: what does not arrive in full has no effect, and is no request.
            await request.body()
        fault = self._fault(request, endpoint, parameters)
        calm: Answer | None = None
        body: Mapping[str, Any] | None = None
        if fault is None or fault.accepted:
            calm, body = await self._calm(request, endpoint, parameters)
        answer = calm if fault is None else self._spoiled(fault, endpoint, calm)
        # Made before the request is seen in the ledger: from then on somebody may move the clock.
        response = self._sent(answer, fault)
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
                query=request.url.query,
                body=body,
            )
        )
        return response

    def enter(self, family: Family, task: Task, *, source: str, price: float) -> None:
        """Enter a task that was made in the ledger."""
        self.house.ledger.add_create(
            CreateRecord(
                time=task.created_at,
                family=family.key,
                task_id=task.id,
                source=source,
                credits=price,
                seconds_added=task.seconds_after - task.seconds_before,
                digest=digest(task.request),
            )
        )

    def _find(self, method: str, raw_path: str) -> tuple[Endpoint | None, Mapping[str, str]]:
        plain = self._plain.get((method, raw_path))
        if plain is not None:
            return plain, NO_PARAMETERS
        for endpoint in self._patterned:
            parameters = endpoint.match(raw_path) if endpoint.method == method else None
            if parameters is not None and not any(
                quote(character).lower() in value.lower()
                for value in parameters.values()
                for character in self.unencoded
            ):
                return endpoint, {name: unquote(value) for name, value in parameters.items()}
        return None, NO_PARAMETERS

    @cached_property
    def _plain(self) -> Mapping[tuple[str, str], Endpoint]:
        """The endpoints whose path has no parameter, by method and path."""
        return {
            (endpoint.method, endpoint.template): endpoint
            for endpoint in self.endpoints
            if "{" not in endpoint.template
        }

    @cached_property
    def _patterned(self) -> Sequence[Endpoint]:
        """The endpoints whose path has parameters."""
        return [endpoint for endpoint in self.endpoints if "{" in endpoint.template]

    def _closes_at_once(
        self, request: Request, endpoint: Endpoint | None, parameters: Mapping[str, str]
    ) -> bool:
        """Whether the connection closes before the body of the request is read."""
        if endpoint is None or endpoint.family is None or endpoint.purpose == "other":
            return False
        task = endpoint.family.tasks.get(_task_id(request, parameters))
        number = None if task is None or endpoint.purpose != "read" else task.reads + 1
        due = endpoint.family.schedule.due(endpoint.purpose, number)
        return due is not None and due.closed and not due.accepted

    def _fault(
        self, request: Request, endpoint: Endpoint | None, parameters: Mapping[str, str]
    ) -> Fault | None:
        """Return what goes wrong with a request, and count it as one that met it."""
        if endpoint is None or endpoint.family is None or endpoint.purpose == "other":
            return None
        number = None
        if endpoint.purpose == "read":
            number = endpoint.family.count_read(_task_id(request, parameters))
        return endpoint.family.schedule.take(endpoint.purpose, number)

    def _spoiled(
        self, fault: Fault, endpoint: Endpoint | None, calm: Answer | None
    ) -> Answer | None:
        """Return the answer that a fault puts in the calm one's place, None for none at all."""
        assert endpoint is not None  # noqa: S101 - faults are those of a family's endpoints
        assert endpoint.family is not None  # noqa: S101
        if fault.closed or fault.late_s == inf:
            return None
        match fault.instead:
            case None:
                spoiled = calm
            case Reply(status, body, content_type):
                spoiled = Answer(status, body, content_type)
            case Coded(code, message, status):
                spoiled = self.coded(code, message, status)
            case refusal:
                spoiled = self.refuse(refusal, endpoint.family)
        if spoiled is None:
            return None
        if fault.change is not None and isinstance(spoiled.body, Mapping):
            body = changes.changed(fault.change, endpoint.family.key, spoiled.body)
            spoiled = replace(spoiled, body=body)
        return replace(spoiled, headers={**spoiled.headers, **self._headers(fault)})

    def _sent(self, answer: Answer | None, fault: Fault | None) -> Response:
        """Return what sends an answer, None being none at all, as a fault has it."""
        response = None if answer is None else answer.response()
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
        # A date means little without the one that it is counted from: this clock is not the client's.
        return {
            **headers,
            "Date": formatdate(now, usegmt=True),
            "Retry-After": formatdate(math.ceil(now + fault.retry_after_s), usegmt=True),
        }

    async def _calm(
        self, request: Request, endpoint: Endpoint | None, parameters: Mapping[str, str]
    ) -> tuple[Answer, Mapping[str, Any] | None]:
        """Carry a request out; return the answer, and the body as it was understood."""
        if endpoint is None:
            return self.no_such_path(), None
        authorization = request.headers.get("authorization")
        if authorization != f"Bearer {self.key}":
            return self.unauthorized(authorization), None
        host = "" if request.client is None else request.client.host
        if self.allowed_ips is not None and host not in self.allowed_ips:
            return self.refuse("ip_not_allowed", endpoint.family or self._any_family), None
        operation = self.spec.operation(endpoint.method, endpoint.template)
        query = dict(request.query_params)
        problems = [] if operation is None else operation.check_query(query)
        body: Any = None
        if operation is not None and operation.media_types:
            body, found = await _read_body(request, operation)
            problems += found
        if problems:
            return self.invalid(problems), None
        origin = f"{request.url.scheme}://{request.url.netloc}"
        now = self.house.clock.now()
        understood = cast("Mapping[str, Any] | None", body)
        call = Call(parameters, query, understood or {}, now, origin)
        return endpoint.carry_out(call), understood

    @property
    def _any_family(self) -> Family:
        return next(found.family for found in self.endpoints if found.family is not None)


def _task_id(request: Request, parameters: Mapping[str, str]) -> str:
    """Return which task a read or a cancel is about: kie asks in the query, the others in the path."""
    return next(iter(parameters.values()), None) or request.query_params.get("taskId", "")


def parse_json(content: bytes) -> Any:
    """Read JSON as RFC 8259 has it: in UTF-8, and without the NaN and Infinity that Python reads.

    `ValueError` for anything else, and `RecursionError` for what is nested too deeply.
    """
    return json.loads(content.decode(), parse_constant=_no_constant)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


async def _read_body(request: Request, operation: Operation) -> tuple[Any, list[Problem]]:
    """Return a request's body, and what the spec has against it."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in operation.media_types:
        known = " or ".join(sorted(operation.media_types))
        return {}, [Problem("", f"Content-Type must be {known}")]
    if media_type != JSON:
        return await _read_form(request, operation, media_type)
    try:
        body = parse_json(await request.body())
        problems = operation.check_json(body)
    except ValueError:
        return {}, [Problem("", "the body is not JSON")]
    except RecursionError:
        return {}, [Problem("", "the body is nested too deeply")]
    return body, problems or ([] if isinstance(body, dict) else [Problem("", "must be an object")])


async def _read_form(
    request: Request, operation: Operation, media_type: str
) -> tuple[Any, list[Problem]]:
    """Return the fields of a form as the types of the spec, and what the spec has against them."""
    try:
        async with request.form() as form:
            entries = form.multi_items()
    except (HTTPException, MultiPartException, ValueError) as error:
        # Starlette raises the first inside an application of its own, the second elsewhere.
        # ValueError: Python has encodings, to be named beside the boundary, that refuse everything.
        match error:
            case HTTPException(detail=detail) | MultiPartException(message=detail):
                pass
            case _:
                detail = str(error)
        return {}, [Problem("", f"the form cannot be read: {detail}")]
    _, options = parse_options_header(request.headers["content-type"])
    # Starlette takes a form that breaks off for a whole one, without its last field.
    if b"--" + options[b"boundary"] + b"--" not in await request.body():
        return {}, [Problem("", "the form cannot be read: it has no end")]
    fields = {name: value for name, value in entries if isinstance(value, str)}
    body, problems = operation.check_form(media_type, fields)
    for name, times in Counter(name for name, _ in entries).items():
        if name not in fields:
            problems.append(Problem(name, "must be text, not a file"))
        elif times > 1:
            problems.append(Problem(name, "must not be given more than once"))
    return body, problems
