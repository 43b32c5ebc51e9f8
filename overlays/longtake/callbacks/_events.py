"""What handlers are given, and where it comes from: a read, unless somebody chose to believe the call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

from longtake._core.snapshot import Snapshot, State
from longtake._core.tokens import TaskAddress
from longtake._extend import shared_client
from longtake._shell.client import SyncClient
from longtake._shell.task import Task
from longtake.callbacks._parsing import Callback, Provider
from longtake.errors import NotFoundError, RateLimitError, ServiceUnavailableError

# How long a poll that waits for its turn sleeps at once: it has to notice that the receiver was closed.
_SHORTEST_PAUSE_S: Final = 0.01
_LONGEST_PAUSE_S: Final = 1.0
# How long a provider's `Retry-After` holds up the polls of other tasks.
_LONGEST_HOLD_S: Final = 120.0

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


@frozen
class Read:
    """What a poll of an announced task showed.

    Attributes:
        family: The kind of task that it is.
        snapshot: What it showed.
    """

    family: str
    snapshot: Snapshot


class Reader:
    """Reads tasks again, through clients that were given or those that the environment has keys for."""

    def __init__(self, clients: tuple[SyncClient[Any], ...]) -> None:
        self._clients = {client.provider.name: client for client in clients}
        self._closed = False

    def read(self, callback: Callback[Any]) -> Read:
        """Poll a task that was announced, as soon as `client.limits.reads` allows it.

        A caller that has an address can announce any number of tasks: the polls share the limit of the key
        with those of `wait_all`. Where the address names no task kind, each kind that fits is read until one
        has the task.

        Raises:
            LongtakeError: If the provider cannot be reached or refuses to answer, or this was closed first.
        """
        client = self._clients.get(callback.provider) or shared_client(callback.provider)
        tokens = callback.tokens
        for token in tokens[:-1]:
            with suppress(NotFoundError):
                return self._poll(client.from_token(token))
        return self._poll(client.from_token(tokens[-1]))

    def _poll(self, task: Task) -> Read:
        watch = task.watch()
        limit, clock = watch.looks, watch.clock
        while not limit.begin(now := clock.monotonic()):
            if self._closed:
                raise ServiceUnavailableError("the receiver was closed before the task was read")
            clock.sleep(min(max(limit.free_at(now) - now, _SHORTEST_PAUSE_S), _LONGEST_PAUSE_S))
        try:
            return Read(task.family, task.status())
        except RateLimitError as error:
            limit.hold(clock.monotonic() + min(error.retry_after or 0.0, _LONGEST_HOLD_S))
            raise
        finally:
            limit.end(clock.monotonic())

    def close(self) -> None:
        """Let no poll wait for its turn any longer."""
        self._closed = True


def believable(callback: Callback[Any], believe: Believe, *, body_signed: bool) -> bool:
    """Whether a call's own words may be handed out. A success that names no video has to be read."""
    if callback.state is State.SUCCEEDED and not callback.videos:
        return False
    if callback.other_families and believe != "body":
        return False
    return believe == "body" or (believe == "signed" and body_signed)
