"""Processing of callbacks after their response: tasks are polled and handlers called, in threads."""

from __future__ import annotations

import asyncio
import inspect
import logging
import sched
import threading
import time
from collections import OrderedDict, deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, define, field, frozen

from longtake.callbacks._events import Event, PolledTask
from longtake.callbacks._rate_limited_log import RateLimitedLog
from longtake.errors import (
    AuthenticationError,
    InvalidRequestError,
    LongtakeError,
    NotFoundError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from longtake._core.snapshot import Snapshot
    from longtake.callbacks._events import Handler
    from longtake.callbacks._parsing import Callback

_LOG: Final = logging.getLogger("longtake")
_MAX_REMEMBERED_TASKS: Final = 10_000
_MAX_LOGGED_TASKS: Final = 30

REPOLL_DELAYS_S: Final = (5.0, 15.0, 60.0, 300.0, 900.0)
"""The delays after which a task is polled again, each from the poll before, if a poll fails or does not
show the end that a callback reported: the provider got its 200 and does not send the callback again."""

_PERMANENT: Final = (AuthenticationError, InvalidRequestError, NotFoundError)
"""Errors that a later poll would raise again."""


@frozen(kw_only=True)
class PendingCallback:
    """A callback to process.

    Attributes:
        callback: The callback, without the parts of its body that are not used.
        label: The label in its address.
        trusted: Whether handlers get the snapshot of its body.
        on_unsettled: Called when processing did not settle it. It then counts as new when it is sent again.
        loop: The event loop that received it, in which coroutines run.
        size_bytes: The length of the body that it keeps in memory; 0 if it keeps none.
    """

    callback: Callback[Any]
    label: str
    trusted: bool
    on_unsettled: Callable[[], None]
    loop: asyncio.AbstractEventLoop | None
    size_bytes: int = 0


@define(eq=False)
class _TaskQueue:
    """The pending callbacks of one task.

    Attributes:
        pending: The callbacks, the next one first.
        running: Whether a thread processes them. If not, the task is polled again later.
        postponed: How often the task was postponed.
    """

    pending: deque[PendingCallback] = Factory(deque[PendingCallback])
    running: bool = False
    postponed: int = 0


@frozen
class _LastEvent:
    """The last event of a task, without its content: there are many tasks, and content may be long.

    Attributes:
        ended: Whether the task had ended.
        digest: The hash of the snapshot.
    """

    ended: bool
    digest: int


@define(eq=False)
class DelayQueue:
    """Calls functions after a delay, in a thread of its own. They must return soon."""

    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _scheduler: sched.scheduler = field(factory=lambda: sched.scheduler(time.monotonic), init=False)
    _changed: threading.Event = field(factory=threading.Event, init=False)
    _started: bool = field(default=False, init=False)
    _closed: bool = field(default=False, init=False)

    def add(self, delay_s: float, function: Callable[[], object]) -> None:
        """Call a function after a delay in seconds, unless the queue is closed before."""
        self._scheduler.enter(delay_s, 0, function)
        with self._lock:
            starts, self._started = not self._started, True
        if starts:
            threading.Thread(target=self._run, name="longtake-callbacks-delay", daemon=True).start()
        self._changed.set()

    def close(self) -> None:
        """Call no further function."""
        self._closed = True
        self._changed.set()

    def _run(self) -> None:
        while not self._closed:
            # `run` calls what is due, and returns the seconds until the next function.
            self._changed.wait(self._scheduler.run(blocking=False))
            self._changed.clear()


@define(eq=False)
class CallbackProcessor:
    """Processes callbacks: those of one task one after the other, several tasks at once.

    Handlers get each change of a task once, while the task is remembered, and nothing after its end. No
    thread waits for a provider to recover: a task that must be polled again is postponed.
    """

    _handlers: Sequence[Handler]
    _poll: Callable[[Callback[Any]], PolledTask]
    _max_workers: int = field(kw_only=True, alias="max_workers")
    _max_pending: int = field(kw_only=True, alias="max_pending")
    _max_pending_bytes: int = field(kw_only=True, alias="max_pending_bytes")
    _log: RateLimitedLog = field(factory=RateLimitedLog, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _delayed: DelayQueue = field(factory=DelayQueue, init=False)
    _queues: dict[str, _TaskQueue] = field(factory=dict[str, _TaskQueue], init=False)
    _pending: int = field(default=0, init=False)
    _pending_bytes: int = field(default=0, init=False)
    _running: set[Future[None]] = field(factory=set[Future[None]], init=False)
    _last: OrderedDict[str, _LastEvent] = field(factory=OrderedDict[str, _LastEvent], init=False)
    _closed: bool = field(default=False, init=False)
    _pool: ThreadPoolExecutor = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self._max_workers, thread_name_prefix="longtake-callbacks")

    @property
    def has_room(self) -> bool:
        """Whether another callback may be added."""
        with self._lock:
            return (
                not self._closed
                and self._pending < self._max_pending
                and self._pending_bytes < self._max_pending_bytes
            )

    def add(self, pending: PendingCallback) -> bool:
        """Process a callback after those of the same task; return False if the processor is closed."""
        if not self._handlers:
            return True
        token = pending.callback.token
        with self._lock:
            if self._closed:
                return False
            queue = self._queues.setdefault(token, _TaskQueue())
            self._enqueue(pending, queue.pending)
            return self._start(token, queue)

    def _enqueue(self, new: PendingCallback, pending: deque[PendingCallback]) -> None:
        if not pending or new.trusted or pending[-1].trusted:
            pending.append(new)
            self._pending += 1
            self._pending_bytes += new.size_bytes
        elif new.callback.state.ended:
            # One poll serves both callbacks, and must be repeated until it shows the end.
            pending[-1] = new

    def _start(self, token: str, queue: _TaskQueue) -> bool:
        if queue.running:
            return True
        try:
            future = self._pool.submit(self._run, token, queue)
        except RuntimeError:
            # The interpreter is shutting down, and the receiver was not closed before.
            self._log.warning(
                "callbacks: a callback of the task %s is not handled: the program is ending", token
            )
            return False
        queue.running = True
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return True

    def close(self, timeout: float | None) -> int:
        """Accept no further callbacks, poll postponed tasks a last time, and wait for the handlers.

        Returns:
            The number of tasks with callbacks that are not handled. Each is logged. Running handlers go
            on until the program ends.
        """
        with self._lock:
            first, self._closed = not self._closed, True
            if first:
                for token, queue in self._queues.items():
                    self._start(token, queue)
            running = set(self._running)
        self._delayed.close()
        wait(running, timeout)
        self._pool.shutdown(wait=False)
        with self._lock:
            unhandled = list(self._queues)
        for token in unhandled[:_MAX_LOGGED_TASKS] if first else ():
            _LOG.warning(
                "callbacks: closed before all callbacks of the task %s were handled", token
            )
        if first and len(unhandled) > _MAX_LOGGED_TASKS:
            _LOG.warning("callbacks: ... and of %s more tasks", len(unhandled) - _MAX_LOGGED_TASKS)
        return len(unhandled)

    def _run(self, token: str, queue: _TaskQueue) -> None:
        while (pending := self._next(token, queue)) is not None:
            try:
                settled = self._process(pending)
            except BaseException:  # noqa: BLE001 - nothing else would log it
                self._log.error("callbacks: a callback of the task %s was not handled", token)
                pending.on_unsettled()
                continue
            if not settled:
                pending.on_unsettled()
                if self._postpone(token, queue, pending):
                    return

    def _next(self, token: str, queue: _TaskQueue) -> PendingCallback | None:
        with self._lock:
            if not queue.pending:
                del self._queues[token]
                return None
            pending = queue.pending.popleft()
            self._pending -= 1
            self._pending_bytes -= pending.size_bytes
            return pending

    def _postpone(self, token: str, queue: _TaskQueue, pending: PendingCallback) -> bool:
        """Poll a task again later; return False if a callback is pending, or no delays are left."""
        with self._lock:
            if queue.postponed == len(REPOLL_DELAYS_S):
                self._log.warning(
                    "callbacks: the task %s is not polled again after %d polls",
                    token,
                    len(REPOLL_DELAYS_S) + 1,
                )
                return False
            received_meanwhile = bool(queue.pending)
            self._enqueue(pending, queue.pending)
            if received_meanwhile:
                return False
            queue.running = False
            if not self._closed:
                delay_s = REPOLL_DELAYS_S[queue.postponed]
                self._delayed.add(delay_s, lambda: self._resume(token, queue))
            queue.postponed += 1
            return True

    def _resume(self, token: str, queue: _TaskQueue) -> None:
        with self._lock:
            if not self._closed and self._queues.get(token) is queue:
                self._start(token, queue)

    def _process(self, pending: PendingCallback) -> bool:
        """Give handlers the change of a task; return False if the task must be polled again."""
        callback, token = pending.callback, pending.callback.token
        with self._lock:
            before = self._last.get(token)
        if before is not None and before.ended:
            return True
        try:
            received = PolledTask(callback.kind, callback.snapshot)
            found = received if pending.trusted else self._poll(callback)
        except LongtakeError as error:
            permanent = isinstance(error, _PERMANENT)
            self._log.warning(
                "callbacks: %s/%s: polling the task %s failed%s: %s",
                callback.provider,
                callback.kind,
                token,
                "" if permanent else " temporarily",
                type(error).__name__,
            )
            if permanent:
                pending.on_unsettled()
            return permanent
        if before is None or before.digest != hash(found.snapshot):
            self._emit(token, pending, found)
        return pending.trusted or found.snapshot.state.ended or not callback.state.ended

    def _emit(self, token: str, pending: PendingCallback, found: PolledTask) -> None:
        self._remember(token, found.snapshot)
        event = Event(
            provider=pending.callback.provider,
            kind=found.kind,
            task_id=pending.callback.task_id,
            snapshot=found.snapshot,
            polled=not pending.trusted,
            label=pending.label,
        )
        for handler in self._handlers:
            self._call(handler, event, pending.loop)

    def _call(self, handler: Handler, event: Event, loop: asyncio.AbstractEventLoop | None) -> None:
        """Call a handler. Its exceptions are logged, and the other handlers are called all the same."""
        try:
            result = handler(event)
            if inspect.isawaitable(result):
                _run_coroutine(result, loop)
        except BaseException:  # noqa: BLE001 - user code may raise anything, SystemExit included
            self._log.error("callbacks: a handler failed with an event of the task %s", event.token)

    def _remember(self, token: str, snapshot: Snapshot) -> None:
        with self._lock:
            self._last[token] = _LastEvent(snapshot.state.ended, hash(snapshot))
            self._last.move_to_end(token)
            if len(self._last) > _MAX_REMEMBERED_TASKS:
                self._last.popitem(last=False)


def _run_coroutine(result: Awaitable[None], loop: asyncio.AbstractEventLoop | None) -> None:
    """Wait for a handler's coroutine, in the event loop that received the callback while that runs."""
    if loop is None or not loop.is_running():
        asyncio.run(_awaited(result))
        return
    future = asyncio.run_coroutine_threadsafe(_awaited(result), loop)
    while not wait([future], timeout=1).done:
        if not loop.is_running():
            future.cancel()
            raise RuntimeError("the event loop ended before the handler")
    future.result()


async def _awaited(result: Awaitable[None]) -> None:
    try:
        await result
    except SystemExit as error:
        # In a task, SystemExit would end the server's event loop.
        raise RuntimeError("the handler raised SystemExit") from error
