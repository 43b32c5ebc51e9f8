"""The common names for extending a video, and how a family takes them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from attrs import define, evolve, field, frozen

from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.reconcile.submission import Outcome, UnknownSubmit
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from longtake._core.callbacks import CallbackSpec
    from longtake._core.provider import Provider
    from longtake._core.snapshot import Snapshot, State

ValueT = TypeVar("ValueT")
AbsentT = TypeVar("AbsentT")


@define(kw_only=True)
class Extension:
    """What a caller wants, in the names that all families share.

    A family reads from it what it understands; `check_all_used` refuses the rest, so that nothing a caller
    asked for is dropped in silence.

    Attributes:
        target: The provider and family, such as `kie/veo`, for messages.
        source: The video to go on from: a task id, an asset id or a video id, as the family wants it.
    """

    model: str
    source: str
    _options: dict[str, object] = field(alias="options")
    _used: set[str] = field(factory=set[str], init=False)

    def option(self, name: str, kind: type[ValueT], absent: AbsentT) -> ValueT | AbsentT:
        """The option of that name, `absent` if the caller did not give it.

        Raises:
            InvalidRequestError: If it is not of the type `kind`.
        """
        self._used.add(name)
        value = self._options.get(name)
        if value is None:
            return absent
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InvalidRequestError(
                f"{self.model}: {name} must be {kind.__name__}, not {type(value).__name__}"
            )
        return value

    def required(self, name: str, kind: type[ValueT]) -> ValueT:
        """The option of that name, which this family cannot do without.

        Raises:
            InvalidRequestError: If the caller did not give it, or it is of another type.
        """
        value = self.option(name, kind, None)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise InvalidRequestError(f"{self.model} needs {name}")
        return value

    def check_all_used(self) -> None:
        """Refuse what the family did not read.

        Raises:
            InvalidRequestError: If the caller gave an option that the family cannot honour.
        """
        given = {name for name, value in self._options.items() if value is not None}
        unused = sorted(given - self._used)
        if unused:
            can = ", ".join(sorted(self._used)) or "nothing but a source"
            raise InvalidRequestError(
                f"{self.model} cannot take {' or '.join(unused)}; it understands {can}. Nothing was sent"
            )


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
        """The answer's headers."""
        ...

    @property
    def parsed(self) -> ResponseT_co:
        """The answer's body as a model, or None for a status that the specification does not know."""
        ...


class Start(Protocol):
    """How an operation starts a task, as the generated `operations` module says it."""

    @property
    def operation(self) -> str:
        """Return its operationId."""
        ...

    @property
    def resource(self) -> str:
        """Return the resource that it is a method of, such as `veo`."""
        ...

    @property
    def method(self) -> str:
        """Return what the method is called, such as `extend`."""
        ...

    @property
    def endpoint(self) -> str:
        """Return the name of the generated module that sends it."""
        ...

    @property
    def task_id(self) -> tuple[str, ...]:
        """Return the JSON pointers of the places where the response may have the task's id."""
        ...

    @property
    def read(self) -> str:
        """Return the operationId of what reads the task."""
        ...

    @property
    def address(self) -> str | None:
        """Return the body's attribute for the address of callbacks; None if it takes no address."""
        ...


class TaskEndpoint(Protocol[ClientT_contra, ResponseT_co]):
    """The generated module of an operation on one task, addressed by its id."""

    __name__: str

    def sync_detailed(
        self, *, task_id: str, client: ClientT_contra
    ) -> ParsedResponse[ResponseT_co]: ...

    def asyncio_detailed(
        self, *, task_id: str, client: ClientT_contra
    ) -> Coroutine[Any, Any, ParsedResponse[ResponseT_co]]: ...


@frozen
class Call(Generic[ClientT]):
    """One call of a generated operation, not yet made: its sync and its async function."""

    send: Callable[[ClientT], ParsedResponse[Any]]
    send_async: Callable[[ClientT], Coroutine[Any, Any, ParsedResponse[Any]]]


