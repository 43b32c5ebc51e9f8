"""The base of the emulated providers: from a request to its response and its record in the ledger."""

from __future__ import annotations

import json
import math
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from email.utils import formatdate
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, cast
from urllib.parse import parse_qsl

from attrs import evolve, field, frozen

from longtake.emulator import spec
from longtake.emulator.account import Account
from longtake.emulator.clock import LATEST, EmulatorClock
from longtake.emulator.endpoints import Endpoint, ParsedRequest, Router
from longtake.emulator.faults import ErrorCode, Fault, FixedResponse, Refusal
from longtake.emulator.ledger import CreateRecord, Ledger, RequestRecord
from longtake.emulator.request_bodies import NO_FILES, read_body
from longtake.emulator.responses import (
    FaultyResponse,
    ProviderResponse,
    affects_sending,
    allow_origin,
    compress,
)
from longtake.emulator.tasks import rounded_s

if TYPE_CHECKING:
    import random

    from starlette.requests import Request
    from starlette.responses import Response

    from longtake.emulator.callbacks.sender import CallbackSender
    from longtake.emulator.media.host import MediaHost
    from longtake.emulator.task_kind import TaskKind
    from longtake.emulator.tasks import Task
    from longtake.emulator.validation import Problem

# RFC 9110, 11.1 and 11.4: the scheme in any case, then one space or more.
BEARER: Final = re.compile(r"(?i:bearer) +([^ \t]+)")


def bearer_token(authorization: str | None) -> str | None:
    """Return the key in an Authorization header; None without one, or with another scheme.

    The providers do not document how strict they are, so the RFC decides, as in web frameworks.
    """
    found = BEARER.fullmatch((authorization or "").strip(" \t"))
    return None if found is None else found.group(1)


class MatchedRequest(NamedTuple):
    """A request with its endpoint, before its validation.

    Attributes:
        endpoint: The endpoint.
        parameters: The parameters in its path, decoded.
        query: The parameters in its query.
    """

    endpoint: Endpoint
    parameters: Mapping[str, str]
    query: Mapping[str, str]

    @property
    def task(self) -> Task | None:
        """The task of a read."""
        if self.endpoint.purpose != "read" or self.endpoint.kind is None:
            return None
        name = self.endpoint.task_parameter
        return self.endpoint.kind.tasks.get(self.parameters.get(name, self.query.get(name, "")))


@frozen(eq=False)
class SharedState:
    """The state that all providers of an emulator share.

    Attributes:
        clock: The clock.
        rng: The source of randomness.
        ledger: The ledger.
        media: The host of the videos.
        callbacks: Sends the providers' callbacks.
        strict: Whether unknown fields of a body, and null for an optional one, are refused.
        lock: Held while a request is carried out: several threads send requests in process, or with two
            servers.
    """

    clock: EmulatorClock
    rng: random.Random
    ledger: Ledger
    media: MediaHost
    callbacks: CallbackSender
    strict: bool = False
    lock: threading.Lock = field(init=False, factory=threading.Lock)


