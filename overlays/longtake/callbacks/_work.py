"""What is done after a call was answered: reading tasks again, and calling handlers, in threads."""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Final

from attrs import frozen

from longtake._core.snapshot import Snapshot
from longtake.callbacks._events import Event, Handler
from longtake.callbacks._parsing import Callback
from longtake.errors import LongtakeError

_LOG: Final = logging.getLogger("longtake")
_REMEMBERED: Final = 10_000


@frozen(kw_only=True)
class Job:
    """A call to be worked on.

    Attributes:
        callback: What it says.
        label: The label in its address.
        believed: Whether its own words are handed out.
        failed: Called if nothing came of it.
        loop: The event loop that it came in by, where coroutines run.
    """

    callback: Callback[Any]
    label: str
    believed: bool
    failed: Callable[[], None]
    loop: asyncio.AbstractEventLoop | None


class Work:
    """Jobs, one after the other for each task, several tasks at once.

    Each change of a task is handed out once, as long as the task is remembered; after its end, nothing.
    """

    def __init__(
        self,
        handlers: Sequence[Handler],
        read: Callable[[Callback[Any]], Snapshot],
        *,
        threads: int,
        most_pending: int,
    ) -> None:
        self._handlers = handlers
        self._read = read
        self._most_pending = most_pending
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="longtake-callbacks")
        self._pending: dict[str, deque[Job]] = {}
        self._waiting = 0
        self._running: set[Future[None]] = set()
        self._told: OrderedDict[str, Snapshot] = OrderedDict()
        self._closed = False

    @property
    def accepts(self) -> bool:
        """Whether there is room for another job."""
        with self._lock:
            return not self._closed and self._waiting < self._most_pending

    def add(self, job: Job) -> None:
        """Work on a job as soon as those of the same task are done."""
        if not self._handlers:
            return
        key = job.callback.token
        with self._lock:
            if self._closed:
                _LOG.warning("callbacks: closed; news of the task %s is not handled", key)
            elif key in self._pending:
                self._queue(job, self._pending[key])
            else:
                self._pending[key] = deque([job])
                self._waiting += 1
                future = self._pool.submit(self._work_off, key)
                self._running.add(future)
                future.add_done_callback(self._running.discard)

    def _queue(self, job: Job, waiting: deque[Job]) -> None:
        if not waiting or job.believed or waiting[-1].believed:
            waiting.append(job)
            self._waiting += 1
        elif job.callback.state.ended:
            # One read shows what both calls are about; it must know that an end was announced.
            waiting[-1] = job

    def close(self, timeout_s: float) -> int:
        """Take no more, and wait until everything was handled.

        Returns:
            How many tasks have news that was not handled in time. Each was logged; it is worked on until the
            program ends.
        """
        with self._lock:
            self._closed = True
            running = set(self._running)
        wait(running, timeout_s)
        self._pool.shutdown(wait=False)
        with self._lock:
            unhandled = list(self._pending)
        for token in unhandled:
            _LOG.warning("callbacks: closed before all news of the task %s was handled", token)
        return len(unhandled)

    def _work_off(self, key: str) -> None:
        while True:
            with self._lock:
                if not self._pending[key]:
                    del self._pending[key]
                    return
                job = self._pending[key].popleft()
                self._waiting -= 1
            try:
                self._work(job)
            except Exception:  # noqa: BLE001 - the last place before a thread that nobody watches
                _LOG.exception("callbacks: news of the task %s was not handled", key)
                job.failed()

    def _work(self, job: Job) -> None:
        callback, key = job.callback, job.callback.token
        with self._lock:
            before = self._told.get(key)
        if before is not None and before.state.ended:
            return
        try:
            snapshot = callback.snapshot if job.believed else self._read(callback)
        except LongtakeError as error:
            _LOG.warning(
                "callbacks: %s/%s: the task %s was announced and cannot be read: %s",
                callback.provider,
                callback.family,
                key,
                type(error).__name__,
            )
            job.failed()
            return
        if snapshot == before:
            return
        self._remember(key, snapshot)
        event = Event(
            provider=callback.provider,
            family=callback.family,
            task_id=callback.task_id,
            snapshot=snapshot,
            read=not job.believed,
            label=job.label,
        )
        for handler in self._handlers:
            _handle(handler, event, job.loop)

    def _remember(self, key: str, snapshot: Snapshot) -> None:
        with self._lock:
            self._told[key] = snapshot
            self._told.move_to_end(key)
            if len(self._told) > _REMEMBERED:
                self._told.popitem(last=False)


def _handle(handler: Handler, event: Event, loop: asyncio.AbstractEventLoop | None) -> None:
    """Call a handler; one that fails keeps nothing from the others."""
    try:
        result = handler(event)
        if inspect.isawaitable(result):
            _finish(result, loop)
    except Exception:  # noqa: BLE001 - it is the caller's code, and may raise what it likes
        _LOG.exception("callbacks: a handler failed at news of the task %s", event.token)


def _finish(result: Awaitable[None], loop: asyncio.AbstractEventLoop | None) -> None:
    """Wait for a handler's coroutine, in the event loop that the call came in by while that runs."""
    if loop is None or not loop.is_running():
        asyncio.run(_awaited(result))
        return
    future = asyncio.run_coroutine_threadsafe(_awaited(result), loop)
    while not wait([future], timeout=1).done:
        if not loop.is_running():
            future.cancel()
            raise RuntimeError("the event loop ended before the handler did")
    future.result()


async def _awaited(result: Awaitable[None]) -> None:
    await result
