"""Submitting: what is sent once, what is said when its outcome is unknown, and how that is found out.

A submit ends in one of three ways: with the task, with an error that says that nothing was made, or in
doubt. An interruption (Ctrl-C, a cancelled asyncio task, a timeout around the call) that meets it while it
is under way leaves it in doubt too: the interruption goes on, with the doubt as its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from importlib import import_module
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import define, field, frozen

from longtake._core.callbacks import Callbacks, with_callback_url, check_callbacks, without_callback_url
from longtake._core.provider import Provider
from longtake._core.reconcile.steps import PARSE_ERRORS, Steps, reconcile_steps
from longtake._core.reconcile.submission import (
    RecentSubmits,
    Undetermined,
    Created,
    UnknownSubmit,
    Moment,
    Outcome,
    SubmitRecord,
    digest_of,
)
from longtake._core.responses import HttpResponse, ids_in, describe_ids, sole_task_id, task_id_at
from longtake._core.task_kind import TaskKind, Start, task_kinds
from longtake._core.tokens import TaskAddress, is_task_id
from longtake._core.values import without_period
from longtake._shell.clock import Clock, wall_time
from longtake._shell.http.connections import CLOSED
from longtake._shell.http.context import Attempt, attempt, having
from longtake._shell.session import AsyncSession, SyncSession
from longtake._shell.task import AsyncTask, Task
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    SubmitOutcomeUnknown,
    UnexpectedAnswerError,
    attach_pending,
)

ClientT = TypeVar("ClientT")
TaskT = TypeVar("TaskT")
TaskT_co = TypeVar("TaskT_co", covariant=True)

Describe: TypeAlias = Callable[[SubmitOutcomeUnknown], None]
"""Completes the error of a submission that was given up while it was under way."""


@frozen(repr=False, eq=False)
class Prepared(Generic[TaskT_co]):
    """A submission that was not sent yet: what `client.<resource>.prepare` makes and `submit_all` sends.

    Attributes:
        hooks: What sends it.
        start: The operation.
        body: What will be sent.
        callbacks: What receives callbacks about the task.
    """

    hooks: SyncHooks[Any] | AsyncHooks[Any]
    start: Start
    body: object
    callbacks: Callbacks | None = None

    @property
    def operation(self) -> str:
        """Return the operationId of what will be called, such as `extend_veo_video`."""
        return self.start.operation

    def send(self, describes: list[Describe]) -> Any:
        """Send it as `submit_all` does, and return what the hooks' `start` returns."""
        return self.hooks.start(self.start, self.body, self.callbacks, describes=describes)

    def __repr__(self) -> str:
        return f"Prepared({self.hooks.provider.name}, {self.operation})"


class _Hooks(Generic[ClientT]):
    """What sync and async hooks share: which task kind belongs to an operation."""

    def __init__(self, session: SyncSession[Any] | AsyncSession[Any], provider: Provider) -> None:
        self.session = session
        self.provider = provider

    def family(self, read: str, operation: str | None = None) -> TaskKind[Any]:
        """Return the kind of the tasks that an operation reads.

        Raises:
            LookupError: If the overlay declares none.
        """
        for family in task_kinds(self.provider).values():
            if family.read.operation == read:
                return family.for_operation(operation) if operation else family
        raise LookupError(f"{self.provider.name}: no task kind is read by {read}")

    def addressed(self, start: Start, body: object, callbacks: Callbacks | None) -> object:
        """Return a body with the address of what receives callbacks, if anything does.

        Raises:
            InvalidRequestError: If the body has an address already, or the operation takes none.
        """
        if callbacks is None:
            return body
        try:
            check_callbacks(callbacks)
            url = callbacks.url(self.provider.name, kind=self.family(start.read).name)
            return with_callback_url(body, start.address, url)
        except InvalidRequestError as error:
            error.provider, error.kind = self.provider.name, self.family(start.read).name
            raise

    @contextmanager
    def calling(self, operation: str) -> Generator[ClientT]:
        """Give the client to call an operation that starts no task with, and let errors name it."""
        try:
            yield self.session.raw
        except LongtakeError as error:
            error.provider = self.provider.name
            raise
        except PARSE_ERRORS as error:
            raise UnexpectedAnswerError(
                f"{operation}: the response has a shape that the documentation does not allow for "
                f"({type(error).__name__}: {error})",
                provider=self.provider.name,
            ) from error


