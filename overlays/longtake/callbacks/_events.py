"""Events for handlers, and the polls that they are made from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import define, field, frozen

from longtake._core.snapshot import Snapshot, State
from longtake._core.tokens import TaskAddress
from longtake._extend import shared_client
from longtake._shell.client import provider_of
from longtake._shell.task import poller_of
from longtake.errors import NotFoundError, RateLimitError, ServiceUnavailableError

if TYPE_CHECKING:
    from longtake._providers import ProviderName
    from longtake._shell.client import SyncClient
    from longtake._shell.task import Task
    from longtake.callbacks._parsing import Callback

# A poll that waits for the limit of its key sleeps this long at once, to notice that the receiver was closed.
_MIN_PAUSE_S: Final = 0.01
_MAX_PAUSE_S: Final = 1.0
# The longest that a provider's `Retry-After` pauses the polls of other tasks.
_MAX_HOLD_S: Final = 120.0

Trust: TypeAlias = Literal["poll", "signed", "body"]
"""The origin of the snapshot in an event, once a callback is verified.

- `poll`: the response to a poll of the task. The default, and the only one that a forged body cannot change.
- `signed`: the body if a signature covers it (Kling's own hosts), else a poll.
- `body`: the body, if the address was right. Needs no API key. Unverified unless a signature covers it.
"""


@frozen(kw_only=True)
class Event:
    """A change of a task.

    Example:
        >>> def handle(event: Event) -> None:
        ...     print(event.kind, event.state)
        >>> receiver = Receiver(handle, clients=[kie])
        >>> with receiver.serving():
        ...     video = kie.veo.generate(prompt="A dog runs along a beach", callbacks=receiver).wait()
        veo State.SUCCEEDED

    Attributes:
        provider: The provider of the task.
        kind: The task kind.
        task_id: The provider's id of the task.
        snapshot: The task, from a poll, or from the callback's body if that is trusted.
        polled: Whether the snapshot comes from a poll.
        label: The label in the address that received the callback.
    """

    provider: ProviderName
    kind: str
    task_id: str
    snapshot: Snapshot
    polled: bool
    label: str = ""

    @property
    def state(self) -> State:
        """Return the state of the task."""
        return self.snapshot.state

    @property
    def token(self) -> str:
        """A short string that a client's `from_token` turns into the task."""
        return TaskAddress(self.provider, self.kind, self.task_id).token()


Handler: TypeAlias = Callable[[Event], Awaitable[None] | None]
"""Called with each event: a function, in a thread of the receiver, or a coroutine function."""


@frozen
class PolledTask:
    """The response to a poll of a task.

    Attributes:
        kind: The task kind.
        snapshot: The task as the response shows it.
    """

    kind: str
    snapshot: Snapshot


def _by_provider(clients: tuple[SyncClient[Any], ...]) -> Mapping[str, SyncClient[Any]]:
    return {provider_of(client).name: client for client in clients}


@define(eq=False)
class CallbackPoller:
    """Polls tasks with given clients, or with clients whose keys are in the environment."""

    _clients: Mapping[str, SyncClient[Any]] = field(converter=_by_provider, repr=False)
    _closed: bool = field(default=False, init=False)

    def poll(self, callback: Callback[Any]) -> PolledTask:
        """Poll the task of a callback, as soon as `client.limits.reads` allows it.

        Anyone with an address can send callbacks about any number of tasks, so these polls share the
        limit of the key with those of `wait_all`. Where the address names no task kind, each kind that
        fits is polled until one has the task.

        Raises:
            LongtakeError: If the poll fails, or `close` was called first.
        """
        client = self._clients.get(callback.provider) or shared_client(callback.provider)
        tokens = callback.tokens
        for token in tokens[:-1]:
            with suppress(NotFoundError):
                return self._poll(client.from_token(token))
        return self._poll(client.from_token(tokens[-1]))

    def _poll(self, task: Task) -> PolledTask:
        poller = poller_of(task)
        limit, clock = poller.limiter, poller.clock
        while not limit.begin(now := clock.monotonic()):
            if self._closed:
                raise ServiceUnavailableError("the receiver was closed before the task was polled")
            clock.sleep(min(max(limit.free_at(now) - now, _MIN_PAUSE_S), _MAX_PAUSE_S))
        try:
            return PolledTask(task.kind, task.status())
        except RateLimitError as error:
            limit.pause_until(clock.monotonic() + min(error.retry_after or 0.0, _MAX_HOLD_S))
            raise
        finally:
            limit.end(clock.monotonic())

    def close(self) -> None:
        """End the polls that wait for the limit of their key."""
        self._closed = True


def is_trusted(callback: Callback[Any], trust: Trust, *, body_signed: bool) -> bool:
    """Return whether handlers get the snapshot of a callback's body.

    A success without a video is polled in any case, and so is a body that fits several task kinds unless
    all bodies are trusted.
    """
    if callback.state is State.SUCCEEDED and not callback.videos:
        return False
    if callback.other_kinds and trust != "body":
        return False
    return trust == "body" or (trust == "signed" and body_signed)