@frozen
class Read(Generic[ClientT]):
    """An operation on one task.

    Attributes:
        operation: Its operationId.
        call: From a task id to the call.
        snapshot: From the answer (and the task id) to what it shows.
    """

    operation: str
    call: Callable[[str], Call[ClientT]]
    snapshot: Callable[[Any, str], Snapshot]


def read(
    endpoint: TaskEndpoint[ClientT, ResponseT], snapshot: Callable[[ResponseT, str], Snapshot]
) -> Read[ClientT]:
    """Declare an operation that reads a task by its generated module and the meaning of its answer."""
    operation = endpoint.__name__.rpartition(".")[2]
    return Read(operation, on_task(endpoint), snapshot)


def on_task(endpoint: TaskEndpoint[ClientT, ResponseT]) -> Callable[[str], Call[ClientT]]:
    """Declare an operation on one task whose answer does not matter, such as cancelling it."""

    def call(task_id: str) -> Call[ClientT]:
        return Call(
            lambda client: endpoint.sync_detailed(task_id=task_id, client=client),
            lambda client: endpoint.asyncio_detailed(task_id=task_id, client=client),
        )

    return call


Lookup: TypeAlias = Generator[Call[ClientT], ParsedResponse[Any], Outcome[str]]
"""Reads to make one after the other, and at the end what became of a submit. Who drives it sends in each
answer, or throws in the `LongtakeError` that came instead."""


@frozen(kw_only=True)
class Reconciler(Generic[ClientT]):
    """Where a vendor can be asked about a submit in doubt.

    Attributes:
        search: Asks once.
        advice: What a caller can do, in words.
    """

    lookup: Callable[[UnknownSubmit], Lookup[ClientT]]
    advice: str


@frozen(kw_only=True)
class TaskKind(Generic[ClientT]):
    """A kind of task within a provider.

    Attributes:
        provider: Who does the work.
        name: The family's name.
        read: The operation that reads a task. Whatever operation says that it is read so starts such tasks.
        states: Each value that the vendor's documentation lists for where a task stands, with its meaning.
        cancel: The operation that stops one, where the vendor has it.
        pace: How long it usually takes, and how often the vendor likes to be asked.
        paces: The same for operations whose tasks take another time, by operationId.
        inquiry: Where the provider can be asked about an unknown outcome, None if it cannot.
        announcing: How its callbacks are read.
        grace_s: Seconds after a submit within which a task that was made is surely listed.
        extension: From the common names to the operation and body that extend a video, None if nothing does.
        keeping: How long finished videos are kept, and how long links to them work.
        learned_as: What durations are learned under, where it is not the family's full name.
    """

    provider: Provider
    name: str
    read: Read[ClientT]
    states: Mapping[Any, State]
    poll_hints: PollHints
    callbacks: CallbackSpec
    extension: Callable[[Extension], tuple[Start, object]] | None = None
    reconciler: Reconciler[ClientT] | None = None
    cancel: Callable[[str], Call[ClientT]] | None = None
    grace_s: float = field(default=60.0)
    retention: Retention = field(factory=Retention)
    poll_hints_by_operation: Mapping[str, PollHints] = field(factory=dict[str, PollHints])
    history_key: str = field(default="", repr=False)

    @property
    def model(self) -> str:
        """The name by which `longtake.extend` knows the family, such as `kie/veo`."""
        return f"{self.provider.name}/{self.name}"

    def for_operation(self, operation: str) -> TaskKind[ClientT]:
        """Return the family as it is for tasks of one operation."""
        pace = self.poll_hints_by_operation.get(operation)
        if pace is None:
            return self
        return evolve(self, poll_hints=pace, history_key=f"{self.model} {operation}")


def task_kinds(provider: Provider) -> Mapping[str, TaskKind[Any]]:
    """Return a provider's task kinds, by name."""
    kinds: Mapping[str, TaskKind[Any]] = import_module(provider.module).TASK_KINDS
    return kinds
