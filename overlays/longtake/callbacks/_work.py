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

from attrs import Factory, define, frozen

from longtake._core.snapshot import Snapshot
from longtake.callbacks._events import Event, Handler, Read
from longtake.callbacks._later import Later
from longtake.callbacks._parsing import Callback
from longtake.callbacks._sparing_log import SparingLog
from longtake.errors import (
    AuthenticationError,
    InvalidRequestError,
    LongtakeError,
    NotFoundError,
)

_LOG: Final = logging.getLogger("longtake")
_REMEMBERED: Final = 10_000
_MOST_NAMED: Final = 30

AGAIN_S: Final = (5.0, 15.0, 60.0, 300.0, 900.0)
"""When a task is looked at again, each counted from the look before, if the vendor could not tell or does not
show the end that it announced: it has its 200, and does not call once more."""

_LASTING: Final = (AuthenticationError, InvalidRequestError, NotFoundError)
"""What would be answered then, too."""


@frozen(kw_only=True)
class Job:
    """A call to be worked on.

    Attributes:
        callback: What it says, as far as that is used.
        label: The label in its address.
        believed: Whether its own words are handed out.
        size_bytes: The length of the body that its words keep in memory, 0 if they are not kept.
        failed: Called if nothing came of it so far: it counts as new when it comes again.
        loop: The event loop that it came in by, where coroutines run.
    """

    callback: Callback[Any]
    label: str
    believed: bool
    failed: Callable[[], None]
    loop: asyncio.AbstractEventLoop | None
    size_bytes: int = 0


@define(eq=False)
class _Task:
    """What is still to be done for a task.

    Attributes:
        jobs: The calls to be worked on, the next one first.
        at_work: Whether a thread is at it. If not, it is looked at again later.
        looks: How often it was put off.
    """

    jobs: deque[Job] = Factory(deque[Job])
    at_work: bool = False
    looks: int = 0


@frozen
class _Told:
    """What was handed out of a task last, without its words: they may be long, and are of many tasks.

    Attributes:
        ended: Whether it was the task's end.
        digest: The hash of the snapshot.
    """

    ended: bool
    digest: int


