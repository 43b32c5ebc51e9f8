"""What a family's callback says, declared beside the meaning of a read; and who receives callbacks."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Protocol, TypeAlias, cast

from attrs import AttrsInstance, fields_dict, frozen, has

from longtake._core.answers import JsonObject
from longtake._core.snapshot import Snapshot, State
from longtake.errors import InvalidRequestError


@frozen
class Announcement:
    """A task's id, and what a callback says of the task."""

    task_id: str | None
    snapshot: Snapshot


@frozen(kw_only=True)
class Announcing:
    """How a family's callbacks are read.

    Attributes:
        known_by: What its bodies have, in words for an error.
        read: From a body to what it says, None if it is not this family's. May raise `CallbackError`, and
            what a generated model raises for values of other types than its specification says.
    """

    known_by: str
    read: Callable[[JsonObject], Announcement | None]


def addressed(body: object, parameter: str | None, url: str) -> object:
    """Return a submission's body with the address that is to be called.

    Args:
        body: The body.
        parameter: The body's attribute that takes the address; None if the operation takes no address.
        url: The address.

    Raises:
        InvalidRequestError: If it has one already, or the operation takes none.
    """
    if parameter is None or not _takes(body, parameter):
        raise InvalidRequestError(
            f"this operation has no parameter{f' {parameter}' if parameter else ''} for the address of "
            "callbacks, so they cannot be asked for. Nothing was sent"
        )
    if isinstance(getattr(body, parameter), str):
        raise InvalidRequestError(
            f"{parameter} and callbacks were given: which one is to be called? Nothing was sent"
        )
    return _with(body, parameter, url)


def unaddressed(body: object, parameter: str | None) -> object:
    """Return a submission's body as if it had no address: what is asked for, whatever is called about it."""
    if parameter is None or not _takes(body, parameter):
        return body
    known = fields_dict(cast("type[AttrsInstance]", type(body)))
    return _with(body, parameter, known[parameter].default)


def _takes(body: object, parameter: str) -> bool:
    kind = type(body)
    return has(kind) and parameter in fields_dict(kind)


def _with(body: object, parameter: str, address: object) -> object:
    other = copy(body)
    setattr(other, parameter, address)
    return other


class Said(Protocol):
    """What a call says of a task. It is a hint: a read is the truth."""

    @property
    def state(self) -> State:
        """Where the task is said to stand."""
        ...


Listener: TypeAlias = Callable[[Said], object]
"""Called with each announcement of a task, in whatever thread it came in by. It does not block."""


class Callbacks(Protocol):
    """What receives callbacks, such as a `longtake.callbacks.Receiver`: has addresses, tells of calls."""

    def url(self, provider: Any, /, *, kind: str = "") -> str:
        """Return the address for a provider's callbacks.

        Args:
            provider: The provider's name, such as `kie`.
            kind: The task kind that the callbacks are about, such as `veo`; empty if it may be any.
        """
        ...

    def subscribe(self, provider: str, task_id: str, listener: Listener, /) -> Callable[[], None]:
        """Let a listener be told of a task, also of what was announced before; returns what ends that."""
        ...


def check_callbacks(callbacks: object) -> None:
    """Refuse what cannot receive callbacks where a caller gives it.

    Raises:
        InvalidRequestError: If it lacks a method. The message does not show it: it may be an address, and who
            knows one can call it.
    """
    if callbacks is None:
        return
    if not all(callable(getattr(callbacks, name, None)) for name in ("url", "subscribe")):
        raise InvalidRequestError(
            "callbacks must be a longtake.callbacks.Receiver, or have its methods url and subscribe; it is "
            f"{type(callbacks).__name__}"
        )
