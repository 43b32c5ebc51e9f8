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
    """How a family's callbacks are asked for and read.

    Attributes:
        address: The parameter of its submits that says where to call.
        known_by: What its bodies have, in words for an error.
        read: From a body to what it says, None if it is not this family's. May raise `CallbackError`, and
            what a generated model raises for values of other types than its specification says.
    """

    address: str
    known_by: str
    read: Callable[[JsonObject], Announcement | None]

    def addressed(self, body: object, url: str) -> object:
        """A submit's body with the address that is to be called.

        Raises:
            InvalidRequestError: If it has one already, or the operation takes none.
        """
        if not self._takes_address(body):
            raise InvalidRequestError(
                f"this operation has no parameter {self.address}, so callbacks cannot be asked for. Nothing "
                "was sent"
            )
        if isinstance(getattr(body, self.address), str):
            raise InvalidRequestError(
                f"{self.address} and callbacks were given: which one is to be called? Nothing was sent"
            )
        return self._with(body, url)

    def unaddressed(self, body: object) -> object:
        """A submit's body as if it had no address: what is asked for, whoever is told of it."""
        if not self._takes_address(body):
            return body
        known = fields_dict(cast("type[AttrsInstance]", type(body)))
        return self._with(body, known[self.address].default)

    def _takes_address(self, body: object) -> bool:
        kind = type(body)
        return has(kind) and self.address in fields_dict(kind)

    def _with(self, body: object, address: object) -> object:
        other = copy(body)
        setattr(other, self.address, address)
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

    def url(self, provider: Any, /) -> str:
        """The address for a provider's calls: `kie`, `useapi` or `chainhub`."""
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