class EmulatedProvider(ABC):
    """An emulated provider; its own rules are in the subclasses.

    Attributes:
        name: The provider's name.
        key_variable: The name under which the account's key is printed.
        success_fields: The fields of the envelope of a request that succeeds; empty without an envelope.
        reference_field: The field of a submission with the caller's own id for the task, None for none.
            Requests that differ only in it count as equal.
        unencoded: The characters that its router accepts only unencoded in a path's parameter.
        webhook_keys: The keys that sign its callbacks; empty for none.
        allowed_ips: The addresses from which the key may be used; None for any.
        strict: Whether unknown fields of a body, and null for an optional one, are refused.
    """

    name: str
    key_variable: str
    success_fields: ClassVar[Mapping[str, Any]] = {}
    reference_field: str | None = None
    unencoded = ""

    def __init__(self, shared: SharedState, key: str, *, balance: float) -> None:
        self.shared = shared
        self.spec = spec.committed(self.name)
        self.key = key
        self.account = Account(balance)
        self.webhook_keys: Sequence[str] = ()
        self.strict = shared.strict
        self.task_kinds: Sequence[TaskKind] = ()
        self.endpoints: list[Endpoint] = []
        self.allowed_ips: Collection[str] | None = None

    def environment(self, origin: str) -> dict[str, str]:
        """Return the address and the keys by the names of environment variables."""
        address = f"{origin}/{self.name}{self.spec.base_path}"
        return {f"{self.name.upper()}_BASE_URL": address, self.key_variable: self.key}

    def task_kind(self, name: str) -> TaskKind:
        """Return a task kind by its name."""
        return next(kind for kind in self.task_kinds if kind.name == name)

    def is_authorized(self, authorization: str | None) -> bool:
        """Return whether an Authorization header contains the account's key."""
        return bearer_token(authorization) == self.key

    @abstractmethod
    def unauthorized(self, authorization: str | None) -> ProviderResponse:
        """Return the response to a missing or wrong Authorization header."""

    @abstractmethod
    def invalid(self, problems: list[Problem]) -> ProviderResponse:
        """Return the response to a request that the specification does not allow."""

    @abstractmethod
    def no_such_path(self) -> ProviderResponse:
        """Return the response to a path, or a method, that the provider does not have."""

    @abstractmethod
    def refusal(self, refusal: Refusal) -> ProviderResponse:
        """Return a refusal for one of the reasons of the provider's task kinds."""

    @abstractmethod
    def error_code(self, code: int, message: str, status: int) -> ProviderResponse:
        """Return an error code in the provider's own envelope."""

    async def respond(self, request: Request, raw_path: str) -> Response:
        """Return the response to a request to `raw_path`, undecoded and below the provider's host."""
        endpoint, parameters = self._router.find(request.method, raw_path)
        query_string: str = request.scope["query_string"].decode("latin-1")
        matched = None
        if endpoint is not None:
            query = dict(parse_qsl(query_string, keep_blank_values=True)) if query_string else {}
            matched = MatchedRequest(endpoint, parameters, query)
        if matched is None or not self._closes_at_once(matched):
            # A request that does not arrive in full has no effect and is not recorded.
            await request.body()
        fault = None if matched is None else self._take_fault(request, matched)
        normal: ProviderResponse | None = None
        body: Mapping[str, Any] | None = None
        if matched is None:
            normal = self.no_such_path()
        elif fault is None or fault.accepted:
            normal, body = await self._carry_out(request, matched)
        result = normal
        if fault is not None and matched is not None and matched.endpoint.kind is not None:
            result = self._with_fault(fault, matched.endpoint, normal)
        # Made before the request is in the ledger: from then on a test may move the clock.
        response = self._http_response(request, result, fault)
        self.shared.ledger.add_request(
            RequestRecord(
                time=self.shared.clock.now(),
                provider=self.name,
                method=request.method,
                path=raw_path,
                operation=None if endpoint is None else endpoint.label,
                status=None if result is None else result.status,
                code=None if result is None else result.code,
                task_id=None if normal is None else normal.task_id,
                fault=None if fault is None else fault.name,
                query=query_string,
                body=body,
            )
        )
        return response

    def record_create(
        self, kind: TaskKind, task: Task, *, source: str | None, price: float, origin: str
    ) -> None:
        """Record a new task in the ledger, and schedule its callbacks if its request has an address.

        Args:
            kind: Its task kind.
            task: The task.
            source: The id that it extends; None for a first video.
            price: The credits that it costs.
            origin: Where the emulator was reached.
        """
        self.shared.callbacks.add_task(kind, task, origin)
        self.shared.ledger.add_create(
            CreateRecord(
                time=task.created_at,
                kind=kind.key,
                task_id=task.id,
                source=source,
                credits=price,
                seconds_added=rounded_s(task.seconds_after - task.seconds_before),
                request=task.request,
                reference_field=self.reference_field,
            )
        )

    @cached_property
    def _router(self) -> Router:
        return Router([*self.endpoints, *self._example_endpoints()], self.unencoded)

    def _example_endpoints(self) -> Iterator[Endpoint]:
        """Yield an endpoint for each operation of the specification without behaviour of its own."""
        implemented = {
            (endpoint.method.lower(), spec.normalized(endpoint.spec_template or endpoint.template))
            for endpoint in self.endpoints
        }
        for key, operation in self.spec.operations.items():
            if key not in implemented:
                method, template = operation.method.upper(), operation.template
                yield Endpoint("other", method, template, partial(self._example, operation))

    def _example(self, operation: spec.Operation, request: ParsedRequest) -> ProviderResponse:
        """Return the specification's example of a response."""
        del request
        status, media_type, value = operation.success
        body: object = value
        if isinstance(body, Mapping):
            example = cast("Mapping[str, Any]", body)
            whole = {**example, **self.success_fields} if "code" in example else example
            return ProviderResponse(status, whole, media_type)
        if body is None:
            return ProviderResponse(status, None, media_type)
        content = json.dumps(body) if media_type == spec.JSON else str(body)
        return ProviderResponse(status, content, media_type)

    def _due_fault(self, matched: MatchedRequest) -> Fault | None:
        """Return the fault of a request, without removing it from the schedule."""
        endpoint, task = matched.endpoint, matched.task
        if endpoint.kind is None or endpoint.request_kind is None:
            return None
        number = None if task is None else task.reads + 1
        return endpoint.kind.schedule.due(endpoint.request_kind, number)

    def _closes_at_once(self, matched: MatchedRequest) -> bool:
        """Return whether the connection closes before the body of the request is read."""
        due = self._due_fault(matched)
        return due is not None and due.closed and not due.accepted

    def _take_fault(self, request: Request, matched: MatchedRequest) -> Fault | None:
        """Return the fault of a request, and remove it from the schedule."""
        endpoint, task = matched.endpoint, matched.task
        if endpoint.kind is None or endpoint.request_kind is None:
            return None
        due = self._due_fault(matched)
        if due is not None and due.accepted:
            # The fault is for a request that is carried out. At a higher speed, a token may have expired.
            authorization = request.headers.get("authorization")
            if not self.is_authorized(authorization):
                return None
        if task is None:
            return endpoint.kind.schedule.take(endpoint.request_kind)
        with self.shared.lock:
            task.reads += 1
            return endpoint.kind.schedule.take(endpoint.request_kind, task.reads)

    def _with_fault(
        self, fault: Fault, endpoint: Endpoint, normal: ProviderResponse | None
    ) -> ProviderResponse | None:
        """Return the response that a fault puts in place of the normal one; None for no response."""
        if fault.has_no_response:
            return None
        match fault.replacement:
            case None:
                response = normal
            case FixedResponse(status, body, content_type):
                response = ProviderResponse(status, body, content_type)
            case ErrorCode(code, message, status):
                response = self.error_code(code, message, status)
            case refusal:
                response = self.refusal(refusal)
        if response is None:
            return None
        if fault.alteration is not None and isinstance(response.body, Mapping):
            rules = endpoint.alterations
            if fault.alteration in rules:
                response = evolve(response, body=rules[fault.alteration](response.body))
        return evolve(response, headers={**response.headers, **self._headers(fault)})

    def _http_response(
        self, request: Request, result: ProviderResponse | None, fault: Fault | None
    ) -> Response:
        """Return the object that sends a response, None being no response, with a fault."""
        response = None if result is None else result.to_http()
        if response is not None:
            # The server in front has another clock, and leaves this header out.
            response.headers.setdefault("Date", formatdate(self.shared.clock.now(), usegmt=True))
            allow_origin(request, response)
            # Faults count the bytes of the body as a script has them.
            if fault is None:
                compress(request, response)
        if response is not None and (fault is None or not affects_sending(fault)):
            return response
        assert fault is not None  # noqa: S101 - without a fault there is a response
        return FaultyResponse(response, fault, self.shared.clock)

    def _headers(self, fault: Fault) -> dict[str, str]:
        headers = dict(fault.headers)
        if fault.retry_after_s is None:
            return headers
        if not fault.retry_after_date:
            return {**headers, "Retry-After": f"{math.ceil(fault.retry_after_s)}"}
        now = self.shared.clock.now()
        then = min(math.ceil(now + fault.retry_after_s), LATEST)
        # The date is relative to this one: the emulator's clock is not the client's.
        return {
            **headers,
            "Date": formatdate(now, usegmt=True),
            "Retry-After": formatdate(then, usegmt=True),
        }

    async def _carry_out(
        self, request: Request, matched: MatchedRequest
    ) -> tuple[ProviderResponse, Mapping[str, Any] | None]:
        """Carry a request out; return the response, and the body that passed validation."""
        endpoint, parameters, query = matched
        authorization = request.headers.get("authorization")
        if not self.is_authorized(authorization):
            return self.unauthorized(authorization), None
        host = "" if request.client is None else request.client.host
        if self.allowed_ips is not None and host not in self.allowed_ips:
            return self.refusal("ip_not_allowed"), None
        template = endpoint.spec_template or endpoint.template
        operation = self.spec.operation(endpoint.method, template)
        problems = [] if operation is None else operation.check_parameters(parameters, query)
        body: Mapping[str, Any] | None = None
        uploaded = NO_FILES
        if operation is not None and operation.media_types:
            body, found, uploaded = await read_body(request, operation, strict=self.strict)
            problems += found
        if problems:
            return self.invalid(problems), None
        with self.shared.lock:
            now, origin = self.shared.clock.now(), _origin(request)
            parsed = ParsedRequest(parameters, query, body or {}, now, origin, uploaded)
            return endpoint.handler(parsed), body


def _origin(request: Request) -> str:
    """Return where a request arrived: the host that it names, or the socket's."""
    host = request.headers.get("host")
    if host is None:
        return f"{request.url.scheme}://{request.url.netloc}"
    return f"{request.scope['scheme']}://{host}"
