"""Submitting: what is sent once, what is said when its outcome is unknown, and how that is found out.

A submit ends in one of three ways: with the task, with an error that says that nothing was made, or in
doubt. An interruption (Ctrl-C, a cancelled asyncio task, a timeout around the call) that meets it while it
is under way leaves it in doubt too: the interruption goes on, with the doubt as its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, TypeVar

from attrs import define, field

from longtake._core.announcing import Callbacks, check_callbacks
from longtake._core.doubt import Book, Doubt, Moment, Sent, digest_of
from longtake._core.family import Family
from longtake._core.outcome import CannotBeKnown, Created, Outcome
from longtake._core.reconcile import Steps, reconciling
from longtake._core.tokens import TaskAddress
from longtake._core.values import unended
from longtake._shell.clock import Clock, wall_time
from longtake._shell.http.connections import CLOSED
from longtake._shell.http.context import Attempt, attempt, having
from longtake._shell.session import AsyncSession, SyncSession, submitted
from longtake._shell.task import AsyncTask, Task
from longtake._shell.turns import NotYet, counted
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    SubmitOutcomeUnknown,
    leave_behind,
)

TaskT = TypeVar("TaskT")

Describe: TypeAlias = Callable[[SubmitOutcomeUnknown], None]
"""Completes the error of a submission that was given up while it was under way."""

describes: Final[ContextVar[list[Describe] | None]] = ContextVar("describes", default=None)
"""Takes what describes the submission of this context, where another thread may give it up."""


def start(
    session: SyncSession[Any],
    family: Family[Any],
    operation: str,
    body: object,
    callbacks: Callbacks | None = None,
) -> Task:
    """Submit a body and give the task.

    Raises:
        InvalidRequestError: If there are callbacks, and the body has an address already, or they have none.
        LongtakeError: Whatever the vendor says, `SubmitOutcomeUnknown` if nobody can tell what it did.
    """

    def task(task_id: str, submitted_at: float | None = None) -> Task:
        return Task(
            family=family,
            id=task_id,
            session=session,
            submitted_at=submitted_at,
            callbacks=callbacks,
        )

    def ask(timeout_s: float) -> Outcome[Task]:
        submit.check_open(session)
        with submit.asking() as asked:
            return submit.shown(session.follow(submit.steps(timeout_s, asked)), task)

    body = _addressed(family, body, callbacks)
    submit = _Submit(family, operation, body, session.book, session.clock)
    if (others := describes.get()) is not None:
        others.append(lambda doubt: submit.given_up(doubt, lambda error: error.bind(ask)))
    # Outermost: the ends of the `with` may be interrupted, too.
    try:
        with counted(session, family.provider.name), submit.under_way():
            task_id = submit.made(session.submit(family, operation, body))
            return task(task_id, session.clock.monotonic())
    except BaseException as error:
        submit.broke_off(error, lambda doubt: doubt.bind(ask), session.raw)
        raise


async def start_async(
    session: AsyncSession[Any],
    family: Family[Any],
    operation: str,
    body: object,
    callbacks: Callbacks | None = None,
) -> AsyncTask:
    """Submit a body and give the task; see `start`."""

    def task(task_id: str, submitted_at: float | None = None) -> AsyncTask:
        return AsyncTask(
            family=family,
            id=task_id,
            session=session,
            submitted_at=submitted_at,
            callbacks=callbacks,
        )

    async def ask(timeout_s: float) -> Outcome[AsyncTask]:
        submit.check_open(session)
        with submit.asking() as asked:
            return submit.shown(await session.follow(submit.steps(timeout_s, asked)), task)

    body = _addressed(family, body, callbacks)
    submit = _Submit(family, operation, body, session.book, session.clock, asynchronous=True)
    try:
        with counted(session, family.provider.name), submit.under_way():
            task_id = submit.made(await session.submit(family, operation, body))
            # asyncio drops the result of a task that is cancelled after its last await: here it is seen.
            await session.clock.sleep_async(0)
            return task(task_id, session.clock.monotonic())
    except BaseException as error:
        submit.broke_off(error, lambda doubt: doubt.bind_async(ask), session.raw)
        raise


def _addressed(family: Family[Any], body: object, callbacks: Callbacks | None) -> object:
    if callbacks is None:
        return body
    try:
        check_callbacks(callbacks)
        return family.announcing.addressed(body, callbacks.url(family.provider.name))
    except InvalidRequestError as error:
        error.provider, error.family = family.provider.name, family.name
        raise


@define(eq=False)
class _Submit:
    """One submit, from before anything is sent until its outcome is known."""

    family: Family[Any]
    operation: str
    body: object
    book: Book
    clock: Clock
    _asynchronous: bool = field(default=False, kw_only=True, alias="asynchronous")
    _sent: Sent = field(init=False)
    _attempt: Attempt = field(init=False, factory=Attempt)
    _error: SubmitOutcomeUnknown | None = field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        # Who is told of a task is no part of what is asked for: it is listed nowhere.
        digest = digest_of(self.family.announcing.unaddressed(self.body))
        name = self.family.full_name
        self._sent = Sent(family=name, body=self.body, digest=digest, began=self._now())

    def made(self, task_id: str) -> str:
        """Note the task, and give its id."""
        self.book.made(self._sent, task_id)
        return task_id

    @contextmanager
    def under_way(self) -> Generator[None]:
        """While it is, the client knows of it."""
        with having(attempt, self._attempt):
            self.book.opened(self._sent)
            yield
            self.book.closed(self._sent)

    def broke_off(
        self, error: BaseException, bind: Callable[[SubmitOutcomeUnknown], None], raw: Any
    ) -> None:
        """Let what ended it say what it leaves at the vendor."""
        if isinstance(error, SubmitOutcomeUnknown):
            bind(error)
            self._describe(error)
        elif isinstance(error, NotYet) or (isinstance(error, LongtakeError) and self._is_over()):
            self.book.closed(self._sent)
        else:
            self._interrupted(error, bind, raw)

    def given_up(
        self, doubt: SubmitOutcomeUnknown, bind: Callable[[SubmitOutcomeUnknown], None]
    ) -> None:
        """Let the error of a submission that is still under way say what it leaves at the provider."""
        bind(doubt)
        doubt.family = self.family.name
        self._describe(doubt)
        self.book.interrupted(doubt)

    def _is_over(self) -> bool:
        """Whether nothing has come of it. What somebody's hook raises says nothing about that."""
        came = self._sent.task_id is not None or self._attempt.answer is not None
        return not (came and self._attempt.under_way)

    def _interrupted(
        self,
        interruption: BaseException,
        bind: Callable[[SubmitOutcomeUnknown], None],
        raw: Any,
    ) -> None:
        # What the answer says is known, also if nobody came to read it.
        with suppress(Exception):
            self._salvage(raw)
        if self._sent.task_id is None and not self._attempt.under_way:
            self.book.closed(self._sent)
            interruption.add_note("longtake: interrupted before anything was submitted")
            return
        left = self._left()
        bind(left)
        self._describe(left)
        leave_behind(interruption, left)
        self.book.interrupted(left)

    def _salvage(self, raw: Any) -> None:
        from longtake._shell.http.salvaging import (  # noqa: PLC0415 - only who is interrupted pays for it
            arrived,
            replaying,
        )

        task_id = self._sent.task_id
        with having(attempt, self._attempt):
            if task_id is None and (answer := arrived(self._attempt, self.family.provider)):
                task_id = submitted(replaying(raw, answer), self.family, self.operation, self.body)
        if task_id is not None:
            self.made(task_id)

    @staticmethod
    def asking() -> AbstractContextManager[Attempt]:
        """While the vendor is asked, notes with which keys."""
        return having(attempt, Attempt())

    def check_open(self, session: SyncSession[Any] | AsyncSession[Any]) -> None:
        """Raise `InvalidRequestError` if the provider cannot be asked because the client is closed."""
        if session.closing.closed and self._sent.task_id is None:
            raise InvalidRequestError(
                CLOSED, provider=self.family.provider.name, family=self.family.name
            )

    def steps(self, timeout_s: float, asked: Attempt) -> Steps[Any]:
        """The steps to what became of it. A task that was found is its own, and no other's in doubt."""
        outcome: Outcome[str] = Created(task="", looked_at="nothing: the task's id is known")
        while self._sent.task_id is None:
            outcome = yield from reconciling(self._doubt(asked), self.family, timeout_s)
            if not isinstance(outcome, Created):
                break
            # If another submit was given it meanwhile, it is not listed for this one the next time.
            self.book.claim(self._sent, outcome.task)
        if self._sent.task_id is not None:
            # Another thread that asks the same may have found it first.
            outcome = Created(task=self._sent.task_id, looked_at=outcome.looked_at)
        if not isinstance(outcome, CannotBeKnown):
            self.book.closed(self._sent)
            if self._error is not None:
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

    def _doubt(self, asked: Attempt) -> Doubt:
        return Doubt(
            sent=self._sent,
            grace_s=self.family.grace_s,
            now=self._now,
            is_anothers=self.book.has_made,
            rivals=lambda: self.book.rivals_of(self._sent),
            same_key=lambda: asked.accounts <= self._attempt.accounts,
        )

    def _describe(self, doubt: SubmitOutcomeUnknown) -> None:
        self._error = doubt
        ended = self._sent.ended = self._now()
        doubt.operation, doubt.digest = self.operation, self._sent.digest
        doubt.window = (_utc(self._sent.began), _utc(ended))
        doubt.advice = self.family.inquiry.advice
        if self._asynchronous:
            doubt.advice = doubt.advice.replace("reconcile()", "reconcile_async()")
        what = doubt.advice
        if doubt.token is not None:
            what = f"from_token({doubt.token!r}) finds it"
        doubt.args = (f"{unended(doubt.args[0])}. {what}",)

    def _left(self) -> SubmitOutcomeUnknown:
        provider, family = self.family.provider.name, self.family.name
        if self._sent.task_id is None:
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
            task_id=self._sent.task_id,
            token=TaskAddress(provider, family, self._sent.task_id).token(),
        )

    def _now(self) -> Moment:
        return Moment(self.clock.monotonic(), wall_time(self.clock))


def _utc(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment.wall, UTC)
