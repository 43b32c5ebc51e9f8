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

from longtake._core.callbacks import (
    Callbacks,
    check_callbacks,
    with_callback_url,
    without_callback_url,
)
from longtake._core.provider import Provider
from longtake._core.reconcile.steps import PARSE_ERRORS, Steps, reconcile_steps
from longtake._core.reconcile.submission import (
    Created,
    Moment,
    Outcome,
    RecentSubmits,
    SubmitRecord,
    Undetermined,
    UnknownSubmit,
    digest_of,
)
from longtake._core.responses import HttpResponse, describe_ids, ids_in, sole_task_id, task_id_at
from longtake._core.task_kind import Start, TaskKind, extension_of, task_kind_of, task_kinds
from longtake._core.tokens import TaskAddress, is_task_id, read_token
from longtake._core.values import without_period
from longtake._shell.clock import Clock, wall_time
from longtake._shell.http.connections import CLOSED
from longtake._shell.http.context import SubmitProgress, context_var_set, submit_progress
from longtake._shell.http.response import recover_response
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

    def send(self, describers: list[Describe]) -> Any:
        """Send it as `submit_all` does, and return what the hooks' `start` returns."""
        return self.hooks.start(self.start, self.body, self.callbacks, describes=describers)

    def __repr__(self) -> str:
        return f"Prepared({self.hooks.provider.name}, {self.operation})"


