"""What a family is: a kind of task, declared by the operations of its generated client.

The protocols here describe what openapi-python-client writes for an operation: one module with
`sync_detailed` and `asyncio_detailed`. A generated module is handed over as it is; when regenerating
changes what it takes or gives, the type checkers name the line of the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator, Mapping
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from attrs import field, frozen

from longtake._core.announcing import Announcing
from longtake._core.doubt import Doubt
from longtake._core.download import Keeping
from longtake._core.inspection import Pace
from longtake._core.neutral import Extension
from longtake._core.outcome import Outcome
from longtake._core.provider import Provider
from longtake._core.snapshot import Snapshot, State

ClientT = TypeVar("ClientT")
ClientT_contra = TypeVar("ClientT_contra", contravariant=True)
BodyT_contra = TypeVar("BodyT_contra", contravariant=True)
AnswerT_co = TypeVar("AnswerT_co", covariant=True)
BodyT = TypeVar("BodyT")
AnswerT = TypeVar("AnswerT")


class Answered(Protocol[AnswerT_co]):
    """A generated client's `Response`."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The answer's headers."""
        ...

    @property
    def parsed(self) -> AnswerT_co:
        """The answer's body as a model, or None for a status that the specification does not know."""
        ...


class SubmitEndpoint(Protocol[ClientT_contra, BodyT_contra, AnswerT_co]):
    """The generated module of an operation that takes a body."""

    def sync_detailed(
        self, *, client: ClientT_contra, body: BodyT_contra
    ) -> Answered[AnswerT_co]: ...

    def asyncio_detailed(
        self, *, client: ClientT_contra, body: BodyT_contra
    ) -> Coroutine[Any, Any, Answered[AnswerT_co]]: ...


class TaskEndpoint(Protocol[ClientT_contra, AnswerT_co]):
    """The generated module of an operation on one task, addressed by its id."""

    def sync_detailed(self, *, task_id: str, client: ClientT_contra) -> Answered[AnswerT_co]: ...

    def asyncio_detailed(
        self, *, task_id: str, client: ClientT_contra
    ) -> Coroutine[Any, Any, Answered[AnswerT_co]]: ...


@frozen
class Call(Generic[ClientT]):
    """One call of a generated operation, not yet made: its sync and its async function."""

    send: Callable[[ClientT], Answered[Any]]
    send_async: Callable[[ClientT], Coroutine[Any, Any, Answered[Any]]]


@frozen
class Submit(Generic[ClientT]):
    """An operation that starts tasks.

    Attributes:
        call: From a body to the call.
        task_id: From the answer to the id of the new task, None if it names none.
    """

    call: Callable[[Any], Call[ClientT]]
    task_id: Callable[[Any], str | None]


def submit(
    endpoint: SubmitEndpoint[ClientT, BodyT, AnswerT], task_id: Callable[[AnswerT], str | None]
) -> Submit[ClientT]:
    """Declare an operation that starts tasks by its generated module and where the id stands."""

    def call(body: BodyT) -> Call[ClientT]:
        return Call(
            lambda client: endpoint.sync_detailed(client=client, body=body),
            lambda client: endpoint.asyncio_detailed(client=client, body=body),
        )

    return Submit(call, task_id)


@frozen
class Read(Generic[ClientT]):
    """An operation on one task.

    Attributes:
        call: From a task id to the call.
        snapshot: From the answer (and the task id) to what it shows.
    """

    call: Callable[[str], Call[ClientT]]
    snapshot: Callable[[Any, str], Snapshot]


def read(
    endpoint: TaskEndpoint[ClientT, AnswerT], snapshot: Callable[[AnswerT, str], Snapshot]
) -> Read[ClientT]:
    """Declare an operation that reads a task by its generated module and the meaning of its answer."""
    return Read(on_task(endpoint), snapshot)


def on_task(endpoint: TaskEndpoint[ClientT, AnswerT]) -> Callable[[str], Call[ClientT]]:
    """Declare an operation on one task whose answer does not matter, such as cancelling it."""

    def call(task_id: str) -> Call[ClientT]:
        return Call(
            lambda client: endpoint.sync_detailed(task_id=task_id, client=client),
            lambda client: endpoint.asyncio_detailed(task_id=task_id, client=client),
        )

    return call


Search: TypeAlias = Generator[Call[ClientT], Answered[Any], Outcome[str]]
"""Reads to make one after the other, and at the end what became of a submit. Who drives it sends in each
answer, or throws in the `LongtakeError` that came instead."""


@frozen(kw_only=True)
class Inquiry(Generic[ClientT]):
    """Where a vendor can be asked about a submit in doubt.

    Attributes:
        search: Asks once.
        advice: What a caller can do, in words.
    """

    search: Callable[[Doubt], Search[ClientT]]
    advice: str


@frozen(kw_only=True)
class Family(Generic[ClientT]):
    """A kind of task within a provider.

    Attributes:
        provider: Who does the work.
        name: The family's name, also its tag in the specification.
        submits: Each operation that starts a task, by its operationId.
        read: The operation that reads a task.
        states: Each value that the vendor's documentation lists for where a task stands, with its meaning.
        cancel: The operation that stops one, where the vendor has it.
        pace: How long it usually takes, and how often the vendor likes to be asked.
        inquiry: Where the vendor can be asked about a submit in doubt.
        announcing: How its callbacks are read.
        grace_s: Seconds after a submit within which a task that was made is surely listed.
        extension: From the common names to the operationId and body that extend a video.
        keeping: How long finished videos are kept, and how long links to them work.
    """

    provider: Provider
    name: str
    submits: Mapping[str, Submit[ClientT]]
    read: Read[ClientT]
    states: Mapping[Any, State]
    pace: Pace
    extension: Callable[[Extension], tuple[str, object]]
    inquiry: Inquiry[ClientT]
    announcing: Announcing
    cancel: Callable[[str], Call[ClientT]] | None = None
    grace_s: float = field(default=60.0)
    keeping: Keeping = field(factory=Keeping)

    @property
    def full_name(self) -> str:
        """The name by which `longtake.extend` knows the family, such as `kie/veo`."""
        return f"{self.provider.name}/{self.name}"
