"""What resources are made from. Tasks, keys and retries are the business of what sends."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, Generic, Protocol, TypeVar

from attrs import field, frozen

from .client import Client
from .types import UNSET, Unset

K = TypeVar("K", covariant=True)
"""What stands for a task."""

C = TypeVar("C", contravariant=True)
"""What receives the provider's callbacks."""

P = TypeVar("P", covariant=True)
"""What stands for a prepared submission."""

T = TypeVar("T", covariant=True)
"""What a method that starts a task returns."""

V = TypeVar("V")


@frozen(kw_only=True)
class Start:
    """How an operation starts a task.

    Attributes:
        operation: Its operationId.
        resource: The resource that it is a method of.
        method: What the method is called.
        endpoint: The module that sends it.
        task_id: The JSON pointers of the places where the response may have the task's id.
        read: The operationId of what reads the task.
        address: The body's attribute that takes the address for callbacks, if there is any.
    """

    operation: str
    resource: str
    method: str
    endpoint: str
    task_id: tuple[str, ...] = field(repr=False)
    read: str
    address: str | None = None


class Hooks(Protocol[K, C, P]):
    """What sends, for callers that block."""

    def start(self, start: Start, body: object, callbacks: C | None, /) -> K:
        """Submit a body."""
        ...

    def prepare(self, start: Start, body: object, callbacks: C | None, /) -> P:
        """Keep a body, to be submitted later."""
        ...

    def task(self, read: str, task_id: str, /) -> K:
        """Return a task that was started elsewhere."""
        ...

    def calling(self, operation: str, /) -> AbstractContextManager[Client]:
        """Give the client to call an operation with, and let errors name it."""
        ...


class AsyncHooks(Protocol[K, C, P]):
    """`Hooks` for async callers."""

    def start(self, start: Start, body: object, callbacks: C | None, /) -> Coroutine[Any, Any, K]:
        """Submit a body."""
        ...

    def prepare(self, start: Start, body: object, callbacks: C | None, /) -> P:
        """Keep a body, to be submitted later."""
        ...

    def task(self, read: str, task_id: str, /) -> K:
        """Return a task that was started elsewhere."""
        ...

    def calling(self, operation: str, /) -> AbstractContextManager[Client]:
        """Give the client to call an operation with, and let errors name it."""
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
    """Return the error for a response whose body is of another type than the specification says."""
    return ValueError(f"the body of the response is {type(body).__name__}")