class _Hooks(Generic[ClientT]):
    """What sync and async hooks share: which task kind belongs to an operation."""

    def __init__(self, session: SyncSession[Any] | AsyncSession[Any], provider: Provider) -> None:
        self.session = session
        self.provider = provider

    def task_kind(self, read: str, operation: str | None = None) -> TaskKind[Any]:
        """Return the kind of the tasks that an operation reads.

        Raises:
            LookupError: If the overlay declares none.
        """
        for task_kind in task_kinds(self.provider).values():
            if task_kind.read.operation == read:
                return task_kind.for_operation(operation) if operation else task_kind
        raise LookupError(f"{self.provider.name}: no task kind is read by {read}")

    def with_callbacks(self, start: Start, body: object, callbacks: Callbacks | None) -> object:
        """Return a body with the address of what receives callbacks, if anything does.

        Raises:
            InvalidRequestError: If the body has an address already, or the operation takes none.
        """
        if callbacks is None:
            return body
        try:
            check_callbacks(callbacks)
            url = callbacks.url(self.provider.name, kind=self.task_kind(start.read).name)
            return with_callback_url(body, start.address, url)
        except InvalidRequestError as error:
            error.provider, error.kind = self.provider.name, self.task_kind(start.read).name
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

    def extension(
        self, kind: str, source: object, options: Mapping[str, object]
    ) -> tuple[Start, object]:
        """Return the operation and the body that the common names of an extension stand for."""
        return extension_of(self.provider, kind, source, options)

    def _resumed(self, token: str, callbacks: Callbacks | None) -> tuple[TaskKind[Any], str]:
        check_callbacks(callbacks)
        address = read_token(token)
        if address.provider != self.provider.name:
            raise InvalidRequestError(
                f"the token is of a task at {address.provider}, and the client is for {self.provider.name}"
            )
        return task_kind_of(self.provider, address.kind), address.task_id


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
        session, task_kind = self.session, self.task_kind(start.read, start.operation)

        def task(task_id: str, submitted_at: float | None = None) -> Task:
            return Task(
                kind=task_kind,
                id=task_id,
                session=session,
                submitted_at=submitted_at,
                callbacks=callbacks,
            )

        def ask(timeout_s: float) -> Outcome[Task]:
            submit.check_open(session)
            with submit.reconciling() as asked:
                return submit.outcome_of(session.run_steps(submit.steps(timeout_s, asked)), task)

        body = self.with_callbacks(start, body, callbacks)
        submit = _Submission(task_kind, start, body, session.recent_submits, session.clock)
        if describes is not None:
            describes.append(lambda doubt: submit.abandon(doubt, lambda error: error.bind(ask)))
        # Outermost: the ends of the `with` may be interrupted, too.
        try:
            with _count_against_limits(session, describes is not None), submit.sending():
                with submit.naming_task_kind():
                    endpoint(start).sync_detailed(client=session.raw, body=body)
                return task(submit.created_task_id(), session.clock.monotonic())
        except BaseException as error:
            submit.on_failure(error, lambda doubt: doubt.bind(ask))
            raise

    def prepare(self, start: Start, body: object, callbacks: Callbacks | None) -> Prepared[Task]:
        """Keep a body, to be submitted later. Raises `InvalidRequestError` as `start` does."""
        self.with_callbacks(start, body, callbacks)
        return Prepared(self, start, body, callbacks)

    def resume(self, token: str, callbacks: Callbacks | None) -> Task:
        """Return the task of a token. Raises `InvalidRequestError` if another provider has it."""
        kind, task_id = self._resumed(token, callbacks)
        return Task(kind=kind, id=task_id, session=self.session, callbacks=callbacks)

    def task(self, read: str, task_id: str) -> Task:
        """Return a task that was started elsewhere."""
        return Task(kind=self.task_kind(read), id=task_id, session=self.session)


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
        session, task_kind = self.session, self.task_kind(start.read, start.operation)

        def task(task_id: str, submitted_at: float | None = None) -> AsyncTask:
            return AsyncTask(
                kind=task_kind,
                id=task_id,
                session=session,
                submitted_at=submitted_at,
                callbacks=callbacks,
            )

        async def ask(timeout_s: float) -> Outcome[AsyncTask]:
            submit.check_open(session)
            with submit.reconciling() as asked:
                return submit.outcome_of(
                    await session.run_steps(submit.steps(timeout_s, asked)), task
                )

        body = self.with_callbacks(start, body, callbacks)
        submit = _Submission(
            task_kind, start, body, session.recent_submits, session.clock, asynchronous=True
        )
        try:
            with _count_against_limits(session, describes is not None), submit.sending():
                with submit.naming_task_kind():
                    await endpoint(start).asyncio_detailed(client=session.raw, body=body)
                task_id = submit.created_task_id()
                # asyncio drops the result of a task that is cancelled after its last await: here it is seen.
                await session.clock.sleep_async(0)
                return task(task_id, session.clock.monotonic())
        except BaseException as error:
            submit.on_failure(error, lambda doubt: doubt.bind_async(ask))
            raise

    def prepare(
        self, start: Start, body: object, callbacks: Callbacks | None
    ) -> Prepared[AsyncTask]:
        """Keep a body, to be submitted later. Raises `InvalidRequestError` as `start` does."""
        self.with_callbacks(start, body, callbacks)
        return Prepared(self, start, body, callbacks)

    def resume(self, token: str, callbacks: Callbacks | None) -> AsyncTask:
        """Return the task of a token. Raises `InvalidRequestError` if another provider has it."""
        kind, task_id = self._resumed(token, callbacks)
        return AsyncTask(kind=kind, id=task_id, session=self.session, callbacks=callbacks)

    def task(self, read: str, task_id: str) -> AsyncTask:
        """Return a task that was started elsewhere."""
        return AsyncTask(kind=self.task_kind(read), id=task_id, session=self.session)


def endpoint(start: Start) -> Any:
    """Return the generated module that sends a submission."""
    return import_module(start.endpoint)


@contextmanager
def _count_against_limits(
    session: SyncSession[Any] | AsyncSession[Any], is_counted: bool
) -> Generator[None]:
    """Count a submission that nothing has counted, for the submissions that wait for the limit."""
    if is_counted:
        yield
        return
    session.limits.submits.count()
    try:
        yield
    finally:
        session.limits.submits.end(session.clock.monotonic())


