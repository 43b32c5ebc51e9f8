"""The queue of callbacks, and the sender that sends them in the order in which they are due."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

import anyio
import anyio.to_thread
from attrs import evolve

from longtake.emulator.callback_faults import Forged, OutOfOrder, Twice
from longtake.emulator.callbacks import attempt
from longtake.emulator.callbacks.attempt import AttemptResult
from longtake.emulator.callbacks.message import OutgoingCallback, prepare_callback
from longtake.emulator.callbacks.policy import CallbackPolicy, CallbackTask
from longtake.emulator.clock import EmulatorClock, ReleasedError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import httpx
    from starlette.types import ASGIApp

    from longtake.emulator.faults import Fault
    from longtake.emulator.ledger import Ledger
    from longtake.emulator.task_kind import TaskKind
    from longtake.emulator.tasks import Task

# The status of a receiver that accepted a callback; any other is a failure.
SUCCESS: Final = 200

# Whether a receiver is running: in process it may run in the same task.
in_receiver: Final = ContextVar("in_receiver", default=False)

log = logging.getLogger("longtake.emulator")


class StateChange(NamedTuple):
    """A change of a task that causes a callback."""

    subject: CallbackTask
    at: float


class CallbackSender:
    """Sends the callbacks of all providers, one at a time, in the order in which they are due.

    A task without a callback address is ignored.

    Attributes:
        app: An application that receives all callbacks; None to send them to their addresses.

    Args:
        clock: The clock.
        ledger: The ledger of the attempts.
        timeout_s: How long a receiver may take, in real seconds.
    """

    def __init__(self, clock: EmulatorClock, ledger: Ledger, *, timeout_s: float) -> None:
        if not 0 < timeout_s < inf:
            raise ValueError(f"callback_timeout_s must be greater than 0, got {timeout_s}")
        self.app: ASGIApp | None = None
        self._clock = clock
        self._ledger = ledger
        self._timeout_s = timeout_s
        self._policies: dict[str, CallbackPolicy] = {}
        self._subjects: dict[str, CallbackTask] = {}
        # With a number, so that of two that are due at once the first one added goes first.
        self._queue: list[tuple[float, int, StateChange | OutgoingCallback]] = []
        # Callbacks that wait for the next one of their tasks.
        self._held: dict[str, OutgoingCallback] = {}
        self._numbers = count()
        self._is_sending = False
        self._runners = 0
        self._generation = 0
        self._interrupts: set[Callable[[], None]] = set()
        # Tests submit and wait in their threads, a server sends in another.
        self._lock = threading.Condition()

    def register(self, kind: TaskKind, policy: CallbackPolicy) -> None:
        """Set the policy of a task kind."""
        self._policies[kind.key] = policy
        kind.schedule.callback_problem = lambda fault: policy.problem(kind.key, fault)

    def add_task(self, kind: TaskKind, task: Task, origin: str) -> None:
        """Schedule the callbacks of a new task, if its request has an address."""
        policy = self._policies[kind.key]
        url = task.request.get(policy.address_field)
        if not url:
            return
        subject = CallbackTask(kind, policy, task, url, origin)
        with self._lock:
            self._subjects[task.id] = subject
            self._add_next_change(subject, task.created_at)
        self._notify_runner()

    def send_now(self, task_id: str, fault: Fault | None = None) -> None:
        """Add a callback about a task that is due now; see `Emulator.send_callback`."""
        with self._lock:
            subject = self._subjects.get(task_id)
            if subject is None:
                raise ValueError(f"no task {task_id!r} was submitted with a callback address")
            if fault is not None:
                problem = subject.kind.schedule.problem(fault, "callback")
                if problem is not None:
                    raise ValueError(problem)
            now = self._clock.now()
            true = fault is None or not isinstance(fault.callback_fault, Forged)
            if true and subject.policy.timing == "end" and subject.task.moment(now).end is None:
                raise ValueError(
                    f"{subject.kind.key} sends callbacks when a task ends, but {task_id} is still running:"
                    " end the task first, or pass Fault.forged()"
                )
            self._prepare(StateChange(subject, now), fault)
        self._notify_runner()

    def on_cancelled(self, task: Task) -> None:
        """Add the callback about a cancelled task, if it has an address."""
        with self._lock:
            subject = self._subjects.get(task.id)
            if subject is None or task.cancelled_at is None:
                return
            self._push(task.cancelled_at, StateChange(subject, task.cancelled_at))
        self._notify_runner()

    def clear(self) -> None:
        """Remove every task and callback, and give up the one that is under way."""
        with self._lock:
            self._generation += 1
            self._queue.clear()
            self._held.clear()
            self._subjects.clear()
            for interrupt in self._interrupts:
                interrupt()

    @contextmanager
    def running_elsewhere(self) -> Generator[None]:
        """Declare that `run` runs while the context lasts, or is about to."""
        with self._lock:
            self._runners += 1
        try:
            yield
        finally:
            with self._lock:
                self._runners -= 1
                self._lock.notify_all()

    async def run(self) -> None:
        """Send callbacks as they become due, until cancelled."""
        while True:
            with suppress(ReleasedError):
                await self._clock.alarm(self._next_due).wait()
                await self._send_due_interruptibly()

    def settle(self, timeout_s: float = 60.0) -> None:
        """Wait until every callback that is due is sent; raise `TimeoutError` after real seconds.

        Without a runner, as in process, this method sends them.
        """
        if not (in_receiver.get() or self._wait_for_others(timeout_s)):
            anyio.run(self.settle_async, timeout_s)

    async def settle_async(self, timeout_s: float = 60.0) -> None:
        """Wait as `settle` does, without blocking the event loop."""
        try:
            with anyio.fail_after(timeout_s):
                # A receiver cannot wait for its own callback.
                while not (in_receiver.get() or self._is_idle()):
                    if self._is_sending or self._runners:
                        wait = self._wait_for_others
                        await anyio.to_thread.run_sync(wait, timeout_s, abandon_on_cancel=True)
                    else:
                        await self._send_due()
        except TimeoutError:
            raise TimeoutError(_late(timeout_s)) from None

    def _wait_for_others(self, timeout_s: float) -> bool:
        """Wait while others send callbacks; return False if some are due that no other sends."""
        with self._lock:
            if not self._lock.wait_for(self._no_other_sends, timeout_s):
                raise TimeoutError(_late(timeout_s))
            return self._is_idle()

    def _no_other_sends(self) -> bool:
        return self._is_idle() or not (self._is_sending or self._runners)

    def _is_idle(self) -> bool:
        return not self._is_sending and self._earliest() > self._clock.now()

    def _earliest(self) -> float:
        return self._queue[0][0] if self._queue else inf

    @property
    def next_due(self) -> float:
        """When the next callback is due, or a change that may cause one; infinite if there is none."""
        with self._lock:
            return self._earliest()

    def _next_due(self) -> float:
        """Return when a runner is needed for the next callback."""
        with self._lock:
            return inf if self._is_sending else self._earliest()

    def _notify_runner(self) -> None:
        """Let the runner read the queue again."""
        if self._runners:
            self._clock.advance(0)

    async def _send_due_interruptibly(self) -> None:
        """Send the callbacks that are due, unless `clear` interrupts it."""
        loop = asyncio.get_running_loop()
        sending = asyncio.ensure_future(self._send_due())

        def interrupt() -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(sending.cancel)

        with self._lock:
            self._interrupts.add(interrupt)
        try:
            await asyncio.wait({sending})
            if not sending.cancelled():
                sending.result()
        except Exception:
            # The runner goes on; otherwise every later wait for a callback would time out.
            log.exception("a callback could not be sent")
        finally:
            with self._lock:
                self._interrupts.discard(interrupt)
            sending.cancel()
            await asyncio.wait({sending})

    async def _send_due(self) -> None:
        """Send the callbacks that are due, one after the other."""
        async with attempt.client(self.app) as client:
            while (outgoing := self._take()) is not None:
                await self._send(client, outgoing)

    async def _send(self, client: httpx.AsyncClient, outgoing: OutgoingCallback) -> None:
        generation, now = self._generation, self._clock.now()
        url = outgoing.subject.url
        result = None if self.app is not None else attempt.refusal(url)
        token = in_receiver.set(True)
        try:
            if result is None:
                headers, body = outgoing.headers(now), outgoing.message.body
                result = await attempt.post(client, url, headers, body, self._timeout_s)
        finally:
            in_receiver.reset(token)
            with self._lock:
                self._is_sending = False
                if result is not None and generation == self._generation:
                    self._on_result(outgoing, now, result)
                self._lock.notify_all()
            self._notify_runner()

    def _on_result(self, outgoing: OutgoingCallback, now: float, result: AttemptResult) -> None:
        """Record an attempt, and schedule another one where the provider makes one."""
        self._ledger.add_delivery(outgoing.record(now, result))
        if result.status == SUCCESS or result.final or outgoing.attempt >= outgoing.attempts:
            return
        again = evolve(outgoing, attempt=outgoing.attempt + 1)
        self._push(self._clock.now() + outgoing.subject.policy.pause_s, again)

    def _take(self) -> OutgoingCallback | None:
        """Return the next callback that is due; None without one, or while another is being sent."""
        with self._lock:
            while not self._is_sending and self._earliest() <= self._clock.now():
                _, _, found = heappop(self._queue)
                if isinstance(found, OutgoingCallback):
                    self._is_sending = True
                    return found
                self._on_change(found)
            self._lock.notify_all()
            return None

    def _push(self, due: float, entry: StateChange | OutgoingCallback) -> None:
        heappush(self._queue, (due, next(self._numbers), entry))

    def _add_next_change(self, subject: CallbackTask, after: float) -> bool:
        """Add the next change of a task; return False if there is none."""
        for at in subject.policy.times(subject.task):
            if at > after:
                self._push(at, StateChange(subject, at))
                return True
        return False

    def _on_change(self, change: StateChange) -> None:
        """Prepare the callback about a change, and add the next change."""
        cancelled_at = change.subject.task.cancelled_at
        if cancelled_at is not None and change.at > cancelled_at:
            return
        last = not self._add_next_change(change.subject, change.at)
        fault = change.subject.kind.schedule.take("callback")
        self._prepare(change, fault, last=last or cancelled_at is not None)

    def _prepare(self, change: StateChange, fault: Fault | None, *, last: bool = True) -> None:
        """Prepare a callback; a fault may replace it by another one, several or none."""
        subject, at = change
        outgoing = prepare_callback(subject, at, fault)
        held = self._held.pop(subject.task.id, None)
        if fault is not None and fault.has_no_response:
            left_out = evolve(outgoing, attempt=0)
            result = AttemptResult(None, "not sent: a fault")
            self._ledger.add_delivery(left_out.record(at, result))
        elif isinstance(outgoing.callback_fault, OutOfOrder) and held is None and not last:
            self._held[subject.task.id] = outgoing
        else:
            due = at + (0.0 if fault is None else fault.late_s)
            self._push(due, outgoing)
            if isinstance(outgoing.callback_fault, Twice):
                self._push(due + outgoing.callback_fault.after_s, outgoing)
        if held is not None:
            self._push(at, held)


def _late(timeout_s: float) -> str:
    return f"callbacks are still under way after {timeout_s:g} s"
