"""Submitting: what is sent once, what is said when its outcome is unknown, and how that is found out.

A submit ends in one of three ways: with the task, with an error that says that nothing was made, or in
doubt. An interruption (Ctrl-C, a cancelled asyncio task, a timeout around the call) that meets it while it
is under way leaves it in doubt too: the interruption goes on, with the doubt as its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from attrs import define, field

from longtake._core.doubt import Book, Doubt, digest_of
from longtake._core.family import Family
from longtake._core.outcome import CannotBeKnown, Created, Outcome
from longtake._core.reconcile import Steps, reconciling
from longtake._core.tokens import TaskAddress
from longtake._shell.clock import Clock, wall_time
from longtake._shell.http.context import Attempt, attempt
from longtake._shell.session import AsyncSession, SyncSession
from longtake._shell.task import AsyncTask, Task
from longtake._shell.turns import counted
from longtake.errors import LongtakeError, SubmitOutcomeUnknown, leave_behind

TaskT = TypeVar("TaskT")


def start(session: SyncSession[Any], family: Family[Any], operation: str, body: object) -> Task:
    """Submit a body and give the task."""

    def task(task_id: str, submitted_at: float | None = None) -> Task:
        return Task(family=family, id=task_id, session=session, submitted_at=submitted_at)

    def ask(timeout_s: float) -> Outcome[Task]:
        return submit.shown(session.follow(submit.steps(timeout_s)), task)

    submit = _Submit(family, operation, body, session.book, session.clock)
    with counted(session, family.provider.name), submit.under_way(lambda doubt: doubt.bind(ask)):
        submit.task_id = session.submit(family, operation, body)
        return task(submit.task_id, session.clock.monotonic())


async def start_async(
    session: AsyncSession[Any], family: Family[Any], operation: str, body: object
) -> AsyncTask:
    """Submit a body and give the task."""

    def task(task_id: str, submitted_at: float | None = None) -> AsyncTask:
        return AsyncTask(family=family, id=task_id, session=session, submitted_at=submitted_at)

    async def ask(timeout_s: float) -> Outcome[AsyncTask]:
        return submit.shown(await session.follow(submit.steps(timeout_s)), task)

    submit = _Submit(family, operation, body, session.book, session.clock)
    turn = counted(session, family.provider.name)
    with turn, submit.under_way(lambda doubt: doubt.bind_async(ask)):
        submit.task_id = await session.submit(family, operation, body)
        # asyncio drops the result of a task that is cancelled after its last await: here it is seen.
        await session.clock.sleep_async(0)
        return task(submit.task_id, session.clock.monotonic())


@define(eq=False)
class _Submit:
    """One submit, from before anything is sent until its outcome is known."""

    family: Family[Any]
    operation: str
    body: object
    book: Book
    clock: Clock
    task_id: str | None = None
    _digest: str = field(init=False)
    _began: float = field(init=False)
    _began_at: datetime = field(init=False)
    _arose: float = field(init=False, default=0.0)
    _error: SubmitOutcomeUnknown | None = field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        self._digest = digest_of(self.body)
        self._began, self._began_at = self.clock.monotonic(), self._utc()

    @contextmanager
    def under_way(self, bind: Callable[[SubmitOutcomeUnknown], None]) -> Generator[None]:
        """While it is, the client knows of it, and whatever ends it in doubt says so."""
        here = Attempt()
        token = attempt.set(here)
        try:
            with self.book.submitting(self._digest):
                yield
                if self.task_id is not None:
                    self.book.made(self.task_id)
        except SubmitOutcomeUnknown as doubt:
            self._describe(doubt)
            bind(doubt)
            raise
        except LongtakeError:
            raise
        except BaseException as interruption:
            if self.task_id is None and not here.under_way:
                interruption.add_note("longtake: interrupted before anything was submitted")
                raise
            left = self._interrupted()
            self._describe(left)
            bind(left)
            leave_behind(interruption, left)
            self.book.interrupted(left)
            raise
        finally:
            attempt.reset(token)

    def steps(self, timeout_s: float) -> Steps[Any]:
        """The steps to what became of it. A task that was found is its own, and no other's in doubt."""
        if self.task_id is None:
            outcome = yield from reconciling(self._doubt(), self.family, timeout_s)
        else:
            outcome = Created(task=self.task_id, looked_at="nothing: the task's id is known")
        if isinstance(outcome, Created):
            self.task_id = outcome.task
            self.book.made(outcome.task)
        if self._error is not None and not isinstance(outcome, CannotBeKnown):
            self.book.settled(self._error)
        return outcome

    @staticmethod
    def shown(outcome: Outcome[str], task: Callable[[str], TaskT]) -> Outcome[TaskT]:
        """The outcome with tasks in place of their ids."""
        match outcome:
            case Created():
                return Created(task=task(outcome.task), looked_at=outcome.looked_at)
            case CannotBeKnown():
                candidates = tuple(task(task_id) for task_id in outcome.candidates)
                return CannotBeKnown(
                    reason=outcome.reason,
                    looked_at=outcome.looked_at,
                    candidates=candidates,
                    balance=outcome.balance,
                    ask_again_in_s=outcome.ask_again_in_s,
                    error=outcome.error,
                )
            case _:
                return outcome

    def _doubt(self) -> Doubt:
        return Doubt(
            body=self.body,
            digest=self._digest,
            began=self._began,
            arose=self._arose,
            grace_s=self.family.grace_s,
            now=self.clock.monotonic,
            wall=lambda: wall_time(self.clock),
            is_anothers=self.book.has_made,
            has_rival=lambda: self.book.is_submitting(self._digest),
        )

    def _describe(self, doubt: SubmitOutcomeUnknown) -> None:
        self._error = doubt
        self._arose = self.clock.monotonic()
        doubt.operation, doubt.digest = self.operation, self._digest
        doubt.window = (self._began_at, self._utc())
        doubt.advice = self.family.inquiry.advice

    def _interrupted(self) -> SubmitOutcomeUnknown:
        provider, family = self.family.provider.name, self.family.name
        if self.task_id is None:
            return SubmitOutcomeUnknown(
                "interrupted while the request was under way. Whether the task was made (and billed) is "
                "unknown",
                provider=provider,
                family=family,
            )
        return SubmitOutcomeUnknown(
            "interrupted when the task was just made: it is there, and billed",
            provider=provider,
            family=family,
            task_id=self.task_id,
            token=TaskAddress(provider, family, self.task_id).token(),
        )

    def _utc(self) -> datetime:
        return datetime.fromtimestamp(wall_time(self.clock), UTC)
