"""Task kinds: how tasks of one kind are started, read, cancelled and reconciled."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Coroutine, Generator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeAlias, TypeVar, cast

from attrs import evolve, field, frozen

from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.reconcile.submission import Outcome, UnknownSubmit, fields_of
from longtake._core.responses import has_value_at
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from longtake._core.callbacks import CallbackSpec
    from longtake._core.provider import Provider
    from longtake._core.snapshot import Snapshot, State

_URL: Final = re.compile(r"https?://", re.IGNORECASE)

ClientT = TypeVar("ClientT")
ClientT_contra = TypeVar("ClientT_contra", contravariant=True)
BodyT_contra = TypeVar("BodyT_contra", contravariant=True)
ResponseT_co = TypeVar("ResponseT_co", covariant=True)
BodyT = TypeVar("BodyT")
ResponseT = TypeVar("ResponseT")


class ParsedResponse(Protocol[ResponseT_co]):
    """A generated client's `Response`."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers of the response."""
        ...

    @property
    def parsed(self) -> ResponseT_co:
        """Return the parsed body, None for a status that the specification does not list."""
        ...


class Start(Protocol):
    """An operation that starts a task, as the generated `operations` module describes it."""

    @property
    def operation(self) -> str:
        """Return the operationId."""
        ...

    @property
    def resource(self) -> str:
        """Return the resource that has the method, such as `veo`."""
        ...

    @property
    def method(self) -> str:
        """Return the name of the method, such as `extend`."""
        ...

    @property
    def endpoint(self) -> str:
        """Return the name of the generated module that sends the operation."""
        ...

    @property
    def task_id(self) -> tuple[str, ...]:
        """Return the JSON pointers at which the response may have the id of the task."""
        ...

    @property
    def read(self) -> str:
        """Return the operationId of the operation that reads the task."""
        ...

    @property
    def address(self) -> str | None:
        """Return the attribute of the body that takes the callback URL, None if there is none."""
        ...

    @property
    def exactly_one(self) -> tuple[tuple[str, str], ...]:
        """Return the parameters of which exactly one must be given, each with its pointer in the body."""
        ...

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the JSON pointers to the members of the body that are secret."""
        ...


def check_body(start: Start, body: object) -> None:
    """Check what the signatures of the methods do not express: alternatives and URLs.

    Raises:
        InvalidRequestError: If the body has none, or several, of parameters of which exactly one must be
            given; or if a parameter for a URL has another value.
    """
    _check_exactly_one(start, body)
    _check_urls(body)


def _check_exactly_one(start: Start, body: object) -> None:
    """Check the parameters of which a submission must have exactly one.

    Raises:
        InvalidRequestError: If the body has none of them, or several.
    """
    if not start.exactly_one:
        return
    fields = fields_of(body)
    given = [name for name, at in start.exactly_one if has_value_at(fields, at)]
    if len(given) != 1:
        expected = ", ".join(name for name, _ in start.exactly_one)
        raise InvalidRequestError(
            f"exactly one of {expected} must be given, got {' and '.join(given) or 'none'}. Nothing was sent"
        )


def _check_urls(body: object) -> None:
    """Check the parameters that take URLs, such as `image_url` and `image_urls`.

    Providers charge for a task before they fetch its images, so a path in place of a URL costs credits.

    Raises:
        InvalidRequestError: If the value of one is not an http or https URL.
    """
    for each in getattr(body, "__attrs_attrs__", ()):
        name, value = str(each.name), getattr(body, each.name)
        if hasattr(value, "__attrs_attrs__"):
            _check_urls(value)
        elif name.endswith(("url", "urls")):
            urls = cast("list[object]", value) if isinstance(value, list) else [value]
            wrong = [url for url in urls if isinstance(url, str) and not _URL.match(url)]
            if wrong:
                raise InvalidRequestError(
                    f"{name} must be an http or https URL, got {reprlib.repr(wrong[0])}; upload a local file "
                    "first. Nothing was sent"
                )


class TaskEndpoint(Protocol[ClientT_contra, ResponseT_co]):
    """The generated module of an operation on one task."""

    __name__: str

    def sync_detailed(
        self, *, task_id: str, client: ClientT_contra
    ) -> ParsedResponse[ResponseT_co]: ...

    def asyncio_detailed(
        self, *, task_id: str, client: ClientT_contra
    ) -> Coroutine[Any, Any, ParsedResponse[ResponseT_co]]: ...


@frozen
class Call(Generic[ClientT]):
    """A call of a generated operation, in its sync and its async form."""

    send: Callable[[ClientT], ParsedResponse[Any]]
    send_async: Callable[[ClientT], Coroutine[Any, Any, ParsedResponse[Any]]]


@frozen
class Read(Generic[ClientT]):
    """An operation on one task.

    Attributes:
        operation: The operationId.
        call: Returns the call for a task id.
        snapshot: Returns the snapshot for a response and the task id.
    """

    operation: str
    call: Callable[[str], Call[ClientT]]
    snapshot: Callable[[Any, str], Snapshot]


def read(
    endpoint: TaskEndpoint[ClientT, ResponseT], snapshot: Callable[[ResponseT, str], Snapshot]
) -> Read[ClientT]:
    """Return the read operation of a generated module, with the function that interprets its response."""
    operation = endpoint.__name__.rpartition(".")[2]
    return Read(operation, on_task(endpoint), snapshot)


def on_task(endpoint: TaskEndpoint[ClientT, ResponseT]) -> Callable[[str], Call[ClientT]]:
    """Return the function that makes the call for a task id, such as for cancelling the task."""

    def call(task_id: str) -> Call[ClientT]:
        return Call(
            lambda client: endpoint.sync_detailed(task_id=task_id, client=client),
            lambda client: endpoint.asyncio_detailed(task_id=task_id, client=client),
        )

    return call


Lookup: TypeAlias = Generator[Call[ClientT], ParsedResponse[Any], Outcome[str]]
"""A generator of reads that returns the outcome of a submission.