class Work:
    """Jobs, one after the other for each task, several tasks at once.

    Each change of a task is handed out once, as long as the task is remembered; after its end, nothing. No
    thread waits for a vendor to come round: a task that has to be looked at again is put off.
    """

    def __init__(
        self,
        handlers: Sequence[Handler],
        read: Callable[[Callback[Any]], Read],
        *,
        threads: int,
        most_pending: int,
        max_pending_bytes: int,
    ) -> None:
        self._handlers = handlers
        self._max_pending_bytes = max_pending_bytes
        self._waiting_bytes = 0
        self._log = SparingLog()
        self._read = read
        self._most_pending = most_pending
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="longtake-callbacks")
        self._later = Later()
        self._tasks: dict[str, _Task] = {}
        self._waiting = 0
        self._running: set[Future[None]] = set()
        self._told: OrderedDict[str, _Told] = OrderedDict()
        self._closed = False

    @property
    def accepts(self) -> bool:
        """Whether there is room for another job."""
        with self._lock:
            return (
                not self._closed
                and self._waiting < self._most_pending
                and self._waiting_bytes < self._max_pending_bytes
            )

    def add(self, job: Job) -> bool:
        """Work on a job as soon as those of the same task are done; False if it is too late for that."""
        if not self._handlers:
            return True
        key = job.callback.token
        with self._lock:
            if self._closed:
                return False
            task = self._tasks.setdefault(key, _Task())
            self._queue(job, task.jobs)
            return self._start(key, task)

    def _queue(self, job: Job, waiting: deque[Job]) -> None:
        if not waiting or job.believed or waiting[-1].believed:
            waiting.append(job)
            self._waiting += 1
            self._waiting_bytes += job.size_bytes
        elif job.callback.state.ended:
            # One read shows what both calls are about; it must know that an end was announced.
            waiting[-1] = job

    def _start(self, key: str, task: _Task) -> bool:
        if task.at_work:
            return True
        try:
            future = self._pool.submit(self._work_off, key, task)
        except RuntimeError:
            # The program ends, and nobody has closed this before.
            self._log.warning(
                "callbacks: the program ends; news of the task %s is not handled", key
            )
            return False
        task.at_work = True
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return True

    def close(self, timeout: float | None) -> int:
        """Take no more, look a last time at what was put off, and wait until everything was handled.

        Returns:
            How many tasks have news that was not handled. Each was logged; what still runs is worked on until
            the program ends.
        """
        with self._lock:
            first, self._closed = not self._closed, True
            if first:
                for key, task in self._tasks.items():
                    self._start(key, task)
            running = set(self._running)
        self._later.close()
        wait(running, timeout)
        self._pool.shutdown(wait=False)
        with self._lock:
            unhandled = list(self._tasks)
        for token in unhandled[:_MOST_NAMED] if first else ():
            _LOG.warning("callbacks: closed before all news of the task %s was handled", token)
        if first and len(unhandled) > _MOST_NAMED:
            _LOG.warning("callbacks: ... and of %s more tasks", len(unhandled) - _MOST_NAMED)
        return len(unhandled)

    def _work_off(self, key: str, task: _Task) -> None:
        while (job := self._next(key, task)) is not None:
            try:
                settled = self._work(job)
            except BaseException:  # noqa: BLE001 - the last place before a thread that nobody watches
                self._log.error("callbacks: news of the task %s was not handled", key)
                job.failed()
                continue
            if not settled:
                job.failed()
                if self._put_off(key, task, job):
                    return

    def _next(self, key: str, task: _Task) -> Job | None:
        with self._lock:
            if not task.jobs:
                del self._tasks[key]
                return None
            job = task.jobs.popleft()
            self._waiting -= 1
            self._waiting_bytes -= job.size_bytes
            return job

    def _put_off(self, key: str, task: _Task, job: Job) -> bool:
        """Look at a task again later. False if there is something to do now, or it was put off too often."""
        with self._lock:
            if task.looks == len(AGAIN_S):
                self._log.warning("callbacks: news of the task %s are given up", key)
                return False
            called_meanwhile = bool(task.jobs)
            self._queue(job, task.jobs)
            if called_meanwhile:
                return False
            task.at_work = False
            if not self._closed:
                self._later.add(AGAIN_S[task.looks], lambda: self._look_again(key, task))
            task.looks += 1
            return True

    def _look_again(self, key: str, task: _Task) -> None:
        with self._lock:
            if not self._closed and self._tasks.get(key) is task:
                self._start(key, task)

    def _work(self, job: Job) -> bool:
        """Hand out what there is to tell. False if the task has to be looked at again."""
        callback, key = job.callback, job.callback.token
        with self._lock:
            before = self._told.get(key)
        if before is not None and before.ended:
            return True
        try:
            said = Read(callback.family, callback.snapshot)
            found = said if job.believed else self._read(callback)
        except LongtakeError as error:
            lasting = isinstance(error, _LASTING)
            self._log.warning(
                "callbacks: %s/%s: the task %s was announced and cannot be read%s: %s",
                callback.provider,
                callback.family,
                key,
                "" if lasting else " now",
                type(error).__name__,
            )
            if lasting:
                job.failed()
            return lasting
        if before is None or before.digest != hash(found.snapshot):
            self._hand_out(key, job, found)
        return job.believed or found.snapshot.state.ended or not callback.state.ended

    def _hand_out(self, key: str, job: Job, found: Read) -> None:
        self._remember(key, found.snapshot)
        event = Event(
            provider=job.callback.provider,
            family=found.family,
            task_id=job.callback.task_id,
            snapshot=found.snapshot,
            read=not job.believed,
            label=job.label,
        )
        for handler in self._handlers:
            self._handle(handler, event, job.loop)

    def _handle(
        self, handler: Handler, event: Event, loop: asyncio.AbstractEventLoop | None
    ) -> None:
        """Call a handler; one that fails keeps nothing from the others."""
        try:
            result = handler(event)
            if inspect.isawaitable(result):
                _finish(result, loop)
        except BaseException:  # noqa: BLE001 - it is the caller's code, and may raise what it likes, exits too
            self._log.error("callbacks: a handler failed at news of the task %s", event.token)

    def _remember(self, key: str, snapshot: Snapshot) -> None:
        with self._lock:
            self._told[key] = _Told(snapshot.state.ended, hash(snapshot))
            self._told.move_to_end(key)
            if len(self._told) > _REMEMBERED:
                self._told.popitem(last=False)


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
    try:
        await result
    except SystemExit as error:
        # It would end the server's event loop.
        raise RuntimeError("the handler wanted to end the program") from error