@define(eq=False)
class _Submission:
    """One submit, from before anything is sent until its outcome is known."""

    task_kind: TaskKind[Any]
    start: Start
    body: object
    recent_submits: RecentSubmits
    clock: Clock
    _asynchronous: bool = field(default=False, kw_only=True, alias="asynchronous")
    _record: SubmitRecord = field(init=False)
    _progress: SubmitProgress = field(init=False, factory=SubmitProgress)
    _error: SubmitOutcomeUnknown | None = field(init=False, default=None)
    _parse_error: Exception | None = field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        # Who is told of a task is no part of what is asked for: it is listed nowhere.
        digest = digest_of(without_callback_url(self.body, self.start.address))
        name = self.task_kind.model
        self._record = SubmitRecord(model=name, body=self.body, digest=digest, started=self._now())

    @contextmanager
    def naming_task_kind(self) -> Generator[None]:
        """Let errors name the task kind. A response that the generated client cannot read is no error."""
        try:
            yield
        except LongtakeError as error:
            error.provider, error.kind = self.task_kind.provider.name, self.task_kind.name
            raise
        except PARSE_ERRORS as error:
            if not self._progress.accepted:
                # Not what the provider answered, but a fault on the way there.
                raise
            self._parse_error = error

    def created_task_id(self) -> str:
        """Note the task that the response names, and return its id.

        Raises:
            SubmitOutcomeUnknown: If the response names none, or several. It has the ids.
        """
        body = self._progress.accepted
        fields = HttpResponse(status=HTTPStatus.OK, headers={}, body=body).json_object() or {}
        task_id = task_id_at(fields, self.start.task_id) or sole_task_id(fields)
        if task_id is None or not is_task_id(task_id):
            raise self._missing_id_error(ids_in(fields)) from self._parse_error
        self.recent_submits.set_task_id(self._record, task_id)
        return task_id

    def _missing_id_error(self, ids: Mapping[str, str]) -> SubmitOutcomeUnknown:
        said = "its response names no task"
        if self._parse_error is not None:
            said = (
                "its response has a shape that the documentation does not allow for "
                f"({type(self._parse_error).__name__}: {self._parse_error})"
            )
        error = SubmitOutcomeUnknown(
            f"the provider accepted the request and {said}{describe_ids(ids)}. Whether the task was created "
            "(and billed) is unknown",
            provider=self.task_kind.provider.name,
            kind=self.task_kind.name,
        )
        error.response_ids = ids
        return error

    @contextmanager
    def sending(self) -> Generator[None]:
        """While it is, the client knows of it."""
        with context_var_set(submit_progress, self._progress):
            self.recent_submits.start(self._record)
            yield
            self.recent_submits.end(self._record)

    def on_failure(
        self, error: BaseException, bind: Callable[[SubmitOutcomeUnknown], None]
    ) -> None:
        """Let what ended it say what it leaves at the vendor."""
        if isinstance(error, SubmitOutcomeUnknown):
            bind(error)
            self._describe(error)
        elif isinstance(error, LongtakeError) and self._is_over():
            self.recent_submits.end(self._record)
        else:
            self._on_interruption(error, bind)

    def abandon(
        self, error: SubmitOutcomeUnknown, bind: Callable[[SubmitOutcomeUnknown], None]
    ) -> None:
        """Let the error of a submission that is still under way say what it leaves at the provider."""
        bind(error)
        error.kind = self.task_kind.name
        self._describe(error)
        self.recent_submits.add_unknown(error)

    def _is_over(self) -> bool:
        """Whether nothing has come of it. What somebody's hook raises says nothing about that."""
        came = self._record.task_id is not None or self._progress.response is not None
        return not (came and self._progress.under_way)

    def _on_interruption(
        self,
        interruption: BaseException,
        bind: Callable[[SubmitOutcomeUnknown], None],
    ) -> None:
        # What the answer says is known, also if nobody came to read it.
        with suppress(Exception):
            self._recover_response()
        if self._record.task_id is None and not self._progress.under_way:
            self.recent_submits.end(self._record)
            interruption.add_note("longtake: interrupted before anything was submitted")
            return
        left = self._pending_message()
        bind(left)
        self._describe(left)
        attach_pending(interruption, left)
        self.recent_submits.add_unknown(left)

    def _recover_response(self) -> None:
        if self._record.task_id is not None:
            return
        with context_var_set(submit_progress, self._progress):
            if recover_response(self._progress, self.task_kind.provider):
                self.created_task_id()

    @staticmethod
    def reconciling() -> AbstractContextManager[SubmitProgress]:
        """While the vendor is asked, notes with which keys."""
        return context_var_set(submit_progress, SubmitProgress())

    def check_open(self, session: SyncSession[Any] | AsyncSession[Any]) -> None:
        """Raise `InvalidRequestError` if the provider cannot be asked because the client is closed."""
        if session.close_signal.closed and self._record.task_id is None:
            raise InvalidRequestError(
                CLOSED, provider=self.task_kind.provider.name, kind=self.task_kind.name
            )

    def steps(self, timeout_s: float, progress: SubmitProgress) -> Steps[Any]:
        """The steps to what became of it. A task that was found is its own, and no other's in doubt."""
        outcome: Outcome[str] = Created(task="", evidence="nothing: the task's id is known")
        while self._record.task_id is None:
            outcome = yield from reconcile_steps(
                self._unknown_submit(progress), self.task_kind, timeout_s
            )
            if not isinstance(outcome, Created):
                break
            # If another submit was given it meanwhile, it is not listed for this one the next time.
            self.recent_submits.claim(self._record, outcome.task)
        if self._record.task_id is not None:
            # Another thread that asks the same may have found it first.
            outcome = Created(task=self._record.task_id, evidence=outcome.evidence)
        if not isinstance(outcome, Undetermined):
            self.recent_submits.end(self._record)
            if self._error is not None:
                self.recent_submits.remove_unknown(self._error)
        return outcome

    @staticmethod
    def outcome_of(outcome: Outcome[str], task: Callable[[str], TaskT]) -> Outcome[TaskT]:
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

    def _unknown_submit(self, progress: SubmitProgress) -> UnknownSubmit:
        return UnknownSubmit(
            record=self._record,
            grace_s=self.task_kind.grace_s,
            now=self._now,
            is_competing_task=self.recent_submits.has_created,
            competing=lambda: self.recent_submits.competing(self._record),
            same_key=lambda: progress.accounts <= self._progress.accounts,
        )

    def _describe(self, error: SubmitOutcomeUnknown) -> None:
        self._error = error
        ended = self._record.ended = self._now()
        error.operation, error.digest = self.start.operation, self._record.digest
        error.window = (_utc(self._record.started), _utc(ended))
        if self.task_kind.reconciler is not None:
            error.advice = self.task_kind.reconciler.advice
        if self._asynchronous:
            error.advice = error.advice.replace("reconcile()", "reconcile_async()")
        what = error.advice
        if error.token is not None:
            what = f"from_token({error.token!r}) finds it"
        error.args = (f"{without_period(error.args[0])}. {what}",)

    def _pending_message(self) -> SubmitOutcomeUnknown:
        provider, kind = self.task_kind.provider.name, self.task_kind.name
        if self._record.task_id is None:
            return SubmitOutcomeUnknown(
                "interrupted while the request was under way. Whether the task was made (and billed) is "
                "unknown",
                provider=provider,
                kind=kind,
            )
        return SubmitOutcomeUnknown(
            "interrupted when the task was just made: it is there, and billed",
            provider=provider,
            kind=kind,
            task_id=self._record.task_id,
            token=TaskAddress(provider, kind, self._record.task_id).token(),
        )

    def _now(self) -> Moment:
        return Moment(self.clock.monotonic(), wall_time(self.clock))


def _utc(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment.wall, UTC)