class SyncHooks(_Hooks[ClientT]):
    """What generated resources send with, for callers that block."""

    session: SyncSession[ClientT]

    def start(
        self,
        start: Start,
        body: object,
        callbacks: Callbacks | None = None,
        *,
        describes: list[Describe] | None = None,
    ) -> Task:
        """Submit a body and return the task.

        Args:
            start: The operation.
            body: What is sent.
            callbacks: What receives callbacks about the task.
            describes: Takes what describes the submission, for a caller that counts it against the limits and
                may give it up.

        Raises:
            InvalidRequestError: If there are callbacks, and the body has an address already, or takes none.
            SubmitOutcomeUnknown: If it is not known whether the task was made.
            LongtakeError: If the provider refuses the request.
        """
        session, family = self.session, self.family(start.read, start.operation)

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

        body = self.addressed(start, body, callbacks)
        submit = _Submit(family, start, body, session.book, session.clock)
        if describes is not None:
            describes.append(lambda doubt: submit.given_up(doubt, lambda error: error.bind(ask)))
        # Outermost: the ends of the `with` may be interrupted, too.
        try:
            with _counted(session, describes is not None), submit.under_way():
                with submit.reading():
                    endpoint(start).sync_detailed(client=session.raw, body=body)
                return task(submit.made(), session.clock.monotonic())
        except BaseException as error:
            submit.broke_off(error, lambda doubt: doubt.bind(ask))
            raise

    def prepare(self, start: Start, body: object, callbacks: Callbacks | None) -> Prepared[Task]:
        """Keep a body, to be submitted later. Raises `InvalidRequestError` as `start` does."""
        self.addressed(start, body, callbacks)
        return Prepared(self, start, body, callbacks)

    def task(self, read: str, task_id: str) -> Task:
        """Return a task that was started elsewhere."""
        return Task(family=self.family(read), id=task_id, session=self.session)


class AsyncHooks(_Hooks[ClientT]):
    """`SyncHooks` for async callers."""

    session: AsyncSession[ClientT]

    def start(
        self,
        start: Start,
        body: object,
        callbacks: Callbacks | None = None,
        *,
        describes: list[Describe] | None = None,
    ) -> Coroutine[Any, Any, AsyncTask]:
        """Submit a body and return the task; see `SyncHooks.start`."""
        submitting = self._started(start, body, callbacks, describes)
        # Python's warning about a forgotten `await` has the name of the coroutine.
        coroutine: Any = submitting
        coroutine.__name__ = start.method
        coroutine.__qualname__ = f"{start.resource}.{start.method}"
        return submitting

    async def _started(
        self,
        start: Start,
        body: object,
        callbacks: Callbacks | None,
        describes: list[Describe] | None,
    ) -> AsyncTask:
        session, family = self.session, self.family(start.read, start.operation)

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

        body = self.addressed(start, body, callbacks)
        submit = _Submit(family, start, body, session.book, session.clock, asynchronous=True)
        try:
            with _counted(session, describes is not None), submit.under_way():
                with submit.reading():
                    await endpoint(start).asyncio_detailed(client=session.raw, body=body)
                task_id = submit.made()
                # asyncio drops the result of a task that is cancelled after its last await: here it is seen.
                await session.clock.sleep_async(0)
                return task(task_id, session.clock.monotonic())
        except BaseException as error:
            submit.broke_off(error, lambda doubt: doubt.bind_async(ask))
            raise

    def prepare(
        self, start: Start, body: object, callbacks: Callbacks | None
    ) -> Prepared[AsyncTask]:
        """Keep a body, to be submitted later. Raises `InvalidRequestError` as `start` does."""
        self.addressed(start, body, callbacks)
        return Prepared(self, start, body, callbacks)

    def task(self, read: str, task_id: str) -> AsyncTask:
        """Return a task that was started elsewhere."""
        return AsyncTask(family=self.family(read), id=task_id, session=self.session)


def endpoint(start: Start) -> Any:
    """Return the generated module that sends a submission."""
    return import_module(start.endpoint)


