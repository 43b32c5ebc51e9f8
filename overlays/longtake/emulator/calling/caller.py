"""Everything that is still to be called, in its order, and who makes the calls."""

import asyncio
import logging
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Final, NamedTuple

import anyio
import anyio.to_thread
import httpx
from starlette.types import ASGIApp

from longtake.emulator.calling import posting
from longtake.emulator.calling.habits import Habits, Subject
from longtake.emulator.calling.outgoing import Outgoing, prepared
from longtake.emulator.calling.posting import Outcome
from longtake.emulator.clock import Clock
from longtake.emulator.family import Family
from longtake.emulator.faults import Fault
from longtake.emulator.ledger import Ledger
from longtake.emulator.mishaps import Forged, OutOfOrder, Twice
from longtake.emulator.tasks import Task
from longtake.emulator.waiters import ReleasedError

# What a receiver answers; anything else is a failure.
SUCCESS: Final = 200

# Whether it is a call that is being answered: its receiver may run in the same task, in process.
answering: Final = ContextVar("answering", default=False)

log = logging.getLogger("longtake.emulator")


class Change(NamedTuple):
    """What a call will be made about."""

    subject: Subject
    at: float


class Caller:
    """Calls back for all vendors: one call at a time, in the order in which they were due.

    A task without a callback address is never heard of here.
    """

    def __init__(self, clock: Clock, ledger: Ledger, *, timeout_s: float) -> None:
        if not 0 < timeout_s < inf:
            raise ValueError(f"the timeout must be a number greater than 0, not {timeout_s}")
        self.app: ASGIApp | None = None
        """An application that is called in the place of every address."""
        self._clock = clock
        self._ledger = ledger
        self._timeout_s = timeout_s
        self._habits: dict[str, Habits] = {}
        self._subjects: dict[str, Subject] = {}
        # With a number, so that of two that are due at once the first one entered goes first.
        self._waiting: list[tuple[float, int, Change | Outgoing]] = []
        self._held: dict[str, Outgoing] = {}
        self._numbers = count()
        self._at_work = False
        self._attending = 0
        self._era = 0
        self._interrupts: set[Callable[[], None]] = set()
        # Tests submit and ask in their threads, a server calls in another.
        self._lock = threading.Condition()

    def learn(self, family: Family, habits: Habits) -> None:
        """Take over how a family's vendor calls back."""
        self._habits[family.key] = habits
        family.schedule.call_problem = lambda fault: habits.problem(family.key, fault)

    def enlist(self, family: Family, task: Task, origin: str) -> None:
        """Call back about a task that was made, if its request has an address."""
        habits = self._habits[family.key]
        url = task.request.get(habits.address)
        if not url:
            return
        subject = Subject(family, habits, task, url, origin)
        with self._lock:
            self._subjects[task.id] = subject
            self._await_change(subject, task.created_at)
        self._look_again()

    def tell(self, task_id: str, fault: Fault | None = None) -> None:
        """Call about a task now; `ValueError` if it has no callback address, or nothing to tell."""
        with self._lock:
            subject = self._subjects.get(task_id)
            if subject is None:
                raise ValueError(f"no task {task_id!r} was submitted with a callback address")
            if fault is not None:
                problem = subject.family.schedule.problem(fault, "callback")
                if problem is not None:
                    raise ValueError(problem)
            now = self._clock.now()
            true = fault is None or not isinstance(fault.mishap, Forged)
            if true and subject.habits.when == "end" and subject.task.moment(now).end is None:
                raise ValueError(
                    f"{subject.family.key} calls back at the end, and {task_id} still runs:"
                    " until then only a forged call can come"
                )
            self._announce(Change(subject, now), fault)
        self._look_again()

    def cancelled(self, task: Task) -> None:
        """Call about the end of a task that was cancelled, if it is called about."""
        with self._lock:
            subject = self._subjects.get(task.id)
            if subject is None or task.cancelled_at is None:
                return
            self._push(task.cancelled_at, Change(subject, task.cancelled_at))
        self._look_again()

    def clear(self) -> None:
        """Forget everything, and give up the call that is under way."""
        with self._lock:
            self._era += 1
            self._waiting.clear()
            self._held.clear()
            self._subjects.clear()
            for interrupt in self._interrupts:
                interrupt()

    @contextmanager
    def attended(self) -> Generator[None]:
        """Say that somebody runs `attend` while the context lasts, or is about to."""
        with self._lock:
            self._attending += 1
        try:
            yield
        finally:
            with self._lock:
                self._attending -= 1
                self._lock.notify_all()

    async def attend(self) -> None:
        """Make calls as they become due, until cancelled."""
        while True:
            with suppress(ReleasedError):
                await self._clock.alarm(self._next_due).wait()
                await self._make_due_interruptibly()

    def settle(self, timeout_s: float = 60.0) -> None:
        """Wait until every call is made that is due; `TimeoutError` after real seconds.

        Where nobody attends, as in process, this makes the calls.
        """
        if not (answering.get() or self._waited(timeout_s)):
            anyio.run(self.settled, timeout_s)

    async def settled(self, timeout_s: float = 60.0) -> None:
        """Do as `settle` does, and let the event loop go on meanwhile."""
        try:
            with anyio.fail_after(timeout_s):
                # Who answers a call cannot wait for its end.
                while not (answering.get() or self._is_idle()):
                    if self._at_work or self._attending:
                        wait = self._waited
                        await anyio.to_thread.run_sync(wait, timeout_s, abandon_on_cancel=True)
                    else:
                        await self._make_due()
        except TimeoutError:
            raise TimeoutError(_late(timeout_s)) from None

    def _waited(self, timeout_s: float) -> bool:
        """Wait as long as somebody else makes calls; False if some that are due are nobody's."""
        with self._lock:
            if not self._lock.wait_for(self._is_nobody_at_it, timeout_s):
                raise TimeoutError(_late(timeout_s))
            return self._is_idle()

    def _is_nobody_at_it(self) -> bool:
        return self._is_idle() or not (self._at_work or self._attending)

    def _is_idle(self) -> bool:
        return not self._at_work and self._earliest() > self._clock.now()

    def _earliest(self) -> float:
        return self._waiting[0][0] if self._waiting else inf

    @property
    def next_due(self) -> float:
        """When the next call is due, or what may bring one; infinite if there is none."""
        with self._lock:
            return self._earliest()

    def _next_due(self) -> float:
        """Return when somebody is wanted for the next call."""
        with self._lock:
            return inf if self._at_work else self._earliest()

    def _look_again(self) -> None:
        """Let those who attend see what has changed."""
        if self._attending:
            self._clock.advance(0)

    async def _make_due_interruptibly(self) -> None:
        """Make the calls that are due, unless `clear` comes between."""
        loop = asyncio.get_running_loop()
        making = asyncio.ensure_future(self._make_due())

        def interrupt() -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(making.cancel)

        with self._lock:
            self._interrupts.add(interrupt)
        try:
            await asyncio.wait({making})
            if not making.cancelled():
                making.result()
        except Exception:
            # Somebody goes on attending, or every later wait for a call would be in vain.
            log.exception("a callback could not be made")
        finally:
            with self._lock:
                self._interrupts.discard(interrupt)
            making.cancel()
            await asyncio.wait({making})

    async def _make_due(self) -> None:
        """Make the calls that are due, one after the other."""
        async with posting.client(self.app) as client:
            while (outgoing := self._take()) is not None:
                await self._make(client, outgoing)

    async def _make(self, client: httpx.AsyncClient, outgoing: Outgoing) -> None:
        era, now = self._era, self._clock.now()
        url = outgoing.subject.url
        outcome = None if self.app is not None else posting.refused(url)
        token = answering.set(True)
        try:
            if outcome is None:
                headers, body = outgoing.headers(now), outgoing.message.body
                outcome = await posting.post(client, url, headers, body, self._timeout_s)
        finally:
            answering.reset(token)
            with self._lock:
                self._at_work = False
                if outcome is not None and era == self._era:
                    self._made(outgoing, now, outcome)
                self._lock.notify_all()
            self._look_again()

    def _made(self, outgoing: Outgoing, now: float, outcome: Outcome) -> None:
        """Enter how a try went, and try again where the vendor does."""
        self._ledger.add_delivery(outgoing.record(now, outcome))
        if outcome.status == SUCCESS or outcome.final or outgoing.attempt >= outgoing.attempts:
            return
        again = replace(outgoing, attempt=outgoing.attempt + 1)
        self._push(self._clock.now() + outgoing.subject.habits.pause_s, again)

    def _take(self) -> Outgoing | None:
        """Return the next call that is due, None if there is none or somebody makes one."""
        with self._lock:
            while not self._at_work and self._earliest() <= self._clock.now():
                _, _, found = heappop(self._waiting)
                if isinstance(found, Outgoing):
                    self._at_work = True
                    return found
                self._changed(found)
            self._lock.notify_all()
            return None

    def _push(self, due: float, entry: Change | Outgoing) -> None:
        heappush(self._waiting, (due, next(self._numbers), entry))

    def _await_change(self, subject: Subject, after: float) -> bool:
        """Enter the next change of a task; False if there is none."""
        for at in subject.habits.times(subject.task):
            if at > after:
                self._push(at, Change(subject, at))
                return True
        return False

    def _changed(self, change: Change) -> None:
        """Prepare what is called about a change, and await the next one."""
        cancelled_at = change.subject.task.cancelled_at
        if cancelled_at is not None and change.at > cancelled_at:
            return
        last = not self._await_change(change.subject, change.at)
        fault = change.subject.family.schedule.take("callback")
        self._announce(change, fault, last=last or cancelled_at is not None)

    def _announce(self, change: Change, fault: Fault | None, *, last: bool = True) -> None:
        """Prepare a call, in the place of which a fault may have another one, several or none."""
        subject, at = change
        outgoing = prepared(subject, at, fault)
        held = self._held.pop(subject.task.id, None)
        if fault is not None and fault.is_unanswered:
            left_out = replace(outgoing, attempt=0)
            outcome = Outcome(None, "not called, on purpose")
            self._ledger.add_delivery(left_out.record(at, outcome))
        elif isinstance(outgoing.mishap, OutOfOrder) and held is None and not last:
            self._held[subject.task.id] = outgoing
        else:
            due = at + (0.0 if fault is None else fault.late_s)
            self._push(due, outgoing)
            if isinstance(outgoing.mishap, Twice):
                self._push(due + outgoing.mishap.after_s, outgoing)
        if held is not None:
            self._push(at, held)


def _late(timeout_s: float) -> str:
    return f"callbacks are still under way after {timeout_s:g} s"
