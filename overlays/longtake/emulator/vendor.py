"""What the vendors have in common: from a request to its answer and its line in the ledger."""

import json
import random
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, cast
from urllib.parse import quote, unquote

from python_multipart.multipart import parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from longtake.emulator.clock import Clock
from longtake.emulator.family import Family
from longtake.emulator.faults import Fault, Refusal
from longtake.emulator.ledger import CreateRecord, Ledger, RequestRecord, digest
from longtake.emulator.media import Media
from longtake.emulator.problems import Problem
from longtake.emulator.spec import JSON, Operation, Spec
from longtake.emulator.tasks import Task

# Where the server leaves the function that breaks the connection of the request at hand.
ABORT = "abort_connection"

Purpose = Literal["submit", "read", "cancel", "other"]


class ConnectionCutError(ConnectionResetError):
    """What a fault that cuts the connection raises in process, where there is no connection."""


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


class Cut(Response):
    """No answer: the connection is closed without a byte.

    The server of `longtake.emulator.server` leaves a function in the scope's state that aborts the
    connection's transport. In process there is none, and `ConnectionCutError` is raised instead.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Cut the connection, then wait until the server has seen it."""
        del send
        abort: Callable[[], None] | None = scope.get("state", {}).get(ABORT)
        if abort is None:
            raise ConnectionCutError("the emulated vendor cut the connection")
        abort()
        while (await receive())["type"] != "http.disconnect":
            pass


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

    async def respond(self, request: Request, raw_path: str) -> Response:
        """Answer a request to `raw_path`, undecoded and below the vendor's host."""
        # First of all: what does not arrive in full has no effect, and is no request.
        await request.body()
        endpoint, parameters = self._find(request.method, raw_path)
        fault = self._fault(endpoint)
        answer: Answer | None
        if fault is not None and not fault.accepted:
            answer = self._spoil(fault, endpoint)
        elif endpoint is None:
            answer = self.no_such_path()
        else:
            answer = await self._answer(request, endpoint, parameters)
        made = answer.made if answer is not None else None
        if fault is not None and fault.accepted:
            answer = self._spoil(fault, endpoint)
        self.house.ledger.add_request(
            RequestRecord(
                time=self.house.clock.now(),
                provider=self.name,
                method=request.method,
                path=raw_path,
                operation=None if endpoint is None else endpoint.label,
                status=None if answer is None else answer.status,
                code=None if answer is None else answer.code,
                task_id=made,
            )
        )
        return Cut() if answer is None else answer.response()

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
        for endpoint in self.endpoints:
            parameters = endpoint.match(raw_path) if endpoint.method == method else None
            if parameters is not None and not any(
                quote(character).lower() in value.lower()
                for value in parameters.values()
                for character in self.unencoded
            ):
                return endpoint, {name: unquote(value) for name, value in parameters.items()}
        return None, {}

    def _fault(self, endpoint: Endpoint | None) -> Fault | None:
        if endpoint is None or endpoint.family is None:
            return None
        match endpoint.purpose:
            case "submit" | "read":
                return endpoint.family.take_fault(endpoint.purpose)
            case "cancel" | "other":
                return None

    def _spoil(self, fault: Fault, endpoint: Endpoint | None) -> Answer | None:
        """Return the answer that a fault puts in the calm one's place, None for none at all."""
        if fault.kind == "cut":
            return None
        if fault.refusal is not None and endpoint is not None and endpoint.family is not None:
            return replace(self.refuse(fault.refusal, endpoint.family), headers=fault.headers)
        return Answer(fault.status, fault.body, fault.content_type, fault.headers)

    async def _answer(
        self, request: Request, endpoint: Endpoint, parameters: Mapping[str, str]
    ) -> Answer:
        authorization = request.headers.get("authorization")
        if authorization != f"Bearer {self.key}":
            return self.unauthorized(authorization)
        operation = self.spec.operation(endpoint.method, endpoint.template)
        query = dict(request.query_params)
        problems = [] if operation is None else operation.check_query(query)
        body: Any = {}
        if operation is not None and operation.media_types:
            body, found = await _read_body(request, operation)
            problems += found
        if problems:
            return self.invalid(problems)
        origin = f"{request.url.scheme}://{request.url.netloc}"
        now = self.house.clock.now()
        return endpoint.carry_out(
            Call(parameters, query, cast("Mapping[str, Any]", body), now, origin)
        )


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
    except (HTTPException, ValueError) as error:
        # ValueError: Python has encodings, to be named beside the boundary, that refuse everything.
        detail = error.detail if isinstance(error, HTTPException) else str(error)
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