@contextmanager
def _counted(session: SyncSession[Any] | AsyncSession[Any], already: bool) -> Generator[None]:
    """Count a submission that nothing has counted, for the submissions that wait for the limit."""
    if already:
        yield
        return
    session.limits.submits.count()
    try:
        yield
    finally:
        session.limits.submits.end(session.clock.monotonic())


@define(eq=False)
class _Submit:
    """One submit, from before anything is sent until its outcome is known."""

    family: TaskKind[Any]
    start: Start
    body: object
    book: RecentSubmits
    clock: Clock
    _asynchronous: bool = field(default=False, kw_only=True, alias="asynchronous")
    _sent: SubmitRecord = field(init=False)
    _attempt: Attempt = field(init=False, factory=Attempt)
    _error: SubmitOutcomeUnknown | None = field(init=False, default=None)
    _misread: Exception | None = field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        # Who is told of a task is no part of what is asked for: it is listed nowhere.
        digest = digest_of(without_callback_url(self.body, self.start.address))
        name = self.family.model
        self._sent = SubmitRecord(model=name, body=self.body, digest=digest, started=self._now())

    @contextmanager
    def reading(self) -> Generator[None]:
        """Let errors name the task kind. A response that the generated client cannot read is no error."""
        try:
            yield
        except LongtakeError as error:
            error.provider, error.kind = self.family.provider.name, self.family.name
            raise
        except PARSE_ERRORS as error:
            if not self._attempt.accepted:
                # Not what the provider answered, but a fault on the way there.
                raise
            self._misread = error

    def made(self) -> str:
        """Note the task that the response names, and return its id.

        Raises:
            SubmitOutcomeUnknown: If the response names none, or several. It has the ids.
        """
        body = self._attempt.accepted
        fields = HttpResponse(status=HTTPStatus.OK, headers={}, body=body).json_object() or {}
        task_id = task_id_at(fields, self.start.task_id) or sole_task_id(fields)
        if task_id is None or not is_task_id(task_id):
            raise self._nameless(ids_in(fields)) from self._misread
        self.book.set_task_id(self._sent, task_id)
        return task_id

    def _nameless(self, ids: Mapping[str, str]) -> SubmitOutcomeUnknown:
        said = "its response names no task"
        if self._misread is not None:
            said = (
                "its response has a shape that the documentation does not allow for "
                f"({type(self._misread).__name__}: {self._misread})"
            )
        error = SubmitOutcomeUnknown(
            f"the provider accepted the request and {said}{describe_ids(ids)}. Whether the task was made (and "
            "billed) is unknown",
            provider=self.family.provider.name,
            kind=self.family.name,
        )
        error.response_ids = ids
        return error

    @contextmanager
    def under_way(self) -> Generator[None]:
        """While it is, the client knows of it."""
        with having(attempt, self._attempt):
            self.book.start(self._sent)
            yield
            self.book.end(self._sent)

    def broke_off(self, error: BaseException, bind: Callable[[SubmitOutcomeUnknown], None]) -> None:
        """Let what ended it say what it leaves at the vendor."""
        if isinstance(error, SubmitOutcomeUnknown):
            bind(error)
            self._describe(error)
        elif isinstance(error, LongtakeError) and self._is_over():
            self.book.end(self._sent)
        else:
            self._interrupted(error, bind)

    def given_up(
        self, doubt: SubmitOutcomeUnknown, bind: Callable[[SubmitOutcomeUnknown], None]
    ) -> None:
        """Let the error of a submission that is still under way say what it leaves at the provider."""
        bind(doubt)
        doubt.kind = self.family.name
        self._describe(doubt)
        self.book.add_unknown(doubt)

    def _is_over(self) -> bool:
        """Whether nothing has come of it. What somebody's hook raises says nothing about that."""
        came = self._sent.task_id is not None or self._attempt.answer is not None
        return not (came and self._attempt.under_way)

    def _interrupted(
        self,
        interruption: BaseException,
        bind: Callable[[SubmitOutcomeUnknown], None],
    ) -> None:
        # What the answer says is known, also if nobody came to read it.
        with suppress(Exception):
            self._recover_response()
        if self._sent.task_id is None and not self._attempt.under_way:
            self.book.end(self._sent)
            interruption.add_note("longtake: interrupted before anything was submitted")
            return
        left = self._left()
        bind(left)
        self._describe(left)
        attach_pending(interruption, left)
        self.book.add_unknown(left)

    def _recover_response(self) -> None:
        from longtake._shell.http.response import recover_response  # noqa: PLC0415 - only who is interrupted pays

        if self._sent.task_id is not None:
            return
        with having(attempt, self._attempt):
            if recover_response(self._attempt, self.family.provider):
                self.made()

    @staticmethod
    def asking() -> AbstractContextManager[Attempt]:
        """While the vendor is asked, notes with which keys."""
        return having(attempt, Attempt())

    def check_open(self, session: SyncSession[Any] | AsyncSession[Any]) -> None:
        """Raise `InvalidRequestError` if the provider cannot be asked because the client is closed."""
        if session.closing.closed and self._sent.task_id is None:
            raise InvalidRequestError(
                CLOSED, provider=self.family.provider.name, kind=self.family.name
            )

    def steps(self, timeout_s: float, asked: Attempt) -> Steps[Any]:
        """The steps to what became of it. A task that was found is its own, and no other's in doubt."""
        outcome: Outcome[str] = Created(task="", evidence="nothing: the task's id is known")
        while self._sent.task_id is None:
            outcome = yield from reconcile_steps(self._doubt(asked), self.family, timeout_s)
            if not isinstance(outcome, Created):
                break
            # If another submit was given it meanwhile, it is not listed for this one the next time.
            self.book.claim(self._sent, outcome.task)
        if self._sent.task_id is not None:
            # Another thread that asks the same may have found it first.
            outcome = Created(task=self._sent.task_id, evidence=outcome.evidence)
        if not isinstance(outcome, Undetermined):
            self.book.end(self._sent)
            if self._error is not None:
                self.book.remove_unknown(self._error)
        return outcome

    @staticmethod
    def shown(outcome: Outcome[str], task: Callable[[str], TaskT]) -> Outcome[TaskT]:
        """The outcome with tasks in place of their ids."""
        match outcome:
            case Created():
                return Created(task=task(outcome.task), evidence=outcome.evidence)
            case Undetermined():
                candidates = tuple(task(task_id) for task_id in outcome.candidates)
                return Undetermined(
                    reason=outcome.reason,
                    evidence=outcome.evidence,
                    candidates=candidates,
                    balance=outcome.balance,
                    ask_again_in_s=outcome.ask_again_in_s,
                    error=outcome.error,
                )
            case _:
                return outcome

    def _doubt(self, asked: Attempt) -> UnknownSubmit:
        return UnknownSubmit(
            record=self._sent,
            grace_s=self.family.grace_s,
            now=self._now,
            is_competing_task=self.book.has_created,
            competing=lambda: self.book.competing(self._sent),
            same_key=lambda: asked.accounts <= self._attempt.accounts,
        )

    def _describe(self, doubt: SubmitOutcomeUnknown) -> None:
        self._error = doubt
        ended = self._sent.ended = self._now()
        doubt.operation, doubt.digest = self.start.operation, self._sent.digest
        doubt.window = (_utc(self._sent.started), _utc(ended))
        if self.family.reconciler is not None:
            doubt.advice = self.family.reconciler.advice
        if self._asynchronous:
            doubt.advice = doubt.advice.replace("reconcile()", "reconcile_async()")
        what = doubt.advice
        if doubt.token is not None:
            what = f"from_token({doubt.token!r}) finds it"
        doubt.args = (f"{without_period(doubt.args[0])}. {what}",)

    def _left(self) -> SubmitOutcomeUnknown:
        provider, family = self.family.provider.name, self.family.name
        if self._sent.task_id is None:
            return SubmitOutcomeUnknown(
                "interrupted while the request was under way. Whether the task was made (and billed) is "
                "unknown",
                provider=provider,
                kind=family,
            )
        return SubmitOutcomeUnknown(
            "interrupted when the task was just made: it is there, and billed",
            provider=provider,
            kind=family,
            task_id=self._sent.task_id,
            token=TaskAddress(provider, family, self._sent.task_id).token(),
        )

    def _now(self) -> Moment:
        return Moment(self.clock.monotonic(), wall_time(self.clock))


def _utc(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment.wall, UTC)
