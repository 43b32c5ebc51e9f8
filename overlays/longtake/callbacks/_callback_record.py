"""The record of verified callbacks and their listeners. It does no I/O."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import define, field, frozen

from longtake.callbacks._rate_limited_log import RateLimitedLog

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from longtake._core.snapshot import State
    from longtake._providers import ProviderName
    from longtake.callbacks._parsing import Callback

_MAX_TASKS: Final = 10_000
_FINGERPRINTS_PER_TASK: Final = 8


@frozen(kw_only=True)
class ReceivedCallback:
    """A verified callback in the record. Its state is a hint: poll the task before you rely on it.

    Example:
        >>> with receiver.serving():
        ...     task = kie.veo.generate(prompt="A dog runs along a beach", callbacks=receiver)
        ...     video = task.wait()
        >>> receiver.record.last("kie", task.id).state
        <State.SUCCEEDED: 'succeeded'>

    Attributes:
        provider: The provider that sent it.
        kind: The task kind, as far as the callback shows it.
        task_id: The provider's id of the task.
        state: The state that the callback reports.
        label: The label in the address that received it.
    """

    provider: ProviderName
    kind: str
    task_id: str
    state: State
    label: str = ""


Listener: TypeAlias = Callable[[ReceivedCallback], object]
"""Called with each verified callback of a task, in the thread that received it. It must not block: set a
`threading.Event`, or use `loop.call_soon_threadsafe`."""

_Key: TypeAlias = tuple[str, str]


def _by_provider() -> defaultdict[str, OrderedDict[str, Any]]:
    return defaultdict(OrderedDict)


@define(eq=False, repr=False)
class CallbackRecord:
    """Verified callbacks by provider and task. Threads and event loops may share it.

    It keeps the most recent tasks and callbacks of each provider. Callbacks of one provider never displace
    those of another, which matters if only one of them signs.

    Example:
        >>> with receiver.serving():
        ...     task = kie.veo.generate(prompt="A dog runs along a beach", callbacks=receiver)
        ...     stop = receiver.record.subscribe("kie", task.id, lambda callback: print(callback.state))
        ...     video = task.wait()
        State.SUCCEEDED

    Attributes:
        max_tasks: How many tasks of each provider are kept.
    """

    max_tasks: int = field(default=_MAX_TASKS, kw_only=True)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _log: RateLimitedLog = field(factory=RateLimitedLog, init=False)
    _last: defaultdict[str, OrderedDict[str, ReceivedCallback]] = field(
        factory=_by_provider, init=False
    )
    _fingerprints: defaultdict[str, OrderedDict[str, None]] = field(
        factory=_by_provider, init=False
    )
    _listeners: dict[_Key, list[Listener]] = field(factory=dict[_Key, list[Listener]], init=False)

    def __len__(self) -> int:
        """Return how many tasks are kept."""
        with self._lock:
            return sum(map(len, self._last.values()))

    def last(self, provider: str, task_id: str) -> ReceivedCallback | None:
        """Return the last callback of a task; None if there was none, or too many others since.

        Args:
            provider: The provider's name, such as `kie`.
            task_id: The provider's id of the task.
        """
        with self._lock:
            return self._last[provider].get(task_id)

    def subscribe(self, provider: str, task_id: str, listener: Listener) -> Callable[[], None]:
        """Call a listener with each callback of a task, and at once with the last one before.

        A provider may send a callback before its response to the submission arrives.

        Args:
            provider: The provider's name, such as `kie`.
            task_id: The provider's id of the task.
            listener: The function to call.

        Returns:
            A function that ends the subscription.
        """
        key = (provider, task_id)
        with self._lock:
            self._listeners.setdefault(key, []).append(listener)
            before = self._last[provider].get(task_id)
        if before is not None:
            self._notify(listener, before)

        def unsubscribe() -> None:
            with self._lock:
                listeners = self._listeners.get(key, [])
                if listener in listeners:
                    listeners.remove(listener)
                if not listeners:
                    self._listeners.pop(key, None)

        return unsubscribe

    def _add(self, received: ReceivedCallback, fingerprints: Sequence[str]) -> bool:
        """Add a verified callback and notify its listeners; return False if it is a repeat.

        A fingerprint that was added before makes it a repeat.

        Args:
            received: The callback.
            fingerprints: Identify the callback: first its body, then its signature, if it has one.
        """
        provider, task_id = received.provider, received.task_id
        with self._lock:
            known = self._fingerprints[provider]
            repeated = any(fingerprint in known for fingerprint in fingerprints)
            # A forged body under a replayed signature must not make a repeat of the true callback.
            for fingerprint in fingerprints[1:] if repeated else fingerprints:
                _remember(known, fingerprint, None, self.max_tasks * _FINGERPRINTS_PER_TASK)
            if repeated:
                return False
            _remember(self._last[provider], task_id, received, self.max_tasks)
            listeners = tuple(self._listeners.get((provider, task_id), ()))
        for listener in listeners:
            self._notify(listener, received)
        return True

    def _forget(self, provider: str, fingerprints: Collection[str]) -> None:
        """Let a callback count as new when the provider sends it again."""
        with self._lock:
            for fingerprint in fingerprints:
                self._fingerprints[provider].pop(fingerprint, None)

    def _notify(self, listener: Listener, received: ReceivedCallback) -> None:
        try:
            listener(received)
        except Exception:  # noqa: BLE001 - such as a closed event loop; the callback still needs its response
            self._log.warning("callbacks: a listener of the record failed", with_traceback=True)


def received_callback(callback: Callback[Any], label: str) -> ReceivedCallback:
    """Return a callback as the record keeps it."""
    return ReceivedCallback(
        provider=callback.provider,
        kind=callback.kind,
        task_id=callback.task_id,
        state=callback.state,
        label=label,
    )


def _remember(memory: OrderedDict[Any, Any], key: object, value: object, maximum: int) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > maximum:
        memory.popitem(last=False)
