"""The base classes of resources. The hooks handle tasks, keys and retries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from contextlib import AbstractContextManager

    from .client import Client

K = TypeVar("K", covariant=True)
"""The type of a task."""

C = TypeVar("C", contravariant=True)
"""The type of a receiver of callbacks."""

P = TypeVar("P", covariant=True)
"""The type of a prepared submission."""

T = TypeVar("T", covariant=True)
"""The type that a method that starts a task returns."""


class Start(NamedTuple):
    """How an operation starts a task.

    Attributes:
        operation: Its operationId; of one of several models of an operation, its resource and method.
        resource: The resource that it is a method of.
        method: The name of the method.
        endpoint: The module that sends the request.
        task_id: The JSON pointers to the task id in the response.
        read: The operationId of the operation that reads the task.
        address: The attribute of the body for the callback URL, None if there is none.
        exactly_one: The parameters of which exactly one must be given, each with its pointer in the body.
        secrets: The JSON pointers to the members of the body that are secret.
    """

    operation: str
    resource: str
    method: str
    endpoint: str
    task_id: tuple[str, ...]
    read: str
    address: str | None = None
    exactly_one: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()


class Hooks(Protocol[K, C, P]):
    """Send the requests of a synchronous client."""

    def start(
        self,
        start: Start,
        body: object,
        callbacks: C | None,
        reference: str | None,
        retry_failed: bool,
        /,
    ) -> K:
        """Submit a body."""
        ...

    def prepare(
        self,
        start: Start,
        body: object,
        callbacks: C | None,
        reference: str | None,
        retry_failed: bool,
        /,
    ) -> P:
        """Return a submission to send later."""
        ...

    def task(self, read: str, task_id: str, /) -> K:
        """Return a task that was started elsewhere, by its id."""
        ...

    def calling(self, operation: str, /) -> AbstractContextManager[Client]:
        """Provide the client for a call of an operation, and add the operation to errors."""
        ...


class AsyncHooks(Protocol[K, C, P]):
    """Send the requests of an asynchronous client."""

    def start(
        self,
        start: Start,
        body: object,
        callbacks: C | None,
        reference: str | None,
        retry_failed: bool,
        /,
    ) -> Coroutine[Any, Any, K]:
        """Submit a body."""
        ...

    def prepare(
        self,
        start: Start,
        body: object,
        callbacks: C | None,
        reference: str | None,
        retry_failed: bool,
        /,
    ) -> P:
        """Return a submission to send later."""
        ...

    def task(self, read: str, task_id: str, /) -> K:
        """Return a task that was started elsewhere, by its id."""
        ...

    def calling(self, operation: str, /) -> AbstractContextManager[Client]:
        """Provide the client for a call of an operation, and add the operation to errors."""
        ...


class Starts(Generic[T, C]):
    """Operations that start tasks."""

    def __init__(self, start: Callable[[Start, object, C | None, str | None, bool], T]) -> None:
        self._start = start


class Calls:
    """Operations that start no task."""

    def __init__(self, calling: Callable[[str], AbstractContextManager[Client]]) -> None:
        self._calling = calling