The driver sends each response into the generator, or throws the `LongtakeError` that the call raised."""


@frozen(kw_only=True)
class Reconciler(Generic[ClientT]):
    """How to find out about a submission with an unknown outcome.

    Attributes:
        lookup: Makes one attempt to find out.
        advice: The recommendation for the caller, for a message.
    """

    lookup: Callable[[UnknownSubmit], Lookup[ClientT]]
    advice: str


@frozen(kw_only=True)
class TaskKind(Generic[ClientT]):
    """A kind of task within a provider.

    Attributes:
        provider: The provider.
        name: The name of the task kind, such as `veo`.
        read: The operation that reads a task. All operations that name it as their read start such tasks.
        states: Each documented value of a task's state, with its meaning.
        poll_hints: How long tasks usually take, and how often the provider recommends polling.
        callbacks: How callbacks are read.
        reconciler: How to find out about an unknown outcome, None if the provider offers no way.
        cancel: Returns the call that cancels a task, None if the provider has no such operation.
        grace_s: Seconds after a submission until a created task is certainly listed.
        retention: How long the provider keeps finished videos, and whether a poll renews their links.
        poll_hints_by_operation: Poll hints for operations with other durations, by operationId.
        history_key: The key under which durations are learned, empty for the name of the model.
    """

    provider: Provider
    name: str
    read: Read[ClientT]
    states: Mapping[Any, State]
    poll_hints: PollHints
    callbacks: CallbackSpec
    reconciler: Reconciler[ClientT] | None = None
    cancel: Callable[[str], Call[ClientT]] | None = None
    grace_s: float = field(default=60.0)
    retention: Retention = field(factory=Retention)
    poll_hints_by_operation: Mapping[str, PollHints] = field(factory=dict[str, PollHints])
    history_key: str = field(default="", repr=False)

    @property
    def model(self) -> str:
        """Return the model for `longtake.extend`, such as `kie/veo`."""
        return f"{self.provider.name}/{self.name}"

    def for_operation(self, operation: str) -> TaskKind[ClientT]:
        """Return the task kind with the poll hints of one operation."""
        hints = self.poll_hints_by_operation.get(operation)
        if hints is None:
            return self
        return evolve(self, poll_hints=hints, history_key=f"{self.model} {operation}")


def task_kinds(provider: Provider) -> Mapping[str, TaskKind[Any]]:
    """Return a provider's task kinds, by name."""
    kinds: Mapping[str, TaskKind[Any]] = import_module(provider.module).TASK_KINDS
    return kinds


def task_kind_of(provider: Provider, name: str) -> TaskKind[Any]:
    """Return a provider's task kind.

    Raises:
        InvalidRequestError: If the name is unknown.
    """
    kinds = task_kinds(provider)
    if name not in kinds:
        raise InvalidRequestError(
            f"{provider.name} has no task kind {name!r}; expected one of {', '.join(kinds)}"
        )
    return kinds[name]
