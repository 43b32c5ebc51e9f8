"""The base classes of resources. The hooks handle tasks, keys and retries."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, Generic, Protocol, TypeVar

from attrs import field, frozen

from .client import Client
from .types import UNSET, Unset

K = TypeVar("K", covariant=True)
"""The type of a task."""

C = TypeVar("C", contravariant=True)
"""The type of a receiver of callbacks."""

P = TypeVar("P", covariant=True)
"""The type of a prepared submission."""

T = TypeVar("T", covariant=True)
"""The type that a method that starts a task returns."""

V = TypeVar("V")


@frozen(kw_only=True)
class Start:
    """How an operation starts a task.

    Attributes:
        operation: Its operationId.
        resource: The resource that it is a method of.
        method: The name of the method.
        endpoint: The module that sends the request.
        task_id: The JSON pointers to the task id in the response.
        read: The operationId of the operation that reads the task.
        address: The attribute of the body for the callback URL, None if there is none.
    """

    operation: str
    resource: str
    method: str
    endpoint: str
    task_id: tuple[str, ...] = field(repr=False)
    read: str
    address: str | None = None


class Hooks(Protocol[K, C, P]):
    """Send the requests of a synchronous client."""

    def start(self, start: Start, body: object, callbacks: C | None, /) -> K:
        """Submit a body."""
        ...

    def prepare(self, start: Start, body: object, callbacks: C | None, /) -> P:
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

    def start(self, start: Start, body: object, callbacks: C | None, /) -> Coroutine[Any, Any, K]:
        """Submit a body."""
        ...

    def prepare(self, start: Start, body: object, callbacks: C | None, /) -> P:
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

    def __init__(self, start: Callable[[Start, object, C | None], T]) -> None:
        self._start = start


class Calls:
    """Operations that start no task."""

    def __init__(self, calling: Callable[[str], AbstractContextManager[Client]]) -> None:
        self._calling = calling


def omitted(value: V | None) -> V | Unset:
    """Return a parameter's value, `UNSET` in place of None."""
    return UNSET if value is None else value


def given(value: V | Unset | None) -> V:
    """Return a value of a response. Raises `ValueError` if the response does not have it."""
    if value is None or isinstance(value, Unset):
        raise ValueError("the response does not have the value that was asked for")
    return value


def unexpected(body: object) -> ValueError:
    """Return the error for a response body of an undocumented type."""
    return ValueError(f"the body of the response is {type(body).__name__}")
