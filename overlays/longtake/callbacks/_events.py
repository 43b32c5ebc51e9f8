"""What handlers are given, and where it comes from: a read, unless somebody chose to believe the call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeAlias

from attrs import frozen

from longtake._core.snapshot import Snapshot, State
from longtake._core.tokens import TaskAddress
from longtake._extend import shared_client
from longtake._shell.client import SyncClient
from longtake.callbacks._parsing import Callback, Provider

Believe: TypeAlias = Literal["read", "signed", "body"]
"""Whose word counts once a call is verified.

- `read`: what the vendor answers when the task is read again. The default, and the only one that a forged
  body cannot reach.
- `signed`: the body where a signature covers it (Kling's own hosts), else a read.
- `body`: the body, as soon as the address was right. Needs no key, and is a hint where nothing is signed.
"""


@frozen(kw_only=True)
class Event:
    """News of a task.

    Attributes:
        provider: Who has the task.
        family: The kind of task.
        task_id: The vendor's id of the task.
        snapshot: Where it stands: what a read says, or the call itself if that is believed.
        read: Whether the task was read again for this.
        label: The label in the address that was called.
    """

    provider: Provider
    family: str
    task_id: str
    snapshot: Snapshot
    read: bool
    label: str = ""

    @property
    def state(self) -> State:
        """Where the task stands."""
        return self.snapshot.state

    @property
    def token(self) -> str:
        """A short string that a client's `from_token` turns into the task."""
        return TaskAddress(self.provider, self.family, self.task_id).token()


Handler: TypeAlias = Callable[[Event], Awaitable[None] | None]
"""Called with each event, as a function in a thread of the receiver, or as a coroutine."""


class Reader:
    """Reads tasks again, through clients that were given or those that the environment has keys for."""

    def __init__(self, clients: tuple[SyncClient[Any], ...]) -> None:
        self._clients = {client.provider.name: client for client in clients}

    def read(self, callback: Callback[Any]) -> Snapshot:
        """Look at a task that was announced.

        Raises:
            LongtakeError: Whatever keeps the vendor from saying.
        """
        client = self._clients.get(callback.provider) or shared_client(callback.provider)
        return client.from_token(callback.token).status()


def believable(callback: Callback[Any], believe: Believe, *, body_signed: bool) -> bool:
    """Whether a call's own words may be handed out. A success that names no video has to be read."""
    if callback.state is State.SUCCEEDED and not callback.videos:
        return False
    return believe == "body" or (believe == "signed" and body_signed)
