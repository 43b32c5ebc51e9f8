"""What was announced so far, and who wants to know: the part of a receiver that does no I/O."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, TypeAlias

from attrs import frozen

from longtake._core.snapshot import State
from longtake.callbacks._parsing import Callback, Provider
from longtake.callbacks._sparing_log import SparingLog

_TASKS: Final = 10_000
_MARKS_A_TASK: Final = 8


@frozen(kw_only=True)
class Announced:
    """That a task was announced. What was said of it is a hint, and a read is the truth.

    Attributes:
        provider: Who called.
        family: The kind of task, as far as the call shows it.
        task_id: The vendor's id of the task.
        state: Where the call says that it stands.
        label: The label in the address that was called.
    """

    provider: Provider
    family: str
    task_id: str
    state: State
    label: str = ""


Listener: TypeAlias = Callable[[Announced], object]
"""Called with each announcement of a task, from whatever thread it came in by: it must not block, and may
set a `threading.Event` or use `loop.call_soon_threadsafe`."""

_Key: TypeAlias = tuple[str, str]


class Record:
    """Announcements by provider and task. Threads and event loops may share it.

    Of each provider it remembers a bounded number of tasks and calls, those that were heard of last: who
    floods the address of one that signs nothing pushes out nothing of one that signs.
    """

    def __init__(self, *, tasks: int = _TASKS) -> None:
        self._lock = threading.Lock()
        self._most = tasks
        self._log = SparingLog()
        self._last: defaultdict[str, OrderedDict[str, Announced]] = defaultdict(OrderedDict)
        self._marks: defaultdict[str, OrderedDict[str, None]] = defaultdict(OrderedDict)
        self._listeners: dict[_Key, list[Listener]] = {}

    def hear(self, announced: Announced, marks: Sequence[str]) -> bool:
        """Take note of a call that was verified, and tell who listens. False if it is a repeat.

        A mark that was seen before makes it a repeat.

        Args:
            announced: What it announces.
            marks: What it is known again by: what it says, then what was signed, if anything.
        """
        provider, task_id = announced.provider, announced.task_id
        with self._lock:
            known = self._marks[provider]
            repeated = any(mark in known for mark in marks)
            # What is said with a signature that is played back must not make a repeat of the call that says
            # it truly.
            for mark in marks[1:] if repeated else marks:
                _remember(known, mark, None, self._most * _MARKS_A_TASK)
            if repeated:
                return False
            _remember(self._last[provider], task_id, announced, self._most)
            listeners = tuple(self._listeners.get((provider, task_id), ()))
        for listener in listeners:
            self._tell(listener, announced)
        return True

    def forget(self, provider: str, marks: Collection[str]) -> None:
        """Let a provider's call count as new when it comes again, because nothing came of it."""
        with self._lock:
            for mark in marks:
                self._marks[provider].pop(mark, None)

    def __len__(self) -> int:
        """How many tasks are remembered."""
        with self._lock:
            return sum(map(len, self._last.values()))

    def heard(self, provider: str, task_id: str) -> Announced | None:
        """The last announcement of a task, None if there was none (or too many others since)."""
        with self._lock:
            return self._last[provider].get(task_id)

    def subscribe(self, provider: str, task_id: str, listener: Listener) -> Callable[[], None]:
        """Let a listener be told of a task, also (at once) of what was announced before.

        A vendor may call before its answer to the submit has arrived.

        Returns:
            What ends the subscription.
        """
        key = (provider, task_id)
        with self._lock:
            self._listeners.setdefault(key, []).append(listener)
            before = self._last[provider].get(task_id)
        if before is not None:
            self._tell(listener, before)

        def unsubscribe() -> None:
            with self._lock:
                listeners = self._listeners.get(key, [])
                if listener in listeners:
                    listeners.remove(listener)
                if not listeners:
                    self._listeners.pop(key, None)

        return unsubscribe

    def _tell(self, listener: Listener, news: Announced) -> None:
        try:
            listener(news)
        except Exception:  # noqa: BLE001 - such as a loop that has ended; a call must be answered all the same
            self._log.warning("callbacks: a listener of the record failed", with_traceback=True)


def announced(callback: Callback[Any], label: str) -> Announced:
    """What a callback announces."""
    return Announced(
        provider=callback.provider,
        family=callback.family,
        task_id=callback.task_id,
        state=callback.state,
        label=label,
    )


def _remember(memory: OrderedDict[Any, Any], key: object, value: object, most: int) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > most:
        memory.popitem(last=False)
